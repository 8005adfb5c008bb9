"""The macros that prose in `docs/` calls, as `{{ section("timeline") }}`.

Each finds records and renders one template. What they return never passes through Markdown: the page holds a
placeholder that is swapped for it afterwards, so nothing in the data can become markup.
"""

import re
from collections.abc import Callable
from typing import Any

from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from macros.catalog import Catalog
from macros.ledger import Ledger
from macros.markdown import Glossary, Page
from macros.problems import DataError, Problem, did_you_mean
from macros.templates import long_date, number, render

PLACEHOLDER = "CGMACRO{}X"
# Markdown puts a paragraph around a placeholder that stands alone; it goes with it.
_PLACEHOLDER = re.compile(r"(?:<(p)>\s*)?CGMACRO(\d+)X(?(1)\s*</p>)")


class Library:
    """Macros over one catalog."""

    def __init__(self, catalog: Catalog, ledger: Ledger) -> None:
        self.catalog = catalog
        self.ledger = ledger
        self.glossary = Glossary(catalog)

    def page(self, address: str) -> Page:
        """Return a fresh page at `address`, with no term explained yet."""
        return Page(self.catalog, self.glossary, address)

    def _render(self, page: Page, template: str, **variables: Any) -> Markup:
        return Markup(render(self.catalog, template, page=page, ledger=self.ledger, **variables))

    def macros(self, page: Page) -> dict[str, Callable[..., Any]]:
        """Return the macros for one page, by the name under which prose calls them."""

        def record(key: str) -> Markup:
            """The whole page of a record."""
            found = self.catalog.get(key)
            return self._render(page, f"records/{found.singular}.html", record=found)

        def section(name: str) -> Markup:
            """A part of a page that is made from data: `overrides/sections/<name>.html`."""
            return self._render(page, f"sections/{name}.html")

        def value(key: str, attribute: str) -> Markup:
            """The first value of a fact, with its unit, kind and sources."""
            facts = {fact.attribute: fact for fact in self.catalog.get(key).facts}
            return self._render(page, "components/value.html", fact=facts[attribute], record=self.catalog.get(key))

        def link(key: str) -> Markup:
            """A link to a record, by its title."""
            return self._render(page, "components/link.html", record=self.catalog.get(key))

        def count(collection: str) -> str:
            """How many records a collection holds."""
            return number(len(self.catalog[collection]))

        def as_of() -> str:
            """The day the site speaks from."""
            return long_date(self.catalog.as_of)

        def when(key: str) -> str:
            """The date of an event, or the day a model was released."""
            found = self.catalog.get(key)
            return long_date(found.date if hasattr(found, "date") else found.released)

        return {f.__name__: f for f in (record, section, value, link, count, as_of, when)}

    def expand(self, markdown: str, address: str, where: str) -> tuple[str, list[str]]:
        """Return Markdown with placeholders for macro calls, and what they stand for.

        `where` is the path of the page for messages. Raises DataError when a call fails.
        """
        fragments: list[str] = []

        def keep(result: Any) -> str:
            fragments.append(str(result))
            return PLACEHOLDER.format(len(fragments) - 1)

        env = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, finalize=keep)
        macros = self.macros(self.page(address))
        try:
            return env.from_string(markdown).render(**macros), fragments
        except (UndefinedError, KeyError, TemplateError, TypeError) as error:
            raise DataError([_failed(markdown, where, error, macros)]) from error


def _failed(markdown: str, where: str, error: Exception, macros: dict[str, Any]) -> Problem:
    text = str(error)
    name = text.split("'")[1] if "'" in text else ""
    line = next((n for n, row in enumerate(markdown.splitlines(), 1) if name and name in row), 1)
    line = getattr(error, "lineno", None) or line
    remedy = f"{did_you_mean(name, macros)} Macros: {', '.join(macros)}"
    return Problem(where, line, where, f"a macro call fails: {text}.{remedy}")


def swap(html: str, fragments: list[str]) -> str:
    """Return `html` with placeholders replaced by the fragments they stand for."""
    return _PLACEHOLDER.sub(lambda match: fragments[int(match[2])], html)
