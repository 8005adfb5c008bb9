"""The one Jinja environment for pages: templates of `overrides/`, everything escaped, nothing undefined let through."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from macros import fields, interest, pictures, views
from macros.catalog import ROOT, Catalog
from macros.markdown import Page
from macros.policy import POLICY
from macros.values import EDTF

WORDS_A_MINUTE = 220


def long_date(value: EDTF | date | str) -> str:
    """Return a date as people write it, as precise as it is: `about 13 June 2026`, `June 2026`, `2026`."""
    return EDTF.parse(value.isoformat() if isinstance(value, date) else str(value)).words


def number(value: int | float | str) -> str:
    """Return a number with thousands marks; text as it is."""
    if isinstance(value, str):
        return value
    return f"{value:,}"


def minutes(words: int) -> int:
    """Return minutes to read `words` words, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def script_json(value: Any) -> Markup:
    """Return JSON that is safe inside a script element: no `<`, `>` or `&` (OWASP XSS prevention, rule 3.1)."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


@pass_context
def _prose(context: Context, text: str) -> Markup:
    page: Page = context["page"]
    return page.prose(text)


@pass_context
def _inline(context: Context, text: str) -> Markup:
    page: Page = context["page"]
    return page.inline(text)


@pass_context
def _url(context: Context, address: str) -> str:
    page: Page = context["page"]
    return page.url(address)


@pass_context
def _link(context: Context, key: str) -> str:
    page: Page = context["page"]
    return page.link(key)


@pass_context
def _asset(context: Context, path: str) -> str:
    """Return the marked name of a stylesheet or script (`assets.py`), or `path` where the build gave none."""
    return str(context["marked"].get(path, path))


@cache
def environment(root: Path) -> Environment:
    """Return the environment over `root/overrides`; one for each project folder, templates compiled once."""
    env = Environment(
        loader=FileSystemLoader([root / "overrides", ROOT / "overrides"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "prose": _prose, "inline": _inline, "url": _url, "link": _link, "long_date": long_date,
        "number": number, "minutes": minutes, "script_json": script_json, "asset": _asset,
    }  # fmt: skip
    env.globals |= {"fields": fields, "interest": interest, "pictures": pictures, "views": views}
    env.globals |= {"policy": POLICY, "marked": {}}
    return env


def render(catalog: Catalog, template: str, **variables: Any) -> str:
    """Return `template` (path below overrides/) rendered with the catalog and `variables`."""
    return environment(catalog.root).get_template(template).render(catalog=catalog, **variables)
