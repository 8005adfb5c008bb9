"""A file of the site that is written beside MkDocs' pages."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class PublishedFile(NamedTuple):
    """`path` from the site's root, with `/`; text is written as UTF-8 with `\\n`."""

    path: str
    content: str | bytes


def write(files: Iterable[PublishedFile], folder: Path) -> int:
    """Write `files` below `folder`; return how many. Raises ValueError if two have one path."""
    seen: set[str] = set()
    made: set[Path] = set()
    for path, content in files:
        if path in seen:
            raise ValueError(f"two published files have the path {path!r}")
        seen.add(path)
        target = folder / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return len(seen)
