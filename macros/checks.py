"""Rules that hold across records. Each is one generator of problems; its docstring is the rule.

Rules of a single record (kinds, values, answers) are in the models; references are resolved by the catalog.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from macros import ledger as ledgers
from macros.addresses import addresses_stay
from macros.catalog import Catalog
from macros.evidence import (
    facts_are_told_once,
    findings_are_unique,
    kinds_fit_their_speakers,
    restated_claims_agree,
    verdicts_rest_on_reading,
)
from macros.layers import layers_repeat_the_record, notes_repeat_the_record, plain_is_easy_to_read
from macros.permanence import versions_are_logged
from macros.problems import Problem
from macros.records import Record
from macros.references import Path
from macros.statements import walk
from macros.values import EDTF

Check = Callable[[Catalog], Iterator[Problem]]
SITE_DAY = "move 'as_of' in data/site.yml to the day you work on"


def sources_are_used(catalog: Catalog) -> Iterator[Problem]:
    """Every source is cited by a record."""
    for source in catalog["sources"].values():
        if not catalog.cited_by(source):
            yield catalog.problem(source, (), "no record cites it; cite it or remove the file")


def organizations_are_used(catalog: Catalog) -> Iterator[Problem]:
    """Every organization is named by a record."""
    for organization in catalog["organizations"].values():
        if not catalog.cited_by(organization) and organization.id != "common-ground":
            yield catalog.problem(organization, (), "no record names it; name it or remove the file")


def fields_are_in_order(catalog: Catalog) -> Iterator[Problem]:
    """Fields of a record stand in the order of its model."""
    for record in catalog:
        written = list(catalog.nodes[record.key].value)
        wanted = [name for name in type(record).field_order() if name in written]
        for have, want in zip(written, wanted, strict=True):
            if have != want:
                yield catalog.problem(
                    record,
                    (have,),
                    f"{have!r} stands where {want!r} belongs; run `python -m macros fmt`",
                )
                break


def aliases_are_unique(catalog: Catalog) -> Iterator[Problem]:
    """A title or alias names one record of a collection only; documents may share a title."""
    for name, records in catalog.collections.items():
        if name == "sources":
            continue
        owners: dict[str, Record] = {}
        for record in records.values():
            for path, name in [
                (("title",), record.title),
                *((("aliases", i), a) for i, a in enumerate(record.aliases)),
            ]:
                first = owners.setdefault(name.casefold(), record)
                if first is not record:
                    yield catalog.problem(
                        record,
                        path,
                        f"the name {name!r} already belongs to {first.key}; choose another",
                    )


def dates_are_past(catalog: Catalog) -> Iterator[Problem]:
    """Nothing happened, was published or was checked after `as_of`; due dates, deadlines and windows may be ahead."""
    ahead = {"due", "deadline", "opened", "until", "starts"}
    for record in catalog:
        for path, part in walk(record):
            for name, value in part.__dict__.items():
                if isinstance(value, EDTF) and name not in ahead and value.earliest > catalog.as_of:
                    yield catalog.problem(
                        record,
                        (*path, name),
                        f"{name!r} is {value}, after the site's day {catalog.as_of}; correct it, or {SITE_DAY}",
                    )


def dates_are_in_order(catalog: Catalog) -> Iterator[Problem]:
    """Lists of dated things run from old to new; an end is not before its start; a due date is after the check."""
    for record in catalog:
        for name in ("releases", "evidence"):
            days = [item.date.earliest for item in getattr(record, name, ()) if hasattr(item, "date")]
            for index, (before, after) in enumerate(pairwise(days), 1):
                if after < before:
                    yield catalog.problem(
                        record,
                        (name, index),
                        f"{name}[{index + 1}] is dated before {name}[{index}]; order them by date",
                    )
        for first, last in (("checked", "due"), ("opened", "deadline"), ("date", "until")):
            start, end = getattr(record, first, None), getattr(record, last, None)
            if start and end and end.latest < start.earliest:
                yield catalog.problem(record, (last,), f"{last!r} ({end}) is before {first!r} ({start}); correct one")


def release_is_its_event(catalog: Catalog) -> Iterator[Problem]:
    """A model's release day is the day of its release event, and a release step that of its event."""
    for model in catalog["models"].values():
        steps: list[tuple[Path, str | None, EDTF]] = [(("release_event",), model.release_event, model.released)]
        steps += [(("releases", i, "date"), s.event, s.date) for i, s in enumerate(model.releases)]
        for path, event, day in steps:
            if event and catalog["events"][event].date.rstrip("~") != day.rstrip("~"):
                other = catalog["events"][event].date
                yield catalog.problem(model, path, f"is {day}, but events/{event} happened {other}; make them agree")


def models_answer_alike(catalog: Catalog) -> Iterator[Problem]:
    """Every model has every comparison attribute, or a reason why not, and never both."""
    compared = [a.id for a in catalog.vocabularies["attributes"].values() if catalog.attribute(a.id).compare]
    for model in catalog["models"].values():
        told, blank = {f.attribute for f in model.facts}, {b.attribute for b in model.blanks}
        for attribute in compared:
            if attribute not in told | blank:
                yield catalog.problem(
                    model,
                    ("facts",),
                    f"says nothing on {attribute!r}; add a fact, or a reason in 'blanks'",
                )
        for attribute in sorted(told & blank):
            yield catalog.problem(model, ("blanks",), f"has {attribute!r} as a fact and as a blank; keep one")


def checklists_trace(catalog: Catalog) -> Iterator[Problem]:
    """A checklist item cites clauses of its own practice and risks that the practice reduces; ids are unique."""
    seen: dict[str, str] = {}
    for practice in catalog["practices"].values():
        clauses = {f"{r.framework} {r.ref}" for r in practice.references}
        for level in ("low", "medium", "high"):
            for index, item in enumerate(getattr(practice.checklist, level)):
                path: tuple[Any, ...] = ("checklist", level, index)
                if item.id in seen:
                    yield catalog.problem(
                        practice,
                        (*path, "id"),
                        f"the item id {item.id!r} is used in {seen[item.id]} too; choose another",
                    )
                seen[item.id] = practice.key
                for clause in set(item.references) - clauses:
                    yield catalog.problem(
                        practice,
                        (*path, "references"),
                        f"cites {clause!r}, which is no reference of this practice; add it or correct it",
                    )
                for risk in set(item.risks) - set(practice.reduces):
                    yield catalog.problem(
                        practice,
                        (*path, "risks"),
                        f"reduces {risk!r}, which is not in 'reduces'; add it there",
                    )


def unconfirmed_clauses_say_so(catalog: Catalog) -> Iterator[Problem]:
    """A framework reference says how it was confirmed, or is marked unconfirmed."""
    for record in [*catalog["risks"].values(), *catalog["practices"].values()]:
        for index, reference in enumerate(record.references):
            if reference.confirmed == (reference.confirmed_how == "unconfirmed"):
                yield catalog.problem(
                    record,
                    ("references", index),
                    "'confirmed' and 'confirmed_how' contradict each other; write confirmed: false with "
                    "confirmed_how: unconfirmed, or name the text",
                )


def questions_are_looked_at(catalog: Catalog) -> Iterator[Problem]:
    """A question was last looked at against the version of each record that it tests."""
    log = ledgers.of(catalog)
    for question in catalog["questions"].values():
        for index, tested in enumerate(question.tests):
            current = log.current(tested.record)
            if current and current.version != tested.version and current.substantive:
                message = (
                    f"tests version {tested.version} of {tested.record}, which is now {current.version} "
                    f"({current.reason}); read it again, then raise 'version'"
                )
                yield catalog.problem(question, ("tests", index), message)


def ids_stay(catalog: Catalog) -> Iterator[Problem]:
    """An old id belongs to one record and is not in use."""
    seen: dict[str, str] = {}
    for record in catalog:
        for index, old in enumerate(record.former_ids):
            key = f"{record.collection}/{old}"
            if catalog.find(key) or key in seen:
                yield catalog.problem(
                    record,
                    ("former_ids", index),
                    f"the old id {old!r} is in use by {seen.get(key, key)}; ids are never given twice",
                )
            seen[key] = record.key


def parents_have_an_end(catalog: Catalog) -> Iterator[Problem]:
    """An organization belongs to others without belonging to itself."""
    for organization in catalog["organizations"].values():
        chain = [organization.id]
        while (parent := catalog["organizations"][chain[-1]].parent) and parent not in chain:
            chain.append(parent)
        if parent == organization.id:
            message = f"belongs to itself ({' - '.join([*chain, parent])}); correct one 'parent'"
            yield catalog.problem(organization, ("parent",), message)


# What the site is built with: an editor sees a record before it is logged.
CONTENT: tuple[Check, ...] = (
    sources_are_used, organizations_are_used, fields_are_in_order, aliases_are_unique, dates_are_past,
    dates_are_in_order, release_is_its_event, models_answer_alike, facts_are_told_once, kinds_fit_their_speakers,
    verdicts_rest_on_reading, restated_claims_agree, checklists_trace, unconfirmed_clauses_say_so,
    questions_are_looked_at, ids_stay, findings_are_unique, parents_have_an_end, layers_repeat_the_record,
    notes_repeat_the_record, plain_is_easy_to_read,
)  # fmt: skip
CHECKS: tuple[Check, ...] = (*CONTENT, versions_are_logged, addresses_stay)


def run(catalog: Catalog, checks: tuple[Check, ...] = CHECKS) -> list[Problem]:
    """Return the problems that `checks` find, sorted and without repeats."""
    return sorted({problem for check in checks for problem in check(catalog)})
