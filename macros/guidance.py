"""Collections that explain and advise: risks, audiences, questions, surveys, practices, frameworks."""

from typing import Annotated

from pydantic import Field, model_validator

from macros.records import (
    Axes,
    Claim,
    Dispute,
    Event,
    Forecast,
    Model,
    Organization,
    Record,
    Source,
    Term,
)
from macros.statements import (
    AudienceNote,
    Finding,
    FrameworkReference,
    Link,
    Part,
    Sources,
    Statement,
)
from macros.values import (
    EDTF,
    AudienceId,
    ClaimId,
    EventId,
    Id,
    Key,
    Line,
    OrganizationId,
    PracticeId,
    Prose,
    RiskId,
    SurveyId,
    TermId,
    Vocabulary,
)

AxisId = Annotated[Id, Vocabulary("axes")]
StakesId = Annotated[Id, Vocabulary("stakes")]


class Sense(Part):
    """One meaning of a contested word."""

    sense: Prose
    who: Line = Field(description="Who uses it so.")
    sources: Sources = Field(min_length=1)


class Signal(Part):
    """An early sign that a risk is growing."""

    signal: Line
    measure: Prose = Field(description="How to measure it.")
    cadence: Line = Field(description="How often.")
    watched_by: Line = Field(description="Which role.")


class Mitigation(Part):
    """An action that reduces a risk."""

    actor: Annotated[Id, Vocabulary("actors")] = Field(description="Who acts.")
    action: Prose
    practices: tuple[PracticeId, ...] = Field((), description="Practices that carry it out.")
    sources: Sources = ()


class Risk(Record):
    """A way in which frontier AI can do harm."""

    collection, singular, address = "risks", "risk", "risks/{id}/"

    order: int = Field(ge=1, description="Place in the article, then alphabetical.")
    in_article: bool = Field(description="False for a risk that the article leaves out.")
    plain: Prose = Field(description="One sentence that a 14-year-old follows.")
    summary: Prose = Field(description="Two minutes.")
    article_says: Statement | None = Field(None, description="The article's meaning, as its author's opinion.")
    field_term: Line = Field(description="What the field calls it.")
    definition: Statement = Field(description="The field's definition.")
    difference: Prose | None = Field(None, description="Where the article's word and the field's part.")
    senses: tuple[Sense, ...] = Field((), description="Meanings of the word, where it has several.")
    axes: Axes | None = Field(None, description="The three questions.")
    mechanism: tuple[Statement, ...] = Field(min_length=1, description="How it comes about, step by step.")
    evidence: tuple[Finding, ...] = Field((), description="In order of date.")
    counter_view: tuple[Statement, ...] = Field((), description="What speaks against, or is contested.")
    signals: tuple[Signal, ...] = Field((), description="Early signs.")
    mitigations: tuple[Mitigation, ...] = Field(min_length=1, description="What reduces it.")
    references: tuple[FrameworkReference, ...] = Field((), description="Where frameworks name it.")
    terms: tuple[TermId, ...] = ()
    audience_notes: tuple[AudienceNote, ...] = ()


class Estimate(Part):
    """A figure that somebody put on a thing without measuring it."""

    value: Annotated[int, Field(ge=0, le=100)] = Field(description="Percent.")
    by: OrganizationId
    note: Prose = Field(description="What its author says about how it was made.")
    sources: Sources = Field(min_length=1)


class Objective(Part):
    """Something that the audience should be able to do."""

    axis: AxisId
    text: Prose


class Audience(Record):
    """A group of readers."""

    collection, singular, address = "audiences", "audience", "comprehension/{id}/"

    order: int = Field(ge=1)
    plain: Prose = Field(description="Who they are and what they need, in one sentence.")
    article_view: Prose = Field(description="What the article says of them, in our own words.")
    estimate: Estimate = Field(description="The article's conceptual estimate.")
    reading: Statement = Field(description="What real surveys allow to say.")
    surveys: tuple[SurveyId, ...] = Field((), description="The closest real evidence.")
    objectives: tuple[Objective, ...] = Field(min_length=1)
    path: tuple[Link, ...] = Field(min_length=5, max_length=5, description="Five stops, about 15 minutes.")


class Tested(Part):
    """A record, at the version at which a question about it was last looked at."""

    record: Key
    version: int = Field(ge=1)


class Question(Record):
    """A self-check question. `title` is the question."""

    collection, singular, address = "questions", "question", "comprehension/{audience}/#{id}"

    audience: AudienceId
    axis: AxisId
    level: Annotated[Id, Vocabulary("question-levels")]
    options: tuple[Line, ...] = Field(min_length=3, max_length=5)
    answer: int = Field(ge=1, description="Which option is right, counted from 1.")
    why: Prose = Field(description="The explanation a reader sees at once.")
    explained_by: Key = Field(description="The record whose page explains it.")
    tests: tuple[Tested, ...] = Field(min_length=1, description="Records it tests, with their version.")
    sources: Sources = Field(min_length=1)

    @model_validator(mode="after")
    def _has_one_right_answer(self) -> "Question":
        if self.answer > len(self.options):
            raise ValueError(f"'answer' is {self.answer}, but there are {len(self.options)} options; count from 1")
        if len(set(self.options)) != len(self.options):
            raise ValueError("two options are the same; make each differ so that one is right")
        return self


class Survey(Record):
    """A measurement of what people know or think."""

    collection, singular, address = "surveys", "survey", "comprehension/#{id}"

    conducted_by: OrganizationId
    fieldwork: Line | None = Field(None, description="Dates of the interviews; left out where not found.")
    sample: Line | None = Field(None, description="How many were asked; left out where not found.")
    population: Line
    measure: Annotated[Id, Vocabulary("measures")] = Field(description="What kind of measurement.")
    headline: Line = Field(description="The figure, with its question.")
    finding: Prose
    caveat: Prose | None = None
    audiences: tuple[AudienceId, ...] = ()
    sources: Sources = Field(min_length=1)


class ChecklistItem(Part):
    """One thing that is done."""

    id: Id = Field(description="Unique on the site.")
    text: Prose
    risks: tuple[RiskId, ...] = Field(min_length=1, description="Risks it reduces.")
    references: tuple[Line, ...] = Field((), description="`framework ref` from this practice's references.")
    claims: tuple[ClaimId, ...] = Field((), description="Claims it rests on; if one falls, the item says so.")


class Checklist(Part):
    """What done looks like, by stakes."""

    low: tuple[ChecklistItem, ...] = Field(min_length=1)
    medium: tuple[ChecklistItem, ...] = Field(min_length=1)
    high: tuple[ChecklistItem, ...] = Field(min_length=1)


class Tool(Part):
    """A kept tool that helps."""

    name: Line
    category: Line
    use_for: Prose
    sources: Sources = Field(min_length=1)


class Roles(Part):
    """Who does what (RACI)."""

    accountable: Line
    responsible: Line
    consulted: tuple[Line, ...] = ()
    informed: tuple[Line, ...] = ()


class PracticeEvidence(Part):
    """What is known about whether the practice works."""

    finding: Prose
    sources: Sources = Field(min_length=1)


class Practice(Record):
    """Something that leaders can do."""

    collection, singular, address = "practices", "practice", "leadership/{id}/"

    order: int = Field(ge=1)
    plain: Prose = Field(description="The principle, in one sentence.")
    summary: Prose = Field(description="Two minutes.")
    article_asks: Statement = Field(description="What the article asks, as its author's opinion.")
    field_terms: tuple[Line, ...] = ()
    axes: Axes | None = Field(None, description="The three questions.")
    reduces: tuple[RiskId, ...] = Field(min_length=1, description="Risks it reduces.")
    checklist: Checklist
    ask_for: tuple[Line, ...] = Field(min_length=1, description="Evidence that a reviewer may ask for.")
    failure_modes: tuple[Line, ...] = Field(min_length=1)
    roles: Roles
    tools: tuple[Tool, ...] = ()
    references: tuple[FrameworkReference, ...] = Field(min_length=1)
    evidence: tuple[PracticeEvidence, ...] = ()
    scepticism: Prose = Field(description="What it can not do.")
    terms: tuple[TermId, ...] = ()
    audience_notes: tuple[AudienceNote, ...] = ()


class Item(Part):
    """One entry of a framework's own list."""

    ref: Line
    title: Line


class ReportingDeadline(Part):
    """How soon an incident must be reported."""

    clause: Line
    trigger: Line
    first_report: Line
    sources: Sources = Field(min_length=1)


class Duty(Part):
    """What a law asks for from a day on."""

    starts: EDTF = Field(description="The first day it must be met; it may be ahead.")
    duty: Prose = Field(description="What begins to apply, and to whom.")
    sources: Sources = Field(min_length=1)


class Framework(Record):
    """A law, standard, code or taxonomy."""

    collection, singular, address = "frameworks", "framework", "leadership/frameworks/#{id}"

    plain: Prose = Field(description="What it is, in one sentence.")
    kind: Annotated[Id, Vocabulary("framework-kinds")]
    publisher: OrganizationId
    jurisdiction: Annotated[Id, Vocabulary("jurisdictions")]
    binding: Line = Field(description="Whom it binds, and from when.")
    applies_from: tuple[EventId, ...] = Field((), description="Events at which duties begin.")
    duties: tuple[Duty, ...] = Field((), description="Days on which duties begin, where they are known, in order.")
    confirmed: bool = Field(description="False where its list was not checked in a text of the framework.")
    items: tuple[Item, ...] = ()
    reporting_deadlines: tuple[ReportingDeadline, ...] = ()
    note: Prose | None = None
    sources: Sources = Field(min_length=1)


COLLECTIONS: dict[str, type[Record]] = {
    model.collection: model
    for model in (
        Model, Event, Risk, Audience, Question, Survey, Practice, Framework, Forecast, Dispute, Claim, Term,
        Source, Organization,
    )
}  # fmt: skip
