"""The citation checker's files: what each record said in each version, and where a phrase of it is found.

A browser asks for the manifest, then only for the batches and shards that one question needs:

- `manifest.json`: every record as `[key, title, address]`, the folder of the others, and `site`;
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

from macros.citations import plain
from macros.ledger import Version, differences, flat
from macros.search_text import words

PHRASE = 4  # Words in a phrase.
WINDOW = 4  # Of this many neighbouring phrases, one is kept.
BATCH = 32  # Records in a file.
SHARD = 1_200  # Phrases in a file, on average.
MOST = 24  # A phrase that more records share tells nothing; the first ones are kept.
HASH_DIGITS = 16
_SPOKEN = re.compile(r"\s|[^\x00-\x7f]").search  # An id has neither spaces nor letters outside ASCII.
_FNV_OFFSET, _FNV_PRIME, _BITS = 0x811C9DC5, 0x01000193, 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class History:
    """All versions logged under one key, oldest first.

    `address` is where the record stands, from the site's root; empty where it was withdrawn.
    """

    key: str
    title: str
    address: str
    versions: Sequence[Version]


def files(histories: Sequence[History], site: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield `(path, JSON)`, paths relative to `cite/index/`; the same input, the same bytes.

    `site` is copied into the manifest: address, title, former keys, labels of the kinds of change.
    """
    said = [[prose(version.record) for version in history.versions] for history in histories]
    records = [_record(history.versions, editions) for history, editions in zip(histories, said, strict=True)]
    written = {f"records-{number}.json": _json(batch) for number, batch in enumerate(_batches(records))}
    shards = _shards(said)
    written |= {f"phrases-{number}.json": _json(shard) for number, shard in enumerate(shards)}
    release = sha256("".join(written.values()).encode()).hexdigest()[:12]
    yield "manifest.json", _json({
        **site,
        "folder": release,
        "batch": BATCH,
        "shards": len(shards),
        "records": [[item.key, item.title, item.address] for item in histories],
    })  # fmt: skip
    for name, content in written.items():
        yield f"{release}/{name}", content


def fingerprints(row: Sequence[str]) -> set[int]:
    """Return the 32-bit fingerprints of a row of words; none of an empty row."""
    phrases = [_phrase(row[at : at + PHRASE]) for at in range(max(1, len(row) - PHRASE + 1)) if row]
    return {min(phrases[at : at + WINDOW]) for at in range(max(1, len(phrases) - WINDOW + 1)) if phrases}


def prose(record: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the sentences of a version: `{"axes.impact[1].text": "It ..."}`; none of a withdrawn one."""
    leaves = flat(record or {}).items()
    said = {path: plain(leaf) for path, leaf in leaves if isinstance(leaf, str) and _SPOKEN(leaf)}
    return {path: text for path, text in said.items() if len(words(text)) >= PHRASE}


def _record(versions: Sequence[Version], said: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Return what `records-N.json` holds of a record."""
    return {
        "versions": [[each.date, each.kind, each.reason, each.sha256[:HASH_DIGITS]] for each in versions],
        "texts": list(_spans(said)),
        "changes": {
            str(after.version): [
                [path, *("" if leaf is None else str(leaf) for leaf in leaves)]
                for path, *leaves in differences(before.record, after.record)
            ]
            for before, after in pairwise(versions)
        },
    }


def _spans(editions: Sequence[Mapping[str, str]]) -> Iterator[list[Any]]:
    """Yield `[field, text, first, last]`: each text once, with its last place and the versions that have it."""
    spans: dict[str, list[Any]] = {}
    for number, edition in enumerate(editions, 1):
        for path, text in edition.items():
            first = spans[text][2] if text in spans else number
            spans[text] = [path, text, first, number]
    yield from spans.values()


def _shards(said: Sequence[Sequence[Mapping[str, str]]]) -> list[dict[str, list[int]]]:
    found: dict[int, list[int]] = {}
    for number, editions in enumerate(said):
        texts = {text for edition in editions for text in edition.values()}
        for mark in sorted(set().union(*(fingerprints(words(text)) for text in texts))):
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
    """Return the 32-bit FNV-1a hash of a word in UTF-8 (Fowler, Noll and Vo)."""
    value = _FNV_OFFSET
    for byte in word.encode():
        value = ((value ^ byte) * _FNV_PRIME) & _BITS
    return value


def _batches(records: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (records[at : at + BATCH] for at in range(0, len(records), BATCH))


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
