"""A new id for a record: its file, every mention of it, and the old id kept as a redirect.

Files are changed as text, at the places that the YAML parser names, so that comments and everything else stay.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from macros import source
from macros.authoring import free
from macros.catalog import Catalog
from macros.problems import CommandError, did_you_mean
from macros.records import Record
from macros.references import references

Edit = tuple[int, int, str]


def rename(catalog: Catalog, old: str, identity: str) -> list[Path]:
    """Give the record `old` (`collection/id`) the id `identity`, wherever it is named; return the files that changed.

    The old id stays in `former_ids`. Raises CommandError if there is no such record or the new id is taken.
    """
    record = catalog.find(old)
    if record is None:
        raise CommandError(f"{old}: no such record.{did_you_mean(old, [r.key for r in catalog])} Write collection/id")
    target, key = free(catalog.root, record.collection, identity), f"{record.collection}/{identity}"
    if any(identity in other.former_ids for other in catalog[record.collection].values() if other is not record):
        raise CommandError(f"{key}: was another record's id once; ids are never given twice")
    changed = []
    for other in catalog:
        path = catalog.root / catalog.nodes[other.key].path
        text = source.read_text(path)
        edits = list(_mentions(text, other, old, identity)) if record.id in text else []
        if edits:
            path.write_text(_edited(text, edits), encoding="utf-8", newline="\n")
            changed.append(path)
    changed += _rename_in_prose(catalog.root, old, key)
    path = catalog.root / catalog.nodes[old].path
    text = _with_former(source.read_text(path), (*record.former_ids, record.id), identity)
    path.unlink()
    target.write_text(text, encoding="utf-8", newline="\n")
    return [*(p for p in changed if p != path), target]


def _mentions(text: str, record: Record, old: str, identity: str) -> Iterator[Edit]:
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    collection, _, was = old.partition("/")
    key = f"{collection}/{identity}"
    for path, target in references(record):
        if target == old:
            node = _at(root, path)
            token = text[node.start_mark.index : node.end_mark.index]
            value = identity if token.strip("'\"") == was else re.sub(rf"{re.escape(old)}(?![a-z0-9-])", key, token)
            yield node.start_mark.index, node.end_mark.index, value
            if path[-1] == "record":
                version = _at(root, (*path[:-1], "version"))
                yield version.start_mark.index, version.end_mark.index, "1"
    for node in _clauses(root) if collection == "frameworks" else ():
        if node.value.startswith(f"{was} "):
            start = node.start_mark.index + (1 if node.style else 0)
            yield start, start + len(was), identity


def _at(node: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        if isinstance(step, int):
            node = node.value[step]
        else:
            node = next(value for key, value in node.value if key.value == step)
    return node


def _clauses(node: Any) -> Iterator[Any]:
    """Yield the texts of all lists called `references`: checklist items cite `framework clause`."""
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value == "references":
            yield from (item for item in value.value if isinstance(item, yaml.ScalarNode))
        yield from _clauses(value)
    for item in node.value if isinstance(node, yaml.SequenceNode) else ():
        yield from _clauses(item)


def _edited(text: str, edits: list[Edit]) -> str:
    for start, end, value in sorted(set(edits), reverse=True):
        text = text[:start] + value + text[end:]
    return text


def _with_former(text: str, former: tuple[str, ...], identity: str) -> str:
    line = f"former_ids: [{', '.join(name for name in former if name != identity)}]\n"
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert isinstance(node, yaml.MappingNode)
    for key, value in node.value:
        if key.value == "former_ids":
            return text[: key.start_mark.index] + line + text[value.end_mark.index :].lstrip("\n")
    return f"{text.rstrip()}\n{line}"


def _rename_in_prose(root: Path, old: str, key: str) -> list[Path]:
    """Change calls such as `{{ link("events/old") }}` in `docs/`; return the pages that changed."""
    changed = []
    for path in sorted((root / "docs").rglob("*.md")) if (root / "docs").is_dir() else []:
        text = path.read_text(encoding="utf-8")
        fresh = re.sub(rf"([\"']){re.escape(old)}\1", rf"\g<1>{key}\1", text)
        if fresh != text:
            path.write_text(fresh, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed
