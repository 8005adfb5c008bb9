"""Reference texts: CSL-JSON items in, formatted references out.

The processor is pandoc's citeproc. Of those that pip installs it alone agreed with citeproc-js, the
reference implementation, on quotation marks, initials and escapes; 900 items in three styles take
it about a second. The styles in `overrides/cite/styles` are unaltered copies from the CSL style
repository. The plain reference follows no manual and needs no processor.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pypandoc

from macros.values import EDTF

FOLDER = Path(__file__).resolve().parent.parent / "overrides" / "cite" / "styles"
NAMESPACE = "http://purl.org/net/xbiblio/csl"

Item = Mapping[str, Any]
"""One bibliographic item as CSL-JSON 1.0.2 (docs.citationstyles.org)."""


class Style(NamedTuple):
    """A citation style, and what the styles' files leave to the writer; the plain reference has no file.

    `redundant` is the variable left out of a work whose author is also its container: APA 7 and
    Chicago name such a site once, after the author; MLA 9 starts with the title. `accessed` is how
    the day of reading is written, in the form `date`, before the address or at the end.
    """

    label: str
    file: str
    redundant: str
    accessed: str
    date: str
    before_address: bool


STYLES: Mapping[str, Style] = {
    "apa": Style(
        "APA 7", "apa.csl", "container-title", "Retrieved {}, from ", "month-first", True
    ),
    "mla": Style(
        "MLA 9", "modern-language-association.csl", "author", " Accessed {}.", "mla", False
    ),
    "chicago": Style(
        "Chicago 18", "chicago-notes-bibliography.csl", "container-title", "Accessed {}. ",
        "month-first", True,
    ),
    "plain": Style(
        "Plain text", "", "container-title", " Read on {}.", "day-first", False
    ),
}  # fmt: skip


class Run(NamedTuple):
    """A stretch of a reference: text, whether it is italic, and the address it links to."""

    text: str
    italic: bool = False
    href: str | None = None


Reference = tuple[Run, ...]


BATCH = 1_250  # Items that pandoc takes at a time: with more it only needs more memory.
# References made so far in this process, by the item's content: pages and files need the same ones, and an editor
# who changes one record waits for that one.
_made: dict[str, dict[str, Reference]] = {}


def formatted(items: Sequence[Item]) -> dict[str, dict[str, Reference]]:
    """Return the reference of each item in each style: `{item id: {style: runs}}`.

    Each reference stands alone: it is never told apart from its neighbours by "2026a", nor shortened because the
    one before has the same author. Raises OSError where pandoc is missing and RuntimeError where it refuses an
    item or a style.
    """
    keys = {item["id"]: json.dumps(item, sort_keys=True) for item in items}
    new = [item for item in items if keys[item["id"]] not in _made]
    for identity, references in _new(new).items():
        _made[keys[identity]] = references
    return {item["id"]: {**_made[keys[item["id"]]], "plain": _plain(item)} for item in items}


def _plain(item: Item) -> Reference:
    """Return what is needed to find a text again and to check it: names, titles, version, day, address and note."""
    work = _named_once(item, STYLES["plain"])
    names = (" ".join(filter(None, map(name.get, ("given", "family", "literal")))) for name in work.get("author", ()))
    edition = [f"Version {work['version']}"] if "version" in work else []
    if dates := work.get("issued"):
        edition.append(EDTF("-".join(f"{part:02}" for part in dates["date-parts"][0])).words)
    address = work.get("URL", "")
    told = (
        Run(" and ".join(names)),
        Run(work.get("title", "")),
        Run(work.get("container-title", ""), italic=True),
        Run(work.get("publisher", "")),
        Run(" of ".join(edition)),
        Run(address, href=address),
        Run(work.get("note", "")),
    )
    *first, last = (run for run in told if run.text)
    return tuple(_joined(iter([*(part for run in first for part in (run, Run(". "))), last, Run(".")])))


def _new(items: Sequence[Item]) -> dict[str, dict[str, Reference]]:
    if not items:
        return {}
    found: dict[str, dict[str, Reference]] = {item["id"]: {} for item in items}
    batches = [items[at : at + BATCH] for at in range(0, len(items), BATCH)]
    styles = {name: style for name, style in STYLES.items() if style.file}
    with TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        for style in styles.values():
            (Path(folder) / style.file).write_bytes(_standing_alone((FOLDER / style.file).read_bytes()))
        jobs = [(batch, name) for name in styles for batch in batches]
        made = pool.map(lambda job: _references(job[0], styles[job[1]], Path(folder)), jobs)
        for (_, name), references in zip(jobs, made, strict=True):
            for identity, reference in references.items():
                found[identity][name] = reference
    return found


def text(reference: Reference) -> str:
    """Return a reference without its markup."""
    return "".join(run.text for run in reference)


def _references(items: Sequence[Item], style: Style, folder: Path) -> dict[str, Reference]:
    path = folder / style.file
    source = json.dumps([_named_once(item, style) for item in items], ensure_ascii=False)
    tree = json.loads(
        pypandoc.convert_text(source, "json", "csljson", extra_args=["--citeproc", f"--csl={path}"], sandbox=False)
    )
    entries = (entry["c"] for block in tree["blocks"] for entry in block["c"][1])
    return {attributes[0].removeprefix("ref-"): tuple(_joined(_runs(blocks))) for attributes, blocks in entries}


def _named_once(item: Item, style: Style) -> Item:
    site = item.get("container-title")
    if site and item.get("author") == [{"literal": site}]:
        return {name: value for name, value in item.items() if name != style.redundant}
    return item


def _standing_alone(style: bytes) -> bytes:
    """Return a CSL style without what tells a reference from others, or sorts them."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.fromstring(style)
    names = (f"{{{NAMESPACE}}}{name}" for name in ("citation", "bibliography"))
    for part in (part for name in names for part in root.iter(name)):
        for attribute in tuple(part.attrib):
            if attribute.startswith(("disambiguate-", "givenname-", "subsequent-author-")):
                del part.attrib[attribute]
        for sort in part.findall(f"{{{NAMESPACE}}}sort"):
            part.remove(sort)
    return bytes(ElementTree.tostring(root, encoding="utf-8"))


def _runs(nodes: Sequence[Any], italic: bool = False) -> Iterator[Run]:
    """Yield the runs of pandoc's blocks or inlines (pandoc-types, Text.Pandoc.Definition)."""
    for node in nodes:
        kind, content = node["t"], node.get("c")
        if kind == "Str":
            yield Run(content, italic)
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            yield Run(" ", italic)
        elif kind == "Link":
            words, address = text(tuple(_runs(content[1]))), content[2][0]
            # Where the site's address is not known, a link is relative; pandoc takes it for a host and adds a scheme.
            yield Run(words, italic, words if address == f"https://{words}" else address)
        elif kind == "Emph":
            yield from _runs(content, not italic)
        elif isinstance(content, list):  # Para, Span, Strong and their like: only words matter
            inner = content[-1] if kind in ("Div", "Span", "Quoted") else content
            yield from _runs(inner, italic)


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    last = None
    for run in runs:
        if last and last[1:] == run[1:]:
            last = Run(last.text + run.text, *last[1:])
            continue
        if last:
            yield last
        last = run
    if last:
        yield last
