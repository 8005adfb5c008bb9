"""Atom feeds (RFC 4287) of the version logs: everything, each collection, and corrections for those who cited.

Ids do not hold the site's address, so that they stay when it moves (RFC 4287, 4.2.6): an entry's is made from
the seal of its version. Where the site's address is not known, links are relative to the feed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from macros.citations import plain
from macros.guidance import COLLECTIONS
from macros.heirs import places
from macros.ledger import FIRST, Version, address
from macros.markdown import relative
from macros.published import Publication, PublishedFile
from macros.templates import render

LONGEST = 100  # Entries of a feed, but for corrections: older ones are in /data/v1/changes.json.
LEADS = ("plain", "reason", "headline", "why", "note")


@dataclass(frozen=True)
class Feed:
    """A feed: where it stands, and the page that shows the same to readers."""

    name: str
    title: str
    subtitle: str
    page: str
    updated: str

    @property
    def path(self) -> str:
        """Its address from the site's root."""
        return f"feeds/{self.name}.atom"

    @property
    def id(self) -> str:
        """Its id, the same wherever the site stands."""
        return uuid5(NAMESPACE_URL, self.path).urn


@dataclass(frozen=True)
class Entry:
    """A version as a feed tells it: `page` shows the record as it is today, `pinned` this version."""

    id: str
    title: str
    lead: str
    page: str
    pinned: str
    first: str
    version: Version


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield `/feeds/all.atom`, `/feeds/corrections.atom` and the feed of each collection."""
    entries = _entries(publication)
    yield _feed(publication, "all", "everything", "What was added and changed.", "", entries[:LONGEST])
    corrections = [entry for entry in entries if entry.version.kind != FIRST and entry.version.substantive]
    subtitle = "What changed in substance after it was published, and why; wording is left out."
    yield _feed(publication, "corrections", "corrections", subtitle, "", corrections)
    for name, model in COLLECTIONS.items():
        chosen = [entry for entry in entries if entry.version.collection == name][:LONGEST]
        page = model.address.partition("{")[0].partition("#")[0]
        yield _feed(publication, name, name, str(model.__doc__), page, chosen)


def _feed(
    publication: Publication, name: str, title: str, subtitle: str, page: str, entries: Sequence[Entry]
) -> PublishedFile:
    updated = entries[0].version.date if entries else publication.catalog.as_of.isoformat()
    feed = Feed(name, title, subtitle, page, updated)

    def place(target: str) -> str:
        return f"{publication.base}{target}" if publication.base else relative(feed.path, target)

    return PublishedFile(
        feed.path, render(publication.catalog, "feeds/atom.xml", feed=feed, entries=entries, place=place)
    )


def _entries(publication: Publication) -> list[Entry]:
    """Return every version, newest first; of one day in the order of the logs."""
    logs = publication.ledger.versions
    pages = places(publication.catalog)
    found = [_entry(version, versions, pages.get(version.key)) for versions in logs.values() for version in versions]
    return sorted(found, key=lambda entry: entry.version.date, reverse=True)


def _entry(version: Version, versions: Sequence[Version], page: str | None) -> Entry:
    record = version.record or next((v.record for v in reversed(versions) if v.record), {})
    lead = next((str(record[name]) for name in LEADS if record.get(name)), "")
    pinned = address(version.key, version.version)
    return Entry(
        uuid5(NAMESPACE_URL, version.seal).urn, plain(str(record.get("title", version.key))), plain(lead),
        page or pinned, pinned, versions[0].date, version,
    )  # fmt: skip
