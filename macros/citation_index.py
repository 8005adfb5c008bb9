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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from macros.search_text import words

PHRASE = 4  # Words in a phrase.
WINDOW = 4  # Of this many neighbouring phrases, one is kept.
BATCH = 32  # Records in a file.
SHARD = 1_200  # Phrases in a file, on average.
MOST = 24  # A phrase that more records share tells nothing; the first ones are kept.
_FNV_OFFSET, _FNV_PRIME, _BITS = 0x811C9DC5, 0x01000193, 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a record: its day (EDTF), kind of change, reason, SHA-256, and `{field: text}`."""

    date: str
    kind: str
    reason: str
    sha256: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class History:
    """All versions of one record, oldest first. `withdrawn` where the site no longer stands by it."""

    key: str
    title: str
    address: str
    editions: Sequence[Edition]
    former: Sequence[str] = ()
    withdrawn: bool = False


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
        "records": [[item.key, item.title, item.address, int(item.withdrawn)] for item in histories],
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


def _record(history: History) -> dict[str, Any]:
    editions = history.editions
    steps = {
        str(number): changed
        for number, (before, after) in enumerate(zip(editions, editions[1:], strict=False), 2)
        if (changed := changes(before.texts, after.texts))
    }
    versions = [[each.date, each.kind, each.reason, each.sha256[:16]] for each in editions]
    return {"versions": versions, "texts": list(_spans(editions)), "changes": steps}


def _spans(editions: Sequence[Edition]) -> Iterator[list[Any]]:
    """Yield `[field, text, first, last]`: each text of a field once, with the versions that have it."""
    spans: dict[tuple[str, str], list[int]] = {}
    for number, edition in enumerate(editions, 1):
        for field, text in edition.texts.items():
            spans.setdefault((field, text), []).append(number)
    for (field, text), numbers in spans.items():
        if len(words(text)) >= PHRASE:
            yield [field, text, numbers[0], numbers[-1]]


def _shards(histories: Sequence[History]) -> list[dict[str, list[int]]]:
    found: dict[int, list[int]] = {}
    for number, history in enumerate(histories):
        texts = dict.fromkeys(text for each in history.editions for text in each.texts.values())
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
    """Return the FNV-1a hash of a word in UTF-8 (Fowler, Noll and Vo; RFC 9923)."""
    value = _FNV_OFFSET
    for byte in word.encode():
        value = ((value ^ byte) * _FNV_PRIME) & _BITS
    return value


def _batches(histories: Sequence[History]) -> Iterable[Sequence[History]]:
    return (histories[at : at + BATCH] for at in range(0, len(histories), BATCH))


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
