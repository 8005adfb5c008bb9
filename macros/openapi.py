"""The addresses under /data/v1/ as OpenAPI 3.1.1 (spec.openapis.org): static files, so only GET."""

from collections.abc import Iterator, Mapping
from typing import Any

from macros import exports, shapes, tables
from macros.guidance import COLLECTIONS
from macros.published import Publication, PublishedFile

JSON, CSV = "application/json", "text/csv"
OTHERS = {
    "catalog": "What there is: collections with their files, renamed and withdrawn records",
    "changes": "Every change of every record, newest first",
    "vocabularies": "The closed lists: what ids such as verdicts and units mean",
    "manifest": "SHA-256 of every file of the site",
}


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield `openapi.json`. Its server and its schemas are relative to its own address, so that copies serve."""
    site = publication.catalog.site
    document = {
        "openapi": "3.1.1",
        "info": {
            "title": f"{site.title}: data",
            "description": site.description,
            "version": site.schema_version,
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
            "x-release": publication.release,
            "x-as-of": publication.catalog.as_of.isoformat(),
        },
        "servers": [{"url": "./"}],
        "tags": [{"name": name, "description": model.__doc__} for name, model in COLLECTIONS.items()],
        "paths": dict(_paths(publication)),
        "components": {
            "parameters": {
                "id": {
                    "name": "id", "in": "path", "required": True,
                    "description": "A record's id, or one that it had before.", "schema": {"type": "string"},
                }
            },
            "responses": {"NotFound": {"description": "No record has or had this id.", "content": {"text/html": {}}}},
        },
    }  # fmt: skip
    yield PublishedFile(f"{exports.FOLDER}/openapi.json", exports.text(document))


def _paths(publication: Publication) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, summary in OTHERS.items():
        yield f"/{name}.json", _get(name, summary, JSON, name)
    for name, model in COLLECTIONS.items():
        yield f"/{name}.json", _get(name, f"All records of {name}", JSON, name, name)
        one = _get(model.singular, f"One record of {name}", JSON, name, name)
        one["get"]["parameters"] = [{"$ref": "#/components/parameters/id"}]
        one["get"]["responses"]["404"] = {"$ref": "#/components/responses/NotFound"}
        yield f"/{name}/{{id}}.json", one
        yield f"/versions/{name}.jsonl", _get(f"{name}-versions", f"Every version of {name}", "application/jsonl")
    for table in tables.tables(publication).values():
        tag = table.name if table.name in COLLECTIONS else None
        yield f"/{table.name}.csv", _get(f"{table.name}-table", f"{table.name.capitalize()} as a table", CSV, tag=tag)
    for name in shapes.files():
        yield f"/schema/{name}.json", _get(f"{name}-schema", f"JSON Schema of {name}", "application/schema+json")


def _get(identity: str, summary: str, media: str, schema: str | None = None, tag: str | None = None) -> dict[str, Any]:
    content = {"schema": {"$ref": f"schema/{schema}.json"}} if schema else {}
    return {
        "get": {
            "operationId": identity,
            "summary": summary,
            **({"tags": [tag]} if tag else {}),
            "responses": {"200": {"description": "The file", "content": {media: content}}},
        }
    }
