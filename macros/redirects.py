"""Addresses that were given up: an address, once published, never disappears.

A page leads on to where its record stands now, or to the last version of one that was withdrawn; a file is the
file of its heir. Former anchors stand on the page itself: `overrides/components/moved.html`.
"""

import json
from collections.abc import Iterable, Iterator

from macros.addresses import moved
from macros.catalog import Catalog
from macros.ledger import Ledger
from macros.markdown import relative
from macros.published import Publication, PublishedFile
from macros.templates import render


def pages(publication: Publication) -> Iterator[PublishedFile]:
    """Yield a page at each former address of a page, and what the files of a withdrawn record say ever after."""
    for address, lead in moved(publication.catalog, publication.ledger).items():
        if lead.endswith("/") and "#" not in address and not address.endswith("/"):
            said = {"withdrawn": True, "see": f"{publication.base}{lead}"}
            text = json.dumps(said) if address.endswith(".json") else f"Withdrawn: see {publication.base}{lead}"
            yield PublishedFile(address, f"{text}\n")
        if address.endswith("/"):
            target = relative(address, lead)
            text = render(publication.catalog, "pinned/moved.html", target=target, lead=lead, base=publication.base)
            yield PublishedFile(f"{address}index.html", text)


def with_former(publication: Publication, files: Iterable[PublishedFile]) -> Iterator[PublishedFile]:
    """Yield `files`, and each that has former addresses there too."""
    former: dict[str, list[str]] = {}
    for address, lead in moved(publication.catalog, publication.ledger).items():
        former.setdefault(lead, []).append(address)
    for file in files:
        yield file
        for address in former.get(file.path, ()):
            yield PublishedFile(address, file.content)


def anchors(catalog: Catalog, ledger: Ledger) -> dict[str, dict[str, str]]:
    """Return, by page, the anchors that were given up there and where they lead, without those on the same page."""
    found: dict[str, dict[str, str]] = {}
    for address, lead in moved(catalog, ledger).items():
        path, _, anchor = address.partition("#")
        if anchor and lead.partition("#")[0] != path:
            found.setdefault(path, {})[anchor] = lead
    return found
