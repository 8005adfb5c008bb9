"""Content that means harm: what to try in any field, and how to tell that a published text is inert."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from lxml import etree, html

# Ways into HTML, attributes, addresses, templates, spreadsheets, calendars, reference files and terminals.
PAYLOADS = (
    "<script>window.hit=1</script>", "<img src=x onerror=window.hit=1>", "&lt;img src=x onerror=window.hit=1&gt;",
    "&#60;script&#62;window.hit=1&#60;/script&#62;", "&amp;lt;script&amp;gt;",
    "</title><script>window.hit=1</script>", "&lt;/title&gt;&lt;script&gt;window.hit=1&lt;/script&gt;",
    '" onmouseover="window.hit=1', "' onfocus='window.hit=1", '"><svg onload=window.hit=1>',
    "</script><script>window.hit=1", "<!--", "-->", "<![CDATA[", "]]>", "<", ">", "&", '"', "javascript:window.hit=1",
    "[x](javascript:window.hit=1)", "[x](JaVaScRiPt&colon;window.hit=1)", "[x](<javascript:window.hit=1>)",
    "[x](models/alpha-1)", '[x](models/alpha-1 "a title")', "[x](//evil.example)", "[x](models/../../evil)",
    "[x][y]\n\n[y]: javascript:window.hit=1", "![x](https://evil.example/x.png)", "<https://evil.example>",
    "data:text/html;base64,PHNjcmlwdD4=", "vbscript:x", "{{ 7 * 7 }}", "{% raw %}", "{# x #}", "{{ catalog.root }}",
    "CGMACRO0X", "{: onclick=window.hit=1 }", "=HYPERLINK(1)", "@SUM(1)", "+1", "-1", "\\write18{x}", "}, note = {x",
    "END:VEVENT", "x\nATTACH:https://evil.example", "x\r\nER  - ", "ER  - ", "TY  - JOUR", "%0d%0a", "%00",
    "::error::x", "\x1b[31m", "\x00", "\x07", "\u202e", "\u200b", "\u00ad", "\ufeff", "\ud800", "\u2028",
    "Cl\u0430ude", "\u0391lpha", "e" + "\u0301" * 40, "\U0001f600", "\ufdfa", "智谱", "***", "**x", "`x", "``", "[[[[",
    "](", "* * *", "1. x", "# x", "> x", "    x", "---", "| a | b |", "~~~", "a" * 301, "a" * 4_001, "", " ", "null",
    "true", "2026-02-30", "0", "~",
)  # fmt: skip
ELEMENTS = {"script", "iframe", "object", "embed", "base", "applet", "frame", "style", "math", "template"}
ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "srcdoc", "poster", "background")
SAFE_ADDRESS = re.compile(r"(?:https://[a-z0-9.-]+(?:/|$)|(?:\.{1,2}/|[?#])|[a-z0-9_.][\w./%~-]*(?:[?#]|$)|/|$)", re.I)


def words() -> st.SearchStrategy[str]:
    """Return texts that are hostile, odd, or both, alone or amid plain words."""
    piece = st.one_of(st.sampled_from(PAYLOADS), st.text(max_size=12), st.sampled_from(["a word", "open weights", " "]))
    return st.lists(piece, min_size=1, max_size=3).map("".join)


def values() -> st.SearchStrategy[Any]:
    """Return anything that YAML can say in place of a value."""
    scalar = st.one_of(words(), st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(PAYLOADS))
    inner = st.recursive(
        scalar,
        lambda child: st.one_of(
            st.lists(child, max_size=3), st.dictionaries(st.one_of(words(), st.just("text")), child, max_size=3)
        ),
        max_leaves=5,
    )
    return st.one_of(words(), words(), inner)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value inside `value`."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        yield (*path, step)
        yield from places(item, (*path, step))


def planted(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    """Return a copy of `value` with `new` at `path`."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = planted(value[path[0]], path[1:], new)
    return copy


def faults(path: str, content: str | bytes) -> Iterator[str]:
    """Yield what is not inert, or not well formed, in a published file."""
    text = content.decode("utf-8") if isinstance(content, bytes) and not path.endswith(".zip") else content
    if path.endswith(".html"):
        yield from in_html(str(text))
    elif path.endswith((".json", ".jsonl")):
        for line in str(text).splitlines() if path.endswith("l") else [text]:
            json.loads(line)
    elif path.endswith((".xml", ".atom")):
        etree.fromstring(str(text).encode(), etree.XMLParser(resolve_entities=False))
    elif path.endswith(".csv"):
        rows = list(csv.reader(io.StringIO(str(text), newline=""), strict=True))
        yield from (f"a formula: {cell!r}" for row in rows for cell in row if cell[:1] in "=+-@\t\r" and is_words(cell))
        yield from (f"a row of {len(row)} cells" for row in rows if len(row) != len(rows[0]))
    elif path.endswith(".ics"):
        names = re.findall(r"^([A-Z-]+)[;:]", str(text), re.MULTILINE)
        yield from (
            f"a calendar property {name}" for name in names if name in ("ATTACH", "ORGANIZER", "ATTENDEE", "VALARM")
        )


def is_words(cell: str) -> bool:
    """Return False for a number, which no spreadsheet runs."""
    return bool(cell) and not re.fullmatch(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?", cell)


def in_html(text: str) -> Iterator[str]:
    """Yield each way in which HTML, a page or a part of one, could run code or ask a place that is not https."""
    root = (
        html.fragment_fromstring(text, create_parent="div") if "<html" not in text else html.document_fromstring(text)
    )
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        is_data = tag == "script" and "json" in (element.get("type") or "")
        if tag in ELEMENTS and not is_data and not (tag == "script" and element.get("src")):
            yield f"an element {tag}"
        if is_data:
            json.loads(element.text or "")
        for name, value in element.attrib.items():
            if name.startswith("on") or name == "style":
                yield f"an attribute {name}={value!r}"
            if name in ADDRESSES and not SAFE_ADDRESS.match(value):
                yield f"an address {value!r}"


def found_cases(folder: Path) -> list[Any]:
    """Return the cases kept in `folder`: what once went wrong, and what must happen now."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
