"""What templates show, worked out from the catalog: groupings, matrices and counts. No markup, no wording."""

from collections import Counter
from itertools import groupby

from macros.catalog import Catalog
from macros.records import Model
from macros.statements import Blank, Fact
from macros.vocabularies import Attribute, Entry

Answer = tuple[Attribute, Fact | None, Blank | None]


def answers(
    catalog: Catalog, model: Model, compared: bool = False
) -> list[tuple[str, list[Answer]]]:
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
    return [
        (group, list(found)) for group, found in groupby(rows, key=lambda row: row[0].group or "")
    ]


def _group_order(catalog: Catalog, attribute: Attribute) -> int:
    groups = list(
        dict.fromkeys(entry.group for entry in catalog.vocabularies["attributes"].values())
    )
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
            [
                (e.id, e.label)
                for e in catalog.vocabularies["event-kinds"].values()
                if e.id in kinds
            ],
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
            [
                (e.id, e.label)
                for e in catalog.vocabularies["jurisdictions"].values()
                if e.id in used
            ],
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
