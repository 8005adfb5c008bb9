"""Records that had another id before: who they are today, and what named them under the old id."""

from collections.abc import Mapping
from typing import Any

from macros.catalog import Catalog
from macros.records import Record
from macros.references import references


def heirs(catalog: Catalog) -> dict[str, str]:
    """Return the key of today for each key that a record had before."""
    return {f"{record.collection}/{old}": record.key for record in catalog for old in record.former_ids}


def follow(record: Record, new_keys: Mapping[str, str]) -> Record:
    """Return `record` with every mention of an old key changed to the new one, so that a rename is no difference."""
    found = [(path, target) for path, target in references(record) if target in new_keys]
    if not found:
        return record
    body = record.model_dump(mode="json")
    for path, target in found:
        holder: Any = body
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = _renamed(holder[path[-1]], target, new_keys[target])
    return type(record).model_validate(body)


def _renamed(text: str, old: str, new: str) -> str:
    if text == old.partition("/")[2]:
        return new.partition("/")[2]
    return new if text == old else text.replace(f"]({old})", f"]({new})")
