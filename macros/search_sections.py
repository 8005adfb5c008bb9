"""Sections of a finished page: each heading with an anchor, and the text below it."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

HEADINGS = ("h2", "h3")
# What is on a page but not what it says: navigation, forms, and lists that records of their own repeat.
SKIPPED_TAGS = frozenset(
    {"nav", "form", "script", "style", "template", "button", "noscript", "svg", "h1"}
)
SKIPPED_CLASSES = frozenset(
    {
        "cg-permalink",
        "headerlink",
        "cg-sources",
        "cg-meta",
        "cg-kicker",
        "cg-history",
        "cg-claims",
        "cg-cite",
        "cg-vh",
    }
)
VOID_TAGS = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)


class RenderedPage(NamedTuple):
    """A page as readers get it. `address` from the site's root, `html` the content without the frame around it;
    `asks` are the plain questions its front matter names.
    """

    address: str
    title: str
    description: str
    html: str
    asks: tuple[str, ...] = ()


class Section(NamedTuple):
    """A heading with an anchor, and the text up to the next one. The first section of a page has no anchor."""

    anchor: str
    heading: str
    text: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._heading = False
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in VOID_TAGS:
            skipped = tag in SKIPPED_TAGS or bool(
                SKIPPED_CLASSES & set((values.get("class") or "").split())
            )
            self._open.append((tag, skipped))
        if tag in HEADINGS and values.get("id") and not self._skipping:
            self.sections.append((values["id"] or "", [], []))
            self._heading = True
        self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in HEADINGS:
            self._heading = False
        while any(name == tag for name, _ in self._open) and self._open.pop()[0] != tag:
            pass
        self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            _, heading, text = self.sections[-1]
            (heading if self._heading else text).append(data)

    @property
    def _skipping(self) -> bool:
        return any(skipped for _, skipped in self._open)


def sections(html: str) -> list[Section]:
    """Return the sections of a page's HTML in order; empty ones are left out."""
    reader = _Reader()
    reader.feed(html)
    found = [
        Section(anchor, _plain(heading), _plain(text)) for anchor, heading, text in reader.sections
    ]
    return [section for section in found if section.text]


def _plain(pieces: list[str]) -> str:
    return re.sub(r"\s+([.,;:!?)])", r"\1", " ".join("".join(pieces).split()))
