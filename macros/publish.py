"""Everything that is published beside the pages: each producer turns a publication into files."""

from collections.abc import Callable, Iterable, Iterator

from macros import (
    calendars,
    citation_pages,
    dataset,
    exports,
    feeds,
    openapi,
    packs,
    pinned,
    redirects,
    search,
    sitemap,
    tables,
    twins,
)  # fmt: skip
from macros.published import Publication, PublishedFile

Producer = Callable[[Publication], Iterable[PublishedFile]]


def _pinned(publication: Publication) -> Iterator[PublishedFile]:
    return pinned.files(publication.catalog, publication.ledger)


def _search(publication: Publication) -> Iterator[PublishedFile]:
    return search.files(publication.catalog, publication.rendered)


PRODUCERS: tuple[Producer, ...] = (
    exports.files, tables.files, openapi.files, dataset.files, feeds.files, calendars.files, redirects.pages, _pinned,
    citation_pages.files, _search,
)  # fmt: skip
# What nobody looks at while editing, and what takes long to make.
FOR_READERS: tuple[Producer, ...] = (sitemap.files, twins.files, packs.files)


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield every file to publish. Adding an output is adding a producer."""
    producers = PRODUCERS if publication.quick else (*PRODUCERS, *FOR_READERS)
    made = (file for producer in producers for file in producer(publication))
    yield from redirects.with_former(publication, made)
