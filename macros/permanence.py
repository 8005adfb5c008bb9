"""What others rely on: every version of a record is logged, and what was published stays as it was."""

from collections.abc import Iterator

from pydantic import ValidationError

from macros import ledger as ledgers
from macros import levels
from macros.catalog import Catalog
from macros.differences import differences
from macros.guidance import COLLECTIONS
from macros.heirs import follow, heirs
from macros.ledger import WORDING, Ledger, Version
from macros.problems import Problem
from macros.records import Record

RELEASES = "data/releases.yml"
LOG = "python -m macros log"
WITHDRAW = "`python -m macros withdraw {} --reason '...'`"
RENAME = "`python -m macros rename {} NEW-ID`"
OTHERS = "or new-evidence, or world-changed"


def versions_are_logged(catalog: Catalog) -> Iterator[Problem]:
    """Every record is its last logged version; logs are whole; what a release published is as it was published."""
    ledger = ledgers.of(catalog)
    yield from ledger.problems
    if not ledger.versions:
        yield Problem(ledgers.FOLDER.as_posix(), 1, "versions", f"no version is logged; run `{LOG}`")
        return
    for record, last in ledgers.changed(catalog, ledger):
        yield catalog.problem(record, (), _unlogged(catalog, record, last))
    yield from _gone(catalog, ledger)
    yield from _unsealed(catalog, ledger)
    yield from _more_than_wording(catalog, ledger)


def _unlogged(catalog: Catalog, record: Record, last: Version | None) -> str:
    if last is None:
        return f"has no logged version; run `{LOG} {record.key}`"
    if last.record is None:
        return f"was withdrawn as version {last.version}; remove the file, or log it again: {_with_reason(record.key)}"
    if not catalog.releases:
        return f"differs from its logged version; run `{LOG}`"
    if not beyond_wording(catalog, last, record):
        return f"differs from its version {last.version} in wording; run `{LOG} {record.key} --kind wording`"
    return f"differs from its version {last.version}; say why: {_with_reason(record.key)}"


def _with_reason(key: str, more: str = "") -> str:
    return f"`{LOG} {key} {more}--kind correction --reason '...'` ({OTHERS})"


def _gone(catalog: Catalog, ledger: Ledger) -> Iterator[Problem]:
    for key, versions in ledger.versions.items():
        if versions[-1].record is not None and catalog.find(key) is None:
            message = f"is logged and gone; run `{LOG}`"
            if catalog.releases:
                message = (
                    f"was published and is gone; restore the file, then {WITHDRAW.format(key)} or {RENAME.format(key)}"
                )
            yield Problem(f"data/{key}.yml", 1, key, message)


def _unsealed(catalog: Catalog, ledger: Ledger) -> Iterator[Problem]:
    """A release seals all versions that it published: none of them is changed, taken out or added later."""
    names = [release.release for release in catalog.releases]
    for index, release in enumerate(catalog.releases):
        if ledger.seal(names[:index]) != release.seal:
            message = "published other versions than data/versions/ holds now; restore the logs from git"
            yield Problem(RELEASES, 1, release.release, message)
    for versions in ledger.versions.values():
        for version in versions:
            if version.after and version.after not in names:
                message = f"its version {version.version} follows a release {version.after!r}; restore that from git"
                yield Problem(RELEASES, 1, version.key, message)


def _more_than_wording(catalog: Catalog, ledger: Ledger) -> Iterator[Problem]:
    """A change logged as wording changes no figure, source or verdict."""
    for record in catalog:
        versions = ledger.of(record.key)
        if len(versions) > 1 and versions[-1].kind == WORDING:
            more = beyond_wording(catalog, versions[-2], record)
            if more:
                message = f"is logged as wording, but {more} changed; run {_with_reason(record.key, '--replace ')}"
                yield catalog.problem(record, (), message)


def beyond_wording(catalog: Catalog, before: Version, record: Record) -> str:
    """Return the first field in which `record` differs from a version by more than wording; empty if there is none.

    Prose counts by its figures and quotations. A version that does not fit today's models is not compared.
    """
    try:
        past = COLLECTIONS[before.collection].model_validate(before.record)
    except ValidationError:
        return ""
    found = differences(follow(past, heirs(catalog)), record, catalog, catalog)
    return next((item.field for item in found if item.level != levels.WORDING and not item.guess), "")
