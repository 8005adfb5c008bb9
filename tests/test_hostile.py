"""Hostile content: it is refused in one clear line, or it is shown as the text it is; nothing hangs, nothing runs.

`make nightly` is the long run. What it finds is kept in found_cases/.
"""

import re
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser
from pydantic import ValidationError

from macros import calendars, checks, exports, feeds, ledger, search, source, tables, twins
from macros.bibliography import bibtex, csl_json, ris
from macros.catalog import Catalog, Kept, load
from macros.citations import record_item
from macros.guidance import COLLECTIONS
from macros.kept import Parts
from macros.library import Library
from macros.pages import generated_pages
from macros.problems import DataError, Problem
from macros.published import Publication, PublishedFile
from tests import hostile, small, website

EXAMPLES = 20_000 if website.NIGHTLY else 500
SHARE = {"fields": 0.6, "bytes": 0.4}
CASES = hostile.found_cases(Path(__file__).parent / "found_cases")
SLOW = 1.0  # Seconds of this process that no single input may take.
SECTIONS = re.compile(r'section\("([a-z-]+)"\)')


class Site:
    """The small site, into one of whose files at a time something is written."""

    def __init__(self, root: Path) -> None:
        self.root = small.project(root)
        self.kept: Kept = {}
        self.parts = Parts()
        self.files = sorted(path for path in (root / "data").rglob("*.yml") if path.parent.name != "data")
        self.good = {path: path.read_bytes() for path in self.files}
        self.values = {path: source.parse(text.decode(), "").value for path, text in self.good.items()}
        self.pages = sorted(
            {name for path in Path("docs").rglob("*.md") for name in SECTIONS.findall(path.read_text())}
        )

    def problems(self, path: Path, content: bytes) -> tuple[list[Problem], Catalog | None]:
        """Return what is said of the site when `path` holds `content`, and its catalog if it can be used."""
        path.write_bytes(content)
        try:
            catalog = load(self.root, kept=self.kept)
            return checks.run(catalog, checks.CONTENT), catalog
        except DataError as error:
            return error.problems, None
        finally:
            path.write_bytes(self.good[path])

    def published(self, catalog: Catalog) -> Iterator[PublishedFile]:
        """Yield what the site publishes of a catalog: parts of pages, data, feeds, twins, search and references."""
        logs = ledger.Ledger({r.key: (ledger.next_version(r, None, ledger.FIRST, "", "2026-06-30"),) for r in catalog})
        library = Library(catalog, ledger.Ledger({}), "", self.parts)
        self.parts.renew(catalog.vocabularies, library.glossary.names)
        for page in generated_pages(catalog):
            yield PublishedFile(f"{page.src_uri}.html", "".join(library.expand(page.markdown, page.src_uri, "x")[1]))
        for name in self.pages:
            macros = library.macros(library.page(f"{name}/"))
            yield PublishedFile(f"{name}.html", str(macros["section"](name)))
        publication = Publication(catalog, logs, "https://common-ground.example/")
        for producer in (exports.files, tables.files, feeds.files, calendars.files, twins.files):
            yield from producer(publication)
        yield from search.files(catalog, ())
        items = [record_item(catalog, record, logs.of(record.key)[0], "https://x.example/") for record in catalog]
        yield PublishedFile("cite/all.json", csl_json(items))
        yield PublishedFile("cite/all.bib", bibtex(items))
        yield PublishedFile("cite/all.ris", ris(items))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The small site."""
    return Site(tmp_path_factory.mktemp("hostile"))


def judge(site: Site, path: Path, content: bytes) -> str:
    """Return `refused` or `inert`; fail if `content` is neither refused clearly nor harmless, or takes too long.

    What takes long is judged once more: a slow input is slow again, the tidying of memory between inputs is not.
    """
    verdict, late = _judged(site, path, content)
    assert not late or not _judged(site, path, content)[1], "takes too long"
    return verdict


def _judged(site: Site, path: Path, content: bytes) -> tuple[str, bool]:
    began = time.process_time()
    problems, catalog = site.problems(path, content)
    for problem in problems:
        assert clear(problem, content, site.root), str(problem)
    if catalog and not problems:
        for name, text in site.published(catalog):
            assert not list(hostile.faults(name, text)), name
    late = time.process_time() - began >= SLOW * (1 if problems else 3)
    return "refused" if problems else "inert", late


def clear(problem: Problem, content: bytes, root: Path) -> bool:
    """Return whether a problem names a file and a line that exist and says what to do, in one printable line."""
    lines = content.count(b"\n") + content.count(b"\r") + 1
    text = str(problem)
    in_file = (root / problem.path).exists() and (1 <= problem.line <= max(lines, 200))
    printable = not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in text)
    return in_file and printable and len(text) < 1_000 and bool(re.search(r"[;.] ?\w|[?]", problem.message))


@st.composite
def edits(draw: st.DrawFn) -> tuple[int, int, Any, str]:
    """Return which file, which place in it, what to put there, and how."""
    return (
        draw(st.integers(0, 10_000)),
        draw(st.integers(0, 10_000)),
        draw(hostile.values()),
        draw(st.sampled_from(["replace", "replace", "replace", "add", "remove"])),
    )


def edited(value: Any, place: int, new: Any, how: str) -> Any:
    """Return the fields of a record with one of them replaced, added or removed."""
    paths = list(hostile.places(value))
    path = paths[place % len(paths)]
    if how == "replace":
        return hostile.planted(value, path, new)
    if how == "add":
        return {**value, str(new)[:40]: new}
    return {name: item for name, item in value.items() if name != path[0]}


def as_yaml(value: Any) -> bytes:
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    return text.encode("utf-8", "surrogatepass")


@settings(max_examples=int(EXAMPLES * SHARE["fields"]), deadline=None, suppress_health_check=list(HealthCheck))
@given(edit=edits())
def test_any_value_in_any_field(site: Site, edit: tuple[int, int, Any, str]) -> None:
    """Whatever stands in a field of a record, it is refused clearly or published as harmless text."""
    file, place, new, how = edit
    path = site.files[file % len(site.files)]
    judge(site, path, as_yaml(edited(site.values[path], place, new, how)))


@settings(max_examples=int(EXAMPLES * SHARE["bytes"]), deadline=None, suppress_health_check=list(HealthCheck))
@given(file=st.integers(0, 10_000), at=st.integers(0, 4_000), junk=st.one_of(st.binary(max_size=40), hostile.words()))
def test_any_bytes_in_any_file(site: Site, file: int, at: int, junk: bytes | str) -> None:
    """Whatever bytes a file holds, they are refused with a line, or they make no difference that harms."""
    path = site.files[file % len(site.files)]
    data = junk if isinstance(junk, bytes) else junk.encode("utf-8", "surrogatepass")
    good = site.good[path]
    judge(site, path, good[: at % (len(good) + 1)] + data + good[at % (len(good) + 1) :])


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_what_was_found_once(site: Site, case: dict[str, Any]) -> None:
    """A case that once went wrong is refused or inert, as it must be."""
    path = site.root / "data" / case["file"]
    value = hostile.planted(site.values[path], tuple(case["path"]), case["value"])
    assert judge(site, path, as_yaml(value)) == case["must_be"]


BOMBS = {
    "aliases": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "merge keys": "a: &a {x: 1}\nb:\n  <<: *a\n",
    "deep lists": "title: " + "[" * 100_000,
    "deep groups": "".join(f"{' ' * depth}a:\n" for depth in range(900)),
    "flow groups": "title: " + "{a: " * 50_000,
    "many documents": "title: a\n---\n" * 50_000,
    "ten megabytes": "title: " + "a" * 10_000_000,
    "a long line of quotes": "title: " + "'" * 900_000,
    "a million entries": "aliases: [" + "a," * 400_000 + "]",
    "many fields": "".join(f"f{number}: 1\n" for number in range(60_000)),
    "many empty lines": "title: |\n" + "\n" * 900_000,
    "a number without end": "title: " + "9" * 900_000,
    "a float without end": "title: ." + "9" * 900_000 + "e" + "9" * 90_000,
    "nothing": "",
    "a list": "- a\n",
    "a word": "a",
    "a byte order mark": "\ufefftitle: a\n",
    "tabs": "title:\ta\n\tb: c\n",
    "a tag": "title: !!python/object/apply:os.system [id]\n",
    "a directive": "%YAML 9.9\n---\ntitle: a\n",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_file_hangs_or_swells_a_build(site: Site, bomb: str) -> None:
    """What is built to exhaust a reader is refused within a second."""
    path = site.root / "data/models/alpha-1.yml"
    assert judge(site, path, BOMBS[bomb].encode()) == "refused"


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield every regular expression that a module of the code keeps, by its place."""
    import importlib

    for module in sorted(path.stem for path in (website.ROOT / "macros").glob("*.py") if path.stem != "__main__"):
        for name, value in vars(importlib.import_module(f"macros.{module}")).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{module}.{name}", value


PIECES = (
    "a",
    "1",
    " ",
    "-",
    "/",
    ".",
    "<",
    "(",
    "[",
    "](",
    "{",
    "\n",
    "&",
    "'",
    '"',
    "a-",
    "a ",
    "1,",
    "a.",
    "<a",
    "<p> ",
    "智",
)


@pytest.mark.parametrize(
    ("name", "pattern"), list(patterns()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_no_pattern_explodes(name: str, pattern: re.Pattern[str]) -> None:
    """A regular expression reads the longest text that data may hold in a moment, whatever the text repeats."""
    for piece in PIECES:
        text = piece * (4_000 // len(piece)) + "\x00"
        began = time.process_time()
        list(pattern.finditer(text))
        pattern.fullmatch(text)
        assert time.process_time() - began < SLOW / 2, f"{name} on {piece!r} repeated"


# What every text of a site may end in without being refused; each sign means something in some format.
HARM = (
    ' &lt;img src=x onerror=window.hit=true&gt; " onmouseover="window.hit=true" \' x=\' CGMACRO0X END:VEVENT }, a = {b'
)
SHORT = " Go on. &lt;img src=x onerror=window.hit=true&gt;"


def harmed(collection: str, identity: str, value: Any) -> Any:
    """Return the fields of a record with harm at the end of every text that takes it."""
    for path in list(hostile.places(value)):
        old = at(value, path)
        if isinstance(old, str) and path[0] not in ("former_ids", "reviews"):
            new = hostile.planted(value, path, old + (SHORT if path == ("plain",) else HARM))
            try:
                COLLECTIONS[collection].model_validate({**new, "id": identity})
            except ValidationError:
                continue
            value = new
    return value


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    """Return what stands at `path`."""
    return at(value[path[0]], path[1:]) if path else value


@pytest.fixture(scope="module")
def harmful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site built with harm in every text of every record."""
    root = small.project(tmp_path_factory.mktemp("harmful"))
    for path in sorted((root / "data").glob("*/*.yml")):
        fields = source.parse(path.read_text(encoding="utf-8"), "").value
        path.write_bytes(as_yaml(harmed(path.parent.name, path.stem, fields)))
    catalog = load(root)
    ledger.write(root, [ledger.next_version(r, None, ledger.FIRST, "", "2026-06-30") for r in catalog])
    website.build(root / "site", root, **website.ADDRESSES)
    return root / "site"


def test_a_site_full_of_harm_is_harmless(harmful: Path) -> None:
    """In every file of a built site, whatever its format, the harm is text."""
    wrong, harmed_pages = [], 0
    for path in sorted(path for path in harmful.rglob("*") if path.is_file()):
        name = path.relative_to(harmful).as_posix()
        if name.startswith(("assets/", "data/packs/")):
            continue
        harmed_pages += path.suffix == ".html" and b"onerror" in path.read_bytes()
        wrong += [(name, fault) for fault in hostile.faults(name, path.read_bytes())]
    assert wrong[:5] == []
    assert harmed_pages > 40


@pytest.mark.parametrize(
    "address", ["/", "/models/alpha-1/", "/evidence/", "/glossary/", "/timeline/", "/risks/wrong-answers/"]
)
def test_harm_does_not_run(harmful: Path, browser: Browser, address: str) -> None:
    """In a browser without the policy to protect it, a page full of harm runs none of it, nor do search results."""
    with website.serve(harmful) as origin:
        context = browser.new_context(base_url=origin, bypass_csp=True)
        page = context.new_page()
        page.goto(address)
        page.locator("#cg-search-box").fill("onerror alpha")
        page.locator(".cg-search__panel li").first.wait_for()
        for term in page.locator("a.cg-term").all()[:3]:
            term.hover(force=True)
        assert page.evaluate("window.hit") is None
        assert page.locator("img[src=x], [onmouseover], [onerror]").count() == 0
        context.close()
