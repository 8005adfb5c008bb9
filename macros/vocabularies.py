"""The closed lists of `data/vocabularies.yml`: every id with a label and a description for readers."""

from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from macros.values import Id, Line, Prose, Vocabulary


class Entry(BaseModel):
    """One allowed value of a closed list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id
    label: Line = Field(description="What readers see.")
    description: Prose = Field(description="What it means, in one sentence.")
    group: Line | None = Field(None, description="Heading it stands under, where the list has groups.")


class Attribute(Entry):
    """Something that facts tell of a record."""

    axis: Annotated[Id, Vocabulary("axes")] = Field(description="technical, governance or impact.")
    unit: Annotated[Id, Vocabulary("units")] | None = Field(None, description="The unit of its values.")
    compare: bool = Field(False, description="True where every model must answer.")
    review_days: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Days after `checked` until it must be looked at again."
    )


class Stakes(Entry):
    """A level of stakes, with examples."""

    test: Prose
    examples: tuple[Line, ...]


class Escalator(Entry):
    """Something that raises the stakes of a deployment."""

    question: Line = Field(description="Asked in the stakes checklist.")
    raises_to: Annotated[Id, Vocabulary("stakes")] = Field(description="The level it raises to at least.")


class ChangeLevel(Entry):
    """How much care a change of the data asks for; lowest first. `description` says what changed."""

    reviewers: Annotated[int, Field(ge=1)] = Field(description="How many people look at it.")
    who: Line = Field(description="Who they are.")
    task: Prose = Field(description="What they do.")


class LayerPart(Entry):
    """A part of a safety layer around any model. `items` are checklist items that put it in place."""

    items: tuple[Id, ...] = Field(min_length=1, description="Ids of checklist items.")


ENTRIES: dict[str, type[Entry]] = {
    "attributes": Attribute,
    "stakes": Stakes,
    "escalators": Escalator,
    "change-levels": ChangeLevel,
    "safety-layer": LayerPart,
}


@cache
def adapter(name: str) -> TypeAdapter[tuple[Entry, ...]]:
    """Return the validator of the vocabulary `name`."""
    return TypeAdapter(tuple[ENTRIES.get(name, Entry), ...])  # type: ignore[misc, arg-type]
