"""What search can find: every record, and the sections of every page; and the files a browser reads."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from macros.catalog import Catalog
from macros.guidance import COLLECTIONS
from macros.published import PublishedFile, RenderedPage
from macros.records import Claim, Record
from macros.references import marks
from macros.search_index import build
from macros.search_sections import sections
from macros.search_weights import SearchDocument
from macros.values import EDTF, Ref, Vocabulary

LEADS = ("plain", "reason", "headline", "why", "note")  # The sentence that a result shows first.
# Fields with a place of their own in a search document, or of no use to a reader who searches.
KEPT_APART = frozenset(
    (*LEADS, "id", "title", "aliases", "asks", "checked", "reviews", "former_ids", "url", "due", "language")
)
NAMED = ("organizations", "models")  # Mentions of these are read as their names.
FACETS = ("model", "audience", "jurisdiction")
SECTION = 0.8  # Weight of a section beside its page,
UNMENTIONED, OFTEN = 0.8, 12  # of a record that no other mentions beside one that so many do,
ACTORS = ("developer", "government", "intergovernmental", "standards-body", "research", "civil-society")
BYSTANDER = 0.7  # and of an organization that only publishes.
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


def files(catalog: Catalog, pages: Iterable[RenderedPage] = ()) -> Iterator[PublishedFile]:
    """Yield the files below `search/` that a browser reads; the same data, the same bytes."""
    for path, content in build(documents(catalog, pages), labels(catalog)):
        yield PublishedFile(f"search/{path}", content)


def documents(catalog: Catalog, pages: Iterable[RenderedPage] = ()) -> tuple[SearchDocument, ...]:
    """Return one document for each record, and one for each section of `pages` that is no record."""
    found = {catalog.address(record): _record(catalog, record) for record in catalog}
    anchors: dict[str, set[str]] = {}
    for place, _, anchor in (address.partition("#") for address in found):
        anchors.setdefault(place, set()).add(anchor)
    for page in (page._replace(address=page.address.removeprefix("./")) for page in pages):
        for document in _page(page, found.get(page.address), anchors.get(page.address, set())):
            found.setdefault(document.address, document)
    return tuple(found.values())


def labels(catalog: Catalog) -> dict[str, dict[str, str]]:
    """Return the labels of kinds, verdicts and of the values that results can be filtered by."""
    kinds = [model.singular for model in COLLECTIONS.values()] + ["page"]
    return {
        "kind": {kind: kind.capitalize() for kind in kinds},
        "verdict": _entries(catalog, "verdicts"),
        "model": {record.id: record.title for record in catalog["models"].values()},
        "audience": {record.id: record.title for record in catalog["audiences"].values()},
        "jurisdiction": _entries(catalog, "jurisdictions"),
    }


def _entries(catalog: Catalog, vocabulary: str) -> dict[str, str]:
    return {name: entry.label for name, entry in catalog.vocabularies[vocabulary].items()}


def _record(catalog: Catalog, record: Record) -> SearchDocument:
    lead = next((str(value) for name in LEADS if (value := getattr(record, name, None))), "")
    happened = getattr(record, "date", None) or getattr(record, "issued", None)
    return SearchDocument(
        address=catalog.address(record),
        kind=record.singular,
        title=record.title,
        aliases=record.aliases,
        slug=record.id.replace("-", " "),
        asks=record.asks,
        plain=_unmarked(lead),
        topics=tuple(_topics(catalog, record)),
        text=_unmarked(" ".join((*_texts(catalog, record), *_titles(catalog, record)))),
        prose=_unmarked(" ".join((lead, *_prose(record)))),
        on=str(happened) if happened else None,
        date=str(record.checked),
        dates=_days(record),
        verdict=getattr(record, "verdict", None),
        due=isinstance(record, Claim) and record.due.earliest <= catalog.as_of,
        facets=_facets(catalog, record),
        weight=_weight(catalog, record),
    )


def _page(page: RenderedPage, record: SearchDocument | None, anchors: set[str]) -> Iterator[SearchDocument]:
    for section in sections(page.html, anchors):
        if section.anchor:
            yield SearchDocument(
                address=f"{page.address}#{section.anchor}",
                kind=record.kind if record else "page",
                title=section.heading,
                parent=page.title,
                text=section.text,
                date=record.date if record else None,
                facets=record.facets if record else {},
                weight=SECTION,
            )
        elif not record:
            yield SearchDocument(
                address=page.address,
                kind="page",
                title=page.title,
                asks=page.asks,
                plain=page.description,
                text=section.text,
                prose=f"{page.description} {section.text}",
            )


def _prose(part: Any) -> Iterator[str]:
    """Yield the sentences of a record: its texts that end like one."""
    if isinstance(part, BaseModel):
        known = marks(type(part))
        for name, value in part.__dict__.items():
            if name not in KEPT_APART and name not in known:
                yield from _prose(value)
    elif isinstance(part, tuple):
        for item in part:
            yield from _prose(item)
    elif isinstance(part, str) and part.rstrip().endswith((".", "!", "?", ")")):
        yield part


def _texts(catalog: Catalog, part: Any) -> Iterator[str]:
    """Yield every text of a record: ids of closed lists as labels, of actors and models as names."""
    if isinstance(part, BaseModel):
        known = marks(type(part))
        for name, value in part.__dict__.items():
            if name not in KEPT_APART and value is not None:
                found = _named(catalog, known[name], value) if name in known else _texts(catalog, value)
                yield from found
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
            mentioned = catalog[mark.collection][identity]
            yield from (mentioned.title, *mentioned.aliases)


def _titles(catalog: Catalog, record: Record) -> Iterator[str]:
    """Yield the titles of the sources of an event: readers remember the words of the press."""
    if record.singular == "event":
        yield from (catalog["sources"][source].title for source in getattr(record, "sources", ()))


def _topics(catalog: Catalog, record: Record) -> Iterator[str]:
    """Yield the names of what a record answers: its own kind, and the attributes of its facts."""
    mark = marks(type(record)).get("kind")
    if isinstance(mark, Vocabulary):
        yield catalog.label(mark.name, getattr(record, "kind", ""))
    for fact in getattr(record, "facts", ()):
        yield catalog.attribute(fact.attribute).label


def _days(record: Record) -> tuple[str, ...]:
    """Return the days an event is found by; other records did not happen on a day."""
    happened = (getattr(record, "date", None), getattr(record, "until", None))
    return tuple(day.rstrip("~") for day in happened if day) if record.singular == "event" else ()


def _facets(catalog: Catalog, record: Record) -> Mapping[str, tuple[str, ...]]:
    keys = {record.key, *(key for _, key in catalog.pointers[record.key])}
    places = {*getattr(record, "jurisdictions", ()), getattr(record, "jurisdiction", None)}
    if developer := getattr(record, "developer", None):
        places.add(catalog["organizations"][developer].jurisdiction)
    audiences = {getattr(record, "audience", None), *getattr(record, "audiences", ())}
    if record.collection == "audiences":
        audiences.add(record.id)
    models = {key.partition("/")[2] for key in keys if key.startswith("models/")}
    found = (tuple(sorted(filter(None, values))) for values in (models, audiences, places))
    return dict(zip(FACETS, found, strict=True))


def _weight(catalog: Catalog, record: Record) -> float:
    mentions = math.log1p(len(catalog.cited_by(record))) / math.log1p(OFTEN)
    weight = UNMENTIONED + (1 - UNMENTIONED) * min(1.0, mentions)
    bystander = record.collection == "organizations" and getattr(record, "kind", "") not in ACTORS
    return weight * BYSTANDER if bystander else weight


def _unmarked(prose: str) -> str:
    """Return Markdown without its marks."""
    return " ".join(re.sub(r"[*`]+", "", _LINK.sub(r"\1", prose)).split())
