"""What templates show, worked out from the catalog: groupings, matrices and counts. No markup, no wording."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from macros.catalog import Catalog
from macros.interest import mix
from macros.layers import texts
from macros.ledger import Ledger, Version
from macros.records import Event, Model, Organization, Record
from macros.statements import Blank, Fact
from macros.vocabularies import Attribute, Entry

Answer = tuple[Attribute, Fact | None, Blank | None]


def answers(catalog: Catalog, model: Model, compared: bool = False) -> list[tuple[str, list[Answer]]]:
    """Return a model's facts and blanks by group, in the order of the vocabulary, the same for all models.

    With `compared`, only the attributes that every model answers.
    """
    facts = {fact.attribute: fact for fact in model.facts}
    blanks = {blank.attribute: blank for blank in model.blanks}
    rows = [
        (attribute, facts.get(attribute.id), blanks.get(attribute.id))
        for attribute in map(catalog.attribute, catalog.vocabularies["attributes"])
        if attribute.id in facts or attribute.id in blanks
        if attribute.compare or not compared
    ]
    rows.sort(key=lambda row: _group_order(catalog, row[0]))
    return [(group, list(found)) for group, found in groupby(rows, key=lambda row: row[0].group or "")]


def _group_order(catalog: Catalog, attribute: Attribute) -> int:
    groups = list(dict.fromkeys(entry.group for entry in catalog.vocabularies["attributes"].values()))
    return groups.index(attribute.group)


def event_facets(catalog: Catalog) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the filters of the timeline: field, label, and `(id, title)` of each value that occurs."""
    events = list(catalog["events"].values())
    organizations = sorted({name for event in events for name in event.organizations})
    models = sorted({name for event in events for name in event.models})
    used = {place for event in events for place in event.jurisdictions}
    kinds = {event.kind for event in events}
    return [
        (
            "kind",
            "Kind",
            [(e.id, e.label) for e in catalog.vocabularies["event-kinds"].values() if e.id in kinds],
        ),
        (
            "organization",
            "Organization",
            [(i, catalog["organizations"][i].title) for i in organizations],
        ),
        ("model", "Model", [(i, catalog["models"][i].title) for i in models]),
        (
            "jurisdiction",
            "Jurisdiction",
            [(e.id, e.label) for e in catalog.vocabularies["jurisdictions"].values() if e.id in used],
        ),
    ]


def verdicts_by_section(catalog: Catalog) -> list[tuple[Entry, list[int]]]:
    """Return each section of the article with its number of claims per verdict, in vocabulary order."""
    counts = Counter((claim.section, claim.verdict) for claim in catalog["claims"].values())
    verdicts = list(catalog.vocabularies["verdicts"])
    rows = [
        (section, [counts[section.id, verdict] for verdict in verdicts])
        for section in catalog.vocabularies["sections"].values()
    ]
    return [row for row in rows if sum(row[1])]


def keys(collection: str, ids: tuple[str, ...]) -> list[str]:
    """Return `collection/id` for each of `ids`."""
    return [f"{collection}/{identity}" for identity in ids]


COMPARED_FIRST = ("glm-5-2", "claude-mythos-5", "gpt-5-5")
LATEST = 5


def models_by_developer(catalog: Catalog) -> list[tuple[Organization, list[Model]]]:
    """Return developers in alphabetical order with their models, newest first."""
    found: dict[str, list[Model]] = {}
    for model in catalog["models"].values():
        found.setdefault(model.developer, []).append(model)
    rows = [(catalog["organizations"][name], models) for name, models in found.items()]
    for _, models in rows:
        models.sort(key=lambda model: model.released, reverse=True)
    return sorted(rows, key=lambda row: row[0].title.casefold())


def compared_models(catalog: Catalog) -> list[Model]:
    """Return the models of the comparison: the three of the article first, then alphabetical."""
    first = [catalog["models"][name] for name in COMPARED_FIRST if name in catalog["models"]]
    rest = sorted((m for m in catalog["models"].values() if m not in first), key=lambda m: m.title.casefold())
    return [*first, *rest]


def comparison(
    catalog: Catalog,
) -> list[tuple[str, list[tuple[Attribute, list[tuple[Model, Fact | None, Blank | None]]]]]]:
    """Return the rows of the comparison by group: each attribute with a cell for every model."""
    models = compared_models(catalog)
    cells = {
        m.id: {a.id: (m, fact, blank) for _, rows in answers(catalog, m, True) for a, fact, blank in rows}
        for m in models
    }
    attributes = [a for a in map(catalog.attribute, catalog.vocabularies["attributes"]) if a.compare]
    rows = [(a, [cells[m.id].get(a.id, (m, None, None)) for m in models]) for a in attributes]
    rows.sort(key=lambda row: _group_order(catalog, row[0]))
    return [(group, list(found)) for group, found in groupby(rows, key=lambda row: row[0].group or "")]


def verdicts(catalog: Catalog, record: Record) -> list[tuple[str, int]]:
    """Return how many claims about `record` bear each verdict, in vocabulary order, without zeros."""
    counts = Counter(claim.verdict for claim in catalog.cited_by(record, "claims"))
    return [(name, counts[name]) for name in catalog.vocabularies["verdicts"] if counts[name]]


@dataclass(frozen=True)
class Totals:
    """Records in all, and those that a second person reviewed."""

    all: int
    reviewed: int


def review_totals(catalog: Catalog) -> Totals:
    """Return how many records a second person has reviewed."""
    records = list(catalog)
    return Totals(len(records), sum(1 for record in records if record.reviews))


@dataclass(frozen=True)
class Parity:
    """What the site says of one developer, counted."""

    developer: Organization
    models: int
    facts: int
    blanks: int
    verdicts: list[int]
    interests: list[int]


def parity(catalog: Catalog) -> list[Parity]:
    """Return a row for each developer, in alphabetical order, to judge the site's balance by."""
    return [_parity(catalog, developer, models) for developer, models in models_by_developer(catalog)]


def _parity(catalog: Catalog, developer: Organization, models: list[Model]) -> Parity:
    claims = {claim.id: claim for model in models for claim in catalog.cited_by(model, "claims")}
    found = Counter(claim.verdict for claim in claims.values())
    interests: Counter[str] = Counter()
    for model in models:
        interests.update(mix(catalog, catalog.evidence(model), model))
    return Parity(
        developer, len(models), sum(len(m.facts) for m in models), sum(len(m.blanks) for m in models),
        [found[name] for name in catalog.vocabularies["verdicts"]],
        [interests[name] for name in catalog.vocabularies["interests"]],
    )  # fmt: skip


@dataclass(frozen=True, order=True)
class Due:
    """Something that must be looked at again, and the day it fell due."""

    due: date
    key: str
    attribute: str | None
    record: Record = field(compare=False)


def due(catalog: Catalog, day: date) -> list[Due]:
    """Return claims and time-bound facts that are due on `day`, the longest overdue first."""
    found = [Due(c.due.earliest, c.key, None, c) for c in catalog["claims"].values() if c.due.earliest <= day]
    for record in catalog:
        for fact in getattr(record, "facts", ()):
            if (end := catalog.fact_due(record, fact)) and end <= day:
                found.append(Due(end, record.key, fact.attribute, record))
    return sorted(found)


def latest_events(catalog: Catalog) -> list[Event]:
    """Return the newest events, newest first."""
    return sorted(catalog["events"].values(), key=lambda event: event.date, reverse=True)[:LATEST]


AXIS_PAGES = {"technical": "models/", "governance": "leadership/", "impact": "risks/"}


def verdict_totals(catalog: Catalog) -> list[tuple[str, int]]:
    """Return how many claims bear each verdict, in vocabulary order."""
    counts = Counter(claim.verdict for claim in catalog["claims"].values())
    return [(name, counts[name]) for name in catalog.vocabularies["verdicts"]]


RELATED = ("models", "events", "risks", "practices", "disputes", "forecasts")


def related(catalog: Catalog, record: Record) -> list[tuple[str, list[Record]]]:
    """Return the records that a page leads to, by collection: newest events first, the rest by title."""
    found = catalog.related(record)
    groups = [(name, [other for other in found if other.collection == name]) for name in RELATED]
    for name, records in groups:
        dated = name == "events"
        records.sort(key=lambda other: str(other.date) if dated else other.title.casefold(), reverse=dated)
    return [group for group in groups if group[1]]


def following(catalog: Catalog, record: Record) -> Record | None:
    """Return what to read after a record: a model's successor, else the next of its collection; None at its end."""
    if successor := getattr(record, "superseded_by", None):
        return catalog[record.collection][successor]  # type: ignore[no-any-return]
    key = catalog.following.get(record.key)
    return catalog.get(key) if key else None


def changes(catalog: Catalog, ledger: Ledger, address: str) -> list[tuple[Record, Version]]:
    """Return what changed in substance in the records at and below the page `address`, newest first.

    A page without records of its own, such as the comparison, gathers those of its section.
    """
    section = f"{address.partition('/')[0]}/"
    below = [key for key, place in catalog.addresses.items() if place.startswith(address)]
    found = [
        (catalog.get(key), version)
        for key in below or [key for key, place in catalog.addresses.items() if place.startswith(section)]
        for version in ledger.of(key)[1:]
        if version.substantive
    ]
    return sorted(found, key=lambda change: (change[1].date, change[0].key), reverse=True)


def words(record: Record) -> int:
    """Return how many words of prose a record holds; ids and single words are not counted."""
    return sum(len(text.split()) for text in texts(record) if " " in text)
