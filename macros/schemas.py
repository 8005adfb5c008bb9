"""JSON Schemas (2020-12) made from the models: for editors in `data/schema/`, and for readers of the exports."""

import json
from copy import deepcopy
from functools import cache
from typing import Any

from pydantic import BaseModel

from macros import shapes
from macros.catalog import Catalog
from macros.guidance import COLLECTIONS
from macros.records import Record
from macros.references import marks
from macros.values import Ref, Vocabulary

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def editor_schemas(catalog: Catalog) -> dict[str, str]:
    """Return path to text of each collection's schema, with the known ids and list entries as choices.

    Ids are in one file, `ids.json`, that the others refer to: a new record changes no other schema.
    """
    schemas = {name: _schema(catalog, model) for name, model in COLLECTIONS.items()}
    return {f"data/schema/{name}.json": _text(schema) for name, schema in (*schemas.items(), ("ids", _ids(catalog)))}


def _ids(catalog: Catalog) -> dict[str, Any]:
    ids = {name: {"enum": sorted(records)} for name, records in catalog.collections.items()}
    return {"$schema": DIALECT, "$defs": {**ids, "keys": {"enum": sorted(record.key for record in catalog)}}}


def published_schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of every published JSON file by its name, such as `models` or `changes`.

    Ids say what they name in `x-collection` and `x-vocabulary`. They are no enumerations, because collections and
    lists grow without a new `schema_version`.
    """
    return {name: published_schema(model) for name, model in shapes.files().items()}


@cache
def published_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of one of `shapes`."""
    schema = model.model_json_schema(mode="serialization")
    known = {part.__name__: marks(part) for part in {model, *_parts(model)}}
    for name, part in [(model.__name__, schema), *schema.get("$defs", {}).items()]:
        part["required"] = list(part["properties"])  # nothing is left out of a file
        for field, content in part["properties"].items():
            content.pop("title", None)
            content.pop("default", None)
            if mark := known.get(name, {}).get(field):
                _name(content, mark)
    return {"$schema": DIALECT, **schema}


def _name(content: dict[str, Any], mark: Ref | Vocabulary) -> None:
    for leaf in _leaves(content):
        if isinstance(mark, Vocabulary):
            leaf["x-vocabulary"] = mark.name
        elif mark.collection != "*":
            leaf["x-collection"] = mark.collection


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


@cache
def _bare(model: type[Record]) -> dict[str, Any]:
    return model.model_json_schema(mode="validation")


def _schema(catalog: Catalog, model: type[Record]) -> dict[str, Any]:
    schema = deepcopy(_bare(model))
    schema["properties"].pop("id")
    schema["required"].remove("id")
    schema["properties"] = {name: schema["properties"][name] for name in model.field_order()}
    for part in {model, *_parts(model)}:
        target = schema if part is model else schema.get("$defs", {}).get(part.__name__)
        if target:
            _choices(catalog, part, target["properties"])
    return {"$schema": DIALECT, **schema}


def _parts(model: type[BaseModel]) -> set[type[BaseModel]]:
    found: set[type[BaseModel]] = set()
    todo: list[Any] = [field.annotation for field in model.model_fields.values()]
    while todo:
        item = todo.pop()
        if isinstance(item, type) and issubclass(item, BaseModel) and item not in found:
            found.add(item)
            todo += [field.annotation for field in item.model_fields.values()]
        todo += getattr(item, "__args__", ())
    return found


def _choices(catalog: Catalog, model: type[BaseModel], properties: dict[str, Any]) -> None:
    for name, mark in marks(model).items():
        if name not in properties:
            continue
        for leaf in _leaves(properties[name]):
            if isinstance(mark, Vocabulary):
                leaf["enum"] = sorted(catalog.vocabularies[mark.name])
            else:
                leaf["$ref"] = f"ids.json#/$defs/{'keys' if mark.collection == '*' else mark.collection}"


def _leaves(schema: dict[str, Any]) -> list[dict[str, Any]]:
    if schema.get("type") == "string":
        return [schema]
    inner = [schema["items"]] if "items" in schema else schema.get("anyOf", [])
    return [leaf for item in inner for leaf in _leaves(item)]
