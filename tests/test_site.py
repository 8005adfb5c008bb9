"""The built site, page by page: complete, linked, valid, accessible, the same twice, and quiet."""

import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Page

from macros.catalog import Catalog
from tests import pages, small, website

KINDS = (
    "/", "/timeline/", "/models/", "/models/glm-5-2/", "/models/compare/", "/risks/", "/risks/capability-overhang/",
    "/comprehension/", "/comprehension/public/", "/leadership/", "/leadership/red-teaming-before-revenue/",
    "/leadership/frameworks/", "/forecasts/", "/disputes/", "/evidence/", "/glossary/", "/sources/", "/cite/",
    "/data/", "/about/", "/about/organizations/", "/search/",
)  # fmt: skip


# Those of them with scripts or templates of their own: `make test` opens these, `make nightly` all.
OPENED = KINDS if website.NIGHTLY else (
    "/", "/timeline/", "/models/glm-5-2/", "/models/compare/", "/comprehension/public/", "/evidence/", "/data/",
    "/search/",
)  # fmt: skip


def test_every_record_has_its_address(site: Path, catalog: Catalog) -> None:
    """Each record stands at its address, as a page or as an anchor."""
    missing = []
    for record in catalog:
        path, _, fragment = catalog.address(record).partition("#")
        file = pages.file_of(site, f"/{path}")
        if not file.exists() or (fragment and fragment not in pages.ids(pages.document(file))):
            missing.append(record.key)
    assert missing == []


def test_the_contract_addresses_exist(site: Path) -> None:
    """Every address that others build on is there."""
    assert [address for address in KINDS if not pages.file_of(site, address).exists()] == []


def test_links_and_anchors_resolve(site: Path) -> None:
    """No link of any page leads nowhere on the site."""
    broken: Counter[str] = Counter()
    for address in pages.addresses(site):
        for path, fragment in set(pages.links(pages.document(pages.file_of(site, address)), address)):
            target = pages.file_of(site, path)
            if not target.exists():
                broken[f"{path} (from {address})"] += 1
            elif fragment and target.suffix == ".html" and fragment not in pages.ids(pages.document(target)):
                broken[f"{path}#{fragment} (from {address})"] += 1
    assert sorted(broken)[:20] == []


def test_html_is_well_formed(site: Path) -> None:
    """The HTML parser of the WHATWG standard finds no error, and no id stands twice.

    Of versions and citations, which one template makes, twenty of each are parsed; at night all.
    """
    wrong = []
    for address in pages.addresses(site) if website.NIGHTLY else pages.read(site, each=20):
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(pages.file_of(site, address).read_bytes())
        wrong += [f"{address}: {code} at {place}" for place, code, _ in parser.errors[:3]]
    for address in pages.addresses(site):
        doubles = [i for i, n in Counter(pages.document(pages.file_of(site, address)).xpath("//@id")).items() if n > 1]
        wrong += [f"{address}: id {double} twice" for double in doubles[:3]]
    assert wrong[:20] == []


def test_headings_are_in_order(site: Path) -> None:
    """One first-level heading a page, and no level is left out on the way down."""
    wrong = []
    for address in pages.addresses(site):
        page = pages.document(pages.file_of(site, address))
        levels = [int(e.tag[1]) for e in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        if levels.count(1) != 1 or any(after > before + 1 for before, after in itertools.pairwise(levels)):
            wrong.append((address, levels[:12]))
    assert wrong[:10] == []


def test_pictures_have_words(site: Path) -> None:
    """An image has an alternative text; a drawing that is not decoration has a name."""
    for address in pages.addresses(site):
        page = pages.document(pages.file_of(site, address))
        assert [e for e in page.iter("img") if e.get("alt") is None] == [], address
        drawings = page.xpath("//svg[not(@aria-hidden='true')][not(@aria-labelledby or @aria-label)]")
        assert drawings == [], address


def test_what_has_no_role_has_no_label(site: Path) -> None:
    """A label on an element that means nothing is not read out (WAI-ARIA 1.2, "Roles which cannot be named")."""
    bare = "//*[self::span or self::div or self::p or self::strong or self::em][@aria-label][not(@role)]"
    wrong = [a for a in pages.addresses(site) if pages.document(pages.file_of(site, a)).xpath(bare)]
    assert wrong == []


@pytest.mark.nightly  # `make test` compares two builds of the small site
def test_two_builds_are_the_same(site: Path, tmp_path: Path) -> None:
    """Nothing reads the clock, and no order is left to chance."""
    website.build(tmp_path / "again", **website.ADDRESSES)
    again = {p.relative_to(tmp_path / "again"): p for p in (tmp_path / "again").rglob("*") if p.is_file()}
    first = {p.relative_to(site): p for p in site.rglob("*") if p.is_file()}
    assert sorted(first) == sorted(again)
    assert [str(name) for name in first if first[name].read_bytes() != again[name].read_bytes()] == []


def test_one_new_model_file_appears_everywhere(tmp_path: Path) -> None:
    """A newcomer adds one file and sees it in the overview, the comparison, search and exports."""
    root = small.project(tmp_path)
    original = (root / "data/models/alpha-1.yml").read_text(encoding="utf-8")
    alias_lines = [line for line in original.splitlines() if not line.startswith("aliases:")]
    text = "\n".join(alias_lines).replace("title: Alpha 1", "title: Example Model 9")
    assert "title: Example Model 9" in text
    (root / "data/models/example-model-9.yml").write_text(f"{text}\n", encoding="utf-8")
    website.build(root / "site", root, UNLOGGED="1")
    site = root / "site"
    for address in ("/models/", "/models/compare/", "/models/example-model-9/"):
        assert "Example Model 9" in pages.words(pages.document(pages.file_of(site, address))), address
    assert "example-model-9" in (site / "data/v1/models.json").read_text(encoding="utf-8")
    assert any("example-model-9" in path.read_text(encoding="utf-8") for path in (site / "search").rglob("*.json"))


@pytest.mark.parametrize("address", OPENED)
def test_pages_read_without_javascript(visit: Callable[..., Page], address: str) -> None:
    """Without JavaScript the text is there: what needs it is hidden, and nothing else is."""
    page = visit(address, java_script_enabled=False)
    assert page.locator("h1").is_visible()
    assert page.locator(".cg-needs-js:visible").count() == 0
