"""A Markdown twin, `index.md`, beside each page, and `llms.txt`: for assistants and for reading without a browser.

The twin of a page holds its prose and every record that stands on it, made anew from the records, with the
address of the pinned version and the sources of each statement. Addresses are absolute where the site's is known.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname, normpath
from typing import Any

from jinja2 import Environment, TemplateNotFound

from macros.ledger import address as pinned
from macros.library import Library, swap
from macros.markdown import Page, relative
from macros.outlines import outline
from macros.published import Publication, PublishedFile, SourcePage
from macros.records import Record
from macros.templates import environment
from macros.values import KEY_PATTERN

_RECORD_LINK = re.compile(r"\]\((" + KEY_PATTERN[1:-1] + r")\)")
_PAGE_LINK = re.compile(r"\]\(([^):#]+\.md)(#[^)]*)?\)")
_LAYOUT = re.compile(r"^</?\w+[^>]*>\s*$|\s*\{:? ?[.#][^}]*\}", re.MULTILINE)  # HTML around prose, attribute lists


class _Prose(Library):
    """Macros for prose that stays Markdown: what would be HTML is left out, the records follow below the prose."""

    def __init__(self, publication: Publication, templates: Environment) -> None:
        super().__init__(publication.catalog, publication.ledger)
        self._templates = templates

    def macros(self, page: Page) -> dict[str, Callable[..., Any]]:
        """Return the macros of `Library`; a section is shown where `overrides/twins/sections/` has it."""

        def nothing(*_: Any, **__: Any) -> str:
            return ""

        def section(name: str) -> str:
            try:
                return self._templates.get_template(f"twins/sections/{name}.md").render(catalog=self.catalog)
            except TemplateNotFound:
                return ""

        def link(key: str) -> str:
            return str(self.catalog.get(key).title)

        known = super().macros(page)
        kept = {name: known[name] for name in ("count", "as_of", "when")}
        return {**dict.fromkeys(known, nothing), **kept, "section": section, "link": link}


@dataclass(frozen=True, eq=False)
class _Twins:
    """Everything that the twins of one publication share."""

    publication: Publication

    @cached_property
    def prose(self) -> _Prose:
        return _Prose(self.publication, self.templates)

    @cached_property
    def templates(self) -> Environment:
        """The templates without escapes for HTML: records hold Markdown, and no HTML can stand in them."""
        found = environment(self.publication.catalog.root).overlay(autoescape=False)
        found.globals.update(outline=outline)
        return found

    @cached_property
    def sources(self) -> Mapping[str, str]:
        return {page.source: page.address for page in self.publication.pages}

    @cached_property
    def records(self) -> Mapping[str, Sequence[Record]]:
        """The records that stand on each page, by its address."""
        found: dict[str, list[Record]] = {}
        for record in self.publication.catalog:
            found.setdefault(self.publication.catalog.address(record).partition("#")[0], []).append(record)
        return found

    def place(self, address: str, origin: str) -> str:
        return f"{self.publication.base}{address}" if self.publication.base else relative(origin, address)

    def page(self, page: SourcePage) -> str:
        catalog, ledger = self.publication.catalog, self.publication.ledger
        records = self.records.get(page.address, ())
        claims = catalog.cited_by(catalog.get(page.record), "claims") if page.record else ()

        def place(address: str) -> str:
            return self.place(address, page.address)

        def text(words: str) -> str:
            """Return Markdown with links to records as links to their addresses."""
            return _RECORD_LINK.sub(lambda m: f"]({place(catalog.address(catalog.get(m[1])))})", words)

        def pin(record: Record) -> str | None:
            version = ledger.current(record.key)
            return place(pinned(record.key, version.version)) if version else None

        below = [p for p in self.publication.pages if p.record and p.address != page.address]
        template = self.templates.get_template("twins/page.md")
        return template.render(
            catalog=catalog, ledger=ledger, page=page, records=records, claims=claims, place=place, text=text,
            pin=pin, prose=self._written(page, place), cited=self._cited((*records, *claims)),
            below=[p for p in below if p.address.startswith(page.address)] if page.address else [],
        )  # fmt: skip

    def _written(self, page: SourcePage, place: Callable[[str], str]) -> str:
        expanded, fragments = self.prose.expand(page.markdown, page.address, page.source)

        def target(match: re.Match[str]) -> str:
            path = normpath(f"{dirname(page.source)}/{match[1]}".lstrip("/"))
            return f"]({place(self.sources.get(path, ''))}{match[2] or ''})"

        return _PAGE_LINK.sub(target, _LAYOUT.sub("", swap(expanded, fragments))).strip()

    def _cited(self, records: Sequence[Record]) -> list[Record]:
        catalog = self.publication.catalog
        ids = dict.fromkeys(identity for record in records for identity in catalog.evidence(record))
        return [catalog["sources"][identity] for identity in ids]


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield the twin of every page, and `llms.txt` (llmstxt.org) that leads to them."""
    twins = _Twins(publication)
    for page in publication.pages:
        yield PublishedFile(f"{page.address}index.md", twins.page(page))
    written = [page for page in publication.pages if not page.record]
    groups = [(page, [p for p in publication.pages if p.record and p.address.startswith(page.address)])
              for page in written if page.address]  # fmt: skip

    def place(address: str) -> str:
        return twins.place(address, "")

    template = twins.templates.get_template("twins/llms.txt")
    text = template.render(catalog=publication.catalog, written=written, groups=groups, place=place)
    yield PublishedFile("llms.txt", text)
