"""What search can find: every record, and the sections of every page. `files` is the index a browser reads."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from macros.catalog import Catalog
from macros.published import PublishedFile
from macros.records import Record
from macros.references import marks, references
from macros.search_index import SearchDocument, build
from macros.search_sections import RenderedPage, sections
from macros.values import EDTF, Ref, Vocabulary

# Fields with a place of their own in a search document, or of no use to a reader who searches.
KEPT_APART = frozenset(
    {
        "id",
        "title",
        "aliases",
        "asks",
        "plain",
        "checked",
        "reviews",
        "former_ids",
        "url",
        "due",
        "language",
    }
)
LEADS = ("plain", "reason", "headline", "why", "note")  # The sentence that a result shows first.
NAMED = ("organizations", "models")  # Mentions of these are read as their titles.
SECTION_WEIGHT = 0.8
FACETS = ("model", "audience", "jurisdiction")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


def files(catalog: Catalog, pages: Iterable[RenderedPage] = ()) -> Iterator[PublishedFile]:
    """Yield the files below `search/` that a browser reads; the same data, the same bytes."""
    for path, content in build(documents(catalog, pages), facet_labels(catalog)):
        yield PublishedFile(f"search/{path}", content)


def documents(catalog: Catalog, pages: Iterable[RenderedPage] = ()) -> tuple[SearchDocument, ...]:
    """Return what can be found: one document for each record, one for each section of `pages` that is not one."""
    found = {
        document.address: document for record in catalog for document in [_record(catalog, record)]
    }
    for page in pages:
        for document in _page(page, found.get(page.address)):
            found.setdefault(document.address, document)
    return tuple(found.values())


def facet_labels(catalog: Catalog) -> dict[str, dict[str, str]]:
    """Return the labels of the values that results can be filtered by."""
    jurisdictions = {
        id_: entry.label for id_, entry in catalog.vocabularies["jurisdictions"].items()
    }
    titles = {
        name: {record.id: record.title for record in catalog[name].values()}
        for name in ("models", "audiences")
    }
    return dict(zip(FACETS, (titles["models"], titles["audiences"], jurisdictions), strict=True))


def _record(catalog: Catalog, record: Record) -> SearchDocument:
    lead = next((str(value) for name in LEADS if (value := getattr(record, name, None))), "")
    body = " ".join(_texts(catalog, record))
    return SearchDocument(
        address=catalog.address(record),
        kind=record.singular,
        title=record.title,
        aliases=record.aliases,
        asks=record.asks,
        plain=_unmarked(lead),
        topics=tuple(_topics(catalog, record)),
        text=_unmarked(body),
        date=str(
            getattr(record, "date", None) or getattr(record, "issued", None) or record.checked
        ),
        dates=_dates(record),
        verdict=getattr(record, "verdict", None),
        facets=_facets(catalog, record),
        weight=_weight(catalog, record),
    )


def _page(page: RenderedPage, record: SearchDocument | None) -> Iterator[SearchDocument]:
    for section in sections(page.html):
        first = not section.anchor
        if not (first and record):
            yield SearchDocument(
                address=page.address if first else f"{page.address}#{section.anchor}",
                kind=record.kind if record else "page",
                title=page.title if first else section.heading,
                parent="" if first else page.title,
                asks=page.asks if first else (),
                plain=page.description if first else "",
                text=section.text,
                date=record.date if record else None,
                facets=record.facets if record else {},
                weight=1.0 if first else SECTION_WEIGHT,
            )


def _texts(catalog: Catalog, part: Any) -> Iterator[str]:
    """Yield every text of a record, entries of closed lists as their labels, organizations and models as titles."""
    if isinstance(part, BaseModel):
        known = marks(type(part))
        for name, value in part.__dict__.items():
            if name not in KEPT_APART and name not in LEADS and value is not None:
                yield from (
                    _named(catalog, known[name], value) if name in known else _texts(catalog, value)
                )
    elif isinstance(part, tuple):
        for item in part:
            yield from _texts(catalog, item)
    elif isinstance(part, str) and not isinstance(part, EDTF):
        yield part


def _named(catalog: Catalog, mark: Ref | Vocabulary, value: Any) -> Iterator[str]:
    for identity in value if isinstance(value, tuple) else (value,):
        if isinstance(mark, Vocabulary):
            yield catalog.label(mark.name, identity)
        elif mark.collection in NAMED:
            yield catalog[mark.collection][identity].title


def _topics(catalog: Catalog, record: Record) -> Iterator[str]:
    """Yield the names of what a record answers: its kind, and the attributes of its facts."""
    if kind := getattr(record, "kind", None):
        yield catalog.label(marks(type(record))["kind"].name, kind)  # type: ignore[union-attr]
    for fact in getattr(record, "facts", ()):
        yield catalog.attribute(fact.attribute).label


def _dates(record: Record) -> tuple[str, ...]:
    """Return the days an event is found by; other records are not things that happened on a day."""
    happened = (
        (getattr(record, "date", None), getattr(record, "until", None))
        if record.singular == "event"
        else ()
    )
    return tuple(str(day).rstrip("~") for day in happened if day)


def _facets(catalog: Catalog, record: Record) -> Mapping[str, tuple[str, ...]]:
    own = {record.key, *(key for _, key in references(record))}
    places = {*getattr(record, "jurisdictions", ()), getattr(record, "jurisdiction", None)}
    if developer := getattr(record, "developer", None):
        places.add(catalog["organizations"][developer].jurisdiction)
    readers = {getattr(record, "audience", None), *getattr(record, "audiences", ())}
    if record.collection == "audiences":
        readers.add(record.id)
    models = {key.partition("/")[2] for key in own if key.startswith("models/")}
    return {
        name: tuple(sorted(filter(None, found)))
        for name, found in zip(FACETS, (models, readers, places), strict=True)
    }


def _weight(catalog: Catalog, record: Record) -> float:
    """Return 0.8 for a record that nothing mentions, up to 1.0 for one that many do."""
    return 0.8 + 0.2 * min(1.0, math.log1p(len(catalog.cited_by(record))) / math.log1p(12))


def _unmarked(prose: str) -> str:
    """Return Markdown without its marks."""
    return " ".join(re.sub(r"[*`]+", "", _LINK.sub(r"\1", prose)).split())
