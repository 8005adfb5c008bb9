"""What a reader can rely on, on the built site: conflicts, interests, reviews, history and balance in the open."""

from functools import cache
from pathlib import Path

from lxml.html import HtmlElement

from macros import interest, views
from macros.catalog import Catalog
from macros.pages import has_page
from macros.records import Record
from macros.statements import Fact
from tests import pages

GATHERED = (
    "/timeline/", "/evidence/", "/glossary/", "/sources/", "/disputes/", "/forecasts/", "/comprehension/",
    "/leadership/", "/leadership/frameworks/", "/about/organizations/", "/models/", "/models/compare/", "/risks/",
)  # fmt: skip


def page(site: Path, address: str) -> HtmlElement:
    """Return the text of a page, parsed."""
    return pages.document(pages.file_of(site, address)).find(".//article")


def disputed(catalog: Catalog) -> list[tuple[Record, Fact]]:
    """Return every fact on which sources differ."""
    return [(record, fact) for record in catalog for fact in getattr(record, "facts", ()) if fact.disputed]


def test_every_conflict_has_its_card(site: Path, catalog: Catalog) -> None:
    """Each value with its source, date and who speaks with which interest, and how it stands; also of events."""
    for record, fact in disputed(catalog):
        address, _, event = catalog.address(record).partition("#")
        card = page(site, f"/{address}").get_element_by_id(f"conflict-{event + '-' if event else ''}{fact.attribute}")
        values = card.find_class("cg-conflict__value")
        assert len(values) == len(fact.values), (record.key, fact.attribute)
        for shown, value in zip(values, fact.ordered, strict=True):
            assert len(shown.xpath(".//a[@class='cg-ref']")) == len(value.sources), record.key
            assert len(shown.xpath(".//*[contains(@class,'cg-mark--interest')]")) == len(value.sources), record.key
            assert shown.xpath(".//time"), record.key
            assert shown.xpath(".//*[contains(@class,'cg-mark--kind')]"), record.key
        (outcome,) = card.find_class("cg-conflict__outcome")
        assert catalog.label("resolutions", fact.resolution.status) in pages.words(outcome)


def test_a_claim_shows_the_mix_of_its_sources(site: Path, catalog: Catalog) -> None:
    """As many of each interest as the graph of organizations gives."""
    evidence = page(site, "/evidence/")
    for claim in catalog["claims"].values():
        mix = interest.mix(catalog, claim.sources, claim)
        words = " · ".join(f"{count} {catalog.label('interests', name).lower()}" for name, count in mix.items())
        assert f"Sources: {words}" in pages.words(evidence.get_element_by_id(claim.id)), claim.id


def test_the_notice_stands_where_it_is_true(site: Path, catalog: Catalog) -> None:
    """A page that rests on self-reports alone says so, and no other page does."""
    for record in filter(has_page, catalog):
        sources = catalog.evidence(record)
        found = page(site, f"/{catalog.address(record)}").xpath(".//*[@data-kind='self-reports-only']")
        assert bool(found) == (bool(sources) and interest.only_self(catalog, sources, record)), record.key


def test_every_record_says_whether_it_was_reviewed(site: Path, catalog: Catalog) -> None:
    """By whom and when, or that no second person has; the totals stand on the page about this site."""
    words = cache(pages.words)
    for record in catalog:
        address, _, anchor = catalog.address(record).partition("#")
        shown = page(site, f"/{address}")
        place = shown.get_element_by_id(anchor) if anchor else shown
        said = f"Reviewed by {record.reviews[-1].by}" if record.reviews else "Not yet reviewed by a second person"
        silent = record.collection in ("sources", "organizations", "questions")
        assert said in words(shown if silent and not record.reviews else place), record.key
    totals = views.review_totals(catalog)
    counted = f"{totals.reviewed:,} of {totals.all:,} records have been reviewed"
    assert counted in pages.words(page(site, "/about/"))


def test_every_page_tells_its_history(site: Path, catalog: Catalog) -> None:
    """What changed, when and why, or that nothing has since the first publication."""
    addresses = [f"/{catalog.address(record)}" for record in catalog if has_page(record)]
    for address in (*addresses, *GATHERED):
        heading = page(site, address).get_element_by_id("history")
        after = pages.words(heading.getnext())
        assert "No change since first publication" in after or heading.getnext().tag == "ol", address


def test_the_parity_report_counts_every_developer(site: Path, catalog: Catalog) -> None:
    """One row for each developer, with facts, blanks, verdicts and interests as the data has them."""
    (table,) = page(site, "/about/").xpath(".//table[caption[@id='parity-caption']]")
    rows = [[pages.words(cell) for cell in row] for row in table.xpath("./tbody/tr")]
    for row, parity in zip(rows, views.parity(catalog), strict=True):
        numbers = [parity.models, parity.facts, parity.blanks, *parity.verdicts, *parity.interests]
        assert row == [parity.developer.title, *map(str, numbers)]
