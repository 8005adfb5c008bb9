"""Pinned pages: `/<collection>/<id>/v/<n>/`, one for every version for ever, plain HTML from the log alone."""

from collections.abc import Iterator

from macros.catalog import Catalog
from macros.ledger import Ledger
from macros.published import PublishedFile
from macros.templates import render


def address(key: str, version: int) -> str:
    """Return the address of one version of the record `collection/id`, from the site's root."""
    return f"{key}/v/{version}/"


def files(catalog: Catalog, ledger: Ledger) -> Iterator[PublishedFile]:
    """Yield the page of every logged version."""
    for key, versions in ledger.versions.items():
        for version in versions:
            html = render(
                catalog,
                "pinned/version.html",
                version=version,
                versions=versions,
                current=catalog.find(key),
            )
            yield PublishedFile(f"{address(key, version.version)}index.html", html)
