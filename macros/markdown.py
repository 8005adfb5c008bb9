"""Prose of records to safe HTML: CommonMark without HTML, links between records, terms explained at first use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from macros.catalog import Catalog

SHORTEST_ALIAS = 6


class Glossary:
    """Finds the names of terms in text."""

    def __init__(self, catalog: Catalog) -> None:
        names: dict[str, str] = {}
        for term in catalog["terms"].values():
            for name in (re.sub(r"\s*\(.*?\)", "", term.title), *term.aliases):
                if name == term.title or len(name) >= SHORTEST_ALIAS or name.isupper():
                    names.setdefault(name.lower(), term.id)
        self._names = names
        ordered = sorted(map(re.escape, names), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(ordered)})(?:s|es)?(?![\w-])", re.IGNORECASE)

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield `(start, end, term id)` for each name in `text`, longest names first."""
        for match in self._pattern.finditer(text) if self._names else ():
            word = match.group().lower()
            for name in (word, word.removesuffix("s"), word.removesuffix("es")):
                if name in self._names:
                    yield match.start(), match.end(), self._names[name]
                    break


@dataclass
class Page:
    """The page being rendered: its address, and the terms it has explained so far."""

    catalog: Catalog
    glossary: Glossary
    address: str
    explain: bool = True
    seen: set[str] = field(default_factory=set)

    def url(self, address: str) -> str:
        """Return `address` (from the site's root) relative to this page."""
        return relative(self.address, address)

    def link(self, key: str) -> str:
        """Return the relative address of the record `collection/id`."""
        return self.url(self.catalog.address(self.catalog.get(key)))

    @cached_property
    def _markdown(self) -> MarkdownIt:
        return MarkdownIt("commonmark", {"html": False}).disable(["image", "autolink"])

    def prose(self, text: str) -> Markup:
        """Return block HTML of record prose."""
        return self._render(self._markdown.parse(text))

    def inline(self, text: str) -> Markup:
        """Return inline HTML of record prose, without the paragraph around it."""
        return self._render(self._markdown.parseInline(text))

    def _render(self, tokens: list[Token]) -> Markup:
        for token in tokens:
            if token.children:
                token.children = list(self._linked(token.children))
        return Markup(self._markdown.renderer.render(tokens, self._markdown.options, {}))

    def _linked(self, tokens: list[Token]) -> Iterator[Token]:
        inside = 0
        for token in tokens:
            if token.type == "link_open":
                inside += 1
                token.attrSet("href", self.link(str(token.attrGet("href"))))
            elif token.type == "link_close":
                inside -= 1
            if token.type == "text" and not inside and self.explain:
                yield from self._explained(token)
            else:
                yield token

    def _explained(self, token: Token) -> Iterator[Token]:
        position, text = 0, token.content
        for start, end, term in self.glossary.find(text):
            if term in self.seen or start < position:
                continue
            self.seen.add(term)
            yield _text(text[position:start])
            yield from self._term(term, text[start:end])
            position = end
        yield _text(text[position:])

    def _term(self, term: str, word: str) -> Iterator[Token]:
        record = self.catalog["terms"][term]
        attributes = {"class": "cg-term", "href": self.link(record.key), "data-plain": record.plain}
        yield Token("link_open", "a", 1, attrs=dict(attributes))
        yield _text(word)
        yield Token("link_close", "a", -1)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def relative(origin: str, target: str) -> str:
    """Return the address `target` as seen from `origin`, both from the site's root (`models/x/`, ``)."""
    path, _, fragment = target.partition("#")
    if path == origin and fragment:
        return f"#{fragment}"
    ups = origin.count("/")
    here, there = origin.split("/")[:-1], path.split("/")
    common = 0
    while common < len(here) and common < len(there) - 1 and here[common] == there[common]:
        common += 1
    steps = "../" * (ups - common) + "/".join(there[common:])
    return (steps or "./") + (f"#{fragment}" if fragment else "")
