"""What is published beside MkDocs' pages: the files, and what producers make them from."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from macros.catalog import Catalog
from macros.ledger import Ledger


class PublishedFile(NamedTuple):
    """`path` from the site's root, with `/`; text is written as UTF-8, its lines as they are."""

    path: str
    content: str | bytes


class SourcePage(NamedTuple):
    """A page of the site before it is rendered.

    `address` is from the site's root, `source` the path of its Markdown file below docs/; `markdown` calls macros;
    `record` is the key of the record whose page it is, or None for a page written by hand.
    """

    address: str
    title: str
    description: str
    markdown: str
    source: str
    record: str | None = None


class RenderedPage(NamedTuple):
    """A page as readers get it, at `address` from the site's root.

    `html` is its content without the frame around it; `asks` are the plain questions of its front matter.
    """

    address: str
    title: str
    description: str
    html: str
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Publication:
    """What is to be published.

    `base` is the site's address, ending in `/`, or empty where it is not known: then addresses are relative, and
    what needs absolute ones is left out. `quick` leaves out what only a published site needs.
    """

    catalog: Catalog
    ledger: Ledger
    base: str = ""
    pages: tuple[SourcePage, ...] = ()
    rendered: tuple[RenderedPage, ...] = ()
    quick: bool = False

    @property
    def release(self) -> str | None:
        """The name of the newest data release, or None before the first."""
        return self.catalog.releases[-1].release if self.catalog.releases else None


def write(files: Iterable[PublishedFile], folder: Path) -> dict[str, str]:
    """Write `files` below `folder`; return the SHA-256 of each by path. Raises ValueError if two have one path."""
    written: dict[str, str] = {}
    made: set[str] = set()
    for path, content in files:
        if path in written:
            raise ValueError(f"two published files have the path {path!r}")
        data = content.encode("utf-8") if isinstance(content, str) else content
        written[path] = sha256(data).hexdigest()
        if (below := path.rpartition("/")[0]) not in made:
            os.makedirs(f"{folder}/{below}", exist_ok=True)  # noqa: PTH103
            made.add(below)
        with open(f"{folder}/{path}", "wb", buffering=0) as file:  # noqa: PTH123 - there are tens of thousands
            file.write(data)
    return written
