"""What is published of citations: static pages, reference files, bibliographies, the checker's index."""

from collections.abc import Iterator

from macros import citation_index, csl, metadata
from macros.catalog import Catalog
from macros.citation_index import History
from macros.citations import FORMATS, Citations, bibliographies, plain
from macros.heirs import heirs, places
from macros.ledger import KINDS, Ledger
from macros.published import Publication, PublishedFile
from macros.templates import render


class Place:
    """Where a page of a citation stands, for links relative to it."""

    @staticmethod
    def url(address: str) -> str:
        """Return `address` (from the site's root) relative to `/cite/<collection>/<id>/`."""
        return f"../../../{address}"


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield the page and the files of every citation, the bibliographies and the checker's index."""
    if publication.quick:
        return
    catalog = publication.catalog
    citations = Citations(catalog, publication.ledger, publication.base)
    for key, citation in citations.items():
        for name, text in citation.texts.items():
            yield PublishedFile(citation.file(name), text)
        page = render(
            catalog, "cite/page.html", page=Place, citation=citation,
            formats=FORMATS, styles=csl.STYLES,
            metadata=metadata.of(catalog, citations, citation.address, "", "", key),
        )  # fmt: skip
        yield PublishedFile(f"{citation.address}index.html", page)
    for stem, items in bibliographies(catalog).items():
        for form in FORMATS.values():
            yield PublishedFile(f"{stem}.{form.suffix}", form.write(items))
    yield from _index(catalog, publication.ledger, citations.base)


def _index(catalog: Catalog, ledger: Ledger, base: str) -> Iterator[PublishedFile]:
    site = {
        "site": base,
        "title": catalog.site.title,
        "former": heirs(catalog),
        "kinds": {kind: kind.replace("-", " ").capitalize() for kind in KINDS},
    }
    histories = list(_histories(catalog, ledger))
    for path, content in citation_index.files(histories, site):
        yield PublishedFile(f"cite/index/{path}", content)


def _histories(catalog: Catalog, ledger: Ledger) -> Iterator[History]:
    """Yield the history of every key ever logged; one that leads nowhere has no address."""
    known = places(catalog)
    for key, versions in ledger.versions.items():
        titles = [version.record["title"] for version in versions if version.record]
        yield History(key, plain(titles[-1]) if titles else key, known.get(key, ""), versions)
