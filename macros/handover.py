"""The site written out as Markdown and files, for a generator that runs neither hooks nor macros of ours.

What `hooks.py` does while MkDocs builds is done beforehand: macros are replaced by the HTML they stand for, records
have pages, the navigation names them, and what is published beside the pages lies among them. The generator does the
rest. Zensical 0.0.73 reads the configuration that is written.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from macros import checks, ledger, publish
from macros.catalog import Catalog, load
from macros.library import PLACEHOLDER, Library
from macros.pages import generated_pages, navigation
from macros.problems import DataError
from macros.published import Publication, PublishedFile, write
from macros.templates import render

FRONT_MATTER = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
OWN_TEMPLATE = re.compile(r"^template:.*\n", re.MULTILINE)
# What only MkDocs reads, and what the generator brings itself.
LEFT_OUT = ("hooks", "watch", "theme", "strict", "not_in_nav", "validation")


def write_out(root: Path, out: Path) -> int:
    """Write the project `root` to the new folder `out`; return how many files. Raises DataError for bad data."""
    catalog = load(root)
    if problems := checks.run(catalog, checks.CONTENT):
        raise DataError(problems)
    shutil.copytree(root / "docs", out / "docs", ignore=shutil.ignore_patterns("*.md"))
    files = [*pages(root, catalog), *_beside(catalog), PublishedFile("mkdocs.yml", _configuration(root, catalog))]
    return len(write(files, out))


def pages(root: Path, catalog: Catalog) -> Iterator[PublishedFile]:
    """Yield every page below `docs/` with its macros expanded, links relative to the folder of the page's file."""
    docs = root / "docs"
    written = {path.relative_to(docs).as_posix(): path.read_text(encoding="utf-8") for path in docs.rglob("*.md")}
    made = {page.src_uri: page.markdown for page in generated_pages(catalog)}
    library = Library(catalog, ledger.of(catalog), os.environ.get("SITE_URL", ""))
    for name, text in sorted((written | made).items()):
        front = FRONT_MATTER.match(text)
        above = front[0] if front else ""
        body, parts = library.expand(text.removeprefix(above), name.removesuffix(".md"), f"docs/{name}")
        whole = _with(body, [_block(catalog, part) for part in parts], parts)
        yield PublishedFile(f"docs/{name}", OWN_TEMPLATE.sub("", above) + whole)


def _with(body: str, blocks: list[str], parts: list[str]) -> str:
    """Return Markdown with HTML in the place of placeholders; one that stands alone becomes a block."""

    def html(match: re.Match[str]) -> str:
        alone, inline = match.groups()
        return blocks[int(alone)] if alone else parts[int(inline)]

    mark = PLACEHOLDER.format(r"(\d+)")
    return re.sub(f"^{mark}$|{mark}", html, body, flags=re.MULTILINE)


def _block(catalog: Catalog, part: str) -> str:
    """Return a part as one block of HTML, without the blank lines that could end it."""
    return render(catalog, "handover/block.html", part=re.sub(r"\n\s*\n", "\n", part.strip()))


def _beside(catalog: Catalog) -> Iterator[PublishedFile]:
    publication = Publication(catalog, ledger.of(catalog), os.environ.get("SITE_URL", ""))
    made = publish.work(publication, publish.FROM_DATA)
    yield from (PublishedFile(f"docs/{path}", content) for path, content in made if not path.endswith(".md"))


def _configuration(root: Path, catalog: Catalog) -> str:
    known: dict[str, Any] = yaml.safe_load((root / "mkdocs.yml").read_text(encoding="utf-8"))
    kept = {name: value for name, value in known.items() if name not in LEFT_OUT}
    kept |= {
        "site_name": catalog.site.title,
        "site_url": os.environ.get("SITE_URL"),
        "nav": navigation(known["nav"], catalog),
    }
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)
