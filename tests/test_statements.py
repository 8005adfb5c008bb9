"""No number reaches a page bare: each stands in a statement with its kind, and its source or its label."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from lxml.html import HtmlElement, fragment_fromstring

from macros.catalog import Catalog, load
from tests import pages, website

FIGURE = re.compile(r"(?<![\w.-])[$€]?\d[\d,.]*%?")
MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(rf"(?:\d{{1,2}} )?(?:{MONTH})(?: \d{{4}})?|\b(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?\b")
ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b|\b(?:Practice|Article|Art\.|Version|version|release|step) \d[\d.]*")
NAME = re.compile(r"\b[A-Za-z][\w.]*[-‑ ]\d[\w.]*|\b\w*[A-Za-z]\d[\w.]*")
SILENT = {"time", "code", "pre", "script", "style", "title", "select", "option", "kbd"}
SOURCED = {"fact", "self-report", "measurement"}
LABELLED = {"estimate", "opinion", "forecast", "count", "restated"}


def bare_figures(element: HtmlElement, names: re.Pattern[str]) -> Iterator[str]:
    """Yield every figure below `element` that stands in no statement; dates, ordinals, names and code aside."""
    if not isinstance(element.tag, str) or element.tag in SILENT or element.get("data-statement"):
        yield from _figures(element.tail, names)
        return
    yield from _figures(element.text, names)
    for child in element:
        yield from bare_figures(child, names)
    yield from _figures(element.tail, names)


def _figures(text: str | None, names: re.Pattern[str]) -> list[str]:
    for pattern in (names, DATE, ORDINAL, NAME):
        text = pattern.sub(" ", text or "")
    return FIGURE.findall(text or "")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The real data."""
    return load()


@pytest.fixture(scope="module")
def names(catalog: Catalog) -> re.Pattern[str]:
    """Titles and other names of records, which may hold digits."""
    every = {name for record in catalog for name in (record.title, *record.aliases) if re.search(r"\d", name)}
    entries = {
        e.label for entries in catalog.vocabularies.values() for e in entries.values() if re.search(r"\d", e.label)
    }
    return re.compile("|".join(sorted(map(re.escape, every | entries), key=len, reverse=True)))


def test_a_bare_figure_is_seen(names: re.Pattern[str]) -> None:
    """The scan finds what it is for, and lets dates, names, ordinals and labelled figures pass."""
    html = '<div><p>About 45% of 1,200 people on 13 June 2026, GLM-5.2, 2nd.</p><p data-statement="fact">7</p>9</div>'
    assert list(bare_figures(fragment_fromstring(html), names)) == ["45%", "1,200", "9"]


def test_no_figure_is_bare(site: Path, names: re.Pattern[str]) -> None:
    """Every figure on every page is in a statement, or is an exception that says why and is still needed."""
    exceptions = yaml.safe_load((website.ROOT / "data/exceptions.yml").read_text(encoding="utf-8"))["figures"]
    allowed = {(entry["page"], str(entry["figure"])) for entry in exceptions}
    found = set()
    for address in pages.addresses(site):
        article = pages.document(pages.file_of(site, address)).xpath("//article|//main[contains(@class,'cg-home')]")
        if article:
            found |= {(address, figure) for figure in bare_figures(article[0], names)}
    assert sorted(found - allowed)[:20] == []
    assert sorted(allowed - found) == [], "these exceptions are no longer needed: remove them"


def test_every_sourced_statement_has_its_source(site: Path) -> None:
    """A fact, self-report or measurement leads to its source, or to the record that does."""
    wrong = []
    for address in pages.addresses(site):
        for element in pages.document(pages.file_of(site, address)).xpath("//article//*[@data-statement]"):
            kind = element.get("data-statement")
            assert kind in SOURCED | LABELLED, f"{address}: {kind}"
            inside = element.xpath("ancestor-or-self::*[@data-statement]//a[@href]")
            if kind in SOURCED and not inside:
                wrong.append((address, pages.words(element)[:80]))
    assert wrong[:10] == []
