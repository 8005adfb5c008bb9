"""Made-up data of any size in the shape of the real: copies of real records under new names, rewired among themselves.

What a copy says is a real record's text, so pages are as long and as dense as real ones; what it points to is another
copy, each target in its turn, so that nothing stands unused. What rules forbid in a copy (a date that must be an
event's, a figure of another record) is left out. `write(folder, 1_000)` makes a project folder that builds.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from macros import ledger
from macros.catalog import Catalog, load
from macros.guidance import COLLECTIONS, ChecklistItem
from macros.records import Record
from macros.references import marks
from macros.values import Ref
from tests.website import ROOT

# Records of each kind in a hundred; the rest are organizations. Audiences are five at any size, and practices at least
# as many as in truth: closed lists name their checklist items.
SHARES = {
    "models": 2, "risks": 0.6, "practices": 0.4, "events": 5, "claims": 11, "terms": 7, "sources": 43,
    "questions": 4, "surveys": 1.5, "frameworks": 1.7, "forecasts": 0.5, "disputes": 0.5,
}  # fmt: skip
RESTATING = ("plain", "summary", "audience_notes", "blanks")  # Figures in these must stand in a sourced part.
IDS = ("audience", "attribute", "reason")
LEFT_OUT = ("release_event", "event", "restates", "parent", "former_ids", "reviews", "superseded_by")
# A copy's speaker is not its developer any more.
INSTEAD = {("kind", "self-report"): "fact", ("kind", "measurement"): "fact"}
ALWAYS = {"sources": {"read": "full", "level": "primary"}, "claims": {"verdict": "mixed"}}
_FIGURE = re.compile(r"\]\([^)]*\)|\d[\d,.]*")
_LINK = re.compile(r"\]\(([a-z]+)/[a-z0-9-]+\)")


def sizes(total: int) -> dict[str, int]:
    """Return how many records of each collection make `total`."""
    found = {name: max(1, round(total * share / 100)) for name, share in SHARES.items()} | {"audiences": 5}
    found["practices"] = max(found["practices"], len(list((ROOT / "data/practices").glob("*.yml"))))
    return {name: found.get(name) or max(5, total - sum(found.values())) for name in COLLECTIONS}


def write(folder: Path, total: int) -> None:
    """Write a project with `total` made-up records into `folder`: data of its own, all else linked from this one."""
    folder.mkdir(parents=True)
    for name in ("docs", "macros", "overrides", "mkdocs.yml"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "data").mkdir()
    for path in (ROOT / "data").glob("*.yml"):
        text = "[]\n" if path.stem == "releases" else path.read_text(encoding="utf-8")
        (folder / "data" / path.name).write_text(text, encoding="utf-8")
    for collection, identity, fields in _Copies(load(), sizes(total)).all():
        path = folder / "data" / collection / f"{identity}.yml"
        path.parent.mkdir(exist_ok=True)
        text = yaml.dump(fields, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110)
        path.write_text(text, encoding="utf-8")
    catalog = load(folder)
    day = catalog.as_of.isoformat()
    ledger.write(folder, [ledger.next_version(record, None, ledger.FIRST, "", day) for record in catalog])


class _Copies:
    """Copies of the records of `catalog`, as many of each collection as `wanted` says."""

    def __init__(self, catalog: Catalog, wanted: dict[str, int]) -> None:
        self._real = {name: list(records.values()) for name, records in catalog.collections.items()}
        self._ids = {name: [self._name(name, i) for i in range(count)] for name, count in wanted.items()}
        self._turn: Counter[str] = Counter()
        self._chosen: dict[tuple[str, str], str] = {}

    def _name(self, collection: str, number: int) -> str:
        real = self._real[collection]
        copy, index = divmod(number, len(real))
        return f"{real[index].id[:70]}-{copy}" if copy else real[index].id

    def all(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield `(collection, id, fields)` of every copy."""
        for name, ids in self._ids.items():
            for number, identity in enumerate(ids):
                copy, index = divmod(number, len(self._real[name]))
                self._chosen.clear()
                yield name, identity, self._record(self._real[name][index], copy)

    def _record(self, record: Record, copy: int) -> dict[str, Any]:
        fields = self._part(record, copy)
        if copy:
            for name in {"title", "aliases"} & set(fields):
                value = fields[name]
                fields[name] = (
                    f"{value} copy {copy}" if isinstance(value, str) else [f"{item} copy {copy}" for item in value]
                )
        for name in {*RESTATING} & set(fields):
            fields[name] = _without_figures(fields[name])
        fields |= ALWAYS.get(record.collection, {})
        return {name: fields[name] for name in record.field_order() if name in fields}

    def _part(self, part: BaseModel, copy: int) -> dict[str, Any]:
        known, fields = marks(type(part)), {}
        for name, info in type(part).model_fields.items():
            value = getattr(part, name)
            if name in LEFT_OUT or value is None or value == info.default:
                continue
            if isinstance(part, ChecklistItem) and name == "references":
                continue
            if name == "id":
                fields[name] = f"{value}-{copy}" if copy else value
            elif isinstance(mark := known.get(name), Ref):
                fields[name] = self._targets(mark, value)
            else:
                fields[name] = self._value(name, value, copy)
        return {name: value for name, value in fields.items() if value != []}

    def _value(self, name: str, value: Any, copy: int) -> Any:
        if isinstance(value, BaseModel):
            return self._part(value, copy)
        if isinstance(value, tuple):
            return [self._value(name, item, copy) for item in value]
        if isinstance(value, str):
            value = _LINK.sub(lambda match: f"]({match[1]}/{self._target(match[1], match[0])})", str(value))
        return INSTEAD.get((name, value), value)

    def _targets(self, mark: Ref, value: Any) -> Any:
        if isinstance(value, tuple):
            return list(dict.fromkeys(self._targets(mark, item) for item in value))
        if mark.collection != "*":
            return self._target(mark.collection, value)
        collection, _, identity = value.partition("/")
        return f"{collection}/{self._target(collection, identity)}"

    def _target(self, collection: str, real: str) -> str:
        """Return the copy that stands for `real` throughout the record being made: the next in turn."""
        if (collection, real) not in self._chosen:
            ids = self._ids[collection]
            self._chosen[collection, real] = ids[self._turn[collection] % len(ids)]
            self._turn[collection] += 1
        return self._chosen[collection, real]


def _without_figures(value: Any) -> Any:
    if isinstance(value, str):
        return _FIGURE.sub(lambda found: found[0] if found[0].startswith("]") else "some", value)
    if isinstance(value, list):
        return [_without_figures(item) for item in value]
    return {name: item if name in IDS else _without_figures(item) for name, item in value.items()}
