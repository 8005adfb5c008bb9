"""Prose of records to safe HTML: CommonMark without HTML, links between records, terms explained at first use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from macros.catalog import Catalog

SHORTEST_ALIAS = 6
# Headings and rules are the page's; a link is written where it stands and leads to a record.
OFF = ["image", "autolink", "reference", "heading", "lheading", "hr"]
_WORD = re.compile(r"(?<![\w-])\w+")
_INSIDE = re.compile(r"[\w-]")
# Signs that mean something in CommonMark; a line without them is text as it stands.
_SIGNS = re.compile(r"[\\`*_\[\]<&!\n]")


class Glossary:
    """Finds the names of terms in text, whole words only, in plural too.

    Names are looked up by their first word, so the cost is that of the text and not of the glossary.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.names = _names(catalog)
        self._forms = {f"{name}{ending}": term for ending in ("es", "s", "") for name, term in self.names.items()}
        lengths: dict[str, set[int]] = {}
        for form in self._forms:
            if first := _WORD.match(form):
                lengths.setdefault(first[0], set()).add(len(form))
        self._lengths = {word: sorted(found, reverse=True) for word, found in lengths.items()}

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield `(start, end, term id)` for each name in `text`, the longest where several begin."""
        lower = text.lower()
        if len(lower) != len(text) or self._lengths.keys().isdisjoint(_WORD.findall(lower)):
            return
        end = 0
        for word in _WORD.finditer(lower):
            if word.start() >= end and (found := self._at(lower, word)):
                end, term = found
                yield word.start(), end, term

    def _at(self, text: str, word: re.Match[str]) -> tuple[int, str] | None:
        """Return where the longest name that begins with `word` ends, and its term."""
        for length in self._lengths.get(word[0], ()):
            end = word.start() + length
            if (term := self._forms.get(text[word.start() : end])) and not _INSIDE.match(text, end):
                return end, term
        return None


def _names(catalog: Catalog) -> dict[str, str]:
    """Return the names by which terms are found, in small letters, with the ids of the terms."""
    names: dict[str, str] = {}
    for term in catalog["terms"].values():
        for name in (re.sub(r"\s*\(.*?\)", "", term.title), *term.aliases):
            if name == term.title or len(name) >= SHORTEST_ALIAS or name.isupper():
                names.setdefault(name.lower(), term.id)
    return names


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(OFF)


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
        return self.url(self.catalog.addresses[key])

    def prose(self, text: str) -> Markup:
        """Return block HTML of record prose."""
        return self._render(_parser().parse(text))

    def inline(self, text: str) -> Markup:
        """Return inline HTML of record prose, without the paragraph around it."""
        plain = Token("inline", "", 0, children=[_text(text)])
        return self._render(_parser().parseInline(text) if _SIGNS.search(text) else [plain])

    def _render(self, tokens: list[Token]) -> Markup:
        for token in tokens:
            if token.children:
                token.children = list(self._linked(token.children))
        return Markup(_parser().renderer.render(tokens, _parser().options, {}))

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
