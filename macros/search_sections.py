"""Sections of a finished page: each heading with an anchor, and the text below it."""

import re
from collections.abc import Container
from html.parser import HTMLParser
from typing import NamedTuple

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


class _Reader(HTMLParser):
    def __init__(self, records: Container[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._records = records
        self.sections: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._heading = False
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in VOID_TAGS:
            classes = set((values.get("class") or "").split())
            skipped = tag in SKIPPED_TAGS or bool(SKIPPED_CLASSES & classes) or values.get("id") in self._records
            self._open.append((tag, skipped))
        if tag in HEADINGS and values.get("id") and not self._skipping:
            self.sections.append((values["id"] or "", [], []))
            self._heading = True
        self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in HEADINGS:
            self._heading = False
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass
        self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            _, heading, text = self.sections[-1]
            (heading if self._heading else text).append(data)

    @property
    def _skipping(self) -> bool:
        return any(skipped for _, skipped in self._open)


def sections(html: str, records: Container[str] = ()) -> list[Section]:
    """Return the sections of a page's HTML in order; those without text are left out.

    `records` are the anchors of records on the page: they are found as themselves, not as its text.
    """
    reader = _Reader(records)
    reader.feed(html)
    reader.close()
    found = [Section(anchor, _text(heading), _text(text)) for anchor, heading, text in reader.sections]
    return [section for section in found if section.text]


def _text(pieces: list[str]) -> str:
    return re.sub(r"\s+([.,;:!?)])", r"\1", " ".join("".join(pieces).split()))
