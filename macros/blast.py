"""What a change reaches beyond the record: pages, compare cells, forecasts, questions, checklists, paths, citations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from macros import ledger as ledgers
from macros.catalog import Catalog
from macros.differences import shown
from macros.records import Claim, Model, Record
from macros.revisions import State
from macros.statements import Value

STAKES = ("low", "medium", "high")


@dataclass(frozen=True)
class Touched:
    """Something that a change reaches: its name and address, and what its readers saw and will see, where known."""

    name: str
    address: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Blast:
    """What a change reaches, by kind. `pages` show a changed record, `citing` are pages that name one."""

    pages: tuple[str, ...]
    citing: tuple[str, ...]
    cells: tuple[Touched, ...]
    forecasts: tuple[Touched, ...]
    questions: tuple[Touched, ...]
    items: tuple[Touched, ...]
    paths: tuple[Touched, ...]
    pinned: tuple[Touched, ...]


def blast(old: State, new: State, pairs: Iterable[tuple[Record | None, Record | None]]) -> Blast:
    """Return what the change from `old` to `new` reaches; `pairs` are the records before and after."""
    pairs = list(pairs)
    pages = _unique(_page(state.catalog, record) for state, record in _both(old, new, pairs))
    citing = _unique(
        _page(state.catalog, other)
        for state, record in _both(old, new, pairs)
        for other in state.catalog.cited_by(record)
    )
    return Blast(
        pages=pages,
        citing=tuple(page for page in citing if page not in pages),
        cells=tuple(cell for before, after in pairs for cell in _cells(old.catalog, new.catalog, before, after)),
        forecasts=_reached(old, new, pairs, "forecasts"),
        questions=_reached(old, new, pairs, "questions"),
        items=tuple(item for before, after in pairs for item in _items(old.catalog, new.catalog, before or after)),
        paths=tuple(stop for before, after in pairs for stop in _stops(old.catalog, new.catalog, before or after)),
        pinned=tuple(pin for before, after in pairs for pin in _pinned(old, new, before, after)),
    )


def _both(
    old: State, new: State, pairs: Iterable[tuple[Record | None, Record | None]]
) -> Iterator[tuple[State, Record]]:
    for before, after in pairs:
        if after is not None:
            yield new, after
        if before is not None:
            yield old, before


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _page(catalog: Catalog, record: Record) -> str:
    return catalog.address(record).partition("#")[0]


def _cells(old: Catalog, new: Catalog, before: Record | None, after: Record | None) -> Iterator[Touched]:
    """Cells of the comparison whose text differs."""
    model = after or before
    if isinstance(model, Model):
        for entry in new.vocabularies["attributes"].values():
            if new.attribute(entry.id).compare:
                was, now = (_cell(catalog, side, entry.id) for catalog, side in ((old, before), (new, after)))
                if was != now:
                    yield Touched(f"{model.title} × {entry.label}", "models/compare/", was, now)


def _cell(catalog: Catalog, model: Record | None, attribute: str) -> str:
    for fact in getattr(model, "facts", ()):
        if fact.attribute == attribute:
            unit = f" {catalog.label('units', fact.unit)}" if fact.unit else ""
            return " / ".join(f"{shown(catalog, Value, 'value', value.value)}{unit}" for value in fact.ordered)
    for blank in getattr(model, "blanks", ()):
        if blank.attribute == attribute:
            return catalog.label("blanks", blank.reason)
    return ""


def _reached(
    old: State, new: State, pairs: list[tuple[Record | None, Record | None]], collection: str
) -> tuple[Touched, ...]:
    """Records of one collection that changed or that name a changed record (not only as a source)."""
    found: dict[str, Record] = {}
    for state, record in _both(old, new, pairs):
        others = () if record.collection == "sources" else state.catalog.cited_by(record, collection)
        for other in (*([record] if record.collection == collection else []), *others):
            found.setdefault(other.key, other)
    return tuple(Touched(other.title, new.catalog.address(other)) for other in found.values())


def _items(old: Catalog, new: Catalog, record: Record | None) -> Iterator[Touched]:
    """Checklist items that rest on a changed claim, with its verdict before and after."""
    if isinstance(record, Claim):
        was, now = (
            catalog.label("verdicts", claim.verdict) if (claim := catalog.find(record.key)) else ""
            for catalog in (old, new)
        )
        for practice in new["practices"].values():
            for level in STAKES:
                for item in getattr(practice.checklist, level):
                    if record.id in item.claims:
                        yield Touched(item.text, f"{new.address(practice)}#{item.id}", was, now)


def _stops(old: Catalog, new: Catalog, record: Record | None) -> Iterator[Touched]:
    """Reading paths that lead to a changed record, with the place of the stop."""
    for audience in new["audiences"].values():
        for place, link in enumerate(audience.path, 1):
            if record is not None and link.to == record.key:
                yield Touched(f"{audience.title}, stop {place}", new.address(audience))


def _pinned(old: State, new: State, before: Record | None, after: Record | None) -> Iterator[Touched]:
    """Pinned pages that exist already: what each says of itself after the change."""
    if before is not None and old.catalog.releases:
        versions = old.ledger.of(before.key)
        later = new.ledger.of(before.key)[len(versions) :]
        for version in versions[-1:]:
            reason = f"superseded on {later[0].date}: {later[0].reason or later[0].kind}" if later else "current"
            yield Touched(before.title, ledgers.address(before.key, version.version), "current", reason)
