"""Pages that are made from records: one for each record whose address is a page of its own."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

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


def _short(text: str) -> str:
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    return text[: LONGEST_DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"
