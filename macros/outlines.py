"""Records as outlines, for what is read without a theme: labels, words, sources and what stands below.

An outline follows the fields of the record, so a new field appears by itself. Ids of closed lists are shown by
their labels; a reference keeps the key of the record that it names, so that a template can link it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel

from macros.catalog import Catalog
from macros.problems import field_name
from macros.records import Record
from macros.references import marks
from macros.statements import Attributed, Blank, Fact, Statement, Value
from macros.templates import long_date, number
from macros.values import EDTF, Ref, Vocabulary

ELSEWHERE = ("id", "title", "checked", "reviews", "former_ids", "sources")


class Word(NamedTuple):
    """Text, and the key of the record that it names, if it does."""

    text: str
    key: str | None = None


Words = tuple[Word, ...]
Pairs = tuple[tuple[str, Words], ...]


@dataclass(frozen=True)
class Outline:
    """A part of a record: `pairs` say more about its words; `children` stand below it."""

    label: str = ""
    words: Words = ()
    pairs: Pairs = ()
    sources: tuple[str, ...] = ()
    children: tuple["Outline", ...] = ()


def outline(catalog: Catalog, record: Record) -> tuple[Outline, ...]:
    """Return the outlines of a record's fields in their order, without those that are empty or in `ELSEWHERE`."""
    return tuple(_fields(catalog, record))


def _fields(catalog: Catalog, part: BaseModel) -> Iterator[Outline]:
    known = marks(type(part))
    for name, value in part.__dict__.items():
        if name in ELSEWHERE or value is None or value == ():
            continue
        label = field_name((name,)).replace("_", " ").capitalize()
        if _is_part(value):
            yield _part(catalog, value, label)
        elif isinstance(value, tuple) and _is_part(value[0]):
            yield Outline(label, children=tuple(_part(catalog, item) for item in value))
        else:
            yield Outline(label, tuple(_words(catalog, value, known.get(name))))


def _is_part(value: Any) -> bool:
    return isinstance(value, BaseModel)


def _words(catalog: Catalog, value: Any, mark: Ref | Vocabulary | None) -> Iterator[Word]:
    for item in value if isinstance(value, tuple) else (value,):
        if isinstance(mark, Vocabulary):
            yield Word(catalog.label(mark.name, item))
        elif mark:
            key = item if mark.collection == "*" else f"{mark.collection}/{item}"
            yield Word(catalog.get(key).title, key)
        elif isinstance(item, bool):
            yield Word("yes" if item else "no")
        else:
            yield Word(long_date(item) if isinstance(item, EDTF) else number(item))


def _part(catalog: Catalog, part: Any, label: str = "") -> Outline:
    if isinstance(part, Fact):
        return _fact(catalog, part)
    if isinstance(part, Blank):
        label = catalog.attribute(part.attribute).label
        pairs: Pairs = (("", (Word(part.note),)),) if part.note else ()
        return Outline(label, (Word(catalog.label("blanks", part.reason)),), pairs)
    if isinstance(part, Statement):
        return Outline(label, (Word(part.text),), _told(catalog, part), part.sources)
    below = tuple(_fields(catalog, part))
    pairs = tuple((child.label, child.words) for child in below if child.words and not child.pairs)
    rest = tuple(child for child in below if not child.words or child.pairs)
    return Outline(label, (), pairs, getattr(part, "sources", ()), rest)


def _fact(catalog: Catalog, fact: Fact) -> Outline:
    unit = f" {catalog.label('units', fact.unit)}" if fact.unit else ""
    values = tuple(_value(catalog, value, unit) for value in fact.ordered)
    label = catalog.attribute(fact.attribute).label
    if len(values) == 1:
        return Outline(label, values[0].words, values[0].pairs, values[0].sources)
    if fact.resolution:
        status = catalog.label("resolutions", fact.resolution.status)
        values += (Outline(status, (Word(fact.resolution.text),)),)
    return Outline(label, children=values)


def _value(catalog: Catalog, value: Value, unit: str) -> Outline:
    return Outline("", (Word(f"{number(value.value)}{unit}"),), _told(catalog, value), value.sources)


def _told(catalog: Catalog, part: Attributed) -> Pairs:
    """Return what stands beside something said: its kind, who says it, and how it was come by."""
    known = marks(type(part))
    fields = ("kind", "by", "method", "as_of", "confidence", "note")
    found = ((name, getattr(part, name, None)) for name in fields)
    return tuple(
        (
            "" if name in ("kind", "note", "confidence") else name.replace("_", " "),
            tuple(_words(catalog, value, known.get(name))),
        )
        for name, value in found
        if value and (name, value) != ("confidence", "high")
    )
