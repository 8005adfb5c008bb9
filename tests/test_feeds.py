"""Feeds, calendar, sitemap and Markdown twins: by their standards, and telling readers what they are for."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import feedparser
import pytest
from icalendar import Calendar
from lxml import etree
from markdown_it import MarkdownIt

from macros import calendars, feeds, ledger, sitemap, twins
from macros.catalog import load
from macros.guidance import COLLECTIONS
from macros.ledger import Ledger, Version
from macros.published import Publication
from tests import golden, pages, small, website

BASE = website.ADDRESSES["SITE_URL"]
ATOM = etree.RelaxNG(etree.parse(website.ROOT / "tests/fixtures/atom.rng"))


@pytest.fixture
def small_one(tmp_path: Path) -> Publication:
    """The small site, published at the address of the tests."""
    return golden.publication(small.project(tmp_path))


def later(publication: Publication, kind: str, reason: str) -> Publication:
    """Return the publication with a second version of a claim, logged on the day after the first."""
    key = "claims/alpha-1-is-open"
    [first] = publication.ledger.of(key)
    day = (date.fromisoformat(first.date) + timedelta(days=1)).isoformat()
    body = {**(first.record or {}), "title": "Alpha 1 is open & free <to all>."}
    second = Version("claims", "alpha-1-is-open", 2, day, kind, reason, ledger.digest(body), body, "", f"{kind}-seal")
    logs = Ledger({**publication.ledger.versions, key: (first, second)})
    return Publication(publication.catalog, logs, publication.base, publication.pages)


def texts(publication: Publication, producer: Any = feeds.files) -> dict[str, bytes]:
    """Return the files of a producer by path."""
    found = {file.path: file.content for file in producer(publication)}
    return {path: content.encode() if isinstance(content, str) else content for path, content in found.items()}


@pytest.mark.parametrize("base", [BASE, ""])
@pytest.mark.parametrize("which", ["publication", "small_one"])
def test_feeds_are_atom(request: pytest.FixtureRequest, which: str, base: str) -> None:
    """Each feed fits the grammar of RFC 4287, and a kept parser reads it without a complaint."""
    whole = request.getfixturevalue(which)
    found = texts(Publication(whole.catalog, whole.ledger, base))
    assert set(found) == {f"feeds/{name}.atom" for name in ("all", "corrections", *COLLECTIONS)}
    for path, content in found.items():
        ATOM.assertValid(etree.fromstring(content))
        parsed = feedparser.parse(content)
        assert not parsed.bozo, (path, parsed.get("bozo_exception"))
        assert parsed.version == "atom10"
        ids = [entry.id for entry in parsed.entries]
        assert len(set(ids)) == len(ids)
        assert all(urlsplit(identity).scheme for identity in (parsed.feed.id, *ids))
        assert parsed.feed.updated == max([entry.updated for entry in parsed.entries], default=parsed.feed.updated)


def test_feed_links_lead_to_pages(small_one: Publication) -> None:
    """An entry links the record as it stands and the version that it tells of."""
    entry = feedparser.parse(texts(small_one)["feeds/models.atom"]).entries[0]
    links = {link.rel: link.href for link in entry.links}
    assert links["alternate"] == f"{BASE}models/alpha-1/"
    assert links["related"] == f"{BASE}models/alpha-1/v/1/"


def test_corrections_leave_wording_out(small_one: Publication) -> None:
    """Those who cited hear of changes of substance, with the reason; wording and first versions are not told."""
    assert feedparser.parse(texts(small_one)["feeds/corrections.atom"]).entries == []
    reworded = later(small_one, ledger.WORDING, "")
    assert feedparser.parse(texts(reworded)["feeds/corrections.atom"]).entries == []
    assert len(feedparser.parse(texts(reworded)["feeds/claims.atom"]).entries) == 3
    changed = texts(later(small_one, "correction", "The card was amended & <signed>."))
    [entry] = feedparser.parse(changed["feeds/corrections.atom"]).entries
    assert entry.title == "Alpha 1 is open & free <to all>."
    assert entry.summary == "Correction: The card was amended & <signed>."
    assert entry.updated > entry.published
    ATOM.assertValid(etree.fromstring(changed["feeds/corrections.atom"]))


def test_ids_outlive_a_move(small_one: Publication) -> None:
    """A reader that knows an entry does not see it again when the site's address or the record changes."""
    elsewhere = Publication(small_one.catalog, small_one.ledger, "https://elsewhere.example/new/", small_one.pages)
    before, after, changed = (
        feedparser.parse(texts(p)["feeds/claims.atom"]).entries
        for p in (small_one, elsewhere, later(small_one, "correction", "Why"))
    )
    assert [entry.id for entry in before] == [entry.id for entry in after]
    assert {entry.id for entry in before} < {entry.id for entry in changed}
    uids = [
        [str(event["uid"]) for event in Calendar.from_ical(texts(p, calendars.files)[calendars.PATH]).events]
        for p in (small_one, elsewhere)
    ]
    assert uids[0] == uids[1]


@pytest.mark.parametrize("base", [BASE, ""])
def test_calendar_is_icalendar(publication: Publication, base: str) -> None:
    """A kept parser reads it; lines are folded and end as RFC 5545 asks, and every event has what it must have."""
    content = texts(Publication(publication.catalog, publication.ledger, base), calendars.files)[calendars.PATH]
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    calendar = Calendar.from_ical(content)
    assert not calendar.errors
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    assert len({event["uid"] for event in calendar.events}) == len(calendar.events)
    for event in calendar.events:
        assert not event.errors
        assert event.end > event.start
        assert event["summary"]
        assert event["dtstamp"].dt.utcoffset() == timedelta(0)
        assert ("url" in event) == bool(base)


def test_calendar_shows_what_is_ahead(publication: Publication) -> None:
    """The timeline, the days on which forecasts are decided, and the days on which duties of laws begin."""
    catalog = publication.catalog
    calendar = Calendar.from_ical(texts(publication, calendars.files)[calendars.PATH])
    duties = sum(len(framework.duties) for framework in catalog["frameworks"].values())
    assert len(calendar.events) == len(catalog["events"]) + len(catalog["forecasts"]) + duties
    ahead = [event for event in calendar.events if event.start > catalog.as_of]
    assert {"Forecast is decided", "Duties begin"} <= {str(event["summary"]).split(":")[0] for event in ahead}


def test_dates_that_are_not_exact_say_so(tmp_path: Path) -> None:
    """A month stands as its whole span with words; an event of several days ends on the day after its last."""
    root = small.copy(tmp_path)
    small.plant(root, "events/alpha-1-test.yml", "date: 2026-05-20", "date: 2026-05")
    catalog = load(root)
    calendar = Calendar.from_ical(texts(Publication(catalog, ledger.read(root)), calendars.files)[calendars.PATH])
    title = catalog["events"]["alpha-1-test"].title
    [event] = [event for event in calendar.events if str(event["summary"]) == title]
    assert (event.start, event.end) == (date(2026, 5, 1), date(2026, 6, 1))
    assert "May 2026" in event["description"]


def test_sitemap_knows_when_pages_changed(site: Path, publication: Publication) -> None:
    """Each page that may be found is there once; its day is that of the newest version on it, or is left out."""
    root = etree.parse(site / "sitemap.xml").getroot()
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert root.tag == f"{space}urlset"
    found = {str(url.findtext(f"{space}loc")): url.findtext(f"{space}lastmod") for url in root}
    assert len(found) == len(root)
    catalog, log = publication.catalog, publication.ledger
    for address, day in found.items():
        page = pages.document(pages.file_of(site, f"/{address.removeprefix(BASE)}"))
        assert page.xpath("//meta[@name='robots'][contains(@content, 'noindex')]") == [], address
        assert day is None or datetime.fromisoformat(day).date() <= catalog.as_of
    for model in catalog["models"].values():
        version = log.current(model.key)
        assert found[f"{BASE}{catalog.address(model)}"] == (version and version.date)
    assert not (site / "sitemap.xml.gz").exists()


def test_sitemap_day_follows_a_change(small_one: Publication) -> None:
    """A page whose claim changed changed with it; other pages did not. Without an address there is no sitemap."""
    changed = texts(later(small_one, "correction", "Why"), sitemap.files)["sitemap.xml"].decode()
    days = dict(re.findall(r"<loc>https://[^/]+/(\w+)/[^<]*</loc><lastmod>([^<]+)<", changed))
    assert days["evidence"] > days["models"]
    alone = Publication(small_one.catalog, small_one.ledger, "", small_one.pages)
    assert list(texts(alone, sitemap.files)) == ["robots.txt"]


def test_robots_are_let_in(site: Path) -> None:
    """Every page may be read, and the sitemap is named."""
    robots = RobotFileParser()
    robots.parse((site / "robots.txt").read_text(encoding="utf-8").splitlines())
    assert robots.can_fetch("*", f"{BASE}models/")
    assert robots.site_maps() == [f"{BASE}sitemap.xml"]


def links(text: str) -> list[str]:
    """Return the targets of the links that a CommonMark parser finds in a text."""
    tokens = MarkdownIt("commonmark").parse(text)
    inner = [token for block in tokens for token in block.children or [] if token.type == "link_open"]
    return [str(token.attrs["href"]) for token in inner]


def broken(site: Path, targets: Sequence[str]) -> list[str]:
    """Return the targets on the site that lead nowhere."""
    wrong = []
    for target in targets:
        if target.startswith(BASE):
            path, _, fragment = target.removeprefix(BASE).partition("#")
            file = pages.file_of(site, f"/{path}")
            if not file.exists() or (fragment and fragment not in pages.ids(pages.document(file))):
                wrong.append(target)
    return wrong


def test_every_page_has_a_twin(site: Path) -> None:
    """Each page that may be found has its Markdown beside it: one first heading, no HTML, links that resolve."""
    sitemap_text = (site / "sitemap.xml").read_text(encoding="utf-8")
    wrong: Counter[str] = Counter()
    for address in re.findall(r"<loc>([^<]+)</loc>", sitemap_text):
        text = (site / address.removeprefix(BASE) / "index.md").read_text(encoding="utf-8")
        assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1, address
        assert not re.search(r"</?[a-z]+[ >]|\{\{|CGMACRO", text), address
        wrong.update(broken(site, links(text)))
    assert sorted(wrong)[:10] == []


def test_twins_hold_what_the_records_say(site: Path, publication: Publication) -> None:
    """A twin has every value of a model with its sources, and the address of the version that never changes."""
    catalog = publication.catalog
    for model in catalog["models"].values():
        text = (site / catalog.address(model) / "index.md").read_text(encoding="utf-8")
        version = publication.ledger.current(model.key)
        assert not version or f"{BASE}{ledger.address(model.key, version.version)}" in text
        for fact in model.facts:
            assert catalog.attribute(fact.attribute).label in text
        unresolved = [name for name in re.findall(r"\[([a-z0-9-]+)\](?!\(|:)", text) if f"\n[{name}]: " not in text]
        assert unresolved == [], model.key
        cited = {catalog["sources"][name].url for name in catalog.evidence(model)} - {None}
        assert [url for url in cited if url not in text] == []


def test_llms_txt_leads_to_every_twin(site: Path) -> None:
    """The file that assistants start from has a title, a summary, and links to twins that are there."""
    text = (site / "llms.txt").read_text(encoding="utf-8")
    assert re.match(r"# .+\n\n> .+\n", text)
    found = links(text)
    assert broken(site, found) == []
    twins_of = {p.relative_to(site).as_posix() for p in site.rglob("index.md")}
    assert {target.removeprefix(BASE) for target in found} >= twins_of


def test_twins_without_an_address_are_relative(small_one: Publication) -> None:
    """Where the site's address is not known, a twin links as its page does."""
    alone = Publication(small_one.catalog, small_one.ledger, "", small_one.pages)
    found = links(texts(alone, twins.files)["models/alpha-1/index.md"].decode())
    assert "../../glossary/#open-weights" in found
    assert not [target for target in found if "common-ground.example" in target]


def test_twin_of_a_new_field_needs_no_template(small_one: Publication) -> None:
    """A twin follows the record: everything that the record says is in it."""
    text = texts(small_one, twins.files)["models/alpha-1/index.md"].decode()
    model = small_one.catalog["models"]["alpha-1"]
    said = [model.plain, *(s.text for s in model.axes.governance), model.blanks[0].note, model.facts[0].resolution.text]
    assert [words for words in said if words not in text] == []
