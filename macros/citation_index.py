"""The citation checker's files: what each record said in each version, and where a phrase of it is found.

A browser asks for the manifest, then only for the batches and shards that one question needs:

- `manifest.json`: every record as `[key, title, address]`, former keys, labels of the kinds of change;
- `records-N.json`: a batch of records, each with `versions` as `[date, kind, reason, hash]`, `texts` as
  `[field, text, first version, last version]` and `changes`, by version, as `[field, before, after]`;
- `phrases-N.json`: fingerprints of phrases, each with the numbers of the records that have it.

Fingerprints follow winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003): any run of `PHRASE + WINDOW - 1`
words that a quotation shares with a text is found. `docs/assets/js/cite-check.js` computes the same.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from typing import Any

from macros.ledger import Version
from macros.search_text import words
from macros.values import ID_PATTERN, KEY_PATTERN

PHRASE = 4  # Words in a phrase.
WINDOW = 4  # Of this many neighbouring phrases, one is kept.
BATCH = 32  # Records in a file.
SHARD = 1_200  # Phrases in a file, on average.
MOST = 24  # A phrase that more records share tells nothing; the first ones are kept.
HASH_DIGITS = 16
# What a part of a list is known by, the first that it has; what adds nothing to the name of a field.
_NAMING = ("attribute", "framework", "organization", "audience", "level", "date", "id")
_SILENT = ("text",)
_ID = re.compile(f"{ID_PATTERN[1:-1]}|{KEY_PATTERN[1:-1]}")
_FNV_OFFSET, _FNV_PRIME, _BITS = 0x811C9DC5, 0x01000193, 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class History:
    """All versions of one record, oldest first; `former` are the keys that it had before.

    `address` is where it stands, from the site's root; empty where it was withdrawn.
    """

    key: str
    title: str
    address: str
    versions: Sequence[Version]
    former: Sequence[str] = ()


def files(histories: Sequence[History], site: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield `(path, JSON)`, paths relative to `cite/index/`; the same input, the same bytes.

    `site` is copied into the manifest: its address, title and labels.
    """
    written = {
        f"records-{number}.json": _json([_record(history) for history in batch])
        for number, batch in enumerate(_batches(histories))
    }
    shards = _shards(histories)
    written |= {f"phrases-{number}.json": _json(shard) for number, shard in enumerate(shards)}
    release = sha256("".join(written.values()).encode()).hexdigest()[:12]
    yield "manifest.json", _json({
        **site,
        "folder": release,
        "batch": BATCH,
        "shards": len(shards),
        "records": [[item.key, item.title, item.address, int(not item.address)] for item in histories],
        "former": {old: item.key for item in histories for old in item.former},
    })  # fmt: skip
    for name, content in written.items():
        yield f"{release}/{name}", content


def fingerprints(row: Sequence[str]) -> set[int]:
    """Return the 32-bit fingerprints of a row of words; none of an empty row."""
    phrases = [_phrase(row[at : at + PHRASE]) for at in range(max(1, len(row) - PHRASE + 1)) if row]
    return {min(phrases[at : at + WINDOW]) for at in range(max(1, len(phrases) - WINDOW + 1)) if phrases}


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[list[str]]:
    """Return `[field, before, after]` of each field that differs; what is absent is empty."""
    return [
        [field, before.get(field, ""), after.get(field, "")]
        for field in dict.fromkeys((*before, *after))
        if before.get(field, "") != after.get(field, "")
    ]


def texts(record: Mapping[str, Any] | None) -> dict[str, str]:
    """Return what a version of a record says, by field: `{"facts context-window, values 1, value": "1000000"}`.

    Parts of a list are named by what tells them apart where they have it, so that one part more
    does not rename the others. A withdrawn version says nothing.
    """
    return dict(_leaves(record or {}, ()))


def _leaves(part: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(part, Mapping):
        for name, value in part.items():
            step = name.replace("_", " ")
            yield from _leaves(value, path if path and name in _SILENT else (*path, step))
    elif isinstance(part, list) and all(isinstance(item, str) and _ID.fullmatch(item) for item in part):
        yield ", ".join(path), ", ".join(part)
    elif isinstance(part, list):
        for number, item in enumerate(part, 1):
            own = (
                next((str(item[name]) for name in _NAMING if name in item), str(number))
                if isinstance(item, Mapping)
                else str(number)
            )
            yield from _leaves(item, (*path[:-1], f"{path[-1]} {own}"))
    else:
        yield ", ".join(path), str(part)


def _record(history: History) -> dict[str, Any]:
    said = [texts(version.record) for version in history.versions]
    steps = {
        str(number): changed
        for number, (before, after) in enumerate(pairwise(said), 2)
        if (changed := changes(before, after))
    }
    versions = [[each.date, each.kind, each.reason, each.sha256[:HASH_DIGITS]] for each in history.versions]
    return {"versions": versions, "texts": list(_spans(said)), "changes": steps}


def _spans(said: Sequence[Mapping[str, str]]) -> Iterator[list[Any]]:
    """Yield `[field, text, first, last]`: each sentence of a field once, with the versions that have it."""
    spans: dict[tuple[str, str], list[int]] = {}
    for number, edition in enumerate(said, 1):
        for field, text in edition.items():
            spans.setdefault((field, text), []).append(number)
    for (field, text), numbers in spans.items():
        if _is_prose(text):
            yield [field, text, numbers[0], numbers[-1]]


def _is_prose(text: str) -> bool:
    return len(words(text)) >= PHRASE and not all(map(_ID.fullmatch, text.split(", ")))


def _shards(histories: Sequence[History]) -> list[dict[str, list[int]]]:
    found: dict[int, list[int]] = {}
    for number, history in enumerate(histories):
        said = {text for each in history.versions for text in texts(each.record).values()}
        for mark in sorted(set().union(*(fingerprints(words(text)) for text in said if _is_prose(text)))):
            found.setdefault(mark, []).append(number)
    shards: list[dict[str, list[int]]] = [{} for _ in range(max(1, round(len(found) / SHARD)))]
    for mark, numbers in sorted(found.items()):
        shards[mark % len(shards)][str(mark)] = numbers[:MOST]
    return shards


def _phrase(row: Sequence[str]) -> int:
    value = 0
    for word in row:
        value = ((value * _FNV_PRIME) & _BITS) ^ _word(word)
    return value


@cache
def _word(word: str) -> int:
    """Return the FNV-1a hash of a word in UTF-8 (Fowler, Noll and Vo; RFC 9923)."""
    value = _FNV_OFFSET
    for byte in word.encode():
        value = ((value ^ byte) * _FNV_PRIME) & _BITS
    return value


def _batches(histories: Sequence[History]) -> Iterable[Sequence[History]]:
    return (histories[at : at + BATCH] for at in range(0, len(histories), BATCH))


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
