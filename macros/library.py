"""The macros that prose in `docs/` calls, as `{{ section("timeline") }}`.

Each finds records and renders one template. What they return never passes through Markdown: the page holds a
placeholder that is swapped for it afterwards, so nothing in the data can become markup.
"""

import re
from collections.abc import Callable, Iterable
from traceback import walk_tb
from typing import Any

from jinja2 import StrictUndefined, TemplateNotFound, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from macros.catalog import Catalog
from macros.citations import Citations
from macros.kept import Parts
from macros.ledger import Ledger
from macros.markdown import Glossary, Page
from macros.problems import DataError, Problem, did_you_mean
from macros.templates import environment, long_date, number, render

PLACEHOLDER = "CGMACRO{}X"
# Markdown puts a paragraph around a placeholder that stands alone; it goes with it.
_PLACEHOLDER = re.compile(r"(?:<([p])>\s*)?CGMACRO(\d+)X(?(1)\s*</[p]>)")


class Library:
    """Macros over one catalog.

    `base` is the site's address, or empty. `parts` are results to keep for the next build, where one follows.
    """

    def __init__(self, catalog: Catalog, ledger: Ledger, base: str = "", parts: Parts | None = None) -> None:
        self.catalog = catalog
        self.ledger = ledger
        self.glossary = Glossary(catalog)
        self.citations = Citations(catalog, ledger, base)
        self._parts = parts

    def page(self, address: str) -> Page:
        """Return a fresh page at `address`, with no term explained yet."""
        return Page(self.catalog, self.glossary, address)

    def _render(self, page: Page, template: str, **variables: Any) -> Markup:
        return Markup(
            render(page.catalog, template, page=page, ledger=self.ledger, citations=self.citations, **variables)
        )

    def macros(self, page: Page) -> dict[str, Callable[..., Any]]:
        """Return the macros for one page, by the name under which prose calls them."""

        def record(key: str) -> Markup:
            """The whole page of a record."""
            found = page.catalog.get(key)
            return self._render(page, f"records/{found.singular}.html", record=found)

        def section(name: str) -> Markup:
            """A part of a page that is made from data: `overrides/sections/<name>.html`."""
            return self._render(page, f"sections/{name}.html")

        def value(key: str, attribute: str) -> Markup:
            """The first value of a fact, with its unit, kind and sources."""
            facts = {fact.attribute: fact for fact in page.catalog.get(key).facts}
            return self._render(page, "components/value.html", fact=facts[attribute], record=page.catalog.get(key))

        def link(key: str) -> Markup:
            """A link to a record, by its title."""
            return self._render(page, "components/link.html", record=page.catalog.get(key))

        def count(collection: str) -> str:
            """How many records a collection holds."""
            return number(len(page.catalog[collection]))

        def as_of() -> str:
            """The day the site speaks from."""
            return long_date(page.catalog.as_of)

        def when(key: str) -> str:
            """The date of an event, or the day a model was released."""
            found = page.catalog.get(key)
            return long_date(found.date if hasattr(found, "date") else found.released)

        return {f.__name__: self._kept(page, f) for f in (record, section, value, link, count, as_of, when)}

    def _kept(self, page: Page, macro: Callable[..., Any]) -> Callable[..., Any]:
        """Return the macro, which is only called where nothing kept will do."""
        parts = self._parts
        if parts is None:
            return macro
        return lambda *a, **n: parts.get(page, (macro.__name__, a, tuple(n.items())), lambda: macro(*a, **n))

    def expand(self, markdown: str, address: str, where: str, above: int = 0) -> tuple[str, list[str]]:
        """Return Markdown with placeholders for macro calls, and what they stand for.

        `where` is the path of the page for messages, `above` how many lines of it stand before `markdown`. Raises
        DataError when a call fails.
        """
        fragments: list[str] = []

        def keep(result: Any) -> str:
            fragments.append(str(result))
            return PLACEHOLDER.format(len(fragments) - 1)

        env = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, finalize=keep)
        macros = self.macros(self.page(address))
        try:
            return env.from_string(markdown).render(**macros), fragments
        except Exception as error:  # whatever a page calls may fail; its author is told where
            line = above + (getattr(error, "lineno", None) or _line(error))
            message = f"a macro call fails: {self._reason(error, macros)}"
            raise DataError([Problem(where, line, where, message)]) from error

    def _reason(self, error: Exception, macros: Iterable[str]) -> str:
        """Return what went wrong in a macro call, and what to do."""
        text, place = str(error), _template(error)
        name = text.split("'")[1] if text.count("'") > 1 else text
        if isinstance(error, TemplateNotFound):
            known = [path for path in environment(self.catalog.root).list_templates() if path.startswith("sections/")]
            return f"there is no overrides/{name}.{did_you_mean(name, known)} Correct the name"
        if isinstance(error, UndefinedError) and not place:
            return f"{text}.{did_you_mean(name, macros)} Macros: {', '.join(macros)}"
        if isinstance(error, KeyError) and not place:
            known = [*(record.key for record in self.catalog), *self.catalog.vocabularies["attributes"]]
            return f"there is no {name!r}.{did_you_mean(name, known)} Correct the name"
        return f"{text or type(error).__name__}{place and f', in {place}'}; correct the call or the template"


def _line(error: Exception) -> int:
    """Return the line of the Markdown at which rendering failed, counted from 1."""
    return next((line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == "<template>"), 1)


def _template(error: Exception) -> str:
    """Return the file and line in overrides/ at which rendering failed, or an empty string."""
    places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    inside = [(name.rpartition("/overrides/")[2], line) for name, line in places if "/overrides/" in name]
    return "{}:{}".format(*inside[-1]) if inside else ""


def swap(html: str, fragments: list[str]) -> str:
    """Return `html` with placeholders replaced by the fragments they stand for."""
    return _PLACEHOLDER.sub(lambda match: fragments[int(match[2])], html)
