"""Sections of a finished page: each heading with an anchor, and the text below it."""

import re
from collections.abc import Container
from html import unescape
from typing import NamedTuple

_TOKEN = re.compile(r"([^<]+)|<(/?)([a-z][a-z0-9-]*)([^>]*)>|<!--.*?-->", re.DOTALL)
_ID = re.compile(r'(?:^|\s)id="([^"]*)"')
_CLASS = re.compile(r'(?:^|\s)class="([^"]*)"')
HEADINGS = ("h2", "h3")
# What is on a page but not what it says: frames, controls, and what records of their own repeat.
SKIPPED_TAGS = frozenset(("button", "form", "h1", "nav", "noscript", "script", "style", "summary", "svg", "template"))
SKIPPED_CLASSES = frozenset(
    ("cg-cite", "cg-claims", "cg-history", "cg-kicker", "cg-meta", "cg-permalink", "cg-sources", "cg-vh")
)
VOID_TAGS = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))


class Section(NamedTuple):
    """A heading and the text up to the next one. What stands before all headings has no anchor."""

    anchor: str
    heading: str
    text: str


class _Reader:
    """Reads the tags and texts of HTML as our templates write it: well formed, with no bare `<` or `>`."""

    def __init__(self, records: Container[str]) -> None:
        self._records = records
        self.sections: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._heading = False
        self._open: list[tuple[str, bool]] = []
        self._skipping = 0

    def read(self, html: str) -> None:
        """Take in all of `html`."""
        for text, closing, tag, attributes in _TOKEN.findall(html):
            if tag:
                (self._end if closing else self._start)(tag, attributes)
            if not self._skipping:
                _, heading, found = self.sections[-1]
                (heading if self._heading else found).append(unescape(text) if text else " ")

    def _start(self, tag: str, attributes: str) -> None:
        anchor = _attribute(_ID, attributes)
        if tag not in VOID_TAGS:
            classes = _attribute(_CLASS, attributes).split()
            skipped = tag in SKIPPED_TAGS or not SKIPPED_CLASSES.isdisjoint(classes) or anchor in self._records
            self._open.append((tag, skipped))
            self._skipping += skipped
        if tag in HEADINGS and anchor and not self._skipping:
            self.sections.append((anchor, [], []))
            self._heading = True

    def _end(self, tag: str, _: str) -> None:
        if tag in HEADINGS:
            self._heading = False
        if not (self._open and self._open[-1][0] == tag) and tag not in (name for name, _ in self._open):
            return  # closes nothing
        name = ""
        while name != tag:
            name, skipped = self._open.pop()
            self._skipping -= skipped


def _attribute(pattern: re.Pattern[str], attributes: str) -> str:
    found = pattern.search(attributes)
    return unescape(found[1]) if found else ""


def sections(html: str, records: Container[str] = ()) -> list[Section]:
    """Return the sections of a page's HTML in order; those without text are left out.

    `records` are the anchors of records on the page: they are found as themselves, not as its text.
    """
    reader = _Reader(records)
    reader.read(html)
    found = [Section(anchor, _text(heading), _text(text)) for anchor, heading, text in reader.sections]
    return [section for section in found if section.text]


def _text(pieces: list[str]) -> str:
    return re.sub(r"\s+([.,;:!?)])", r"\1", " ".join("".join(pieces).split()))
