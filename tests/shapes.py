"""Fingerprints of the published shapes: which field of which file has which type, one file per `schema_version`.

`python -m tests.shapes` writes the one of the version in `data/site.yml`. Before the first data release it may be
written anew; afterwards a shape that changed needs a new version.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from macros import schemas, shapes, tables
from tests.website import ROOT

FOLDER = ROOT / "tests" / "shapes"
Shape = Mapping[str, Mapping[str, str]]


def shape() -> dict[str, dict[str, str]]:
    """Return the type of every field of every published JSON file, and of every column of every table."""
    found = {f"{name}.json": dict(sorted(_fields(s, s, ""))) for name, s in schemas.published_schemas().items()}
    rows = {name: shapes.published(name) for name in tables.COLLECTIONS} | shapes.ROWS
    for name, model in rows.items():
        found[f"{name}.csv"] = {column.name: column.type for column in tables.columns(model)}
    return found


def _fields(schema: Mapping[str, Any], part: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    choices = [_resolved(schema, choice) for choice in part.get("anyOf", [part])]
    if path:
        yield path, "|".join(sorted(str(choice.get("type")) for choice in choices))
    for choice in choices:
        for name, inner in choice.get("properties", {}).items():
            yield from _fields(schema, inner, f"{path}.{name}".lstrip("."))
        if "items" in choice:
            yield from _fields(schema, choice["items"], f"{path}[]")
        if isinstance(choice.get("additionalProperties"), Mapping):
            yield from _fields(schema, choice["additionalProperties"], f"{path}{{}}")


def _resolved(schema: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    return schema["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part


def step(before: Shape, after: Shape) -> str:
    """Return which number of the version a change of shape raises: `major`, `minor` or, for none, an empty text."""
    gone = [
        (name, field)
        for name, fields in before.items()
        for field, kind in fields.items()
        if after.get(name, {}).get(field) != kind
    ]
    return "major" if gone else "minor" if before != after else ""


def raised(before: str, after: str) -> str:
    """Return which number differs first between two versions, of which the second is the newer."""
    pairs = zip(before.split("."), after.split("."), ("major", "minor", "patch"), strict=True)
    return next(name for old, new, name in pairs if old != new)


def committed() -> dict[str, Shape]:
    """Return the committed shapes by version, oldest first."""
    paths = sorted(FOLDER.glob("*.json"), key=lambda path: tuple(map(int, path.stem.split("."))))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


def version() -> str:
    """Return the `schema_version` of the site."""
    return str(yaml.safe_load((ROOT / "data/site.yml").read_text(encoding="utf-8"))["schema_version"])


def main() -> int:
    """Write the fingerprint of the version of today; return 1 where that version is published and differs."""
    path = FOLDER / f"{version()}.json"
    published = yaml.safe_load((ROOT / "data/releases.yml").read_text(encoding="utf-8"))
    if path.exists() and published and committed()[path.stem] != shape():
        print(f"{path.stem} is published and may not change: raise schema_version in data/site.yml")
        return 1
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(shape(), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
