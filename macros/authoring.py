"""Help with writing records: a commented file to fill in, and fields put in order without losing a comment.

Files are changed as text, at the places that the YAML parser names, so that everything else stays byte for byte.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

import yaml
from pydantic import BaseModel

from macros import source
from macros.fields import Field, fields
from macros.guidance import COLLECTIONS
from macros.problems import CommandError, Problem, did_you_mean
from macros.records import Record
from macros.values import ID_PATTERN

MODELINE = "# yaml-language-server: $schema=../schema/{}.json"
MANY = 16  # More choices than this are named by their list alone.


def new(root: Path, collection: str, identity: str) -> Path:
    """Write `data/<collection>/<id>.yml` with every field and what belongs in it; return its path.

    Raises CommandError for an unknown collection, an id that is none, or one in use.
    """
    if collection not in COLLECTIONS:
        raise CommandError(
            f"{collection}: is no collection.{did_you_mean(collection, COLLECTIONS)} {', '.join(COLLECTIONS)}"
        )
    path = free(root, collection, identity)
    node = source.read(root / "data" / "vocabularies.yml", root)
    lists = {} if isinstance(node, Problem) else node.value
    model = COLLECTIONS[collection]
    head = [MODELINE.format(collection), f"# {(model.__doc__ or '').splitlines()[0]}", *wrap(_HOWTO, 108, **_COMMENT)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*head, *_lines(model, lists)]) + "\n", encoding="utf-8", newline="\n")
    return path


_COMMENT: Any = {"initial_indent": "# ", "subsequent_indent": "# "}
_HOWTO = (
    "Fill in what is empty. Lines that begin with '# ' and a field are optional: take the '# ' away to use one. "
    "Then: python -m macros check"
)


def free(root: Path, collection: str, identity: str) -> Path:
    """Return the path of a record to be; raise CommandError if its id is none, or in use."""
    if not re.fullmatch(ID_PATTERN, identity):
        raise CommandError(f"{identity!r} is no id; write small letters, digits and hyphens, such as glm-5-release")
    path = root / "data" / collection / f"{identity}.yml"
    if path.exists():
        raise CommandError(f"{collection}/{identity}: is there already; choose another id, or edit {path.name}")
    return path


def _lines(model: type[BaseModel], lists: dict[str, Any], depth: str = "") -> Iterator[str]:
    """Yield the lines of a group's fields; optional ones as comments, without what is inside them."""
    for field in fields(model):
        if not depth:
            yield ""
        yield from wrap(_explained(field, lists), 108, initial_indent=f"{depth}# ", subsequent_indent=f"{depth}# ")
        yield f"{depth}{field.name}:" if field.required else f"{depth}# {field.name}:"
        if field.required and field.part is not None:
            lines = list(_lines(field.part, lists, f"{depth}  "))
            yield from _as_item(lines) if field.many else lines


def _as_item(lines: list[str]) -> Iterator[str]:
    """Yield the lines of a group as the first entry of a list: a dash before its first field."""
    first = next(i for i, line in enumerate(lines) if not line.lstrip().startswith("#"))
    for index, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        yield f"{line[: indent - 2]}- {line[indent:]}" if index == first else line


def _explained(field: Field, lists: dict[str, Any]) -> str:
    """Return what a field is for and how its value is written, in a sentence or two."""
    said = field.description
    if field.holds == "date":
        said += " 2026-06-13, 2026-06 or 2026; ~ behind it if approximate."
    elif field.vocabulary:
        known = [entry["id"] for entry in lists.get(field.vocabulary, ())]
        said += f" One of: {', '.join(known)}." if len(known) <= MANY else f" From the list '{field.vocabulary}'."
    elif field.collection:
        said += " As collection/id." if field.collection == "*" else f" Ids are in data/{field.collection}/."
    return f"{said} A list: [a, b]." if field.many and field.part is None else said


def ordered(text: str, model: type[Record]) -> str:
    """Return the YAML `text` of a record with its fields in the model's order, comments with the field they precede.

    Comments above the first field stay at the top. A text that is no group of fields is returned as it is.
    """
    text = text if text.endswith("\n") else f"{text}\n"
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return text
    lines = text.splitlines(keepends=True)
    starts = [_start(lines, key.start_mark.line, first=not i) for i, (key, _) in enumerate(node.value)]
    ranks = {name: rank for rank, name in enumerate(model.field_order())}
    blocks = [
        (ranks.get(key.value, len(ranks)), lines[start:end])
        for (key, _), start, end in zip(node.value, starts, [*starts[1:], len(lines)], strict=True)
    ]
    blocks.sort(key=lambda block: block[0])
    return "".join([*lines[: starts[0]], *(line for _, block in blocks for line in block)])


def _start(lines: list[str], line: int, first: bool) -> int:
    while not first and lines[line - 1].startswith("#"):
        line -= 1
    return line


def fmt(root: Path, paths: list[Path]) -> list[Path]:
    """Put the fields of records in order, in all files or those named; return the files that changed."""
    changed = []
    for path in paths or [p for name in COLLECTIONS for p in source.files(root / "data" / name) if p.suffix == ".yml"]:
        model = COLLECTIONS.get(path.parent.name)
        node = source.read(path.resolve(), root.resolve()) if path.is_file() else None
        if model is None or node is None:
            raise CommandError(f"{path}: is no record; name files such as data/events/glm-5.yml")
        if isinstance(node, Problem):
            raise CommandError(str(node))
        text = source.read_text(path)
        if (tidy := ordered(text, model)) != text:
            path.write_text(tidy, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed
