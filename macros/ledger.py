"""Version logs: every version of every record, for ever, in `data/versions/<collection>.jsonl`.

One line a version. `sha256` is the SHA-256 of the record's canonical JSON (RFC 8785: sorted keys, no spaces,
UTF-8). `seal` is the SHA-256 of the whole line without itself and of the seal of the version before, so that no
byte of the log changes unseen. `after` is the data release after which it was logged, empty before the first:
each release in `data/releases.yml` bears a seal over all versions that it publishes. The logs alone rebuild the
catalog of any date.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from macros import source
from macros.catalog import Catalog
from macros.problems import Problem
from macros.records import Record

FIRST = "first-publication"
WORDING = "wording"
WITHDRAWN = "withdrawn"
KINDS = (FIRST, "new-evidence", "correction", "world-changed", WORDING, WITHDRAWN)
FOLDER = Path("data/versions")


@dataclass(frozen=True)
class Version:
    """One version of a record. `record` is its JSON, or None where it was withdrawn."""

    collection: str
    id: str
    version: int
    date: str
    kind: str
    reason: str
    sha256: str
    record: Mapping[str, Any] | None
    after: str = ""
    seal: str = ""

    @property
    def key(self) -> str:
        """`collection/id`."""
        return f"{self.collection}/{self.id}"

    @property
    def substantive(self) -> bool:
        """True for all kinds of change but wording."""
        return self.kind != WORDING

    def line(self) -> str:
        """Return the version as one line of JSON."""
        return canonical({name: getattr(self, name) for name in _FIELDS})

    def sealed(self, previous: str) -> str:
        """Return the seal that this version must bear after one with the seal `previous`."""
        return digest({**{n: getattr(self, n) for n in _FIELDS if n != "seal"}, "previous": previous})


_RESTORE = "the log is append-only, restore the line from git"
_FIELDS = ("id", "version", "date", "kind", "reason", "sha256", "record", "after", "seal")


def address(key: str, version: int) -> str:
    """Return the address of the pinned page of one version of the record `collection/id`, from the site's root."""
    return f"{key}/v/{version}/"


def canonical(value: Any) -> str:
    """Return canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of `value`, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


def content(record: Record) -> dict[str, Any]:
    """Return what is versioned of a record: its fields without defaults, as JSON values."""
    return record.model_dump(mode="json", exclude_defaults=True)


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """Return the leaves of JSON `value` by path, counted from 1: `facts[2].values[1].unit`."""
    if isinstance(value, Mapping):
        pairs = [(f"{path}.{name}" if path else str(name), item) for name, item in value.items()]
    elif isinstance(value, list | tuple):
        pairs = [(f"{path}[{number}]", item) for number, item in enumerate(value, 1)]
    else:
        return {path: value}
    return {leaf: item for name, inner in pairs for leaf, item in flat(inner, name).items()}


def differences(before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    """Return `(path, before, after)` for every leaf that differs between two record JSONs; None where absent."""
    old, new = flat(before or {}), flat(after or {})
    return [(path, old.get(path), new.get(path)) for path in {**old, **new} if old.get(path) != new.get(path)]


class Ledger:
    """The version logs of one data folder. Read with `read`; nothing here changes a file but `write`."""

    def __init__(self, versions: Mapping[str, tuple[Version, ...]], problems: tuple[Problem, ...] = ()) -> None:
        self.versions = versions
        self.problems = problems

    def of(self, key: str) -> tuple[Version, ...]:
        """Return every version of the record `collection/id`, oldest first; empty if none is logged."""
        return self.versions.get(key, ())

    def current(self, key: str) -> Version | None:
        """Return the newest version, or None."""
        return self.of(key)[-1] if self.of(key) else None

    def at(self, day: date) -> dict[str, Mapping[str, Any]]:
        """Return the records as they stood at the end of `day`: key to record JSON."""
        found = {}
        for key, versions in self.versions.items():
            known = [version for version in versions if version.date <= day.isoformat()]
            if known and known[-1].record is not None:
                found[key] = known[-1].record
        return found

    def seal(self, releases: Iterable[str]) -> str:
        """Return the SHA-256 over the seals of all versions logged after `releases` (names; `""`: before any)."""
        after = {"", *releases}
        return digest({
            key: [version.seal for version in versions if version.after in after]
            for key, versions in self.versions.items()
            if versions[0].after in after
        })  # fmt: skip


def of(catalog: Catalog) -> Ledger:
    """Return the version logs of the catalog's folder, read again only if a file of them has changed."""
    return _read(catalog.root, source.state(catalog.root / FOLDER))


@lru_cache(maxsize=2)
def _read(root: Path, _: tuple[Any, ...]) -> Ledger:
    return read(root)


def read(root: Path) -> Ledger:
    """Read the logs below `root`; problems (bad JSON, hash, seal or order) are kept, not raised."""
    versions: dict[str, list[Version]] = {}
    problems: list[Problem] = []
    for path in source.files(root / FOLDER):
        if path.suffix == ".jsonl":
            where = path.relative_to(root).as_posix()
            lines = source.read_bytes(path).decode("utf-8", "replace").removesuffix("\n").split("\n")
            for number, text in enumerate(lines, 1):
                key, faults = _take(versions, path.stem, text)
                problems += [Problem(where, number, key, f"{fault}; {_RESTORE}") for fault in faults]
    return Ledger({key: tuple(value) for key, value in versions.items()}, tuple(problems))


def _take(versions: dict[str, list[Version]], collection: str, text: str) -> tuple[str, list[str]]:
    """Add the version that one line tells; return its key and what is wrong with it."""
    try:
        version = Version(collection=collection, **json.loads(text))
        before = versions.setdefault(version.key, [])
        faults = list(_faults(version, before, text))
    except (ValueError, TypeError) as error:
        return collection, [f"is no log entry ({error})"]
    before.append(version)
    return version.key, faults


def _faults(version: Version, before: list[Version], text: str) -> Iterator[str]:
    if version.sha256 != digest(version.record):
        yield f"version {version.version} does not match its SHA-256"
    if version.seal != version.sealed(before[-1].seal if before else ""):
        yield f"version {version.version} does not match its seal"
    elif version.line() != text:
        yield f"version {version.version} is not written as it was logged"
    if version.version != len(before) + 1:
        yield f"version {version.version} follows version {len(before)}"
    if before and version.date < before[-1].date:
        yield f"version {version.version} is dated before version {len(before)}"
    if version.kind not in KINDS:
        yield f"kind {version.kind!r} is none of {', '.join(KINDS)}"


def changed(catalog: Catalog, ledger: Ledger) -> Iterator[tuple[Record, Version | None]]:
    """Yield each record that differs from its last logged version, with that version."""
    for record in catalog:
        last = ledger.current(record.key)
        if last is None or last.record is None or last.sha256 != digest(content(record)):
            yield record, last


def next_version(record: Record, last: Version | None, kind: str, reason: str, day: str, after: str = "") -> Version:
    """Return the version that logs `record` as it is, after the version `last` and the release `after`.

    Raises ValueError without a reason.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    if kind not in (WORDING, FIRST) and not reason.strip():
        raise ValueError(f"a change of kind {kind!r} needs a reason")
    body = content(record) if kind != WITHDRAWN else None
    number = last.version + 1 if last else 1
    version = Version(record.collection, record.id, number, day, kind, reason, digest(body), body, after)
    return replace(version, seal=version.sealed(last.seal if last else ""))


def write(root: Path, versions: Iterable[Version]) -> None:
    """Write the logs of all collections below `root` from `versions`, sorted by id and version."""
    by_collection: dict[str, list[Version]] = {}
    for version in versions:
        by_collection.setdefault(version.collection, []).append(version)
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for old in (root / FOLDER).glob("*.jsonl"):
        if old.stem not in by_collection:
            old.unlink()
    for collection, entries in by_collection.items():
        entries.sort(key=lambda entry: (entry.id, entry.version))
        text = "".join(f"{entry.line()}\n" for entry in entries)
        (root / FOLDER / f"{collection}.jsonl").write_text(text, encoding="utf-8", newline="\n")
