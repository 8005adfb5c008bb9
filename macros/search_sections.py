"""Sections of a finished page: each heading with an anchor, and the text below it."""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from lxml.html import HtmlElement, HTMLParser, fragment_fromstring

HEADINGS = ("h2", "h3")
# What is on a page but not what it says: frames, controls, and what records of their own repeat.
SKIPPED_TAGS = frozenset(("button", "form", "h1", "nav", "noscript", "script", "style", "summary", "svg", "template"))
SKIPPED_CLASSES = frozenset(
    ("cg-cite", "cg-claims", "cg-history", "cg-kicker", "cg-meta", "cg-permalink", "cg-sources", "cg-vh")
)
_BREAK = "\ue000"  # Stands for a heading while the text of a page is in one piece; of private use, so in no text.


class Section(NamedTuple):
    """A heading and the text up to the next one. What stands before all headings has no anchor."""

    anchor: str
    heading: str
    text: str


def sections(html: str, records: Container[str] = ()) -> list[Section]:
    """Return the sections of a page's HTML in order; those without text are left out.

    `records` are the anchors of records on the page: they are found as themselves, not as its text.
    """
    page = fragment_fromstring(html, create_parent=True, parser=HTMLParser(remove_comments=True))
    for element in [each for each in _elements(page) if _is_skipped(each, records)]:
        element.drop_tree()
    heads = [("", "")]
    for heading in [each for each in _elements(page, *HEADINGS) if each.get("id")]:
        heads.append((heading.attrib["id"], _text(heading)))
        for child in list(heading):
            heading.remove(child)
        heading.text = _BREAK
    texts = _text(page).split(_BREAK)
    found = [Section(*head, text.strip()) for head, text in zip(heads, texts, strict=True)]
    return [section for section in found if section.text]


def _elements(page: HtmlElement, *tags: str) -> Iterator[HtmlElement]:
    return (element for element in page.iter(*tags) if isinstance(element, HtmlElement))


def _is_skipped(element: HtmlElement, records: Container[str]) -> bool:
    return (
        element.tag in SKIPPED_TAGS
        or not SKIPPED_CLASSES.isdisjoint(element.get("class", "").split())
        or element.get("id") in records
    )


def _text(element: HtmlElement) -> str:
    """Return the words of an element; those of its parts are parted, where no punctuation follows."""
    pieces = (str(piece) for piece in element.itertext())
    return re.sub(r"\s+([.,;:!?)])", r"\1", " ".join(" ".join(pieces).split()))
