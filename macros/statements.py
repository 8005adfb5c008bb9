"""Parts that records share: statements, facts with their values, blanks, reviews, framework references.

A statement is never bare: its kind says what a reader may make of it, and the kind decides what must stand
beside it (`NEEDS`). The kinds are those of the editorial standard; their labels are in `vocabularies.yml`.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from macros.values import (
    EDTF,
    AudienceId,
    FrameworkId,
    Id,
    Key,
    Line,
    OrganizationId,
    Prose,
    SourceId,
    Vocabulary,
)

KindId = Annotated[Id, Vocabulary("kinds")]
Sources = Annotated[tuple[SourceId, ...], Field(description="Ids of the sources that say so.")]

# What must stand beside a statement of each kind: "by" names who says or measured it.
NEEDS: dict[str, tuple[str, ...]] = {
    "fact": ("sources",),
    "self-report": ("by", "sources"),
    "measurement": ("by", "sources"),
    "estimate": ("by", "sources"),
    "opinion": ("by", "sources"),
    "forecast": ("by", "sources"),
}


class Part(BaseModel):
    """A piece of a record: immutable, and without unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Attributed(Part):
    """Something said, with its kind, who says it and the sources. Raises ValueError if one is missing."""

    kind: KindId = Field(description="What a reader may make of it: fact, self-report, measurement ...")
    by: OrganizationId | None = Field(None, description="Who says, measured or estimated it.")

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "Attributed":
        for field in NEEDS.get(self.kind, ()):
            if not getattr(self, field):
                raise ValueError(f"is of kind '{self.kind}' without '{field}'; add it, or change 'kind'")
        return self


class Statement(Attributed):
    """A sentence or two in the site's own words."""

    text: Prose = Field(description="In our own words; neutral verbs, dates instead of 'recently'.")
    as_of: EDTF | None = Field(None, description="The day for which it holds, where that matters.")
    sources: Sources = ()


class Value(Attributed):
    """One value of a fact, as one party gives it."""

    value: Annotated[int, Field(strict=True)] | Annotated[float, Field(strict=True)] | Line = Field(
        description="A number, a date or a short text."
    )
    method: Line | None = Field(None, description="How it was measured: harness, version, settings.")
    as_of: EDTF = Field(description="The day for which it holds.")
    note: Prose | None = Field(None, description="What a reader must know to use it rightly.")
    confidence: Annotated[Id, Vocabulary("confidence")] = Field(
        "high", description="`unconfirmed` where it rests on one unofficial page."
    )
    sources: Sources = ()


class Resolution(Part):
    """How differing values of one fact were dealt with."""

    status: Annotated[Id, Vocabulary("resolutions")] = Field(description="resolved, compatible or unresolved.")
    preferred: int | None = Field(None, ge=1, description="Which value is shown first, counted from 1.")
    text: Prose = Field(description="Why, in a sentence or two.")


class Fact(Part):
    """One attribute of a record, with every value that sources give for it."""

    attribute: Annotated[Id, Vocabulary("attributes")] = Field(description="What is told.")
    unit: Annotated[Id, Vocabulary("units")] | None = Field(None, description="The unit of every value.")
    values: tuple[Value, ...] = Field(min_length=1, description="One entry for each differing source.")
    resolution: Resolution | None = Field(None, description="Required where values differ.")

    @property
    def disputed(self) -> bool:
        """True where two values differ."""
        return len({value.value for value in self.values}) > 1

    @property
    def ordered(self) -> tuple[Value, ...]:
        """The values, the preferred one first, else as written."""
        if self.resolution and self.resolution.preferred:
            first = self.values[self.resolution.preferred - 1]
            return (first, *(value for value in self.values if value is not first))
        return self.values

    @model_validator(mode="after")
    def _conflict_is_explained(self) -> "Fact":
        if self.disputed and self.resolution is None:
            raise ValueError(f"tells '{self.attribute}' with values that differ; add 'resolution' with its text")
        if self.resolution and (self.resolution.preferred or 1) > len(self.values):
            raise ValueError(f"prefers a value of '{self.attribute}' that is not there; count from 1")
        return self


class Blank(Part):
    """Why a record has nothing to say on an attribute that all must answer."""

    attribute: Annotated[Id, Vocabulary("attributes")] = Field(description="Which attribute is empty.")
    reason: Annotated[Id, Vocabulary("blanks")] = Field(description="not-disclosed, not-tested, not-found ...")
    note: Prose | None = Field(None, description="More, where it helps.")


class Review(Part):
    """A second person's reading of the record against its sources."""

    by: Line = Field(description="Name or account of the reviewer.")
    date: EDTF = Field(description="The day of the review.")
    version: int = Field(ge=1, description="The version that was read.")


class AudienceNote(Part):
    """What the record means for one audience, with an example from its work."""

    audience: AudienceId = Field(description="For whom.")
    text: Prose = Field(description="Only what this record's statements say, put for this audience.")


class Finding(Part):
    """A piece of evidence for or against, as one study or record gives it."""

    id: Id = Field(description="Id of the finding, unique on the site.")
    date: EDTF = Field(description="When it was published.")
    finding: Prose = Field(description="What was found, with its figures.")
    direction: Annotated[Id, Vocabulary("directions")] = Field(description="supports, counter or neutral.")
    strength: Annotated[Id, Vocabulary("strengths")] = Field(description="strong, moderate or weak.")
    caveat: Prose | None = Field(None, description="What limits it.")
    sources: Sources = Field(min_length=1)


class FrameworkReference(Part):
    """A clause of a law, standard or taxonomy, with how it was confirmed."""

    framework: FrameworkId = Field(description="Which framework.")
    ref: Line = Field(description="Clause, article or number, as the framework writes it.")
    asks: Prose = Field(description="What it says, in our own words.")
    fit: Prose | None = Field(None, description="How it bears on this record.")
    confirmed: bool = Field(description="False where the clause was not checked in a text of the framework.")
    confirmed_how: Annotated[Id, Vocabulary("confirmations")] | None = Field(None, description="In what text.")
    note: Prose | None = None
    sources: Sources = ()


class Link(Part):
    """A pointer to a record with the reason to go there."""

    to: Key = Field(description="The record, as `collection/id`.")
    why: Line = Field(description="What the reader gets there.")


def walk(part: Any, path: tuple[str | int, ...] = ()) -> Any:
    """Yield `(path, part)` for `part` and every Part inside it, depth first; paths are those of the YAML."""
    if isinstance(part, BaseModel):
        yield path, part
        for name, value in part.__dict__.items():
            if isinstance(value, BaseModel | tuple):
                yield from walk(value, (*path, name))
    elif isinstance(part, tuple):
        for index, item in enumerate(part):
            if isinstance(item, BaseModel | tuple):
                yield from walk(item, (*path, index))
