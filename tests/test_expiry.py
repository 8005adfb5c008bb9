"""Expiry: on its day a claim or a time-bound value is marked "Due for review" wherever it stands, and listed."""

import shutil
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml.html import HtmlElement

from macros import source
from tests import pages, small, website

DATA = website.ROOT / "data"
MARK = ".//*[contains(@class,'cg-mark--due')]"


def read(path: Path) -> Any:
    """Return the values of a data file as they are written."""
    return source.parse(path.read_text(encoding="utf-8"), path.name).value


TODAY = date.fromisoformat(read(DATA / "site.yml")["as_of"])
LATER = TODAY + timedelta(days=180)


def records(collection: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield id and fields of each record, read from its file and nothing else."""
    for path in sorted((DATA / collection).glob("*.yml")):
        yield path.stem, read(path)


def last_day(written: str) -> date:
    """Return the last day that a date such as `2026-06` can mean."""
    year, month, day = ([*map(int, written.rstrip("~").split("-")), 0, 0])[:3]
    if day:
        return date(year, month, day)
    following = date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1)
    return following - timedelta(days=1)


def claims_due(day: date) -> set[str]:
    """Return the ids of claims that are due on `day`."""
    return {claim for claim, fields in records("claims") if date.fromisoformat(fields["due"]) <= day}


def values_due(day: date) -> dict[tuple[str, str], list[bool]]:
    """Return for each fact, `(record, attribute)`, which of its values are due on `day`, the one shown first first."""
    lists = read(DATA / "vocabularies.yml")
    holds = {entry["id"]: int(entry["review_days"]) for entry in lists["attributes"] if "review_days" in entry}
    found = {}
    for collection in ("models", "events"):
        for identity, fields in records(collection):
            for fact in fields.get("facts", ()):
                days = holds.get(fact["attribute"])
                due = [bool(days) and last_day(fields["checked"]) + timedelta(days or 0) <= day for _ in fact["values"]]
                first = int(fact.get("resolution", {}).get("preferred", 1)) - 1
                found[f"{collection}/{identity}", fact["attribute"]] = [due[first], *due[:first], *due[first + 1 :]]
    return found


def is_marked(element: HtmlElement) -> bool:
    """Return whether `element` holds the mark."""
    return bool(element.xpath(MARK))


def claims_shown(site: Path) -> Iterator[tuple[str, str, bool]]:
    """Yield `(page, claim, marked)` for every card of a claim, and for every link to one that bears its verdict."""
    for address in pages.addresses(site):
        page = pages.document(pages.file_of(site, address))
        for card in page.find_class("cg-claim"):
            yield address, card.get("data-claim"), is_marked(card)
        for link in page.xpath("//a[following-sibling::*[1][contains(@class,'cg-mark--verdict')]]"):
            ((_, claim),) = pages.links(fragment(link), address)
            after = link.xpath("following-sibling::*[2][contains(@class,'cg-mark--due')]")
            yield address, claim, bool(after)


def fragment(link: HtmlElement) -> HtmlElement:
    """Return a copy of an element without what follows it."""
    alone = deepcopy(link)
    alone.tail = None
    return alone


def facts_shown(site: Path) -> Iterator[tuple[str, tuple[str, str], list[bool]]]:
    """Yield `(place, fact, marks of its values)` for facts of models and events, conflict cards and compared cells."""
    for path in sorted((site / "models").glob("*/index.html")):
        model = f"models/{path.parent.name}"
        for fact in pages.document(path).find_class("cg-fact"):
            yield f"/{model}/", (model, fact.get("id")), [is_marked(fact)]
        for card in pages.document(path).find_class("cg-conflict"):
            attribute = card.get("id").removeprefix("conflict-")
            yield f"/{model}/ conflict", (model, attribute), [*map(is_marked, card.find_class("cg-conflict__value"))]
    for event in pages.document(site / "timeline/index.html").find_class("cg-event"):
        for card in event.find_class("cg-conflict"):
            key = f"events/{event.get('id')}"
            attribute = card.get("id").removeprefix(f"conflict-{event.get('id')}-")
            yield "/timeline/", (key, attribute), [*map(is_marked, card.find_class("cg-conflict__value"))]
    for cell in pages.document(site / "models/compare/index.html").xpath("//tr[@id]/td[@data-model]"):
        yield "/models/compare/", (f"models/{cell.get('data-model')}", cell.getparent().get("id")), [is_marked(cell)]


def wrong_marks(site: Path, day: date) -> list[str]:
    """Return every claim or value on `site` that bears the mark without being due on `day`, or the other way round."""
    claims, values = claims_due(day), values_due(day)
    wrong = [f"{page} {claim}" for page, claim, marked in claims_shown(site) if marked != (claim in claims)]
    for place, fact, marks in facts_shown(site):
        due = values.get(fact, [False])
        if marks != (due if len(marks) > 1 else due[:1]):
            wrong.append(f"{place} {fact}: {marks}, due {due}")
    return wrong


def debt(site: Path) -> set[tuple[str, str]]:
    """Return what the list on the page about this site says is due: `(record, attribute label or nothing)`."""
    heading = pages.document(site / "about/index.html").get_element_by_id("review-debt")
    found = set()
    for entry in heading.xpath("following::ul[1]/li") if heading.xpath("following-sibling::*[1][self::ul]") else ():
        (path, part), *_ = pages.links(entry, "/about/")
        words = pages.words(entry).partition(", due ")[0]
        found.add((f"{path}#{part}" if part else path, words.removeprefix(pages.words(entry.find(".//a"))).strip(": ")))
    return found


def expected_debt(day: date) -> set[tuple[str, str]]:
    """Return what must be on that list on `day`."""
    lists = read(DATA / "vocabularies.yml")
    labels = {entry["id"]: entry["label"] for entry in lists["attributes"]}
    due = {(f"/evidence/#{claim}", "") for claim in claims_due(day)}
    for (key, attribute), values in values_due(day).items():
        if any(values):
            address = f"/{key}/" if key.startswith("models/") else f"/timeline/#{key.partition('/')[2]}"
            due.add((address, labels[attribute]))
    return due


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it will stand 180 days on if nobody looks at anything; without its log, to build it quickly."""
    root = tmp_path_factory.mktemp("later")
    for name in small.SHARED:
        (root / name).symlink_to(website.ROOT / name)
    shutil.copytree(DATA, root / "data", ignore=shutil.ignore_patterns("versions"))
    website.build(root / "site", root, **website.ADDRESSES, AS_OF=LATER.isoformat())
    return root / "site"


def test_something_falls_due_in_between() -> None:
    """The two days differ, so that the tests below show a change."""
    assert expected_debt(TODAY) < expected_debt(LATER)


def test_on_its_own_day_the_site_marks_what_is_due(site: Path) -> None:
    """No mark is missing and none stands where it should not, in cards, facts, conflicts, comparison and timeline."""
    assert wrong_marks(site, TODAY)[:20] == []


@pytest.mark.nightly
def test_180_days_on_exactly_the_expected_marks_have_flipped(later: Path) -> None:
    """The same places, another day."""
    assert wrong_marks(later, LATER)[:20] == []


@pytest.mark.nightly
def test_a_claim_is_marked_wherever_it_appears(later: Path) -> None:
    """On the evidence page, on pages of models and risks, in the timeline and in checklists."""
    places = {page.split("/")[1] for page, _, marked in claims_shown(later) if marked}
    assert {"evidence", "models", "timeline", "disputes"} <= places


@pytest.mark.nightly
def test_the_review_debt_is_listed(site: Path, later: Path) -> None:
    """The public list holds what is due on the day, and nothing else."""
    assert debt(site) == expected_debt(TODAY)
    assert debt(later) == expected_debt(LATER)
