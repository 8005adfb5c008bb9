"""`sitemap.xml` (sitemaps.org protocol 0.9) with the day each page last changed, and `robots.txt` (RFC 9309).

A page changed when a record on it or below it did: the day of the newest version. A page without records has no
known day. Both files need the site's address: where it is not known there is no sitemap.
"""

from collections.abc import Iterator
from itertools import accumulate

from macros.published import Publication, PublishedFile
from macros.templates import render


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield the sitemap and `robots.txt`."""
    days = _days(publication)
    pages = [(page.address, days.get(page.address)) for page in publication.pages]
    if publication.base:
        text = render(publication.catalog, "feeds/sitemap.xml", base=publication.base, pages=pages)
        yield PublishedFile("sitemap.xml", text)
    yield PublishedFile("robots.txt", render(publication.catalog, "feeds/robots.txt", base=publication.base))


def _days(publication: Publication) -> dict[str, str]:
    """Return the day of the newest version of what stands on a page or below it, by the page's address."""
    found: dict[str, str] = {}
    for record in publication.catalog:
        if version := publication.ledger.current(record.key):
            page = publication.catalog.address(record).partition("#")[0]
            for above in accumulate(page.split("/")[:-1], "{}{}/".format, initial=""):
                found[above] = max(found.get(above, ""), version.date)
    return found
