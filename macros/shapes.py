"""Shapes of the published data, apart from the authored records, so that these may change freely.

Every file is an `Envelope`; a file of records holds one or many records of one collection, each with its own
fields and those of `Derived`. The JSON Schemas under /data/v1/schema/ are made from here.
"""

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from macros.guidance import COLLECTIONS
from macros.values import Key, OrganizationId, SourceId, Vocabulary

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
RELATIVE = "from the site's root"


class Shape(BaseModel):
    """Something published: immutable, and without unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Derived(Shape):
    """What is published of a record beside its own fields."""

    address: str = Field(description=f"Where readers find it, {RELATIVE}.")
    version: int | None = Field(ge=1, description="Number of its logged version; null before the first.")
    changed: str | None = Field(description="The day of that version.")
    pinned: str | None = Field(description=f"The page of that version, which never changes, {RELATIVE}.")
    sha256: str | None = Field(description="SHA-256 of that version's canonical JSON (RFC 8785), as logged.")
    cited_sources: tuple[str, ...] = Field(description="Ids of all sources that it cites anywhere.")
    source_interests: dict[str, int] = Field(description="How many of them speak with which interest.")
    claim_verdicts: dict[str, int] = Field(description="How many claims about it bear which verdict.")


class Envelope(Shape):
    """What stands at the top of every file."""

    schema_version: str = Field(description="Version of the shapes: MAJOR.MINOR.PATCH (Semantic Versioning 2.0.0).")
    release: str | None = Field(description="The data release, YYYY.MM.N; null before the first.")
    as_of: str = Field(description="The day the site speaks from, YYYY-MM-DD.")
    license: Literal["https://creativecommons.org/licenses/by/4.0/"] = Field(description="Creative Commons BY 4.0.")


class CollectionSummary(Shape):
    """A collection and where its files are."""

    name: str
    description: str
    count: int
    files: dict[str, str] = Field(description=f"Addresses by kind (json, csv, schema, feed, versions), {RELATIVE}.")


class Withdrawal(Shape):
    """A record that was withdrawn; its pinned pages stay."""

    key: str = Field(description="`collection/id`.")
    date: str
    reason: str
    pinned: str


class CatalogFile(Envelope):
    """What there is: start here."""

    title: str
    description: str
    site: str | None = Field(description="Address that all others are relative to; null where it is not known.")
    collections: tuple[CollectionSummary, ...]
    files: dict[str, str] = Field(description=f"Addresses of everything else by what it is, {RELATIVE}.")
    renamed: dict[str, str] = Field(description="Former key to key of records that were renamed.")
    withdrawn: tuple[Withdrawal, ...]


class EntryOfList(Shape):
    """An entry of a closed list; ids in records are explained by these."""

    id: str
    label: str
    description: str
    group: str | None
    axis: str | None = Field(description="Of attributes: technical, governance or impact.")
    unit: str | None = Field(description="Of attributes: the unit of its values.")


class VocabulariesFile(Envelope):
    """The closed lists. A list may gain an entry in any release."""

    vocabularies: dict[str, tuple[EntryOfList, ...]]


class Change(Shape):
    """One version of one record."""

    key: str = Field(description="`collection/id`.")
    title: str
    version: int
    date: str
    kind: str = Field(description="first-publication, new-evidence, correction, world-changed, wording or withdrawn.")
    reason: str
    sha256: str
    pinned: str
    fields: tuple[str, ...] = Field(description="Paths of the fields that differ from the version before.")


class ChangesFile(Envelope):
    """Every change of every record, newest first."""

    changes: tuple[Change, ...]


class ManifestFile(Envelope):
    """Every file of the site but this one, so that a copy can be checked."""

    files: dict[str, str] = Field(description=f"SHA-256 by address, {RELATIVE}.")


class ValueRow(Shape):
    """Every value of every fact, one row each: what was measured, by whom, how, and on which sources it rests."""

    record: Key = Field(description="The record that it is a fact of, as `collection/id`.")
    attribute: Annotated[str, Vocabulary("attributes")] = Field(description="What is told.")
    number: int = Field(description="Which of the fact's values it is, counted from 1.")
    value: int | float | str = Field(description="The value.")
    unit: Annotated[str, Vocabulary("units")] | None = Field(description="Its unit.")
    kind: Annotated[str, Vocabulary("kinds")] = Field(description="What a reader may make of it.")
    by: OrganizationId | None = Field(description="Who says, measured or estimated it.")
    method: str | None = Field(description="How it was measured.")
    as_of: str = Field(description="The day for which it holds.")
    confidence: Annotated[str, Vocabulary("confidence")] = Field(description="How sure the site is of it.")
    shown_first: bool = Field(description="True for the value that pages show first.")
    resolution: Annotated[str, Vocabulary("resolutions")] | None = Field(
        description="How differing values of the fact were dealt with."
    )
    note: str | None = Field(description="What a reader must know to use it rightly.")
    sources: tuple[SourceId, ...] = Field(description="Ids of the sources that say so.")
    source_interests: dict[str, int] = Field(description="How many of them speak with which interest.")


class StatementRow(Shape):
    """Every sourced statement inside records, one row each."""

    record: Key = Field(description="The record that it is part of, as `collection/id`.")
    path: str = Field(description="Where in the record it stands, counted from 1.")
    text: str = Field(description="The statement.")
    kind: Annotated[str, Vocabulary("kinds")] = Field(description="What a reader may make of it.")
    by: OrganizationId | None = Field(description="Who says, measured or estimated it.")
    as_of: str | None = Field(description="The day for which it holds, where that matters.")
    sources: tuple[SourceId, ...] = Field(description="Ids of the sources that say so.")
    source_interests: dict[str, int] = Field(description="How many of them speak with which interest.")


ROWS: dict[str, type[Shape]] = {"values": ValueRow, "statements": StatementRow}


@cache
def published(collection: str) -> type[Shape]:
    """Return the model of a published record: its id, the fields of `Derived`, and its own in their order."""
    model = COLLECTIONS[collection]
    own = model.model_fields
    infos = {"id": own["id"], **Derived.model_fields, **{name: own[name] for name in model.field_order()}}
    fields: dict[str, Any] = {name: (info.annotation, info) for name, info in infos.items()}
    return create_model(model.__name__, __base__=Shape, __doc__=model.__doc__, **fields)


@cache
def files() -> dict[str, type[Envelope]]:
    """Return the models of all JSON files by their names: four of their own, and each collection."""
    found: dict[str, type[Envelope]] = {
        "catalog": CatalogFile,
        "changes": ChangesFile,
        "vocabularies": VocabulariesFile,
        "manifest": ManifestFile,
    }
    for name in COLLECTIONS:
        record = published(name)
        found[name] = create_model(
            f"{record.__name__}File",
            __base__=Envelope,
            __doc__=f"The records of `{name}`, or one of them.",
            collection=(str, Field(json_schema_extra={"const": name})),
            records=(tuple[record, ...], ...),  # type: ignore[valid-type]
        )
    return found
