"""The data as tables: CSV files (RFC 4180, UTF-8) and the Frictionless data package that describes them.

A table has a row for each record and a column for each field that fits a cell. Parts of a record are columns
with a dot, `estimate.value`; lists of words stand in one cell, parted by ` | `; counts stand as `supported 3`.
Lists of parts do not fit: facts and statements have tables of their own, `values` and `statements`, with the
sources of each; the rest is in JSON.
"""

import csv
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from macros import exports, interest, schemas, shapes
from macros.guidance import COLLECTIONS
from macros.problems import field_name
from macros.published import Publication, PublishedFile
from macros.records import Record
from macros.statements import Statement, walk

SEPARATOR = " | "
# A spreadsheet runs a cell that begins so as a formula (OWASP, "CSV Injection", with the full-width signs).
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
SCALARS = ("string", "integer", "number", "boolean")


@dataclass(frozen=True)
class Column:
    """A column: where its value stands in a record, its Frictionless type, and the schema it comes from."""

    path: tuple[str, ...]
    type: str
    schema: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name in the first row."""
        return ".".join(self.path)

    def value(self, record: Any) -> Any:
        """Return its value in a published record, or None where a part above it is empty."""
        for step in self.path:
            record = record and record[step]
        return record


@dataclass(frozen=True)
class Table:
    """A table: `key` names the columns that no two rows share."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]

    @property
    def path(self) -> str:
        """Address of its file from the site's root."""
        return f"{exports.FOLDER}/{self.name}.csv"

    @cached_property
    def lines(self) -> Sequence[str]:
        """The first line, of names, and a line for each row."""
        found: list[str] = []
        writer = csv.writer(SimpleNamespace(write=found.append), lineterminator="\r\n")
        writer.writerow(column.name for column in self.columns)
        writer.writerows((cell(column.value(row)) for column in self.columns) for row in self.rows)
        return found


@cache
def columns(model: type[shapes.Shape]) -> tuple[Column, ...]:
    """Return the columns of a published shape."""
    schema = schemas.published_schema(model)
    return tuple(_columns(schema, schema.get("$defs", {}), ()))


def _columns(part: Mapping[str, Any], parts: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Column]:
    for name, content in part["properties"].items():
        choices = [choice for choice in content.get("anyOf", [content]) if choice.get("type") != "null"]
        types = {choice.get("type") for choice in choices}
        described = {**content, **choices[0]} if len(choices) == 1 else content
        if "$ref" in choices[0]:
            yield from _columns(parts[choices[0]["$ref"].rpartition("/")[2]], parts, (*path, name))
        elif types <= set(SCALARS):
            yield Column((*path, name), types.pop() if len(types) == 1 else "any", described)
        elif types == {"object"} or choices[0]["items"].get("type") == "string":
            yield Column((*path, name), "string", described)


def cell(value: Any) -> str:
    """Return `value` as a cell: words that a spreadsheet would run as a formula get an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        value = SEPARATOR.join(f"{name} {count}" for name, count in value.items())
    elif not isinstance(value, str):
        value = SEPARATOR.join(value)
    return f"'{value}" if value.startswith(FORMULA) else value


def text(table: Table, ids: Container[str] | None = None) -> str:
    """Return a table, or its rows with one of `ids`, as CSV with CRLF line ends and a first row of names."""
    first, *lines = table.lines
    chosen = (line for row, line in zip(table.rows, lines, strict=True) if ids is None or row["id"] in ids)
    return "".join((first, *chosen))


@lru_cache(maxsize=2)
def tables(publication: Publication) -> Mapping[str, Table]:
    """Return the table of each collection, and `values` and `statements`."""
    found = {
        name: Table(
            name, str(COLLECTIONS[name].__doc__), ("id",), columns(shapes.published(name)), list(records.values())
        )
        for name, records in exports.records(publication).items()
    }
    rows = {"values": list(_values(publication)), "statements": list(_statements(publication))}
    keys = {"values": ("record", "attribute", "number"), "statements": ("record", "path")}
    for name, model in shapes.ROWS.items():
        found[name] = Table(name, str(model.__doc__), keys[name], columns(model), rows[name])
    return found


def _values(publication: Publication) -> Iterator[Mapping[str, Any]]:
    for record in publication.catalog:
        for fact in getattr(record, "facts", ()):
            for number, value in enumerate(fact.values, 1):
                yield {
                    **_part(publication, record, value),
                    "attribute": fact.attribute,
                    "number": number,
                    "unit": fact.unit,
                    "shown_first": value is fact.ordered[0],
                    "resolution": fact.resolution and fact.resolution.status,
                }


def _statements(publication: Publication) -> Iterator[Mapping[str, Any]]:
    for record in publication.catalog:
        for path, part in walk(record):
            if isinstance(part, Statement):
                yield {**_part(publication, record, part), "path": field_name(path)}


def _part(publication: Publication, record: Record, part: Any) -> Mapping[str, Any]:
    mix = interest.mix(publication.catalog, part.sources, record)
    return {"record": record.key, "source_interests": mix, **part.model_dump(mode="json")}


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield every table, and `datapackage.json` (Data Package 1.0, specs.frictionlessdata.io)."""
    resources = []
    for table in tables(publication).values():
        content = text(table).encode("utf-8")
        yield PublishedFile(table.path, content)
        resources.append(_resource(table, content))
    site = publication.catalog.site
    package = {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9]+", "-", site.title.lower()),
        "title": site.title,
        "description": site.description,
        **({"homepage": publication.base} if publication.base else {}),
        **({"version": publication.release} if publication.release else {}),
        **exports.envelope(publication),
        "licenses": [{"name": "CC-BY-4.0", "path": shapes.LICENSE}],
        "resources": resources,
    }
    yield PublishedFile(f"{exports.FOLDER}/datapackage.json", exports.text(package))


def _resource(table: Table, content: bytes) -> Mapping[str, Any]:
    known = [(column, column.schema.get("x-collection")) for column in table.columns]
    links = [(column.name, target) for column, target in known if target and "items" not in column.schema]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "description": table.description,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "dialect": {"lineTerminator": "\r\n", "header": True},
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": name, "reference": {"resource": "" if target == table.name else target, "fields": "id"}}
                for name, target in links
            ],
            "missingValues": [""],
        },
    }


def _field(column: Column) -> Mapping[str, Any]:
    marks = {**column.schema, **column.schema.get("items", {})}
    found = {"name": column.name, "type": column.type, "description": column.schema.get("description")}
    found |= {name: marks.get(name) for name in ("x-vocabulary", "x-collection")}
    found["x-list"] = column.schema.get("type") == "array" or None
    return {name: value for name, value in found.items() if value is not None}
