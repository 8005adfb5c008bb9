"""Everything that is published beside the pages: each producer turns the catalog into files."""

from collections.abc import Callable, Iterable, Iterator

from macros import exports, pinned
from macros.catalog import Catalog
from macros.ledger import Ledger
from macros.published import PublishedFile

Producer = Callable[[Catalog, Ledger], Iterable[PublishedFile]]
PRODUCERS: tuple[Producer, ...] = (exports.files, pinned.files)


def files(catalog: Catalog, ledger: Ledger) -> Iterator[PublishedFile]:
    """Yield every file to publish. Adding an output is adding a producer."""
    for producer in PRODUCERS:
        yield from producer(catalog, ledger)
