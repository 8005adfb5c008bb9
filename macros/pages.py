"""Pages that are made from records: one for each record whose address is a page of its own."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from macros.catalog import Catalog
from macros.records import Record

LONGEST_DESCRIPTION = 160
# Scripts (docs/assets/js/) that the pages of a collection need; all others need none of their own.
SCRIPTS = {"audiences": ["quiz"]}


@dataclass(frozen=True)
class GeneratedPage:
    """A Markdown page: where it goes (`models/glm-5-2.md`), its text, and the file an editor opens."""

    src_uri: str
    markdown: str
    edit_path: str
    section: str
    title: str


def has_page(record: Record) -> bool:
    """Return True where the record's address is a page and not an anchor."""
    return "#" not in record.address


def generated_pages(catalog: Catalog) -> Iterator[GeneratedPage]:
    """Yield the page of every record that has one, in the order of the collections."""
    for record in catalog:
        if has_page(record):
            address = catalog.address(record)
            front = {
                "title": record.title,
                "description": _short(getattr(record, "plain", record.title)),
                "record": record.key,
                "scripts": ["cite", *SCRIPTS.get(record.collection, [])],
            }
            head = "".join(f"{name}: {json.dumps(value)}\n" for name, value in front.items())
            markdown = f'---\n{head}---\n{{{{ record("{record.key}") }}}}\n'
            yield GeneratedPage(
                f"{address.rstrip('/')}.md",
                markdown,
                catalog.nodes[record.key].path,
                address.split("/")[0],
                record.title,
            )


def navigation(written: Sequence[Any], catalog: Catalog) -> list[Any]:
    """Return MkDocs' navigation `written` by hand, with each record's page in the section that holds its index."""
    found: list[Any] = []
    for item in written:
        name, entries = next(iter(item.items()))
        section = _source(entries[0]).split("/")[0] if isinstance(entries, list) else None
        known = {_source(entry) for entry in entries} if section else set()
        pages = [page for page in generated_pages(catalog) if page.section == section and page.src_uri not in known]
        found.append({name: [*entries, *({page.title: page.src_uri} for page in pages)]} if section else item)
    return found


def _source(entry: Any) -> str:
    return str(entry if isinstance(entry, str) else next(iter(entry.values())))


def _short(text: str) -> str:
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    return text[: LONGEST_DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"
