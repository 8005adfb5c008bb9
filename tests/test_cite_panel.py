"""The citation panel in a browser: complete without scripts; with them the day, copying, dialogs and sections."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pypandoc
import pytest
from playwright.sync_api import Browser, Page, expect

from macros import catalog, citation_pages, csl, ledger
from macros.catalog import Catalog
from macros.citations import Citations
from macros.ledger import Ledger
from macros.markdown import Glossary
from macros.markdown import Page as Place
from macros.published import Publication
from macros.templates import render
from tests import website
from tests.website import ROOT

BASE = "https://common-ground.example/"
PINNED = f"{BASE}models/alpha-1/v/1/"

FRAME = """<!doctype html><html lang="en" class="no-js"><meta charset="utf-8"><title>Record</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="../../assets/css/site.css"><script src="../../assets/js/early.js"></script>
<main><h1>Alpha 1</h1>
<h2 id="release-history">Releases &amp; access_log <a class="cg-permalink" href="#release-history">#</a></h2>
<p>Text</p>
<p><a href="../../cite/terms/open-weights/">Cite</a></p>{}</main>
<script type="module" src="../../assets/js/cite.js"></script>
<script type="module" src="../../assets/js/site.js"></script>"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    root = tmp_path_factory.mktemp("small")
    (root / "data").symlink_to(ROOT / "tests" / "fixtures" / "site" / "data")
    (root / "overrides").symlink_to(ROOT / "overrides")
    return catalog.load(root)


@pytest.fixture(scope="module")
def cited(data: Catalog) -> Citations:
    day = data.as_of.isoformat()
    versions = {r.key: (ledger.next_version(r, None, ledger.FIRST, "", day),) for r in data}
    return Citations(data, Ledger(versions), BASE)


def panel(data: Catalog, cited: Citations) -> str:
    """Return the panel as it stands on the page of the model."""
    place = Place(data, Glossary(data), "models/alpha-1/")
    return render(data, "components/cite.html", record=data["models"]["alpha-1"], page=place, citations=cited)


@pytest.fixture(scope="module")
def origin(data: Catalog, cited: Citations, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("published")
    copytree(ROOT / "docs" / "assets", folder / "assets")
    (folder / "sw.js").touch()  # every page asks for it
    book = Ledger({key: (citation.version,) for key, citation in cited.items()})
    for file in citation_pages.files(Publication(data, book, BASE)):
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(str(file.content), encoding="utf-8")
    page = folder / "models" / "alpha-1" / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(FRAME.format(panel(data, cited)), encoding="utf-8")
    with website.serve(folder) as address:
        yield address


@pytest.fixture
def reader(browser: Browser, origin: str) -> Iterator[Callable[..., Page]]:
    """Open a page on 5 January 2027; the test fails if it complains in the console."""
    complaints: list[str] = []
    contexts = []

    def visit(address: str, **options: object) -> Page:
        context = browser.new_context(base_url=origin, timezone_id="UTC", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.clock.set_fixed_time("2027-01-05T12:00:00Z")
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not complaints


def test_the_panel_is_whole_without_scripts(cited: Citations, reader: Callable[..., Page]) -> None:
    page = reader("/models/alpha-1/", java_script_enabled=False)
    page.get_by_text("Cite this page").click()
    for name, runs in cited["models/alpha-1"].references.items():
        expect(page.locator(f"#cite-{name}")).to_have_text(csl.text(runs))
    expect(page.get_by_role("link", name="BibTeX file")).to_have_attribute("href", "../../cite/models/alpha-1.bib")
    expect(page.get_by_role("button", name="Copy APA 7")).to_be_hidden()


READ = {
    "apa": f"Common Ground. (2026, June 30). Alpha 1 (model). Retrieved January 5, 2027, from {PINNED}",
    "mla": f"“Alpha 1 (Model).” Common Ground, Version 1, 30 June 2026, {PINNED}. Accessed 5 Jan. 2027.",
    "chicago": f"Common Ground. “Alpha 1 (Model).” Version 1. June 30, 2026. Accessed January 5, 2027. {PINNED}.",
}


@pytest.mark.parametrize("address", ["/models/alpha-1/", "/cite/models/alpha-1/"])
def test_the_day_of_reading_is_filled_in(address: str, data: Catalog, reader: Callable[..., Page]) -> None:
    page = reader(address)
    for style, text in READ.items():
        expect(page.locator(f"#cite-{style}")).to_have_text(text.replace("Common Ground", data.site.title))
    found = {
        name: json.loads(pypandoc.convert_text(page.locator(f"#cite-{name}").text_content(), "csljson", form))[0]
        for name, form in {"bibtex": "bibtex", "csl": "csljson"}.items()
    }
    assert found["bibtex"]["accessed"] == found["csl"]["accessed"] == {"date-parts": [[2027, 1, 5]]}
    expect(page.locator("#cite-ris")).to_contain_text("Y2  - 2027/01/05")


def test_a_reference_is_copied(reader: Callable[..., Page]) -> None:
    page = reader("/models/alpha-1/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_text("Cite this page").click()
    page.get_by_role("button", name="Copy MLA 9").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").endswith("Accessed 5 Jan. 2027.")


def test_a_cite_link_opens_a_dialog(reader: Callable[..., Page]) -> None:
    """By keyboard: the link opens it, Escape closes it, and the focus is where it was."""
    page = reader("/models/alpha-1/")
    link = page.get_by_role("link", name="Cite", exact=True)
    link.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog", name="Cite")
    expect(box.locator("[data-style=plain]")).to_contain_text(f"{BASE}terms/open-weights/v/1/")
    expect(box.get_by_role("link", name="RIS file")).to_have_attribute(
        "href", f"{page.url.split('models')[0]}cite/terms/open-weights.ris"
    )
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(link).to_be_focused()
    assert page.url.endswith("/models/alpha-1/")


def test_a_section_is_cited_by_its_heading(reader: Callable[..., Page]) -> None:
    """Same record and version; the heading's name in the title, its anchor in the address, escaped in each format."""
    page = reader("/models/alpha-1/")
    page.get_by_role("button", name="Cite this section").click()
    box = page.get_by_role("dialog")
    at = f"{PINNED}#release-history"
    expect(box.locator("[data-style=mla]")).to_contain_text("“Releases & access_log, in Alpha 1 (Model).”")
    expect(box.locator("[data-style=apa]")).to_contain_text("Releases & access_log, in Alpha 1 (model). ")
    expect(box.locator("[data-style=apa] a")).to_have_attribute("href", at)
    for name, form in {"bibtex": "bibtex", "csl": "csljson", "ris": "ris"}.items():
        text = box.locator(f"[data-format={name}]").text_content()
        work = json.loads(pypandoc.convert_text(text, "csljson", form))[0]
        title = work["title"].replace('<span class="nocase">', "").replace("</span>", "")
        assert (title, work["URL"]) == ("Releases & access_log, in Alpha 1 (model)", at), name
    expect(page.locator("#cite-apa")).not_to_contain_text("Releases")


def test_the_panel_weighs_less_than_5_kb_and_moves_nothing(
    data: Catalog, cited: Citations, reader: Callable[..., Page]
) -> None:
    script = (ROOT / "docs" / "assets" / "js" / "cite.js").read_bytes()
    assert len(gzip.compress(panel(data, cited).encode())) + len(gzip.compress(script)) < 5_000
    page = reader("/models/alpha-1/")
    shift = page.evaluate(
        "new Promise((done) => { let sum = 0; new PerformanceObserver((list) => {"
        " for (const entry of list.getEntries()) sum += entry.value; })"
        ".observe({ type: 'layout-shift', buffered: true });"
        " setTimeout(() => done(sum), 300); })"
    )
    assert shift == 0


def test_without_a_site_address_the_reader_sees_the_one_in_use(data: Catalog, browser: Browser, tmp_path: Path) -> None:
    """A build for one's own machine names no site; the browser knows where it is."""
    day = data.as_of.isoformat()
    record = data["models"]["alpha-1"]
    book = Ledger({record.key: (ledger.next_version(record, None, ledger.FIRST, "", day),)})
    copytree(ROOT / "docs" / "assets" / "js", tmp_path / "assets" / "js")
    for file in citation_pages.files(Publication(data, book)):
        (tmp_path / file.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file.path).write_text(str(file.content), encoding="utf-8")
    with website.serve(tmp_path) as origin:
        page = browser.new_page()
        page.goto(f"{origin}/cite/models/alpha-1/")
        expect(page.locator("#cite-plain")).to_contain_text(f"{origin}/models/alpha-1/v/1/")
        page.close()
