"""Reading the built site: its pages, their ids and links."""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html
from lxml.html import HtmlElement

LINK_ATTRIBUTES = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src", "form": "action"}


@cache
def document(path: Path) -> HtmlElement:
    """Return the parsed page at `path`."""
    return html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


@cache
def addresses(site: Path) -> list[str]:
    """Return the address of every HTML page of the site, such as `/models/`."""
    return sorted(f"/{path.relative_to(site).as_posix().removesuffix('index.html')}" for path in site.rglob("*.html"))


def read(site: Path, each: int = 2) -> list[str]:
    """Return every page that people read; of the versions and the citations, which one template makes, `each` many."""
    found = addresses(site)
    versions = [a for a in found if "/v/" in a]
    citations = [a for a in found if a.startswith("/cite/") and a.count("/") > 3]
    browsed = sorted({*found} - {*versions, *citations})
    kept = list(_whole(site, browsed))
    for of_one in (versions, citations):
        kept += islice(_whole(site, of_one[:: max(1, len(of_one) // each)]), each)
    return kept


def _whole(site: Path, found: list[str]) -> Iterator[str]:
    """Yield the addresses whose page does not send its reader elsewhere."""
    for address in found:
        if not document(file_of(site, address)).xpath("//meta[@http-equiv='refresh']"):
            yield address


def file_of(site: Path, address: str) -> Path:
    """Return the file that a static host serves for `address` (from `/`, without query)."""
    path = site / unquote(address).lstrip("/")
    return path / "index.html" if path.is_dir() or address.endswith("/") else path


def links(page: HtmlElement, address: str) -> Iterator[tuple[str, str]]:
    """Yield `(path, fragment)` of every link of a page that stays on the site."""
    for tag, attribute in LINK_ATTRIBUTES.items():
        for element in page.iter(tag):
            target = element.get(attribute)
            if target and not urlsplit(target).scheme:
                parts = urlsplit(urljoin(address, target))
                yield parts.path, unquote(parts.fragment)


@cache
def ids(page: HtmlElement) -> set[str]:
    """Return the ids of a page."""
    return {str(found) for found in page.xpath("//@id")}


def words(element: HtmlElement) -> str:
    """Return the text of an element with single spaces."""
    return " ".join(element.text_content().split())
