"""How much each term counts in each document, after BM25F.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009): fields have
weights, repetition saturates, long texts count less. Beside words there are three kinds of terms:
`fable5`, two words in one; `check~model`, two words of one name or question; `zhipu=ai`, a whole name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from macros import search_text
from macros.search_thesaurus import related

# How likely a reader of an equally good match wants this kind, in the order of the index.
KINDS = {
    "model": 1.0,
    "event": 1.0,
    "risk": 1.0,
    "practice": 1.0,
    "audience": 0.95,
    "term": 1.0,
    "forecast": 0.95,
    "dispute": 0.95,
    "framework": 0.9,
    "organization": 0.95,
    "page": 0.9,
    "claim": 0.8,
    "question": 0.65,
    "survey": 0.75,
    "source": 0.55,
}
TITLE, ALIAS, ASK, PARENT, PLAIN, TOPIC, TEXT = 9.0, 6.5, 4.0, 5.0, 2.5, 1.5, 0.8
RELATED = 0.3  # Of the word itself: another of like meaning.
SATURATION = 1.6
SHORT_NAME, SHORT_ASK = 0.25, 0.3  # How much a word of a short name counts more than one of a long.
LENGTH, SHORTEST, LONGEST = 0.6, 0.4, 4.0  # The same for texts, within these bounds.
NAME_WORDS = 6  # Longer names are not looked up as a whole,
PAIRED_WORDS = 8  # and of longer names and questions no pairs are made,
UNPAIRED = ("source", "claim")  # nor of these, whose titles are sentences of others.
LEVELS = 63  # Weights are kept as whole numbers up to this.


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """One thing that search can find: a record, or a section of a page.

    `address` is relative to the site's root, `parent` the title of the page a section belongs to. `slug` is its
    id as words, `asks` are plain questions it answers, `topics` names of what it answers, `prose` is what an
    extract is shown of. `dates` are ISO 8601 days or months it can be found by, `on` the day it happened or was
    published, `date` the day for which it holds; both are only shown. `facets` maps `model`, `audience` and
    `jurisdiction` to ids. `weight` is at most 1, less for what readers rarely want.
    """

    address: str
    kind: str
    title: str
    aliases: tuple[str, ...] = ()
    slug: str = ""
    asks: tuple[str, ...] = ()
    plain: str = ""
    topics: tuple[str, ...] = ()
    text: str = ""
    prose: str = ""
    parent: str = ""
    date: str | None = None
    dates: tuple[str, ...] = ()
    on: str | None = None
    verdict: str | None = None
    due: bool = False
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weight: float = 1.0

    @property
    def names(self) -> tuple[str, ...]:
        """The title, without its parentheses, and the aliases."""
        short = re.sub(r"\s*\([^)]*\)", "", self.title)
        return (self.title, *((short,) if short != self.title else ()), *self.aliases)


def average_length(rows: Iterable[SearchDocument]) -> float:
    """Return the average number of words in the texts, at least one."""
    lengths = [len(search_text.words(row.text)) for row in rows]
    return max(1.0, sum(lengths) / max(1, len(lengths)))


def levels(row: SearchDocument, average: float) -> dict[str, int]:
    """Return each term of a document with its weight from 1 to `LEVELS`."""
    prior = KINDS[row.kind] * row.weight
    shares = {term: weight / (SATURATION + weight) for term, weight in _words(row, average).items()}
    shares |= dict.fromkeys(_pairs(row), 0.9) | _whole_names(row, prior)
    found = {term: min(LEVELS, round(LEVELS * prior * share)) for term, share in shares.items()}
    return {term: level for term, level in found.items() if level}


def _words(row: SearchDocument, average: float) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for read in (search_text.terms, search_text.joins):
        names = [(ALIAS if name in row.aliases else TITLE, read(name)) for name in row.names]
        _add_strongest(found, names, SHORT_NAME)
        _add_strongest(found, [(PARENT, read(row.parent))], SHORT_NAME)
    _add_strongest(found, [(ASK, search_text.terms(ask)) for ask in row.asks], SHORT_ASK)
    _add_strongest(found, [(ASK, search_text.terms(row.slug))], SHORT_NAME)
    _add_text(found, PLAIN, row.plain, average)
    for term, weight in list(found.items()):
        for other in related(term):
            found[other] = max(found[other], RELATED * weight)
    _add_text(found, TOPIC, " ".join((row.kind, *row.topics)), average)
    _add_text(found, TEXT, row.text, average)
    for date in row.dates:
        found.update(dict.fromkeys(search_text.date_terms(date), TITLE))
    return found


def _add_strongest(found: dict[str, float], texts: Iterable[tuple[float, list[str]]], length: float) -> None:
    best: dict[str, float] = {}
    for weight, terms in texts:
        for term in terms:
            best[term] = max(best.get(term, 0.0), weight * len(terms) ** -length)
    for term, weight in best.items():
        found[term] += weight


def _add_text(found: dict[str, float], weight: float, text: str, average: float) -> None:
    terms = search_text.terms(text)
    norm = 1 - LENGTH + LENGTH * len(terms) / average
    numbered = [join for join in search_text.joins(text) if join[0].isalpha() and join[-1].isdigit()]
    for term, count in Counter([*terms, *numbered]).items():
        found[term] += weight * count / min(max(norm, SHORTEST), LONGEST)


def _pairs(row: SearchDocument) -> set[str]:
    names = () if row.kind in UNPAIRED else (*row.names, *row.asks)
    texts = [sorted(set(search_text.terms(text))) for text in (row.slug, *names)]
    return {f"{a}~{b}" for terms in texts if len(terms) <= PAIRED_WORDS for a, b in combinations(terms, 2)}


def _whole_names(row: SearchDocument, prior: float) -> dict[str, float]:
    """Return names and questions as wholes; a title counts most, a question least."""
    found: dict[str, float] = {}
    shares = {**dict.fromkeys(row.asks, 0.6), **dict.fromkeys(row.names, 1.0), **dict.fromkeys(row.aliases, 0.8)}
    for name, share in shares.items():
        terms = search_text.terms(name)
        if 0 < len(terms) <= NAME_WORDS:
            key = f"{terms[0]}={' '.join(terms[1:])}"
            found[key] = max(found.get(key, 0.0), prior * share)
    return found
