"""`sitemap.xml` (sitemaps.org protocol 0.9) with the day each page last changed, and `robots.txt` (RFC 9309).

A page changed when a record on it or below it did: the day of the newest version. A page without records has no
known day. Both files need the site's address: where it is not known there is no sitemap.
"""

from collections.abc import Iterator

from macros.published import Publication, PublishedFile
from macros.templates import render


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield the sitemap and `robots.txt`."""
    days = _days(publication)
    pages = [
        (page.address, max((day for address, day in days if address.startswith(page.address)), default=None))
        for page in publication.pages
    ]
    if publication.base:
        text = render(publication.catalog, "feeds/sitemap.xml", base=publication.base, pages=pages)
        yield PublishedFile("sitemap.xml", text)
    yield PublishedFile("robots.txt", render(publication.catalog, "feeds/robots.txt", base=publication.base))


def _days(publication: Publication) -> list[tuple[str, str]]:
    """Return the address of every record with the day of its newest version."""
    catalog, ledger = publication.catalog, publication.ledger
    known = ((catalog.address(record), ledger.current(record.key)) for record in catalog)
    return [(address, version.date) for address, version in known if version]
