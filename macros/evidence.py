"""Rules of evidence: what facts, kinds, verdicts and findings rest on. Each is one generator, as in `checks.py`."""

from collections.abc import Iterator

from macros.catalog import Catalog
from macros.interest import owner
from macros.problems import Problem
from macros.statements import Attributed, walk

STRONG_READING = {"full", "part", "excerpt"}


def facts_are_told_once(catalog: Catalog) -> Iterator[Problem]:
    """A record tells an attribute once: sources that differ are values of one fact. Units are the attribute's."""
    for record in catalog:
        seen: set[str] = set()
        for index, fact in enumerate(getattr(record, "facts", ())):
            unit = catalog.attribute(fact.attribute).unit
            if fact.attribute in seen:
                yield catalog.problem(
                    record,
                    ("facts", index),
                    f"tells {fact.attribute!r} twice; make it two values of one fact",
                )
            if fact.unit != unit and any(not isinstance(value.value, str) for value in fact.values):
                yield catalog.problem(
                    record,
                    ("facts", index),
                    f"gives {fact.attribute!r} in {fact.unit!r}, but its unit is {unit!r}; convert it",
                )
            seen.add(fact.attribute)


def kinds_fit_their_speakers(catalog: Catalog) -> Iterator[Problem]:
    """A model's figure given by its own developer is a self-report, and a self-report is given by oneself."""
    for record in catalog["models"].values():
        own = owner(catalog, record.developer)
        for path, part in walk(record):
            if isinstance(part, Attributed) and part.by:
                is_own = owner(catalog, part.by) == own
                if is_own and part.kind == "measurement":
                    yield catalog.problem(
                        record,
                        (*path, "kind"),
                        f"is a measurement by the developer itself ({part.by}); write self-report",
                    )
                if not is_own and part.kind == "self-report":
                    yield catalog.problem(
                        record,
                        (*path, "kind"),
                        f"is a self-report by {part.by}, who is not the developer; write measurement or fact",
                    )


def verdicts_rest_on_reading(catalog: Catalog) -> Iterator[Problem]:
    """A supported verdict rests on a primary source that somebody opened; no verdict on unopened sources alone."""
    for claim in catalog["claims"].values():
        sources = [catalog["sources"][source] for source in claim.sources]
        opened = [source for source in sources if source.read in STRONG_READING]
        if not opened and claim.verdict not in ("opinion", "no-evidence-found"):
            yield catalog.problem(
                claim,
                ("sources",),
                "rests on sources that nobody opened; open one, or weaken the verdict",
            )
        elif claim.verdict == "supported" and not any(s.level == "primary" for s in opened):
            yield catalog.problem(
                claim,
                ("verdict",),
                "is 'supported' without an opened primary source; write 'supported-by-secondary'",
            )


def restated_claims_agree(catalog: Catalog) -> Iterator[Problem]:
    """Claims that restate each other bear one verdict."""
    for claim in catalog["claims"].values():
        for index, other in enumerate(claim.restates):
            theirs = catalog["claims"][other].verdict
            if theirs != claim.verdict:
                yield catalog.problem(
                    claim,
                    ("restates", index),
                    f"restates {other!r}, whose verdict is {theirs!r}, not {claim.verdict!r}; make them agree",
                )


def findings_are_unique(catalog: Catalog) -> Iterator[Problem]:
    """A piece of evidence has an id of its own."""
    seen: dict[str, str] = {}
    for risk in catalog["risks"].values():
        for index, finding in enumerate(risk.evidence):
            if finding.id in seen:
                yield catalog.problem(
                    risk,
                    ("evidence", index),
                    f"the finding id {finding.id!r} is used in {seen[finding.id]} too; choose another",
                )
            seen[finding.id] = risk.key
