"""The timeline as a calendar (iCalendar, RFC 5545 and 7986): what happened, and what is ahead.

Ahead are the days on which forecasts are decided and on which duties of laws begin. Uids do not hold the site's
address, so that they stay when it moves. A date known to the month only spans it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from macros.catalog import Catalog
from macros.citations import plain
from macros.published import Publication, PublishedFile
from macros.records import Record
from macros.templates import long_date
from macros.values import EDTF

PATH = "feeds/timeline.ics"


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield `/feeds/timeline.ics`."""
    site = publication.catalog.site
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{site.title}//timeline//{site.language.upper()}")
    calendar.add("name", f"{site.title}: timeline")
    calendar.add("x-wr-calname", f"{site.title}: timeline")
    calendar.add("refresh-interval", timedelta(days=1), parameters={"value": "DURATION"})
    for entry in _entries(publication):
        calendar.add_component(entry)
    yield PublishedFile(PATH, calendar.to_ical())


def _entries(publication: Publication) -> Iterator[Event]:
    catalog = publication.catalog
    for event in sorted(catalog["events"].values(), key=lambda event: event.date):
        entry = _entry(publication, event, "event", event.title, event.plain, event.date, event.until or event.date)
        entry.add("categories", [catalog.label("event-kinds", event.kind)])
        yield entry
    for forecast in catalog["forecasts"].values():
        day = forecast.deadline
        title = f"Forecast is decided: {forecast.title}"
        entry = _entry(publication, forecast, "deadline", title, forecast.criterion, day, day)
        entry.add("categories", ["Forecast"])
        yield entry
    yield from _duties(publication, catalog)


def _duties(publication: Publication, catalog: Catalog) -> Iterator[Event]:
    for framework in catalog["frameworks"].values():
        for part in framework.duties:
            title = f"Duties begin: {framework.title}"
            entry = _entry(publication, framework, f"duty-{part.starts}", title, part.duty, part.starts, part.starts)
            entry.add("categories", [catalog.label("framework-kinds", framework.kind)])
            yield entry


def _entry(
    publication: Publication, record: Record, part: str, title: str, text: str, first: EDTF, last: EDTF
) -> Event:
    version = publication.ledger.current(record.key)
    written = date.fromisoformat(version.date) if version else record.checked.latest
    entry = Event()
    entry.add("uid", str(uuid5(NAMESPACE_URL, f"{record.key}#{part}")))
    entry.add("dtstamp", datetime(written.year, written.month, written.day, tzinfo=UTC))
    entry.add("sequence", version.version - 1 if version else 0)
    entry.add("dtstart", first.earliest)
    entry.add("dtend", last.latest + timedelta(days=1))
    entry.add("summary", plain(title))
    exact = first.precision == "day" and not first.approximate
    entry.add("description", plain(text) if exact else f"{plain(text)} (Date known: {long_date(first)}.)")
    entry.add("transp", "TRANSPARENT")
    if publication.base:
        entry.add("url", f"{publication.base}{publication.catalog.address(record)}")
    return entry
