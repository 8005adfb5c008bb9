"""What a change of the data means: to readers, to what was cited before, and to whoever reviews it.

Compares two states of `data/` and reports in Markdown (`overrides/changes/report.md`) or JSON. The same two states
give the same bytes.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from macros import ledger as ledgers
from macros.blast import Blast, blast
from macros.catalog import Catalog
from macros.differences import Difference, differences, summary
from macros.heirs import follow, heirs
from macros.interest import mix, only_self
from macros.ledger import Version
from macros.levels import FIGURE, LEVELS, PERMANENCE, VERDICT, WORDING, highest
from macros.problems import CommandError
from macros.records import Record
from macros.reports import report as render
from macros.revisions import State

Pair = tuple[Record | None, Record | None]
CODE = ("macros/", "overrides/", "data/schema/", ".github/", "LICENSE", "Makefile", "requirements", "pyproject.toml")


@dataclass(frozen=True)
class RecordChange:
    """What became of one record: added, changed, renamed or removed, or it follows another's rename.

    `was` is its key before.
    """

    key: str
    was: str | None
    title: str
    address: str
    what: str
    level: str
    differences: tuple[Difference, ...]
    logged: tuple[tuple[int, str, str], ...]
    unlogged: bool
    interest: tuple[dict[str, int], dict[str, int]] | None
    only_self: bool


@dataclass(frozen=True)
class Report:
    """A whole change. `level` is the highest that a part of it reaches."""

    base: str
    head: str
    level: str
    records: tuple[RecordChange, ...]
    settings: tuple[Difference, ...]
    rewritten: tuple[str, ...]
    lost: tuple[str, ...]
    outside: tuple[str, ...]
    blast: Blast
    same_bytes: bool

    @property
    def empty(self) -> bool:
        """True where nothing that a reader or a citation relies on changed."""
        return not (self.records or self.settings or self.rewritten or self.lost or self.outside)


def compare(base: State, head: State, outside: tuple[str, ...] = ()) -> Report:
    """Return the Report of the change from `base` to `head`; `outside` are changed files outside `data/`."""
    pairs = [pair for pair in _pairs(base.catalog, head.catalog) if _differ(*pair)]
    found = [_change(base, head, *pair) for pair in pairs]
    reach = [pair for pair, change in zip(pairs, found, strict=True) if change.what != "follows"]
    records = sorted(found, key=lambda change: -LEVELS.index(change.level))
    settings = tuple(_settings(base.catalog, head.catalog))
    rewritten = tuple(_rewritten(base, head)) if base.catalog.releases else ()
    lost = tuple(a for a in base.registry if a not in set(head.registry)) if base.catalog.releases else ()
    level = highest(
        WORDING,
        *(change.level for change in records),
        *(setting.level for setting in settings),
        *([PERMANENCE] if rewritten or lost or any(path.startswith(CODE) for path in outside) else []),
    )
    return Report(
        base.name, head.name, level, tuple(records), settings, rewritten, lost, outside,
        blast(base, head, reach), base.files == head.files,
    )  # fmt: skip


def _pairs(old: Catalog, new: Catalog) -> Iterator[Pair]:
    """Yield every record before and after; a renamed one with itself."""
    heirs = {f"{r.collection}/{former}": r for r in new for former in r.former_ids if not old.find(r.key)}
    taken = set()
    for record in old:
        heir = new.find(record.key) or heirs.get(record.key)
        taken.add(heir.key if heir else None)
        yield record, heir
    yield from ((None, record) for record in new if record.key not in taken)


def _differ(before: Record | None, after: Record | None) -> bool:
    return before != after


def _change(base: State, head: State, before: Record | None, after: Record | None) -> RecordChange:
    record, state = (after, head) if after is not None else (before, base)
    assert record is not None
    found = tuple(_described(base, head, before, after))
    logged = head.ledger.of(record.key)
    known = len(base.ledger.of(record.key)) if base.catalog.releases or before is not None else 0
    last = logged[-1] if logged else None
    interest = _interests(base, head, before, after)
    return RecordChange(
        key=record.key,
        was=before.key if before is not None and before.key != record.key else None,
        title=record.title,
        address=state.catalog.address(record),
        what=_what(before, after) if found else "follows",
        level=_level(base, head, before, after, found),
        differences=found,
        logged=tuple((v.version, v.kind, v.reason) for v in logged[known:]),
        unlogged=_unlogged(last, after),
        interest=interest if interest[0] != interest[1] else None,
        only_self=after is not None
        and bool(interest[1])
        and only_self(head.catalog, head.catalog.evidence(after), after),
    )


def _what(before: Record | None, after: Record | None) -> str:
    if before is None or after is None:
        return "added" if before is None else "removed"
    return "changed" if before.key == after.key else "renamed"


def _unlogged(last: Version | None, after: Record | None) -> bool:
    body = None if after is None else ledgers.content(after)
    return last is None or last.sha256 != ledgers.digest(body)


def _described(base: State, head: State, before: Record | None, after: Record | None) -> Iterator[Difference]:
    if before is not None and after is not None:
        yield from differences(follow(before, heirs(head.catalog)), after, base.catalog, head.catalog)
        was, now = base.catalog.address(before), head.catalog.address(after)
        if was != now:
            yield Difference("address", was, now, PERMANENCE, "id")
    elif after is not None:
        yield Difference("record", None, summary(head.catalog, after), FIGURE, "")
    elif before is not None:
        yield Difference("record", summary(base.catalog, before), None, PERMANENCE, "")


def _level(base: State, head: State, before: Record | None, after: Record | None, found: tuple[Difference, ...]) -> str:
    concludes = before is None and (hasattr(after, "verdict") or hasattr(after, "checklist"))
    return highest(WORDING, *(d.level for d in found), VERDICT if concludes else WORDING)


def _interests(
    base: State, head: State, before: Record | None, after: Record | None
) -> tuple[dict[str, int], dict[str, int]]:
    was, now = (
        mix(state.catalog, state.catalog.evidence(record), record) if record is not None else {}
        for state, record in ((base, before), (head, after))
    )
    return was, now


def _settings(old: Catalog, new: Catalog) -> Iterator[Difference]:
    """What differs in the site's settings, releases and closed lists. A new entry of a list changes no record."""
    for path, was, now in ledgers.differences(_setting_values(old), _setting_values(new)):
        entry = path.split(".")[:3]
        added = entry[0] == "vocabularies" and entry[2] not in old.vocabularies.get(entry[1], {})
        level = FIGURE if added or path == "site.as_of" else PERMANENCE
        before, after = (None if value is None else str(value) for value in (was, now))
        yield Difference(" › ".join(path.split(".")), before, after, level, path)


def _setting_values(catalog: Catalog) -> dict[str, object]:
    return {
        "site": catalog.site.model_dump(mode="json"),
        "releases": {r.release: {"date": str(r.date), "note": r.note} for r in catalog.releases},
        "vocabularies": {
            name: {
                entry.id: entry.model_dump(mode="json", exclude={"id"}, exclude_none=True) for entry in entries.values()
            }
            for name, entries in catalog.vocabularies.items()
        },
    }


def _rewritten(base: State, head: State) -> Iterator[str]:
    """Versions that were logged before and are no longer as they were."""
    for key, versions in base.ledger.versions.items():
        for have, now in zip(versions, (*head.ledger.of(key), *[None] * len(versions)), strict=False):
            if now is None or now.seal != have.seal:
                yield f"{key}, version {have.version}"


def markdown(report: Report, head: State) -> str:
    """Return the report as Markdown. Raises CommandError where the data have no list of levels."""
    levels = head.catalog.vocabularies.get("change-levels", {})
    if set(levels) != set(LEVELS):
        raise CommandError(
            f"{head.name}: the list 'change-levels' of data/vocabularies.yml must name {', '.join(LEVELS)}"
        )
    return render("changes/report.md", report=report, levels=levels)


def as_json(report: Report) -> str:
    """Return the report as JSON with sorted keys."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
