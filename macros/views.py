"""What templates show, worked out from the catalog: groupings, matrices and counts. No markup, no wording."""

from itertools import groupby

from macros.catalog import Catalog
from macros.records import Model
from macros.statements import Blank, Fact
from macros.vocabularies import Attribute

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
