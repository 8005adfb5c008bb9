"""Interest: who publishes a source, against whom it speaks about. Computed, never typed.

Rule (editorial standard, 5): the publisher itself or its owner is `self`; another maker of models speaking of a
maker is `rival`; public authorities are `government`; news media are `press`; all others are `independent`.
"""

from collections import Counter
from collections.abc import Iterable

from macros.catalog import Catalog
from macros.guidance import Question
from macros.records import Claim, Dispute, Event, Model, Organization, Record

ORDER = ("self", "rival", "government", "independent", "press")
_BY_KIND = {"government": "government", "intergovernmental": "government", "press": "press"}


def owner(catalog: Catalog, organization: str) -> str:
    """Return the id of the organization at the top of the parent chain; a loop ends where it began."""
    seen = {organization}
    while (parent := catalog["organizations"][organization].parent) and parent not in seen:
        seen.add(parent)
        organization = parent
    return organization


def subjects(catalog: Catalog, record: Record) -> frozenset[str]:
    """Return the ids of the organizations that a record speaks about; empty for a topic without one."""
    if isinstance(record, Model):
        return frozenset({record.developer})
    if isinstance(record, Organization):
        return frozenset({record.id})
    if isinstance(record, Event):
        developers = {catalog["models"][model].developer for model in record.models}
        return frozenset(record.organizations) | developers
    if isinstance(record, Dispute):
        return frozenset(position.organization for position in record.positions)
    if isinstance(record, Claim):
        about = [subjects(catalog, catalog.get(key)) for key in record.about]
        return frozenset({record.by}).union(*about)
    if isinstance(record, Question):
        return frozenset().union(*(subjects(catalog, catalog.get(t.record)) for t in record.tests))
    return frozenset()


def interest(catalog: Catalog, publisher: str, about: frozenset[str]) -> str:
    """Return the interest of `publisher` in `about` (organization ids), one of `ORDER`.

    A topic without a named subject is about the makers' own trade, so a maker who speaks of it is `self`.
    """
    own = owner(catalog, publisher)
    owners = {owner(catalog, organization) for organization in about}
    kind = catalog["organizations"][own].kind
    if own in owners:
        return "self"
    if kind == "developer":
        makers = [name for name in owners if catalog["organizations"][name].kind == "developer"]
        return "self" if not owners else "rival" if makers else "independent"
    return _BY_KIND.get(kind, "independent")


def mix(catalog: Catalog, sources: Iterable[str], record: Record) -> dict[str, int]:
    """Return how many of `sources` (ids) speak with which interest about `record`, in `ORDER`."""
    about = subjects(catalog, record)
    found = Counter(interest(catalog, catalog["sources"][s].publisher, about) for s in sorted(set(sources)))
    return {name: found[name] for name in ORDER if found[name]}


def only_self(catalog: Catalog, sources: Iterable[str], record: Record) -> bool:
    """Return True where every one of `sources` speaks about itself."""
    return set(mix(catalog, sources, record)) == {"self"}
