"""Addresses that others rely on: those of today, those that lead on, and the registry of all ever published.

`data/versions/addresses.txt` names, one a line, every page and anchor of records, pinned page, citation and data
file that was published. A line is never removed.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from macros import ledger as ledgers
from macros import source
from macros.catalog import Catalog
from macros.guidance import COLLECTIONS
from macros.heirs import heirs
from macros.ledger import FOLDER, Ledger, Version
from macros.problems import Problem, did_you_mean

REGISTRY = FOLDER / "addresses.txt"
_KEEP = "Put the record back; to change its id use `python -m macros rename`, to drop it `python -m macros withdraw`"
# What is published of each record beside its page, of each collection, and of every record there ever was.
CITATIONS = ("cite/{}/", "cite/{}.bib", "cite/{}.ris", "cite/{}.json")
COLLECTION_FILES = ("data/v1/{}.json", "data/v1/{}.csv", "data/v1/versions/{}.jsonl", "data/v1/schema/{}.json")
RECORD_FILE = "data/v1/{}.json"


def current(catalog: Catalog, ledger: Ledger) -> set[str]:
    """Return every address of today: records, pinned versions, citations and data files."""
    found = set(catalog.addresses.values())
    found |= {ledgers.address(key, v.version) for key, versions in ledger.versions.items() for v in versions}
    found |= {form.format(record.key) for record in catalog for form in CITATIONS}
    found |= {form.format(name) for name in COLLECTIONS for form in COLLECTION_FILES}
    keys = {record.key for record in catalog} | heirs(catalog).keys() | ledger.versions.keys()
    return found | {RECORD_FILE.format(key) for key in keys}


@lru_cache(maxsize=2)
def moved(catalog: Catalog, ledger: Ledger) -> dict[str, str]:
    """Return where each address that was given up leads: to the record's address of today, or its last pinned page.

    Pages and citations of old ids are files of the site; an anchor stays as an anchor of its old page.
    """
    found: dict[str, str] = {}
    now = {record.key: record for record in catalog}
    now |= {old: now[key] for old, key in heirs(catalog).items()}
    for key, heir in now.items():
        old = heir.model_copy(update={"id": key.partition("/")[2]})
        found |= {catalog.address(old): catalog.address(heir)} | _files(key, heir.key)
    for key, versions in ledger.versions.items():
        last = ledgers.address(key, versions[-1].version)
        lead = catalog.address(now[key]) if key in now else last
        for old_address in _former_addresses(versions):
            found.setdefault(old_address, lead)
        if key not in now:
            found |= dict.fromkeys(_files(key, key), last)
    return {address: lead for address, lead in found.items() if address != lead}


def _files(key: str, heir: str) -> dict[str, str]:
    return {form.format(key): form.format(heir) for form in CITATIONS}


def _former_addresses(versions: tuple[Version, ...]) -> Iterator[str]:
    for version in versions:
        if version.record is not None:
            yield COLLECTIONS[version.collection].address.format(**{"audience": "", **version.record})


def registry(root: Path) -> tuple[str, ...]:
    """Return the addresses ever published from `root`, in the order of the file; empty before the first."""
    path = root / REGISTRY
    return tuple(source.read_text(path).split()) if path.is_file() else ()


def register(catalog: Catalog, ledger: Ledger) -> None:
    """Write the registry: once something is published, addresses are only ever added."""
    known = set(registry(catalog.root)) if catalog.releases else set()
    (catalog.root / FOLDER).mkdir(parents=True, exist_ok=True)
    text = "".join(f"{address}\n" for address in sorted(known | current(catalog, ledger)))
    (catalog.root / REGISTRY).write_text(text, encoding="utf-8", newline="\n")


def addresses_stay(catalog: Catalog) -> Iterator[Problem]:
    """Every address ever published still leads somewhere, and every address of today is in the registry.

    Records that no version is logged of wait: logging them registers them.
    """
    ledger, where = ledgers.of(catalog), REGISTRY.as_posix()
    known, now = registry(catalog.root), current(catalog, ledger)
    kept = now | moved(catalog, ledger).keys()
    for line, address in enumerate(known, 1):
        if address not in kept and catalog.releases:
            yield Problem(
                where, line, address, f"would lead nowhere.{did_you_mean(address, _alike(address, now))} {_KEEP}"
            )
    waiting = {
        a
        for r in catalog
        if not ledger.of(r.key)
        for a in (catalog.address(r), RECORD_FILE.format(r.key), *_files(r.key, r.key))
    }
    missing = sorted(now - set(known) - waiting)
    if missing:
        more = f" ({len(missing) - 1} more)" if len(missing) > 1 else ""
        yield Problem(where, 1, missing[0], f"is not in the registry{more}; run `python -m macros log`")


def _alike(address: str, known: set[str]) -> list[str]:
    return sorted(other for other in known if other.split("/")[0] == address.split("/")[0])
