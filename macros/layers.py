"""Layers of a record: what the short layers say must stand in its sourced parts, in words that are easy to read."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from pydantic import BaseModel

from macros import ledger as ledgers
from macros.catalog import Catalog
from macros.problems import Problem, field_name
from macros.records import Record

SHORT_LAYERS = ("plain", "summary", "audience_notes")
# The site's own days say nothing about the world, and the digits of an id are part of a name.
OWN_FIELDS = ("checked", "due", "reviews", "former_ids")
# Words of this site about what sources say; like the short layers they bring no figure of their own.
NOTES = ("resolution", "blanks")
SAYING = ("claims", "events", "forecasts", "disputes", "surveys")
_ID = re.compile(r"(?=.*[a-z])[a-z0-9/-]+")
HARDEST_GRADE = 11.0
FIGURE = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w])")


def figures(text: str) -> set[str]:
    """Return the numbers in `text`, without thousands marks; those inside names such as `GLM-5.2` are left out."""
    return {
        match.replace(",", "").rstrip(".") for match in FIGURE.findall(re.sub(r"[A-Za-z]+[-\u2011]\d[\w.]*", " ", text))
    }


def texts(part: Any, skip: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield every text and number in a record or part of one, as text, without the fields in `skip`."""
    if isinstance(part, BaseModel):
        for name, value in part.__dict__.items():
            if name not in skip:
                yield from texts(value, skip)
    elif isinstance(part, tuple):
        for item in part:
            yield from texts(item, skip)
    elif part is not None:
        yield str(part)


def _spelled(text: str) -> str:
    """Return `text` with its ISO dates split, so that `16 June 2026` finds 16 and 2026 in `2026-06-16`."""
    return re.sub(r"(\d{4})-\d\d(?:-(\d\d))?", lambda m: f"{m[1]} {int(m[2])}" if m[2] else m[1], text)


@lru_cache(maxsize=100_000)
def _told(text: str) -> frozenset[str]:
    """Return the numbers that one text of a record tells; none of an id."""
    told = any(map(str.isdigit, text)) and not _ID.fullmatch(text)
    return frozenset(figures(_spelled(text))) if told else frozenset()


class _Told:
    """The figures that records tell, each record read once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._found: dict[tuple[str, tuple[str, ...]], frozenset[str]] = {}

    def of(self, record: Record, skip: tuple[str, ...]) -> frozenset[str]:
        """Return the figures of a record without the fields in `skip`."""
        if (record.key, skip) not in self._found:
            told = map(_told, texts(record, (*skip, *NOTES, *OWN_FIELDS)))
            self._found[record.key, skip] = frozenset().union(*told)
        return self._found[record.key, skip]

    def about(self, record: Record) -> frozenset[str]:
        """Return the figures of a record's sourced parts, of what it links and of what is said about it."""
        linked = [r for r in self._catalog.mentions(record) if r.collection not in ("sources", "organizations")]
        citing = [r for r in self._catalog.cited_by(record) if r.collection in SAYING]
        return self.of(record, SHORT_LAYERS).union(
            *(self.of(other, SHORT_LAYERS[1:]) for other in linked), *(self.of(other, ()) for other in citing)
        )


def layers_repeat_the_record(catalog: Catalog) -> Iterator[Problem]:
    """A figure in a short layer stands in the record's sourced parts, or in a record that it links."""
    told = _Told(catalog)
    for record in catalog:
        if "#" in record.address:
            continue
        for name in SHORT_LAYERS:
            said = figures(" ".join(texts(getattr(record, name, None))))
            for figure in sorted(said - told.about(record)) if said else ():
                yield catalog.problem(record, (name,), _unsourced(name, figure))


def notes_repeat_the_record(catalog: Catalog) -> Iterator[Problem]:
    """A figure in a resolution or a blank's note stands in the record's sourced parts, or in a record that it links."""
    told = _Told(catalog)
    for record in catalog:
        for path, text in _notes(record):
            for figure in sorted(said - told.about(record)) if (said := figures(text)) else ():
                yield catalog.problem(record, path, _unsourced(field_name(path), figure))


def _notes(record: Record) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, fact in enumerate(getattr(record, "facts", ())):
        if fact.resolution:
            yield ("facts", index, "resolution", "text"), fact.resolution.text
    for index, blank in enumerate(getattr(record, "blanks", ())):
        if blank.note:
            yield ("blanks", index, "note"), blank.note


def _unsourced(name: str, figure: str) -> str:
    return f"{name!r} says {figure}, which no sourced part of the record says; add it there, or leave it out"


@cache
def grade(text: str) -> float:
    """Return the Flesch-Kincaid reading grade of `text` (Kincaid et al., 1975)."""
    import textstat  # Its dictionary takes as long as all else that `check` does: only where there is a text to grade.

    return float(textstat.flesch_kincaid_grade(text))


def hard_to_read(catalog: Catalog, records: Iterable[Record]) -> Iterator[Problem]:
    """Yield a Problem for each of `records` whose one-sentence layer is above a reading grade of `HARDEST_GRADE`."""
    for record in records:
        if "#" not in record.address and (found := grade(getattr(record, "plain", ""))) > HARDEST_GRADE:
            message = f"'plain' reads at grade {found:.0f}, above {HARDEST_GRADE:.0f}; use shorter words and sentences"
            yield catalog.problem(record, ("plain",), message)


def plain_is_easy_to_read(catalog: Catalog) -> Iterator[Problem]:
    """The one-sentence layer of a page stays within a reading grade of `HARDEST_GRADE`.

    A text above it is never logged, so one that is logged is not graded again.
    """
    book = ledgers.of(catalog)
    last = {record.key: book.current(record.key) for record in catalog}
    fresh = (r for r in catalog if (version := last[r.key]) is None or _plain(version) != getattr(r, "plain", None))
    yield from hard_to_read(catalog, fresh)


def _plain(version: ledgers.Version) -> str | None:
    return (version.record or {}).get("plain")
