"""Records that had another id before: who they are today, and what named them under the old id."""

from collections.abc import Mapping
from typing import Any

from macros.catalog import Catalog
from macros.records import Record
from macros.references import references


def heirs(catalog: Catalog) -> dict[str, str]:
    """Return the key of today for each key that a record had before."""
    return {f"{record.collection}/{old}": record.key for record in catalog for old in record.former_ids}


def places(catalog: Catalog) -> dict[str, str]:
    """Return the address of today for every key, those that records had before too."""
    former = {old: catalog.addresses[key] for old, key in heirs(catalog).items()}
    return former | dict(catalog.addresses)


def follow(record: Record, new_keys: Mapping[str, str]) -> Record:
    """Return `record` with every mention of an old key changed to the new one, so that a rename is no difference."""
    found = [(path, target) for path, target in references(record) if target in new_keys]
    frameworks = {old: new for old, new in new_keys.items() if old.startswith("frameworks/")}
    if not found and not frameworks:
        return record
    body = record.model_dump(mode="json")
    _follow_clauses(body, frameworks)
    for path, target in found:
        holder: Any = body
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = _renamed(holder[path[-1]], target, new_keys[target])
    return type(record).model_validate(body)


def _follow_clauses(body: Any, frameworks: Mapping[str, str]) -> None:
    """Checklist items cite `framework clause` in a text."""
    for name, value in body.items() if isinstance(body, dict) else ():
        if name == "references" and frameworks:
            value[:] = [_clause(item, frameworks) if isinstance(item, str) else item for item in value]
        _follow_clauses(value, frameworks)
    for item in body if isinstance(body, list) else ():
        _follow_clauses(item, frameworks)


def _clause(text: str, frameworks: Mapping[str, str]) -> str:
    framework, _, clause = text.partition(" ")
    new = frameworks.get(f"frameworks/{framework}")
    return f"{new.partition('/')[2]} {clause}" if new else text


def _renamed(text: str, old: str, new: str) -> str:
    if text == old.partition("/")[2]:
        return new.partition("/")[2]
    return new if text == old else text.replace(f"]({old})", f"]({new})")
