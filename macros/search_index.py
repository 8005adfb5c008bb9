"""A static search index: what a browser must fetch for one query stays small however many records there are.

Each term's weight in each document is worked out here, once, after BM25F (Robertson and Zaragoza, "The
Probabilistic Relevance Framework: BM25 and Beyond", 2009): fields have weights, repetition saturates, long
texts count less. A browser only adds weights up. The files are cut into shards of about `SHARD` bytes; a
query fetches those that hold its words, and the chunks that hold the documents it shows.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import combinations, groupby
from typing import Any

from macros import search_text

KINDS = (
    "model", "event", "risk", "practice", "audience", "term", "forecast", "dispute", "framework", "organization",
    "page", "claim", "question", "survey", "source",
)  # fmt: skip
# How likely a reader of an equally good match wants this kind: learned on two thirds of the committed queries.
PRIORS = {
    "model": 1.0, "event": 1.0, "risk": 1.0, "practice": 1.0, "audience": 0.9, "term": 1.0, "forecast": 0.95,
    "dispute": 0.9, "framework": 0.9, "organization": 1.0, "page": 0.8, "claim": 0.8, "question": 0.65,
    "survey": 0.7, "source": 0.55,
}  # fmt: skip
NAME, ASK, PLAIN, PARENT, TOPIC, TEXT = 8.0, 4.0, 2.5, 3.0, 1.5, 1.0
SATURATION, LENGTH = 1.2, 0.6
ALIAS = 0.8  # Of a title.
UNPAIRED = ("source", "claim")  # Their titles are sentences of others, too many to pair.
LEVELS = 63  # Weights are kept as whole numbers up to this.
SHARD = 16_000  # Bytes of JSON before compression.
PAIRED_WORDS = 8  # Longer names and questions are not paired.
SHOWN = 600  # Characters of text that a result may show an extract of.
LONGEST = 4.0  # Times the average; a long record is not punished further.
NAME_WORDS = 6  # Longer titles are not looked up as a whole.


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """One thing that search can find: a record, or a section of a page.

    `address` is relative to the site's root. `topics` are headings and field names that the page answers. `dates` are ISO 8601 days or months it can be found by; `date` is
    the as-of date shown. `facets` maps `model`, `audience` and `jurisdiction` to ids. `parent` is the title of
    the page, where the document is a section of it.
    """

    address: str
    kind: str
    title: str
    aliases: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    plain: str = ""
    topics: tuple[str, ...] = ()
    text: str = ""
    parent: str = ""
    date: str | None = None
    dates: tuple[str, ...] = ()
    verdict: str | None = None
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weight: float = 1.0


def build(
    documents: Iterable[SearchDocument], labels: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield `(path, JSON)` of the index files, paths relative to `search/`; the same input, the same bytes.

    `labels` maps each facet to the labels of its ids, as readers see them.
    """
    rows = sorted(documents, key=lambda item: (KINDS.index(item.kind), item.address))
    shards = list(_cut(sorted(_postings(rows).items(), key=_utf16)))
    chunks = list(_cut((index, _shown(row)) for index, row in enumerate(rows)))
    files = {f"terms-{i}": dict(shard) for i, shard in enumerate(shards)}
    files |= {f"documents-{i}": [row for _, row in chunk] for i, chunk in enumerate(chunks)}
    files |= {"words": _words(rows), "facets": _facets(rows, labels)}
    written = {name: _json(content) for name, content in files.items()}
    version = sha256("".join(written.values()).encode()).hexdigest()[:12]
    manifest = {
        "version": version,
        "count": len(rows),
        "kinds": [[kind, len(list(group))] for kind, group in groupby(row.kind for row in rows)],
        "shards": [shard[0][0] for shard in shards],
        "chunks": [chunk[0][0] for chunk in chunks],
        "stop_words": sorted(search_text.STOP_WORDS),
        "files": [f"{version}/{name}.json" for name in sorted(written)],
    }
    yield "manifest.json", _json(manifest)
    for name in sorted(written):
        yield f"{version}/{name}.json", written[name]


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _utf16(item: tuple[str, Any]) -> bytes:
    """Sort as JavaScript compares strings, so that both sides find the same shard."""
    return item[0].encode("utf-16-be")


def _cut(items: Iterable[tuple[Any, Any]]) -> Iterator[list[tuple[Any, Any]]]:
    shard: list[tuple[Any, Any]] = []
    size = 0
    for item in items:
        length = len(_json(item[1]).encode()) + len(str(item[0]))
        if shard and size + length > SHARD:
            yield shard
            shard, size = [], 0
        shard.append(item)
        size += length
    if shard:
        yield shard


def _postings(rows: list[SearchDocument]) -> dict[str, list[int]]:
    """Return for each term the documents that have it: number, weight, number, weight ..."""
    average = sum(len(search_text.words(row.text)) for row in rows) / max(1, len(rows)) + 1
    postings: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        prior = PRIORS[row.kind] * row.weight
        for term, weight in _weights(row, average).items():
            level = round(
                LEVELS * prior * weight / (SATURATION + weight) * (prior if "=" in term else 1.0)
            )
            if level > 0:
                postings.setdefault(term, []).extend((number, min(level, LEVELS)))
    return postings


def _weights(row: SearchDocument, average: float) -> Counter[str]:
    found: Counter[str] = Counter()
    _strongest(
        found,
        NAME,
        0.4,
        [search_text.terms(row.title)],
        [search_text.terms(name) for name in row.aliases],
    )
    _strongest(
        found,
        NAME,
        0.4,
        [search_text.joins(row.title)],
        [search_text.joins(name) for name in row.aliases],
    )
    _strongest(found, ASK, 0.3, [search_text.terms(ask) for ask in row.asks])
    _strongest(found, PARENT, 0.4, [search_text.terms(row.parent)])
    _strongest(found, PARENT, 0.4, [search_text.joins(row.parent)])
    for weight, text in (
        (PLAIN, row.plain),
        (TEXT, row.text),
        (TOPIC, " ".join((row.kind, *row.topics))),
    ):
        terms = search_text.terms(text)
        norm = 1 - LENGTH + LENGTH * len(terms) / average
        for term, count in Counter([*terms, *_numbered(text)]).items():
            found[term] += weight * count / min(max(norm, 0.4), LONGEST)
    for date in row.dates:
        found.update(dict.fromkeys(search_text.date_terms(date), NAME))
    for name in (*row.aliases, row.title):
        key = search_text.terms(name)
        if 0 < len(key) <= NAME_WORDS:
            found["=".join((key[0], " ".join(key[1:])))] = (
                NAME if name == row.title else ALIAS * NAME
            )
    if row.kind not in UNPAIRED:
        for text in (row.title, *row.aliases, *row.asks):
            found.update(dict.fromkeys(_pairs(text), NAME))
    return found


def _strongest(
    found: Counter[str],
    weight: float,
    length: float,
    texts: list[list[str]],
    others: Iterable[list[str]] = (),
) -> None:
    """Add to each term its strongest appearance; a short name counts more than a word of a long one, and
    `texts` more than `others`.
    """
    best: dict[str, float] = {}
    for factor, rows in ((1.0, texts), (ALIAS, others)):
        for terms in rows:
            for term in terms:
                best[term] = max(best.get(term, 0.0), factor * weight * len(terms) ** -length)
    found.update(best)


def _pairs(text: str) -> set[str]:
    """Return the words of one name or question two by two, `check~model`: together they mean more than apart."""
    terms = sorted(set(search_text.terms(text)))
    return {f"{a}~{b}" for a, b in combinations(terms, 2)} if len(terms) <= PAIRED_WORDS else set()


def _numbered(text: str) -> list[str]:
    """Return word and number in one, such as `article73`; other pairs only count in names."""
    return [join for join in search_text.joins(text) if join[0].isalpha() and join[-1].isdigit()]


def _words(rows: list[SearchDocument]) -> str:
    """Return the words that a slip of the hand is compared with, in order, each as the number of letters it
    shares with the one before and the rest: words of names and questions, and those of two texts or more.
    """
    often: Counter[str] = Counter()
    for row in rows:
        head = {
            w
            for text in (row.title, *row.aliases, *row.asks, row.plain)
            for w in search_text.words(text)
        }
        body = set(search_text.words(row.text))
        often.update(dict.fromkeys(head, 2))
        often.update(body - head)
    kept = sorted(
        w for w, count in often.items() if count > 1 and len(w) > 3 and w.isascii() and w.isalpha()
    )
    lines, before = [], ""
    for word in kept:
        shared = next(
            (i for i, pair in enumerate(zip(before, word, strict=False)) if pair[0] != pair[1]),
            min(len(before), len(word)),
        )
        lines.append(f"{shared}{word[shared:]}")
        before = word
    return " ".join(lines)


def _shown(row: SearchDocument) -> dict[str, Any]:
    shown = {
        "address": row.address, "kind": row.kind, "title": row.title, "parent": row.parent, "aliases": row.aliases,
        "text": " ".join(filter(None, (row.plain, row.text)))[:SHOWN], "date": row.date, "verdict": row.verdict,
    }  # fmt: skip
    return {name: value for name, value in shown.items() if value}


def _facets(rows: list[SearchDocument], labels: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    facets: dict[str, Any] = {}
    for name, entries in labels.items():
        found = {
            i: [n for n, row in enumerate(rows) if i in row.facets.get(name, ())] for i in entries
        }
        facets[name] = [
            {"id": i, "label": entries[i], "documents": found[i]} for i in entries if found[i]
        ]
    return facets
