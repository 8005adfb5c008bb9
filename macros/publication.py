"""Versions are logged, records withdrawn or renamed, and releases cut: the only writers of `data/versions/`."""

import re
from collections.abc import Iterable, Iterator

from macros import addresses, schemas
from macros import ledger as ledgers
from macros.catalog import Catalog, load
from macros.layers import hard_to_read
from macros.ledger import FIRST, KINDS, WITHDRAWN, WORDING, Ledger, Version, next_version
from macros.permanence import RELEASES, beyond_wording
from macros.problems import CommandError, DataError, did_you_mean
from macros.records import Record

CHOICES = " | ".join(kind for kind in KINDS if kind not in (FIRST, WITHDRAWN))


def log(catalog: Catalog, wanted: Iterable[str], kind: str | None, reason: str, again: bool = False) -> int:
    """Log the records that changed, those named by `wanted` alone if there are any; return how many versions that adds.

    Before the first release all is logged anew as version 1. With `again` the last version is replaced, which must
    not be part of a release. Raises CommandError if a kind or reason is missing or does not fit, DataError for logs
    that are damaged.
    """
    book = _book(catalog)
    if not catalog.releases:
        _refuse_hard(catalog, list(catalog))
        return _save(catalog, [next_version(record, None, FIRST, "", _day(catalog)) for record in catalog])
    names = set(wanted)
    _refuse_strangers(catalog, names)
    versions = {key: list(entries) for key, entries in book.versions.items()}
    for record in _refuse_hard(catalog, list(_chosen(catalog, book, names, again))):
        entries = versions.setdefault(record.key, [])
        if again:
            _drop(catalog, entries)
        entries.append(_next(catalog, record, entries[-1] if entries else None, kind, reason))
    return _save(catalog, [version for entries in versions.values() for version in entries])


def _book(catalog: Catalog) -> Ledger:
    book = ledgers.read(catalog.root)
    if book.problems and catalog.releases:
        raise DataError(book.problems)
    return book


def _day(catalog: Catalog) -> str:
    return catalog.as_of.isoformat()


def _after(catalog: Catalog) -> str:
    return catalog.releases[-1].release if catalog.releases else ""


def _refuse_hard(catalog: Catalog, records: list[Record]) -> list[Record]:
    """Return `records`; raise DataError if one is too hard to read: what is logged is not graded again."""
    if problems := list(hard_to_read(catalog, records)):
        raise DataError(problems)
    return records


def _refuse_strangers(catalog: Catalog, names: Iterable[str]) -> None:
    for name in sorted(names):
        if catalog.find(name) is None:
            close = did_you_mean(name, [record.key for record in catalog])
            raise CommandError(f"{name}: no such record.{close} Write collection/id, such as events/glm-5")


def _chosen(catalog: Catalog, book: Ledger, names: set[str], again: bool) -> Iterator[Record]:
    if again and names:
        return (catalog.get(name) for name in sorted(names))
    changed = [record for record, _ in ledgers.changed(catalog, book)]
    for name in sorted(names - {record.key for record in changed}):
        raise CommandError(f"{name}: is as it was logged; nothing to do (--replace logs its last version anew)")
    return (record for record in changed if not names or record.key in names)


def _drop(catalog: Catalog, entries: list[Version]) -> None:
    """Take the last version out, unless a release has published it."""
    if entries and entries[-1].after != _after(catalog):
        raise CommandError(
            f"{entries[-1].key}: version {entries[-1].version} is published; log a new one, without --replace"
        )
    if entries:
        entries.pop()


def _next(catalog: Catalog, record: Record, last: Version | None, kind: str | None, reason: str) -> Version:
    if last is None:
        return next_version(record, None, FIRST, reason, _day(catalog), _after(catalog))
    if kind is None:
        raise CommandError(
            f"{record.key}: is published as version {last.version}; say why it changed: --kind {CHOICES}"
        )
    if kind == WORDING and (more := beyond_wording(catalog, last, record)):
        raise CommandError(
            f"{record.key}: {more} changed, which is more than wording; name another --kind and a --reason"
        )
    try:
        return next_version(record, last, kind, reason, _day(catalog), _after(catalog))
    except ValueError as error:
        raise CommandError(f"{record.key}: {error}; add --reason '...'") from error


def _save(catalog: Catalog, versions: list[Version]) -> int:
    """Write the logs, the registry of addresses and the editors' schemas; return how many versions are new."""
    before = sum(len(entries) for entries in ledgers.read(catalog.root).versions.values())
    ledgers.write(catalog.root, versions)
    addresses.register(catalog, ledgers.read(catalog.root))
    write_schemas(catalog)
    return len(versions) - before


def write_schemas(catalog: Catalog) -> None:
    """Write the JSON Schemas that editors use: they hold the ids that records may name."""
    for path, text in schemas.editor_schemas(catalog).items():
        (catalog.root / path).parent.mkdir(parents=True, exist_ok=True)
        (catalog.root / path).write_text(text, encoding="utf-8", newline="\n")


def ready(catalog: Catalog) -> None:
    """Raise CommandError if a published record differs from its log: a rename would log that as its own."""
    for record, _ in ledgers.changed(catalog, _book(catalog)) if catalog.releases else ():
        raise CommandError(
            f"{record.key}: differs from its logged version; log that first (see `python -m macros check`)"
        )


def withdraw(catalog: Catalog, names: Iterable[str], reason: str) -> None:
    """Remove records and log that they were withdrawn. Raises CommandError where another record names one."""
    names = set(names)
    _refuse_strangers(catalog, names)
    records = [catalog.get(name) for name in sorted(names)]
    for record in records:
        others = [other.key for other in catalog.cited_by(record) if other.key not in names]
        if others:
            raise CommandError(f"{record.key}: is named by {', '.join(others[:5])}; take it out there first")
    book = _book(catalog)
    versions = [v for entries in book.versions.values() for v in entries if catalog.releases or v.key not in names]
    if catalog.releases:
        versions += [_withdrawn(catalog, record, book.current(record.key), reason) for record in records]
    for record in records:
        (catalog.root / catalog.nodes[record.key].path).unlink()
    _save(load(catalog.root), versions)


def _withdrawn(catalog: Catalog, record: Record, last: Version | None, reason: str) -> Version:
    try:
        return next_version(record, last, WITHDRAWN, reason, _day(catalog), _after(catalog))
    except ValueError as error:
        raise CommandError(f"{record.key}: {error}; add --reason '...'") from error


def renamed(catalog: Catalog, old: str, new: str) -> None:
    """Log that the record `old` of `catalog` has become `new` in its folder since, and what that changed."""
    now = load(catalog.root)
    if not now.releases:
        log(now, (), None, "")
        return
    book = _book(now)
    last = book.current(old)
    versions = [version for entries in book.versions.values() for version in entries]
    versions.append(_withdrawn(catalog, catalog.get(old), last, f"Renamed to {new}."))
    for record, before in ledgers.changed(now, book):
        kind, reason = WORDING, f"{old} is now {new}."
        if record.key == new:
            kind, reason = FIRST, f"Renamed from {old}, where it was version {last.version if last else 1}."
        versions.append(next_version(record, before, kind, reason, _day(now), _after(now)))
    _save(now, versions)


def release(catalog: Catalog, note: str) -> str:
    """Cut a data release: seal what is logged in `data/releases.yml`; return its name, YYYY.MM.N.

    Raises CommandError if nothing was logged since the one before.
    """
    book = _book(catalog)
    names = [entry.release for entry in catalog.releases]
    seal = book.seal(names)
    fresh = [v for entries in book.versions.values() for v in entries if v.after == _after(catalog)]
    if not fresh:
        raise CommandError(f"nothing was logged since release {names[-1] if names else '(none)'}; log changes first")
    month = f"{catalog.as_of.year}.{catalog.as_of.month:02d}"
    name = f"{month}.{1 + sum(entry.startswith(f'{month}.') for entry in names)}"
    path = catalog.root / RELEASES
    text = re.sub(r"^\[\]\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    quoted = note.replace("'", "''")
    entry = f"- release: '{name}'\n  date: {_day(catalog)}\n  note: '{quoted}'\n  seal: '{seal}'\n"
    path.write_text(text + entry, encoding="utf-8", newline="\n")
    addresses.register(load(catalog.root), book)
    return name
