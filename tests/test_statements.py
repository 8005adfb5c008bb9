"""No number reaches a page bare: each stands in a statement with its kind, and its source or its label."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml
from lxml.html import HtmlElement, fragment_fromstring

from macros.catalog import Catalog, load
from tests import pages, small, website

FIGURE = re.compile(r"(?<![\w.-])[$€£]?\d[\d,.]*(?:%|[BMK]\b)?")
MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(rf"(?:\d{{1,2}}(?: to \d{{1,2}})? )?(?:{MONTH})(?: \d{{4}})?|\b(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?\b")
NUMBERED = r"Practice|Article|Art\.|Annex|Clause|Section|Chapter|Step|Version|version|release"
ORDINAL = re.compile(rf"\b\d+(?:st|nd|rd|th)\b|\b(?:{NUMBERED}) \d[\w.()]*")
NAME = re.compile(r"\b[A-Za-z][\w.]*[-‑]\d[\w.‑-]*|\b\w*[A-Za-z]\d[\w.]*")
# Code, form controls and references: what stands in them is no sentence of this site.
SILENT = {"time", "code", "pre", "script", "style", "title", "select", "option", "kbd", "textarea"}
REFERENCE = "cg-cite"
SOURCED = {"fact", "self-report", "measurement"}
LABELLED = {"estimate", "opinion", "forecast", "count", "restated"}


class Scan:
    """Finds figures that stand in no statement; dates, ordinals, names, code, references and linked titles aside."""

    def __init__(self, catalog: Catalog, exceptions: Iterable[str] = ()) -> None:
        self.titles = {" ".join(record.title.split()) for record in catalog}
        self.names = one_of(name for name in names(catalog) if re.search(r"\d", name))
        self.exceptions = one_of(exceptions)
        self.used: set[str] = set()

    def bare(self, element: HtmlElement) -> Iterator[tuple[str, str]]:
        """Yield each bare figure below `element` with the words around it."""
        if not self._passes(element):
            yield from self._figures(element.text)
            for child in element:
                yield from self.bare(child)
                yield from self._figures(child.tail)

    def _passes(self, element: HtmlElement) -> bool:
        if not isinstance(element.tag, str) or element.tag in SILENT or element.get("data-statement"):
            return True
        linked = element.tag == "a" and pages.words(element) in self.titles
        return linked or REFERENCE in (element.get("class") or "").split()

    def _figures(self, text: str | None) -> Iterator[tuple[str, str]]:
        whole = text or ""
        self.used |= {phrase for phrase in self.exceptions.findall(whole) if self._unnamed(phrase)}
        for figure in self._unnamed(self.exceptions.sub(" ", whole)):
            yield figure, " ".join(whole.split())[:160]

    def _unnamed(self, text: str) -> list[str]:
        for pattern in (self.names, DATE, ORDINAL, NAME):
            text = pattern.sub(" ", text)
        return [figure.rstrip(".,") for figure in FIGURE.findall(text)]


def names(catalog: Catalog) -> Iterator[str]:
    """Yield the names of things, which may hold digits; figures that events or claims tell are no names."""
    for collection in ("models", "organizations", "frameworks", "terms", "practices", "audiences"):
        for record in catalog[collection].values():
            yield from (record.title, *record.aliases)
    for event in catalog["events"].values():
        yield from event.mentions
    for entries in catalog.vocabularies.values():
        yield from (entry.label for entry in entries.values())


def one_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of `phrases`, the longest first; nothing where there are none."""
    longest = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?!\w)")


def articles(site: Path) -> Iterator[tuple[str, HtmlElement]]:
    """Yield address and text of every page; pinned pages, which print a record's fields as they are, have none."""
    for address in pages.addresses(site):
        page = pages.document(pages.file_of(site, address))
        yield from ((address, text) for text in page.xpath("(//article|//main[contains(@class,'cg-home')])[1]"))


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>About 45% of 1,200 people, $3 each</p>", ["45%", "1,200", "$3"]),
        ("<p>It has 744B parameters and 1.5 million tokens</p>", ["744B", "1.5"]),
        ("<p>On 13 June 2026, in May 2026, on 2026-06-13, in 2025, 13 to 16 June</p>", []),
        ("<p>GLM-5.2, GPT‑5.5 and R1 in version 3, the 2nd of Article 55(1)</p>", []),
        ('<p data-statement="fact">7 of 9</p>8', ["8"]),
        ('<p>5 <span data-statement="count">6</span> 7</p>', ["5", "7"]),
        ("<p>5 <code>6</code> <time>7 June</time> 8</p>", ["5", "8"]),
        ("<ul><li>10</li><li><b>11</b> 12</li></ul>", ["10", "11", "12"]),
        ('<p><a href="#x">Alpha costs 9</a></p>', ["9"]),
        ("<p>CC BY 4.0 and 4.0</p>", ["4.0"]),
    ],
)
def test_the_scan_finds_what_it_is_for(html: str, found: list[str]) -> None:
    """Figures are seen wherever they stand bare; dates, names, ordinals and statements pass."""
    scan = Scan(load(small.FIXTURE), ["CC BY 4.0"])
    assert [figure for figure, _ in scan.bare(fragment_fromstring(html, create_parent=True))] == found


def test_a_link_by_its_title_restates() -> None:
    """The title of a record, as a link to it, says where its figure is told."""
    catalog = load(small.FIXTURE)
    title = catalog.get("questions/alpha-1-faults").title
    scan = Scan(catalog)
    assert not list(scan.bare(fragment_fromstring(f"<p><a href='#q'>{title}</a></p>")))


def test_an_exception_covers_its_phrase_only() -> None:
    """The same figure elsewhere is still bare, and a phrase that is not met is not used."""
    scan = Scan(load(small.FIXTURE), ["about 15 minutes", "APA 7"])
    assert [f for f, _ in scan.bare(fragment_fromstring("<p>about 15 minutes<b>15</b></p>"))] == ["15"]
    assert scan.used == {"about 15 minutes"}


def test_no_figure_is_bare(site: Path, catalog: Catalog) -> None:
    """Every figure on every page is in a statement, or in an exception that says why and is still needed."""
    exceptions = yaml.safe_load((website.ROOT / "data/exceptions.yml").read_text(encoding="utf-8"))["figures"]
    scan = Scan(catalog, [entry["text"] for entry in exceptions])
    found = [
        f"{address}: {figure} in {words!r}" for address, text in articles(site) for figure, words in scan.bare(text)
    ]
    assert found[:20] == []
    unused = {entry["text"] for entry in exceptions} - scan.used
    assert not unused, "these exceptions are no longer needed: remove them"
    assert all(entry["reason"].endswith(".") for entry in exceptions)


def test_statements_are_of_known_kinds_and_apart(site: Path) -> None:
    """A statement holds no other one, so that no figure borrows a kind or a source; counts aside."""
    wrong = []
    for address, text in articles(site):
        for element in text.xpath(".//*[@data-statement]"):
            kind = element.get("data-statement")
            outer = element.xpath("ancestor::*[@data-statement][1]")
            if kind not in SOURCED | LABELLED or (outer and kind != "count"):
                wrong.append((address, kind, pages.words(element)[:80]))
    assert wrong[:10] == []


def test_every_sourced_statement_leads_to_its_source(site: Path, catalog: Catalog) -> None:
    """A fact, self-report or measurement links to a source, or to the record that tells it with its sources."""
    told = {f"/{catalog.address(record)}" for record in catalog}
    cited = {f"/cite/{record.key}/" for record in catalog["sources"].values()}
    wrong = []
    for address, text in articles(site):
        for element in text.xpath(".//*[@data-statement]"):
            if element.get("data-statement") in SOURCED:
                leads = {f"{path}{f'#{part}' if part else ''}" for path, part in pages.links(element, address)}
                paths = {lead.partition("#")[0] for lead in leads} - {address}
                if not (leads | paths) & (told | cited) and not element.xpath(".//a[starts-with(@href,'https://')]"):
                    wrong.append((address, pages.words(element)[:80]))
    assert wrong[:10] == []


def test_an_estimate_is_called_one(site: Path) -> None:
    """The article's percentages never stand without the word, on any page."""
    for address, text in articles(site):
        for element in text.xpath(".//*[@data-statement='estimate']"):
            around = element.xpath("ancestor-or-self::*[self::figure or self::p or self::li or self::div][1]")
            assert "estimate" in pages.words(around[0]).lower(), address
