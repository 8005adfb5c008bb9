"""Reports for reviewers: Markdown from the templates of `overrides/changes/`, every value shown as it is.

A second Jinja environment beside that of the pages: here each value is escaped for Markdown instead of HTML, so
that nothing in the data becomes markup in a comment.
"""

import re
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from macros.catalog import ROOT
from macros.templates import long_date, number


class _Written(str):
    """Text that is Markdown already."""

    __slots__ = ()


def markdown_text(value: Any) -> str:
    """Return a value as Markdown that shows it as it is, on one line (CommonMark 0.31, backslash escapes)."""
    if isinstance(value, _Written):
        return value
    return re.sub(r"([\\`*\[\]<>|~]|(?<!\w)_|_(?!\w))", r"\\\1", re.sub(r"\s*\n\s*", " ", str(value)))


def _code(value: Any) -> _Written:
    return _Written(f"`{str(value).replace('`', chr(39))}`")


def _cut(value: str, words: int) -> str:
    found = value.split()
    return value if len(found) <= words else " ".join([*found[:words], "[…]"])


@cache
def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(ROOT / "overrides"),
        autoescape=False,
        finalize=markdown_text,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"code": _code, "cut": _cut, "long_date": long_date, "number": number}
    return env


def report(template: str, **variables: Any) -> str:
    """Return the Markdown of `template` (path below overrides/): values are shown as they are, never as markup."""
    return _environment().get_template(template).render(**variables).rstrip("\n") + "\n"
