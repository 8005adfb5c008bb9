"""A static search index: what a browser must fetch for one query stays small, whatever the records.

The files are cut into pieces of about `PIECE` bytes. A query fetches the manifest, the word list, the
pieces that hold its terms, and those that hold the documents it shows; `docs/assets/js/search-engine.js`
adds the weights up. File names carry the version, so that pieces of two builds never mix.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any

from macros import search_text
from macros.search_weights import KINDS, SearchDocument, average_length, levels

PIECE = {"terms": 16_000, "documents": 8_000}  # Bytes of JSON before compression.
SHOWN = 600  # Characters of text that a result may show an extract of.
SHORTEST_WORD = 4  # A slip in a shorter word makes another word.
Labels = Mapping[str, Mapping[str, str]]


def build(documents: Iterable[SearchDocument], labels: Labels) -> Iterator[tuple[str, str]]:
    """Yield `(path, JSON)` of the files, paths relative to `search/`; the same input, the same bytes.

    `labels` maps `kind`, `verdict` and each facet to the labels of its ids, as readers see them.
    """
    order = list(KINDS)
    rows = sorted(documents, key=lambda row: (order.index(row.kind), row.address))
    terms = list(_cut("terms", sorted(_postings(rows).items(), key=lambda item: utf16(item[0]))))
    shown = list(_cut("documents", enumerate(map(_shown, rows))))
    files: dict[str, Any] = {f"terms-{i}": dict(piece) for i, piece in enumerate(terms)}
    files |= {f"documents-{i}": [row for _, row in piece] for i, piece in enumerate(shown)}
    files |= {"words": _packed(_words(rows)), "facets": _facets(rows, labels)}
    written = {name: _json(files[name]) for name in sorted(files)}
    version = sha256("".join(written.values()).encode()).hexdigest()[:12]
    manifest = {
        "version": version,
        "count": len(rows),
        "pages": list(_pages(rows)),
        "kinds": [[kind, len(list(group))] for kind, group in groupby(row.kind for row in rows)],
        "labels": {name: labels[name] for name in ("kind", "verdict") if name in labels},
        "terms": [piece[0][0] for piece in terms],
        "documents": [piece[0][0] for piece in shown],
        "bytes": sum(len(content.encode()) for content in written.values()),
        "stop_words": sorted(search_text.STOP_WORDS),
    }
    yield "manifest.json", _json(manifest)
    yield from ((f"{version}/{name}.json", content) for name, content in written.items())


def utf16(text: str) -> bytes:
    """Return a sort key that orders as JavaScript does, so that both sides find the same piece."""
    return text.encode("utf-16-be")


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _cut(name: str, items: Iterable[tuple[Any, Any]]) -> Iterator[list[tuple[Any, Any]]]:
    piece: list[tuple[Any, Any]] = []
    size = 0
    for item in items:
        length = len(_json(item).encode())
        if piece and size + length > PIECE[name]:
            yield piece
            piece, size = [], 0
        piece.append(item)
        size += length
    if piece:
        yield piece


def _postings(rows: Sequence[SearchDocument]) -> dict[str, list[int]]:
    """Return for each term the documents that have it: number, weight, number, weight ..."""
    average = average_length(rows)
    postings: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        for term, level in levels(row, average).items():
            postings.setdefault(term, []).extend((number, level))
    return postings


def _words(rows: Iterable[SearchDocument]) -> list[str]:
    """Return the words that a reader's slip is compared with: those of names, questions and first
    sentences, and those of two texts or more.
    """  # noqa: D205
    often: Counter[str] = Counter()
    for row in rows:
        head = " \n ".join((*row.names, *row.asks, row.plain))
        often.update(dict.fromkeys(search_text.words(head), 2))
        often.update(set(search_text.words(row.text)))
    return sorted(
        word
        for word, count in often.items()
        if count > 1 and len(word) >= SHORTEST_WORD and word.isascii() and word.isalpha()
    )


def _packed(words: Sequence[str]) -> str:
    """Return sorted words, each as the number of letters shared with the one before, and the rest."""
    found = []
    for before, word in zip(("", *words), words, strict=False):
        pairs = zip(before, word, strict=False)
        shared = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(before), len(word)))
        found.append(f"{shared}{word[shared:]}")
    return " ".join(found)


def _pages(rows: Sequence[SearchDocument]) -> Iterator[list[int]]:
    """Yield the number of each page that has sections, and how many: they stand right behind it."""
    page, count = 0, 0
    for number, row in enumerate([*rows, None]):
        if row and row.parent and row.address.startswith(f"{rows[page].address}#"):
            count += 1
            continue
        if count:
            yield [page, count]
        page, count = number, 0


def _shown(row: SearchDocument) -> dict[str, Any]:
    shown = {
        "address": row.address,
        "kind": row.kind,
        "title": row.title,
        "parent": row.parent,
        "aliases": row.aliases,
        "text": (row.prose or row.text)[:SHOWN],
        "on": row.on,
        "date": row.date,
        "verdict": row.verdict,
        "due": row.due,
    }
    return {name: value for name, value in shown.items() if value}


def _facets(rows: Sequence[SearchDocument], labels: Labels) -> dict[str, dict[str, list[int]]]:
    """Return for each value of each facet the numbers of the documents that have it."""
    facets: dict[str, dict[str, list[int]]] = {name: {} for name in labels}
    for number, row in enumerate(rows):
        for name, values in row.facets.items():
            for value in values:
                facets[name].setdefault(value, []).append(number)
    return {
        name: {value: found[value] for value in labels[name] if value in found}
        for name, found in facets.items()
        if found
    }
