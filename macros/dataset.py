"""The data set in the words of schema.org and DCAT 3 (w3.org/TR/vocab-dcat-3), as JSON-LD 1.1.

The context stands in the file, so that no reader has to fetch one. Where the site's address is not known,
addresses are relative to the file's own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from macros import exports, shapes, tables
from macros.markdown import relative
from macros.published import Publication, PublishedFile

PATH = f"{exports.FOLDER}/dataset.json"
CONTEXT = {
    "@vocab": "https://schema.org/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    **{
        name: {"@type": "@id"}
        for name in ("url", "contentUrl", "license", "dcat:downloadURL", "dcat:landingPage", "dcterms:license")
    },
}
MEDIA = {"csv": "text/csv", "json": "application/json"}


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield `dataset.json`."""
    yield PublishedFile(PATH, exports.text(described(publication)))


def described(publication: Publication) -> Mapping[str, Any]:
    """Return the data set with every file that it is distributed in."""
    site, envelope = publication.catalog.site, exports.envelope(publication)
    maker = {"@type": "Organization", "name": site.title, "url": _url(publication, "")}
    return {
        "@context": CONTEXT,
        "@id": _url(publication, "data/"),
        "@type": ["Dataset", "dcat:Dataset"],
        "name": f"{site.title}: data",
        "description": site.description,
        "url": _url(publication, "data/"),
        "dcat:landingPage": _url(publication, "data/"),
        "license": shapes.LICENSE,
        "dcterms:license": shapes.LICENSE,
        "isAccessibleForFree": True,
        "inLanguage": site.language,
        "creator": maker,
        "publisher": maker,
        "version": publication.release or envelope["schema_version"],
        "schemaVersion": envelope["schema_version"],
        "dateModified": envelope["as_of"],
        "distribution": list(_distributions(publication)),
    }


def _url(publication: Publication, address: str) -> str:
    return f"{publication.base}{address}" if publication.base else relative(PATH, address)


def _distributions(publication: Publication) -> Iterator[Mapping[str, Any]]:
    for name, table in tables.tables(publication).items():
        yield _distribution(publication, f"{name} as CSV", table.path)
    for name in shapes.files():
        yield _distribution(publication, f"{name} as JSON", f"{exports.FOLDER}/{name}.json")


def _distribution(publication: Publication, name: str, path: str) -> Mapping[str, Any]:
    url, media = _url(publication, path), MEDIA[path.rpartition(".")[2]]
    return {
        "@type": ["DataDownload", "dcat:Distribution"],
        "name": name,
        "encodingFormat": media,
        "dcat:mediaType": media,
        "contentUrl": url,
        "dcat:downloadURL": url,
    }
