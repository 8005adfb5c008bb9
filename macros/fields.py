"""The fields of records for those who write them: what each is for, what it holds, whether it must be there.

Everything comes from the models, so that the guide, the skeletons of `new` and the checks can not differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import AfterValidator, BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from macros import source
from macros.catalog import Catalog
from macros.guidance import COLLECTIONS
from macros.records import Record
from macros.references import marks
from macros.values import EDTF, ID_PATTERN, Vocabulary, https_url, line, prose

_TEXTS = {prose: "text", line: "one line", https_url: "https address"}
_TYPES = {EDTF: "date", bool: "true or false", int: "number", float: "number", str: "text"}
LONGEST = 32  # Lines of the record that the guide shows.


@dataclass(frozen=True)
class Field:
    """One field. `holds` says what it takes; `vocabulary` names its closed list, `part` the group inside it."""

    name: str
    required: bool
    many: bool
    holds: str
    description: str
    vocabulary: str | None
    collection: str | None
    part: type[BaseModel] | None


def order(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of the fields of a record or part, in the order of the YAML file."""
    return model.field_order() if issubclass(model, Record) else tuple(model.model_fields)


def fields(model: type[BaseModel]) -> list[Field]:
    """Return the fields of a record or part, in the order of the YAML file."""
    return [_field(model, name) for name in order(model)]


def _field(model: type[BaseModel], name: str) -> Field:
    info, mark = model.model_fields[name], marks(model).get(name)
    part, many = part_of(info.annotation)
    return Field(
        name=name,
        required=info.is_required() or name == "sources",
        many=many,
        holds=_holds(info) if part is None and mark is None else "",
        description=_description(info) or f"{name.replace('_', ' ').capitalize()}.",
        vocabulary=mark.name if isinstance(mark, Vocabulary) else None,
        collection=None if mark is None or isinstance(mark, Vocabulary) else mark.collection,
        part=part,
    )


def _description(info: FieldInfo) -> str:
    """Return a field's own description, or that of its type."""
    inner = (mark.description for mark in info.metadata if isinstance(mark, FieldInfo))
    return info.description or next(filter(None, inner), "")


def part_of(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """Return the group of fields that a field holds, or None, and whether it holds many values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    many = get_origin(annotation) is tuple
    for argument in get_args(annotation):
        found, inner = part_of(argument)
        if found or inner:
            return found, many or inner
    return None, many


def _holds(info: FieldInfo) -> str:
    """Return what a plain field takes, in words."""
    kinds = [_TEXTS[mark.func] for mark in info.metadata if isinstance(mark, AfterValidator) and mark.func in _TEXTS]
    return " or ".join(dict.fromkeys([*kinds, *_words(info.annotation)][: 1 if kinds else None]))


def _words(annotation: Any) -> Iterator[str]:
    arguments = get_args(annotation)
    texts = [_TEXTS[mark.func] for mark in arguments if isinstance(mark, AfterValidator) and mark.func in _TEXTS]
    if any(isinstance(mark, StringConstraints) and mark.pattern == ID_PATTERN for mark in arguments):
        texts = ["id"]
    yield from texts or ([_TYPES[annotation]] if annotation in _TYPES else [])
    for argument in () if texts else arguments:
        yield from _words(argument)


def collections() -> list[tuple[type[Record], list[Field]]]:
    """Return every collection's model with its fields, in the order of the site."""
    return [(model, fields(model)) for model in COLLECTIONS.values()]


def parts() -> list[tuple[type[BaseModel], list[Field]]]:
    """Return every group of fields that stands inside records, once, in alphabetical order."""
    found: dict[str, type[BaseModel]] = {}
    todo: list[type[BaseModel]] = list(COLLECTIONS.values())
    while todo:
        for field in fields(todo.pop()):
            if field.part is not None and field.part.__name__ not in found:
                found[field.part.__name__] = field.part
                todo.append(field.part)
    return [(model, fields(model)) for _, model in sorted(found.items())]


def annotated(catalog: Catalog) -> tuple[Record, list[tuple[str, Field]]]:
    """Return an event and the text of each of its fields as its file has it, with the Field that it fills.

    It is the event that uses the most fields among those whose files are short.
    """
    texts = {
        event: source.read_text(catalog.root / catalog.nodes[event.key].path) for event in catalog["events"].values()
    }
    short = [event for event, text in texts.items() if text.count("\n") <= LONGEST] or list(texts)
    event = max(short, key=lambda event: (len(catalog.nodes[event.key].value), event.id))
    node, lines = catalog.nodes[event.key], texts[event].splitlines()
    starts = {name: node.line_of((name,)) - 1 for name in node.value}
    ends = [*sorted(starts.values())[1:], len(lines)]
    known = {field.name: field for field in fields(type(event))}
    return event, [("\n".join(lines[s:e]), known[n]) for (n, s), e in zip(starts.items(), ends, strict=True)]
