"""MkDocs events; the only module that knows MkDocs.

data -> generated pages -> macro calls -> HTML -> files beside the pages. Problems of data end the build with one
line each and no traceback.
"""

import gc
import os
import re
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils.templates import TemplateContext
from watchdog.observers.polling import PollingObserver

from macros import assets, checks, metadata, publish, redirects, templates
from macros import catalog as catalogs
from macros import ledger as ledgers
from macros.building import Building
from macros.catalog import Catalog
from macros.kept import memory
from macros.library import Library, swap
from macros.pages import generated_pages, navigation
from macros.policy import POLICY, WHILE_EDITING
from macros.problems import DataError
from macros.published import Publication, RenderedPage, SourcePage

_HEADING = re.compile(r'<h([23])(?=\s)[^>]*?\sid="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_PERMALINK = re.compile(r'<[a] class="cg-permalink".*?</[a]>', re.DOTALL)
LOOK_ROUND, QUIET = 0.2, 0.02  # seconds between looks, and without another edit before a build
_state: dict[str, Any] = {}


def on_startup(command: str, dirty: bool) -> None:
    """Remember whether the site is written to be published, or served to those who edit it."""
    memory().editing = command == "serve"
    gc.disable()  # a build makes few cycles; to look for them took a fifth of its time


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the data; take the site's and the repository's address from the environment."""
    root = Path(config.config_file_path).parent
    config.site_url = os.environ.get("SITE_URL") or config.site_url
    data = _checked(root)
    logs = ledgers.of(data)
    library = Library(data, logs, config.site_url or "", memory().parts if memory().editing else None)
    marked = assets.names(Path(config.docs_dir))
    own = templates.environment(root)
    own.globals.update(marked=marked, policy=WHILE_EDITING if memory().editing else POLICY)
    own.auto_reload = memory().editing
    memory().renew(data, logs, library.glossary.names, marked)
    _state.update(catalog=data, library=library, marked=marked, fragments={}, pages=[], rendered=[])
    if not memory().editing:
        _state["building"] = Building(Path(config.site_dir))
        config.site_dir = str(_state["building"].folder)
    config.repo_url = os.environ.get("REPOSITORY_URL") or None
    config.edit_uri = config.edit_uri if config.repo_url else None
    config.theme.static_templates.discard("sitemap.xml")  # ours knows when a record changed
    config.site_name = data.site.title
    config.site_description = data.site.description
    config.extra |= {"as_of": data.as_of.isoformat(), "release": data.releases[-1].release if data.releases else None}
    config.nav = navigation(config.nav or [], data)
    return config


def _checked(root: Path) -> Catalog:
    """Return the catalog; end the build with every problem of the data, one line each.

    Whoever edits goes on with the last data that had no problem, and is told so.
    """
    try:
        data = catalogs.load(root, kept=memory().records)
        if problems := checks.run(data, checks.CONTENT):
            raise DataError(problems)
    except DataError as error:
        said = "\n".join(map(str, error.problems))
        if (before := memory().good) is None:
            raise Abort(said) from error
        sys.stderr.write(f"{said}\nThe site shows the data as it was before.\n")
        return before
    memory().good = data if memory().editing else None
    return data


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of records; their edit link opens the YAML file. Of the theme nothing but templates is used."""
    for file in [file for file in files if file.src_dir in config.theme.dirs]:
        files.remove(file)
    for page in generated_pages(_state["catalog"]):
        file = File.generated(config, page.src_uri, content=page.markdown)
        file.edit_uri = f"../{page.edit_path}"
        files.append(file)
    for name, marked in _state["marked"].items():
        content = assets.content(Path(config.docs_dir), name, _state["marked"])
        files.append(File.generated(config, marked, content=content))
    if not memory().editing:  # not earlier: until now MkDocs might still empty the site's folder
        _state["building"].start(_publication(config))
    return files


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Let theme templates reach the catalog; what they print is text unless they say otherwise."""
    env.autoescape = True
    library = _state["library"]
    moved = redirects.anchors(library.catalog, library.ledger)
    policy = templates.environment(library.catalog.root).globals["policy"]
    env.globals.update(catalog=library.catalog, library=library, moved_anchors=moved, policy=policy)
    env.filters["asset"] = lambda path: _state["marked"].get(path, path)
    return env


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Replace macro calls by placeholders and keep what they stand for."""
    try:
        where, above = f"docs/{page.file.src_uri}", _lines_above(markdown, page.file)
        text, fragments = _state["library"].expand(markdown, page.url, where, above)
    except DataError as error:
        raise Abort("\n".join(map(str, error.problems))) from error
    _state["fragments"][page.file.src_uri] = fragments
    if not page.meta.get("noindex"):
        _state["pages"].append(_source(markdown, page))
    return str(text)


def _lines_above(markdown: str, file: File) -> int:
    """Return how many lines of front matter a page has, which MkDocs has taken off."""
    return file.content_string.rstrip().count("\n") - markdown.rstrip().count("\n")


def _source(markdown: str, page: Page) -> SourcePage:
    meta = page.meta
    words = str(meta.get("title") or page.title), meta.get("description", "")
    return SourcePage(page.url, *words, markdown, page.file.src_uri, meta.get("record"))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Swap the fragments in; the contents list is made from the headings that result."""
    result = swap(html, _state["fragments"].pop(page.file.src_uri))
    page.toc = _contents(result)
    meta = page.meta
    if meta.get("search", True):
        words = str(meta.get("title") or page.title), meta.get("description", "")
        _state["rendered"].append(RenderedPage(page.url, *words, result, tuple(meta.get("asks", ()))))
    return result


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
    """Add what machines read of the page."""
    library, meta = _state["library"], page.meta
    words = str(meta.get("title") or page.title), meta.get("description", "")
    found = metadata.of(library.catalog, library.citations, page.url, *words, meta.get("record"))
    context["metadata"] = found  # type: ignore[typeddict-unknown-key]
    return context


def _contents(html: str) -> TableOfContents:
    """Return the second and third level headings that can be linked, without their permanent links."""
    found: list[AnchorLink] = []
    for level, anchor, inside in _HEADING.findall(html):
        link = AnchorLink(Markup(_PERMALINK.sub("", inside)).striptags(), unescape(anchor), int(level))
        (found[-1].children if level == "3" and found else found).append(link)
    return TableOfContents(found)


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., None]) -> LiveReloadServer:
    """Look round for edits more often than MkDocs does, twice a second: an edit is to be seen at once."""
    watched = [config.docs_dir, config.config_file_path]
    for path in watched:
        server.unwatch(path)
    server.observer = PollingObserver(timeout=LOOK_ROUND)
    server.build_delay = QUIET
    for path in watched:
        server.watch(path)
    return server


def on_pre_build(config: MkDocsConfig) -> None:
    """Let nothing of an earlier build be written into this one."""
    if memory().editing:
        memory().clear(Path(config.site_dir))


def _publication(config: MkDocsConfig) -> Publication:
    """Return what is to be published, with the pages that were read and rendered so far."""
    library, base = _state["library"], config.site_url or ""
    pages, rendered = tuple(_state["pages"]), tuple(_state["rendered"])
    return Publication(library.catalog, library.ledger, base, pages, rendered)


def on_post_build(config: MkDocsConfig) -> None:
    """Write everything that is published beside the pages; whoever edits sees the pages first."""
    publication = _publication(config)
    if memory().editing:
        memory().publish(lambda: publish.files(publication), Path(config.site_dir))
        _state["served"] = Path(config.site_dir)
    else:
        _state["building"].finish(publication)


def on_build_error(error: Exception) -> None:
    """Note that the site is not whole: MkDocs counts warnings last of all."""
    if building := _state.get("building"):
        building.whole = False


def on_shutdown() -> None:
    """Put the site in its place, if it is whole."""
    if building := _state.pop("building", None):
        building.end()
        gc.freeze()  # the process ends: Python need not look through all that was built
    if served := _state.pop("served", None):
        memory().background.give_up()
        memory().remove_cleared(served)
