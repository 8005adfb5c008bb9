"""What one build leaves to the next while somebody edits: records that were read, and parts of pages that were made.

A part of a page is made again when anything that was asked of the catalog while it was made has another answer now.
The questions are recorded, not guessed: a part is rendered with a catalog that writes down each of them. Nothing is
kept from one process to another, so a site that is built to be published is always made from nothing.
"""

import secrets
import shutil
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from macros import source
from macros.background import Background
from macros.catalog import Catalog, Kept
from macros.ledger import Ledger
from macros.markdown import Page
from macros.published import PublishedFile

ALL = "*"
_ASIDE = "-before-"
# Answers by question: `(mapping, key)` to the value then; `ALL` stands for every entry and their order.
Asked = dict[tuple[str, str], Any]


class Watched(Mapping[str, Any]):
    """A mapping that notes in `asked` what was asked of it."""

    def __init__(self, name: str, inner: Mapping[str, Any], asked: Asked) -> None:
        self._name, self._inner, self._asked = name, inner, asked

    def __getitem__(self, key: str) -> Any:
        self._asked[self._name, key] = self._inner.get(key)
        return self._inner[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def keys(self) -> KeysView[str]:
        """Return the keys of the whole mapping."""
        return self._whole().keys()

    def values(self) -> ValuesView[Any]:
        """Return the values of the whole mapping."""
        return self._whole().values()

    def items(self) -> ItemsView[str, Any]:
        """Return the items of the whole mapping."""
        return self._whole().items()

    def _whole(self) -> Mapping[str, Any]:
        self._asked[self._name, ALL] = tuple(self._inner.items())
        return self._inner


def watched(catalog: Catalog, asked: Asked) -> Catalog:
    """Return the catalog with every way to its records watched."""
    found = {name: Watched(name, inner, asked) for name, inner in _mappings(catalog).items()}
    derived = {name: found.pop(name) for name in DERIVED}
    nodes, pointers = found.pop("nodes"), found.pop("pointers")
    result = replace(catalog, collections=MappingProxyType(found), nodes=nodes, pointers=pointers)
    result.__dict__.update(derived)  # where cached_property keeps what it has worked out
    return result


DERIVED = ("_cited_by", "_by_origin", "addresses", "titles", "following")


def _mappings(catalog: Catalog) -> dict[str, Mapping[str, Any]]:
    derived = {name: getattr(catalog, name) for name in DERIVED}
    return {**catalog.collections, "nodes": catalog.nodes, "pointers": catalog.pointers, **derived}


class Part(NamedTuple):
    """A part of a page: its HTML, the terms it explained, and the answers it was made from."""

    html: Any
    explained: frozenset[str]
    asked: Asked


@dataclass
class Parts:
    """Parts of pages by what was called where. `world` is what all of them depend on."""

    world: tuple[Any, ...] = ()
    parts: dict[tuple[Any, ...], Part] = field(default_factory=dict)

    def renew(self, *world: Any) -> None:
        """Forget everything if the world has changed."""
        if self.world != world:
            self.parts.clear()
            self.world = world

    def get(self, page: Page, call: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Return what `make` returns for `page`, or what it returned before if nothing it asked for has changed."""
        place = (page.address, call, frozenset(page.seen))
        part = self.parts.get(place)
        if part is None or not _holds(page.catalog, part.asked):
            part = self.parts[place] = _made(page, make)
        page.seen |= part.explained
        return part.html


def _made(page: Page, make: Callable[[], Any]) -> Part:
    catalog, asked = page.catalog, Asked()
    page.catalog = watched(catalog, asked)
    try:
        html = make()
    finally:
        page.catalog = catalog
    return Part(html, frozenset(page.seen), asked)


def _holds(catalog: Catalog, asked: Asked) -> bool:
    """Return whether every question still has the answer it had."""
    mappings = _mappings(catalog)
    return all(
        (tuple(mappings[name].items()) if key is ALL else mappings[name].get(key)) == answer
        for (name, key), answer in asked.items()
    )


@dataclass
class Memory:
    """Everything kept: records, parts of pages, the last catalog without a problem, and who publishes.

    `editing` is true while the site is served to those who edit it.
    """

    editing: bool = False
    records: Kept = field(default_factory=dict)
    parts: Parts = field(default_factory=Parts)
    good: Catalog | None = None
    background: Background = field(default_factory=Background)

    def clear(self, site: Path) -> None:
        """Empty the folder `site` at once: its thousands of files are put aside, to be removed later."""
        self.background.give_up()
        if site.exists():
            site.rename(site.with_name(f"{site.name}{_ASIDE}{secrets.token_hex(4)}"))
        site.mkdir(parents=True)

    def publish(self, files: Callable[[], Iterable[PublishedFile]], site: Path) -> None:
        """Write `files` below `site` while somebody reads its pages, and remove what was put aside."""

        def work() -> Iterator[PublishedFile]:
            self.remove_cleared(site)
            yield from files()

        self.background.start(work, site)

    def remove_cleared(self, site: Path) -> None:
        """Remove what was cleared from `site`."""
        for folder in site.parent.glob(f"{site.name}{_ASIDE}*"):
            shutil.rmtree(folder, ignore_errors=True)

    def renew(self, catalog: Catalog, ledger: Ledger, *others: Any) -> None:
        """Forget the parts if templates, closed lists, logs, settings or `others` changed."""
        settings = (catalog.site, catalog.releases, catalog.vocabularies, catalog.as_of)
        self.parts.renew(source.state(catalog.root / "overrides"), id(ledger), *settings, *others)


@cache
def memory() -> Memory:
    """Return the one memory of this process."""
    return Memory()
