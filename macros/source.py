"""The only reader of `data/`: files in, plain values with line numbers out.

YAML 1.2 core scalars: numbers, true, false and null are typed; dates, yes and no stay text. Anchors, tags,
duplicate keys, second documents, deep nesting and large files are refused, so no file can hang or swell the build.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from macros.problems import Problem

LARGEST = 300_000
MOST = 20_000
DEEPEST = 12
_INT = re.compile(r"[-+]?(?:0|[1-9]\d*)")
_FLOAT = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?")
_WORDS: dict[str, Any] = {"": None, "null": None, "~": None, "true": True, "false": False}
Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Node:
    """One YAML file: its place, its values, and the line of every field."""

    path: str
    value: Any
    lines: dict[Path_, int] = field(default_factory=dict, repr=False)

    def line_of(self, path: Path_) -> int:
        """Return the line of the field at `path`, or of the nearest one above it; 1 for the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _RefusedError(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def files(folder: Path) -> Iterator[Path]:
    """Yield every file below `folder` in order of name; nothing if it is not there."""
    if folder.is_dir():
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def stamp(path: Path) -> tuple[int, int, int]:
    """Return what changes whenever a file does: its size, and when it and its entry were last written."""
    state = path.stat()
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns


def state(folder: Path) -> tuple[tuple[Path, tuple[int, int, int]], ...]:
    """Return what changes whenever a file below `folder` does, or one comes or goes."""
    return tuple((path, stamp(path)) for path in files(folder))


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a data file, for the version logs."""
    return path.read_bytes()


def read_text(path: Path) -> str:
    """Return the text of a data file, for those that show or change it as text."""
    return path.read_bytes().decode("utf-8")


def read(path: Path, root: Path) -> Node | Problem:
    """Read one YAML file below `root`; return its Node, or the Problem that stopped it."""
    where = path.relative_to(root).as_posix()
    name = f"{path.parent.name}/{path.stem}" if path.parent.name != "data" else path.stem
    if path.suffix != ".yml":
        return Problem(where, 1, name, f"is not a .yml file; rename it or move it out of {path.parent.name}/")
    if path.stat().st_size > LARGEST:
        return Problem(where, 1, name, f"is larger than {LARGEST:,} bytes; a record is a page, not an archive")
    try:
        return parse(path.read_bytes().decode("utf-8"), where)
    except UnicodeDecodeError as error:
        return Problem(where, 1, name, f"is not UTF-8 at byte {error.start}; save it as UTF-8")
    except _RefusedError as error:
        return Problem(where, error.line, name, str(error))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Problem(where, line, name, f"is not YAML: {error.problem}; check indentation, colons and quotes")
    except yaml.YAMLError as error:
        return Problem(where, 1, name, f"is not YAML: {str(error).splitlines()[0]}; remove what cannot be read")


def parse(text: str, where: str) -> Node:
    """Return the Node of YAML `text`; raise yaml.YAMLError or a refusal that `read` reports."""
    builder = _Builder()
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        builder.take(event)
    return Node(where, builder.value, builder.lines)


class _Builder:
    """Builds values from YAML events without recursion, so that depth is bounded before it costs."""

    def __init__(self) -> None:
        self.value: Any = None
        self.lines: dict[Path_, int] = {}
        self._stack: list[tuple[Any, Path_]] = []
        self._key: list[str | None] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _RefusedError(line, "begins a second document (---); a file holds one")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(line, "uses an anchor or alias (& or *); write the value out")
        if tag := getattr(event, "tag", None):
            raise _RefusedError(line, f"uses the tag {tag}; remove it")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._stack.pop()
            self._key.pop()

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if self._stack and isinstance(self._stack[-1][0], dict) and self._key[-1] is None:
            container, path = self._stack[-1]
            if event.value in container:
                raise _RefusedError(line, f"has the field {event.value!r} twice; keep one")
            self._key[-1] = event.value
            self.lines[(*path, event.value)] = line
            return
        self._put(_typed(event.value) if event.implicit[0] else event.value, line)

    def _open(self, container: Any, line: int) -> None:
        if len(self._stack) >= DEEPEST:
            raise _RefusedError(line, f"is nested deeper than {DEEPEST} levels; flatten it")
        if self._stack and isinstance(self._stack[-1][0], dict) and self._key[-1] is None:
            raise _RefusedError(line, "has a list or group as a field name; write a name")
        path = self._put(container, line)
        self._stack.append((container, path))
        self._key.append(None)

    def _put(self, value: Any, line: int) -> Path_:
        if not self._stack:
            self.value = value
            return ()
        if len(self.lines) > MOST:
            raise _RefusedError(line, f"holds more than {MOST:,} values; a record is a page, not an archive")
        container, path = self._stack[-1]
        if isinstance(container, list):
            step: str | int = len(container)
            container.append(value)
        else:
            step, self._key[-1] = str(self._key[-1]), None
            container[step] = value
        self.lines.setdefault((*path, step), line)
        return (*path, step)


def _typed(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text) and len(text) < 20:
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
