"""What a reviewer opens and looks for: each statement of a record with its sources, as a list to tick."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from macros import ledger as ledgers
from macros import views
from macros.catalog import Catalog
from macros.differences import shown
from macros.problems import CommandError, did_you_mean, field_name
from macros.records import Record
from macros.reports import report
from macros.statements import Fact, Value, walk

# Where a part keeps what it says, the first that it has.
SAYS = ("text", "finding", "action", "sense", "asks", "to", "use_for", "note", "headline", "plain", "reason", "title")


@dataclass(frozen=True)
class Stated:
    """One statement: its field, what it says, its kind and speaker (labels, or empty), its sources by number."""

    field: str
    says: str
    kind: str
    by: str
    sources: tuple[int, ...]


def checklist(catalog: Catalog, key: str) -> str:
    """Return the Markdown checklist for the record `collection/id`. Raises CommandError if there is none."""
    record = catalog.find(key)
    if record is None:
        raise CommandError(f"{key}: no such record.{did_you_mean(key, [r.key for r in catalog])} Write collection/id")
    sources = [catalog["sources"][name] for name in catalog.evidence(record)]
    if record.collection == "sources":
        sources = [record]
    sources.sort(key=lambda source: source.level != "primary")
    numbers = {source.id: number for number, source in enumerate(sources, 1)}
    version = ledgers.of(catalog).current(key)
    return report(
        "changes/verify.md", catalog=catalog, record=record, version=version.version if version else None,
        sources=sources, statements=list(_stated(catalog, record, numbers)), due=_due(catalog, record),
    )  # fmt: skip


def _stated(catalog: Catalog, record: Record, numbers: dict[str, int]) -> Iterator[Stated]:
    about = ""
    for path, part in walk(record):
        if isinstance(part, Fact):
            about = catalog.attribute(part.attribute).label
            unit = catalog.label("units", part.unit) if part.unit else ""
        if names := getattr(part, "sources", ()):
            says = _says(part)
            if isinstance(part, Value):
                says = f"{about}: {shown(catalog, Value, 'value', part.value)} {unit}".rstrip() + f", {part.as_of}"
            kind, by = getattr(part, "kind", None), getattr(part, "by", None)
            label = entry.label if (entry := catalog.vocabularies["kinds"].get(str(kind))) else ""
            speaker = catalog["organizations"][by].title if by else ""
            yield Stated(field_name(path) or "record", says, label, speaker, tuple(sorted(numbers[n] for n in names)))


def _says(part: Any) -> str:
    return next((str(found) for name in SAYS if (found := getattr(part, name, None))), "")


def _due(catalog: Catalog, record: Record) -> list[views.Due]:
    return [item for item in views.due(catalog, catalog.as_of) if item.key == record.key]
