"""Everything that is published beside the pages: each producer turns a publication into files."""

from collections.abc import Callable, Iterable, Iterator

from macros import (
    calendars,
    citation_pages,
    dataset,
    exports,
    feeds,
    hosting,
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


# What is made from the data alone, the longest work first; and what is made from the pages too.
FROM_DATA: tuple[Producer, ...] = (
    citation_pages.files, packs.files, _pinned, exports.files, tables.files, openapi.files, dataset.files, feeds.files,
    calendars.files, redirects.pages, hosting.files,
)  # fmt: skip
FROM_PAGES: tuple[Producer, ...] = (_search,)
# What nobody looks at while editing, and what takes long to make.
FOR_READERS: tuple[Producer, ...] = (sitemap.files, twins.files)


def work(publication: Publication, producers: Iterable[Producer]) -> Iterator[PublishedFile]:
    """Yield the files of `producers`, at their former addresses too."""
    made = (file for producer in producers for file in producer(publication))
    yield from redirects.with_former(publication, made)


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield every file to publish. Adding an output is adding a producer."""
    yield from work(publication, (*FROM_DATA, *FROM_PAGES, *(() if publication.quick else FOR_READERS)))
