"""The catalog: every record, read once, validated, with references resolved both ways; read-only after `load`."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from macros import source
from macros.guidance import COLLECTIONS
from macros.problems import DataError, Problem, did_you_mean, sentences
from macros.records import Record
from macros.references import references
from macros.statements import Fact
from macros.values import EDTF, Line, Prose
from macros.vocabularies import ENTRIES, Attribute, Entry, adapter

Pointers = tuple[tuple[tuple[str | int, ...], str], ...]
ROOT = Path(__file__).resolve().parent.parent
LISTED = 12


class Site(BaseModel):
    """Settings of `data/site.yml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Line
    description: Prose
    as_of: EDTF
    language: str
    schema_version: str
    offline: bool


class DataRelease(BaseModel):
    """One data release of `data/releases.yml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    release: str = Field(pattern=r"^\d{4}\.\d{1,2}\.\d+$")
    date: EDTF
    note: Prose
    seal: str = Field(pattern="^[0-9a-f]{64}$")


@dataclass(frozen=True)
class Reference:
    """A mention of one record in another: where it stands, and of what."""

    origin: str
    path: tuple[str | int, ...]
    target: str


class Read(NamedTuple):
    """A record that was read: the stamp of its file then, its node, and its references with their places in it."""

    stamp: tuple[int, int, int]
    node: source.Node
    record: Record
    pointers: Pointers


Kept = dict[str, Read]


@dataclass(frozen=True, eq=False)
class Catalog:
    """All data. Look records up by collection and id, or by key with `get`."""

    root: Path
    site: Site
    releases: tuple[DataRelease, ...]
    vocabularies: Mapping[str, Mapping[str, Entry]]
    collections: Mapping[str, Mapping[str, Record]]
    nodes: Mapping[str, source.Node] = field(repr=False)
    pointers: Mapping[str, Pointers] = field(repr=False)
    as_of: date

    def __getitem__(self, collection: str) -> Mapping[str, Any]:
        return self.collections[collection]

    def __iter__(self) -> Iterator[Record]:
        for records in self.collections.values():
            yield from records.values()

    def get(self, key: str) -> Any:
        """Return the record named `collection/id`; raise KeyError if there is none."""
        collection, _, identity = key.partition("/")
        return self.collections[collection][identity]

    def find(self, key: str) -> Any:
        """Return the record named `collection/id`, or None."""
        collection, _, identity = key.partition("/")
        return self.collections.get(collection, {}).get(identity)

    def label(self, vocabulary: str, identity: str) -> str:
        """Return what readers see for an entry of a closed list."""
        return self.vocabularies[vocabulary][identity].label

    def attribute(self, identity: str) -> Attribute:
        """Return the attribute that facts name by this id."""
        entry = self.vocabularies["attributes"][identity]
        assert isinstance(entry, Attribute)
        return entry

    def address(self, record: Record) -> str:
        """Return the record's address from the site's root, such as `timeline/#glm-5`."""
        return record.address.format(
            **{name: getattr(record, name) for name in ("id", "audience") if hasattr(record, name)}
        )

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """The address of every record by its key."""
        return {record.key: self.address(record) for record in self}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of every record by its key."""
        return {record.key: record.title for record in self}

    @cached_property
    def following(self) -> Mapping[str, str]:
        """The key of the next record of its collection by the key of each: by `order`, then by title."""
        found: dict[str, str] = {}
        for records in self.collections.values():
            order = sorted(records.values(), key=lambda r: (getattr(r, "order", 0), r.title.casefold()))
            found |= {before.key: after.key for before, after in pairwise(order)}
        return found

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every reference between records that resolves, in the order of the data."""
        return tuple(
            Reference(record.key, path, target)
            for record in self
            for path, target in self.pointers[record.key]
            if self.find(target) is not None
        )

    @cached_property
    def _cited_by(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for reference in self.references:
            if reference.origin != reference.target:
                found.setdefault(reference.target, {})[reference.origin] = None
        return {target: tuple(origins) for target, origins in found.items()}

    def cited_by(self, record: Record, collection: str | None = None) -> tuple[Any, ...]:
        """Return the records that mention this one, of one collection if named; without repeats."""
        keys = self._cited_by.get(record.key, ())
        return tuple(self.get(key) for key in keys if collection in (None, key.partition("/")[0]))

    def mentions(self, record: Record) -> tuple[Any, ...]:
        """Return the records that this one mentions, without repeats, in order of the data."""
        keys = dict.fromkeys(reference.target for reference in self._by_origin.get(record.key, ()))
        return tuple(self.get(key) for key in keys)

    def related(self, record: Record) -> tuple[Any, ...]:
        """Return the records that this one mentions or that mention it, without repeats, in order of the data."""
        found = dict.fromkeys(other.key for other in (*self.mentions(record), *self.cited_by(record)))
        return tuple(self.get(key) for key in found if key != record.key)

    def evidence(self, record: Record) -> tuple[str, ...]:
        """Return the ids of the sources that a record cites, without repeats."""
        found = (reference.target.partition("/") for reference in self._by_origin.get(record.key, ()))
        return tuple(dict.fromkeys(identity for collection, _, identity in found if collection == "sources"))

    @cached_property
    def _by_origin(self) -> Mapping[str, tuple[Reference, ...]]:
        found: dict[str, list[Reference]] = {}
        for reference in self.references:
            found.setdefault(reference.origin, []).append(reference)
        return {origin: tuple(entries) for origin, entries in found.items()}

    def problem(self, record: Record, path: tuple[str | int, ...], message: str) -> Problem:
        """Return a Problem at the line of the field `path` of `record`."""
        node = self.nodes[record.key]
        return Problem(node.path, node.line_of(path), record.key, message)

    def fact_due(self, record: Record, fact: Fact) -> date | None:
        """Return the day a time-bound fact must be looked at again: `checked` plus the attribute's days."""
        days = self.attribute(fact.attribute).review_days
        return date.fromordinal(record.checked.latest.toordinal() + days) if days else None


def load(root: Path = ROOT, as_of: str | None = None, kept: Kept | None = None) -> Catalog:
    """Read and validate `root/data`; return the Catalog.

    `as_of` (or the environment's AS_OF) overrides the day of `data/site.yml`. `kept` holds valid records from one
    call to the next, by the place of their file: one that is as it was then is not read again. Raises DataError with
    every problem of form, unknown vocabulary entry and unresolved reference, all in one run.
    """
    problems: list[Problem] = []
    site = _single(root, "site", Site, problems)
    releases = _single(root, "releases", DataRelease, problems, many=True)
    vocabularies = _vocabularies(root, problems)
    nodes: dict[str, source.Node] = {}
    kept = {} if kept is None else kept
    found = {name: _collection(root, name, nodes, problems, kept) for name in COLLECTIONS}
    _refuse_strangers(root, problems)
    if site is None or not vocabularies:
        raise DataError(problems)
    day = EDTF.parse(as_of or os.environ.get("AS_OF") or site.as_of).latest
    catalog = Catalog(
        root,
        site,
        releases or (),
        vocabularies,
        MappingProxyType(
            {name: MappingProxyType({i: r.record for i, r in read.items()}) for name, read in found.items()}
        ),
        MappingProxyType(nodes),
        MappingProxyType({r.record.key: r.pointers for read in found.values() for r in read.values()}),
        day,
    )
    problems += _unresolved(catalog)
    if problems:
        raise DataError(problems)
    return catalog


def _single(root: Path, name: str, model: type[Any], problems: list[Problem], many: bool = False) -> Any:
    node = source.read(root / "data" / f"{name}.yml", root)
    if isinstance(node, Problem):
        problems.append(node)
        return None
    values = (node.value or []) if many else [node.value]
    result = [_validated(model, value, node, name, problems, (i,) if many else ()) for i, value in enumerate(values)]
    return tuple(result) if many else result[0]


def _vocabularies(root: Path, problems: list[Problem]) -> Mapping[str, Mapping[str, Entry]]:
    node = source.read(root / "data" / "vocabularies.yml", root)
    if isinstance(node, Problem) or not isinstance(node.value, dict):
        problems.append(
            node
            if isinstance(node, Problem)
            else Problem(node.path, 1, "vocabularies", "is not a group of lists; write name: [entries]")
        )
        return {}
    found: dict[str, tuple[Entry, ...]] = {}
    before = len(problems)
    for name, entries in node.value.items():
        try:
            found[name] = adapter(name).validate_python(entries)
        except ValidationError as error:
            for path, sentence in sentences(error.errors(), ENTRIES.get(name, Entry)):
                problems.append(Problem(node.path, node.line_of((name, *path)), f"vocabularies/{name}", sentence))
    lists = {name: {entry.id: entry for entry in entries} for name, entries in found.items()}
    if len(problems) == before:
        problems += _entries_at_odds(node, found, lists)
    return lists if len(problems) == before else {}


def _entries_at_odds(
    node: source.Node, found: Mapping[str, tuple[Entry, ...]], lists: Mapping[str, Mapping[str, Entry]]
) -> Iterator[Problem]:
    """An entry stands once in its list; the lists that entries name hold what they name."""
    for name, entries in found.items():
        for index, entry in enumerate(entries):
            if entry.id in {other.id for other in entries[:index]}:
                line, message = node.line_of((name, index)), f"has the entry {entry.id!r} twice; keep one"
                yield Problem(node.path, line, f"vocabularies/{name}", message)
            for path, target in references(entry):
                if not _in_list(lists, target):
                    line, message = node.line_of((name, index, *path)), _not_in_list(lists, target)
                    yield Problem(node.path, line, f"vocabularies/{name}", message)


def _collection(
    root: Path, name: str, nodes: dict[str, source.Node], problems: list[Problem], kept: Kept
) -> dict[str, Read]:
    found: dict[str, Read] = {}
    for path in source.files(root / "data" / name):
        where, key = path.relative_to(root).as_posix(), f"{name}/{path.stem}"
        if key in nodes:
            problems.append(Problem(where, 1, key, f"has the id of {nodes[key].path}; rename one of the files"))
            continue
        if where not in kept or kept[where].stamp != source.stamp(path):
            kept.pop(where, None)
            stamp, node = source.stamp(path), source.read(path, root)
            nodes[key] = source.Node(where, None) if isinstance(node, Problem) else node
            record = _record(name, path.stem, node, key, problems)
            if record is None:
                continue
            kept[where] = Read(stamp, nodes[key], record, tuple(references(record)))
        nodes[key] = kept[where].node
        found[path.stem] = kept[where]
    return found


def _record(name: str, identity: str, node: source.Node | Problem, key: str, problems: list[Problem]) -> Record | None:
    if isinstance(node, Problem):
        problems.append(node)
        return None
    if not isinstance(node.value, dict):
        problems.append(Problem(node.path, 1, key, "is not a group of fields; start with 'title: ...'"))
        return None
    if "id" in node.value:
        problems.append(
            Problem(
                node.path,
                node.line_of(("id",)),
                key,
                "has a field 'id'; the file name is the id, remove it",
            )
        )
        return None
    return _validated(COLLECTIONS[name], {**node.value, "id": identity}, node, key, problems)  # type: ignore[no-any-return]


def _validated(
    model: type[Any],
    value: Any,
    node: source.Node,
    key: str,
    problems: list[Problem],
    at: tuple[int, ...] = (),
) -> Any:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        for path, sentence in sentences(error.errors(), model):
            problems.append(Problem(node.path, node.line_of((*at, *path)), key, sentence))
        return None


def _refuse_strangers(root: Path, problems: list[Problem]) -> None:
    allowed = {*COLLECTIONS, "schema", "versions"}
    for path in sorted((root / "data").iterdir()) if (root / "data").is_dir() else []:
        if path.is_dir() and path.name not in allowed:
            message = f"is no collection.{did_you_mean(path.name, COLLECTIONS)} Remove the folder or correct its name"
            problems.append(Problem(path.relative_to(root).as_posix(), 1, path.name, message))


def _unresolved(catalog: Catalog) -> Iterator[Problem]:
    """Every reference and every vocabulary entry exists."""
    former = {f"{r.collection}/{old}": r.id for r in catalog for old in r.former_ids}
    for record in catalog:
        for path, target in catalog.pointers[record.key]:
            if not _exists(catalog, target):
                yield catalog.problem(record, path, _missing(catalog, target, former))


def _exists(catalog: Catalog, target: str) -> bool:
    """True for what is there, also for a record whose file has problems of its own."""
    return target in catalog.nodes or _in_list(catalog.vocabularies, target)


def _in_list(lists: Mapping[str, Mapping[str, Entry]], target: str) -> bool:
    name, _, identity = target.removeprefix("vocabulary:").partition("/")
    return identity in lists.get(name, {})


def _missing(catalog: Catalog, target: str, former: Mapping[str, str]) -> str:
    collection, _, identity = target.partition("/")
    if collection.startswith("vocabulary:"):
        return _not_in_list(catalog.vocabularies, target)
    if target in former:
        return f"{target!r} was renamed; write {former[target]!r}"
    close = did_you_mean(identity, catalog.collections.get(collection, {}))
    return f"no record {identity!r} in data/{collection}/.{close} Correct the id or add the record"


def _not_in_list(lists: Mapping[str, Mapping[str, Entry]], target: str) -> str:
    name, _, identity = target.removeprefix("vocabulary:").partition("/")
    known = list(lists.get(name, {}))
    more = ", ..." if len(known) > LISTED else ""
    close = did_you_mean(identity, known) or f" Known: {', '.join(known[:LISTED])}{more}."
    return f"{identity!r} is not in the list '{name}'.{close} Correct it, or add an entry to data/vocabularies.yml"
