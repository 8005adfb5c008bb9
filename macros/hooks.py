"""MkDocs events; the only module that knows MkDocs.

data -> generated pages -> macro calls -> HTML -> files beside the pages. Problems of data end the build with one
line each and no traceback.
"""

import os
import re
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from macros import catalog as catalogs
from macros import ledger as ledgers
from macros import publish, published
from macros.library import Library, swap
from macros.pages import generated_pages
from macros.problems import DataError

_HEADING = re.compile(r"<h([23])\b([^>]*)>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]+)"')
_TAG = re.compile(r"<[^>]+>")
_PERMALINK = re.compile(r'<a class="(?:cg-permalink|headerlink)".*?</a>', re.DOTALL)
_state: dict[str, Any] = {}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the data; take the site's and the repository's address from the environment."""
    root = Path(config.config_file_path).parent
    try:
        data = catalogs.load(root)
    except DataError as error:
        raise Abort("\n".join(map(str, error.problems))) from error
    _state.update(catalog=data, library=Library(data, ledgers.read(root)), fragments={})
    config.site_url = os.environ.get("SITE_URL") or config.site_url
    config.repo_url = os.environ.get("REPOSITORY_URL") or None
    config.site_name = data.site.title
    config.site_description = data.site.description
    _extend_navigation(config)
    return config


def _extend_navigation(config: MkDocsConfig) -> None:
    """Append each record page to the section of the hand-written navigation that holds its index."""
    sections = {
        _folder(entries): entries
        for item in config.nav or []
        for entries in item.values()
        if isinstance(entries, list)
    }
    for page in generated_pages(_state["catalog"]):
        if page.section in sections and page.src_uri not in map(_target, sections[page.section]):
            sections[page.section].append({page.title: page.src_uri})


def _target(entry: Any) -> str:
    return str(entry if isinstance(entry, str) else next(iter(entry.values())))


def _folder(entries: list[Any]) -> str:
    return _target(entries[0]).split("/")[0]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of records; their edit link opens the YAML file."""
    for page in generated_pages(_state["catalog"]):
        file = File.generated(config, page.src_uri, content=page.markdown)
        file.edit_uri = f"../{page.edit_path}"
        files.append(file)
    return files


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Let theme templates reach the catalog."""
    env.globals.update(catalog=_state["catalog"], library=_state["library"])
    return env


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Replace macro calls by placeholders and keep what they stand for."""
    try:
        text, fragments = _state["library"].expand(markdown, page.url, f"docs/{page.file.src_uri}")
    except DataError as error:
        raise Abort("\n".join(map(str, error.problems))) from error
    _state["fragments"][page.file.src_uri] = fragments
    return str(text)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Swap the fragments in; the contents list is made from the headings that result."""
    result = swap(html, _state["fragments"].pop(page.file.src_uri))
    page.toc = _contents(result)
    return result


def _contents(html: str) -> TableOfContents:
    entries: list[AnchorLink] = []
    for level, attributes, inner in _HEADING.findall(html):
        match = _ID.search(attributes)
        if match and "cg-vh" not in attributes:
            title = unescape(_TAG.sub("", _PERMALINK.sub("", inner))).strip()
            link = AnchorLink(title, match[1], int(level))
            (entries[-1].children if level == "3" and entries else entries).append(link)
    return TableOfContents(entries)


def on_post_build(config: MkDocsConfig) -> None:
    """Write everything that is published beside the pages."""
    library = _state["library"]
    published.write(publish.files(library.catalog, library.ledger), Path(config.site_dir))
