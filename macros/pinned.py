"""Pinned pages: `/<collection>/<id>/v/<n>/`, one for every version for ever, plain HTML from the log alone."""

from collections.abc import Iterator

from macros.catalog import Catalog
from macros.heirs import places
from macros.ledger import Ledger, Version, differences
from macros.ledger import address as address
from macros.published import PublishedFile
from macros.templates import render

UP = "../../../../"


def files(catalog: Catalog, ledger: Ledger) -> Iterator[PublishedFile]:
    """Yield the page of every logged version."""
    now = places(catalog)
    for key, versions in ledger.versions.items():
        for index, version in enumerate(versions):
            yield PublishedFile(
                f"{address(key, version.version)}index.html", _html(catalog, now.get(key), version, versions, index)
            )


def _html(catalog: Catalog, current: str | None, version: Version, versions: tuple[Version, ...], index: int) -> str:
    before = versions[index - 1] if index else None
    last = version.record or (before.record if before else None) or {}
    return render(
        catalog,
        "pinned/version.html",
        version=version,
        versions=versions,
        following=versions[index + 1] if index + 1 < len(versions) else None,
        changes=differences(before.record, version.record) if before else [],
        title=last.get("title", version.key),
        address=f"{UP}{address(version.key, version.version)}",
        current=f"{UP}{current}" if current else None,
        root=UP,
    )
