"""One model per collection: the only description of a record.

Validation, JSON Schema, field documentation and editor help all come from here. Field order is the order of
the YAML file. `id` is the file name and is never written in the file. Guidance collections are in
`guidance.py`; `COLLECTIONS` names them all.
"""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from macros.statements import (
    AudienceNote,
    Blank,
    Fact,
    Part,
    Resolution,
    Review,
    Sources,
    Statement,
)
from macros.values import (
    EDTF,
    ClaimId,
    EventId,
    HttpsUrl,
    Id,
    Key,
    Line,
    ModelId,
    OrganizationId,
    Prose,
    RiskId,
    TermId,
    Vocabulary,
)

LAST_FIELDS = ("checked", "reviews", "former_ids")


class Record(Part):
    """What all records have. `collection` and `address` belong to the class, not to the file."""

    collection: ClassVar[str]
    singular: ClassVar[str]
    address: ClassVar[str]

    id: Id = Field(description="The file name without `.yml`; never changes once published.")
    title: Line = Field(description="Name or heading.")
    aliases: tuple[Line, ...] = Field((), description="Other names people search for, in any language.")
    asks: tuple[Line, ...] = Field((), description="Plain questions that this record answers.")
    checked: EDTF = Field(description="The day its sources were last read against it.")
    reviews: tuple[Review, ...] = Field((), description="Readings by a second person; empty until one happened.")
    former_ids: tuple[Id, ...] = Field((), description="Ids it had before; they stay as redirects.")

    @property
    def key(self) -> str:
        """`collection/id`, how other records and citations name it."""
        return f"{self.collection}/{self.id}"

    @classmethod
    def field_order(cls) -> tuple[str, ...]:
        """Names of the fields in the order of the YAML file, without `id`."""
        names = [name for name in cls.model_fields if name not in ("id", *LAST_FIELDS)]
        return (*names, *LAST_FIELDS)


class Source(Record):
    """A document that statements rest on. Field names and types follow CSL 1.0.2."""

    collection, singular, address = "sources", "source", "sources/#{id}"

    type: Annotated[Id, Vocabulary("source-types")] = Field(description="The CSL type.")
    original_title: Line | None = Field(None, description="Title in the source's own language.")
    language: str = Field("en", pattern=r"^[a-z]{2}(-[A-Za-z]+)?$", description="BCP 47 code.")
    publisher: OrganizationId = Field(description="Who published it; interest is computed from this.")
    url: HttpsUrl | None = Field(None, description="Its address; left out where none is known (say so in note).")
    issued: EDTF | None = Field(None, description="When it was published; left out where it bears no date.")
    level: Annotated[Id, Vocabulary("source-levels")] = Field(description="primary or secondary.")
    read: Annotated[Id, Vocabulary("reading")] = Field(description="How much of it was opened for this site.")
    note: Prose | None = Field(None, description="What a reader should know about it.")


class Organization(Record):
    """Someone who makes, rules, measures or reports: the graph that interest is computed from."""

    collection, singular, address = "organizations", "organization", "about/organizations/#{id}"

    kind: Annotated[Id, Vocabulary("organization-kinds")] = Field(description="What it is.")
    parent: OrganizationId | None = Field(None, description="The organization it belongs to.")
    jurisdiction: Annotated[Id, Vocabulary("jurisdictions")] | None = Field(None, description="Its seat.")
    note: Prose | None = None


class Release(Part):
    """One step of a model's way to its users."""

    date: EDTF = Field(description="The day of the step.")
    stage: Annotated[Id, Vocabulary("release-stages")] = Field(description="What kind of step.")
    to: Prose = Field(description="Who got or lost what.")
    event: EventId | None = Field(None, description="The timeline entry that tells it.")
    sources: Sources = Field(min_length=1)


class Axes(Part):
    """The three questions every page answers."""

    technical: tuple[Statement, ...] = Field(min_length=1, description="What it does.")
    governance: tuple[Statement, ...] = Field(min_length=1, description="Who controls it and how.")
    impact: tuple[Statement, ...] = Field(min_length=1, description="What it means for people.")


class Model(Record):
    """An AI model or a line of them."""

    collection, singular, address = "models", "model", "models/{id}/"

    plain: Prose = Field(description="One sentence that a 14-year-old follows.")
    summary: Prose = Field(description="Two minutes: what it is, who controls it, what it means.")
    developer: OrganizationId = Field(description="Who makes it.")
    status: Annotated[Id, Vocabulary("model-statuses")] = Field(description="State on `checked`.")
    superseded_by: ModelId | None = Field(None, description="The model that took its place.")
    released: EDTF = Field(description="First day anyone outside could use it.")
    release_event: EventId | None = Field(None, description="The event of that day; the dates must agree.")
    axes: Axes
    releases: tuple[Release, ...] = Field(min_length=1, description="Every step, in order of date.")
    facts: tuple[Fact, ...] = Field(min_length=1, description="Attributes with their values.")
    blanks: tuple[Blank, ...] = Field((), description="Comparison attributes without a value, with reasons.")
    incidents: tuple[EventId, ...] = Field((), description="Incidents it was part of.")
    risks: tuple[RiskId, ...] = Field((), description="Risks it bears on.")
    terms: tuple[TermId, ...] = Field((), description="Terms a reader needs.")
    audience_notes: tuple[AudienceNote, ...] = Field((), description="What it means for each audience.")


class Event(Record):
    """Something that happened on a day."""

    collection, singular, address = "events", "event", "timeline/#{id}"

    date: EDTF = Field(description="When it happened, `~` if approximate.")
    until: EDTF | None = Field(None, description="Its last day, where it spans several.")
    kind: Annotated[Id, Vocabulary("event-kinds")] = Field(description="What kind of event.")
    plain: Prose = Field(description="What happened, in plain words.")
    note: Prose | None = Field(None, description="What a reader must know to trust it.")
    organizations: tuple[OrganizationId, ...] = Field(description="Who acted.")
    models: tuple[ModelId, ...] = Field((), description="Models it is about.")
    mentions: tuple[Line, ...] = Field((), description="Models without a record of their own.")
    jurisdictions: tuple[Annotated[Id, Vocabulary("jurisdictions")], ...] = Field(description="Where.")
    risks: tuple[RiskId, ...] = Field((), description="Risks it bears on.")
    terms: tuple[TermId, ...] = Field((), description="Terms a reader needs.")
    confidence: Annotated[Id, Vocabulary("confidence")] = Field(description="high or medium.")
    facts: tuple[Fact, ...] = Field((), description="Details on which sources differ.")
    sources: Sources = Field(min_length=1)


class Claim(Record):
    """Something the article says, checked. `title` is the claim in our own words."""

    collection, singular, address = "claims", "claim", "evidence/#{id}"

    section: Annotated[Id, Vocabulary("sections")] = Field(description="Section of the article.")
    by: OrganizationId = Field(description="Who makes the claim.")
    verdict: Annotated[Id, Vocabulary("verdicts")] = Field(description="What the sources allow to say.")
    reason: Prose = Field(description="Why, in one or two sentences.")
    about: tuple[Key, ...] = Field(min_length=1, description="Records that it speaks about.")
    restates: tuple[ClaimId, ...] = Field((), description="Claims that say the same; verdicts must agree.")
    sources: Sources = Field(min_length=1)
    due: EDTF = Field(description="The day it must be checked again.")


class Term(Record):
    """A word of the field, explained."""

    collection, singular, address = "terms", "term", "glossary/#{id}"

    category: Annotated[Id, Vocabulary("term-categories")] = Field(description="Group in the glossary.")
    plain: Prose = Field(description="For everyone, in one sentence.")
    specialist: Prose = Field(description="As the field defines it.")
    confused_with: Prose | None = Field(None, description="What it is often mixed up with.")
    see_also: tuple[TermId, ...] = ()
    sources: Sources = Field(min_length=1)


class ForecastEvidence(Part):
    """A dated sign for or against a forecast."""

    date: EDTF
    finding: Prose = Field(description="What happened.")
    direction: Annotated[Id, Vocabulary("directions")] = Field(description="supports, counter or neutral.")
    event: EventId | None = None
    sources: Sources = Field(min_length=1)


class Forecast(Record):
    """A prediction with a test that will decide it."""

    collection, singular, address = "forecasts", "forecast", "forecasts/#{id}"

    plain: Prose = Field(description="What is predicted, in one sentence.")
    by: OrganizationId = Field(description="Whose forecast it is.")
    says: Prose = Field(description="What its author wrote, in our own words.")
    criterion: Prose = Field(description="What makes it true or false; written by this site.")
    opened: EDTF = Field(description="When the window opens.")
    deadline: EDTF = Field(description="When the window closes.")
    probability: Annotated[float, Field(ge=0, le=1)] | None = Field(None, description="As the forecaster gave it.")
    status: Annotated[Id, Vocabulary("forecast-statuses")] = Field(description="State on `checked`.")
    assessment: Prose = Field(description="Where it stands on `checked`.")
    evidence: tuple[ForecastEvidence, ...] = Field(min_length=1, description="In order of date.")
    models: tuple[ModelId, ...] = ()
    risks: tuple[RiskId, ...] = ()
    sources: Sources = Field(min_length=1, description="Where the forecast is made.")


class Position(Part):
    """What one side of a dispute said."""

    organization: OrganizationId
    statements: tuple[Statement, ...] = Field(min_length=1)


class Dispute(Record):
    """A disagreement between parties: each side's words, what is agreed, what is open."""

    collection, singular, address = "disputes", "dispute", "disputes/#{id}"

    plain: Prose = Field(description="What it is about, in one sentence.")
    status: Annotated[Id, Vocabulary("dispute-statuses")] = Field(description="State on `checked`.")
    positions: tuple[Position, ...] = Field(min_length=1, description="Each party, in alphabetical order.")
    agreed: tuple[Statement, ...] = Field((), description="What nobody contests.")
    open: tuple[Statement, ...] = Field((), description="What nobody has shown.")
    article: tuple[ClaimId, ...] = Field((), description="What the article says of it, with verdicts.")
    events: tuple[EventId, ...] = Field((), description="Timeline entries, in order of date.")
    terms: tuple[TermId, ...] = ()
    resolution: Resolution | None = None

    @model_validator(mode="after")
    def _has_two_sides(self) -> "Dispute":
        if len(self.positions) < 2 and not self.open:
            raise ValueError("shows one side only; add the other side's answer, or say in 'open' that none is known")
        return self
