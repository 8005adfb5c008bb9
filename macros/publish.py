"""Everything that is published beside the pages: each producer turns a publication into files."""

from collections.abc import Callable, Iterable, Iterator

from macros import exports, pinned
from macros.published import Publication, PublishedFile

Producer = Callable[[Publication], Iterable[PublishedFile]]


def _pinned(publication: Publication) -> Iterator[PublishedFile]:
    return pinned.files(publication.catalog, publication.ledger)


PRODUCERS: tuple[Producer, ...] = (exports.files, _pinned)


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield every file to publish. Adding an output is adding a producer."""
    for producer in PRODUCERS:
        yield from producer(publication)
