"""References of a record: found from the field types, so that a new field needs no second list."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from macros.values import KEY_PATTERN, Ref, Vocabulary

Path = tuple[str | int, ...]
_PROSE_LINK = re.compile(r"\]\((" + KEY_PATTERN[1:-1] + r")\)")


@cache
def marks(model: type[BaseModel]) -> dict[str, Ref | Vocabulary]:
    """Return the reference mark of each field of `model` that has one, also inside tuples and unions."""
    found = {}
    for name, info in model.model_fields.items():
        direct = [mark for mark in info.metadata if isinstance(mark, Ref | Vocabulary)]
        mark = next(iter([*direct, *_nested(info.annotation)]), None)
        if mark:
            found[name] = mark
    return found


def _nested(annotation: Any) -> Iterator[Ref | Vocabulary]:
    if get_origin(annotation) is Annotated:
        yield from (mark for mark in get_args(annotation)[1:] if isinstance(mark, Ref | Vocabulary))
    for argument in get_args(annotation):
        if not (isinstance(argument, type) and issubclass(argument, BaseModel)):
            yield from _nested(argument)


def references(part: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield `(path, key)` for every reference in `part`: `collection/id`, or `vocabulary:name/id`.

    Links inside prose, `[text](collection/id)`, count as references too.
    """
    if isinstance(part, BaseModel):
        known = marks(type(part))
        for name, value in part.__dict__.items():
            yield from _of_field(known.get(name), value, (*path, name))
    elif isinstance(part, tuple):
        for index, item in enumerate(part):
            yield from references(item, (*path, index))
    elif isinstance(part, str) and "](" in part:
        yield from ((path, key) for key in _PROSE_LINK.findall(part))


def _of_field(mark: Ref | Vocabulary | None, value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if mark is None or value is None:
        yield from references(value, path)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield (*path, index), _key(mark, item)
    else:
        yield path, _key(mark, value)


def _key(mark: Ref | Vocabulary, value: str) -> str:
    if isinstance(mark, Vocabulary):
        return f"vocabulary:{mark.name}/{value}"
    return value if mark.collection == "*" else f"{mark.collection}/{value}"
