"""What machines read of a page: Highwire Press tags, Dublin Core terms, link relations, JSON-LD.

Tags are those that Zotero and Google Scholar read; link relations are registered with IANA (`cite-as`
is RFC 8574); the types of JSON-LD are schema.org's. A value that is not known is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from macros import csl
from macros.catalog import Catalog
from macros.citations import FORMATS, Citation, Citations, plain
from macros.records import Claim, Record, Term

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
CONTEXT = "https://schema.org"
_PAGES = {"": "WebSite", "data/": "Dataset", "glossary/": "DefinedTermSet"}


@dataclass(frozen=True)
class Metadata:
    """`tags` are `(name, content)` of meta elements; `links` are the attributes of link elements."""

    tags: Sequence[tuple[str, str]]
    links: Sequence[Mapping[str, str]]
    json_ld: Mapping[str, Any]


def of(catalog: Catalog, citations: Citations, address: str, title: str, description: str, key: str | None) -> Metadata:
    """Return the metadata of the page at `address`: of the record `key` where it has a citation, else of the page."""
    if key in citations:
        return of_record(catalog, citations, str(key))
    return of_page(catalog, citations, address, title, description)


def of_record(catalog: Catalog, citations: Citations, key: str) -> Metadata:
    """Return the metadata of a page about one record that has a citation."""
    citation = citations[key]
    return Metadata(
        tuple(_tags(catalog, citations.base, citation)),
        tuple(_links(citation, citations.base)),
        {"@context": CONTEXT, **_thing(catalog, citations.base, citation)},
    )


def of_page(catalog: Catalog, citations: Citations, address: str, title: str, description: str) -> Metadata:
    """Return the metadata of any other page, with the claims and terms that stand on it.

    `address` is the page's, from the site's root; `title` and `description` are plain text.
    """
    url = f"{citations.base}{address}"
    kind = _PAGES.get(address, "WebPage")
    page = {
        "@type": kind, "@id": url, "url": url, "name": title,
        "description": description or catalog.site.description, **_common(catalog, citations.base),
    }  # fmt: skip
    parts = [
        _in_brief(_thing(catalog, citations.base, citations[record.key]))
        for record in (*catalog["claims"].values(), *catalog["terms"].values())
        if catalog.address(record).partition("#")[0] == address and record.key in citations
    ]
    site = catalog.site.title
    tags = tuple(_described(site, title, catalog.site.language, url))
    return Metadata(tags, (), {"@context": CONTEXT, "@graph": [page, *parts]})


def _described(site: str, title: str, language: str, url: str) -> Iterator[tuple[str, str]]:
    yield "citation_title", title
    yield "citation_author", site
    yield "citation_publisher", site
    yield "citation_language", language
    yield "citation_public_url", url
    yield "dcterms.title", title
    yield "dcterms.creator", site
    yield "dcterms.publisher", site
    yield "dcterms.identifier", url
    yield "dcterms.language", language
    yield "dcterms.license", LICENSE


def _tags(catalog: Catalog, base: str, citation: Citation) -> Iterator[tuple[str, str]]:
    item, date = citation.item, citation.version.date
    yield from _described(catalog.site.title, item["title"], item["language"], item["URL"])
    yield "citation_publication_date", date.replace("-", "/")
    yield "citation_version", item["version"]
    yield "dcterms.issued", date
    yield "dcterms.isVersionOf", f"{base}{catalog.address(citation.record)}"
    yield "dcterms.bibliographicCitation", csl.text(citation.references["plain"])


def _links(citation: Citation, base: str) -> Iterator[Mapping[str, str]]:
    yield {"rel": "cite-as", "href": citation.item["URL"]}
    for name, form in FORMATS.items():
        yield {
            "rel": "alternate", "type": form.media_type, "title": form.label,
            "href": base + citation.file(name),
        }  # fmt: skip


def _thing(catalog: Catalog, base: str, citation: Citation) -> dict[str, Any]:
    """Return a record as schema.org sees it."""
    record = citation.record
    url = f"{base}{catalog.address(record)}"
    if isinstance(record, Term):
        return {
            "@type": "DefinedTerm", "@id": url, "url": url, "name": plain(record.title),
            "description": plain(record.plain),
            "inDefinedTermSet": url.partition("#")[0],
        }  # fmt: skip
    return {
        "@id": url, "url": url, "version": citation.item["version"],
        "datePublished": citation.first.date, "dateModified": citation.version.date,
        **_common(catalog, base), **_kind(catalog, record),
    }  # fmt: skip


def _in_brief(thing: dict[str, Any]) -> dict[str, Any]:
    """Return what tells many things of one page apart; the page of each says the rest."""
    left_out = ("description", "reviewBody", "publisher", "license", "inLanguage", "dateModified", "version", "url")
    return {name: value for name, value in thing.items() if name not in left_out}


def _kind(catalog: Catalog, record: Record) -> dict[str, Any]:
    if isinstance(record, Claim):
        return _claim_review(catalog, record)
    name = plain(record.title)
    kind = {"@type": "Article", "headline": name, "name": name}
    if sentence := getattr(record, "plain", None):
        kind["description"] = plain(sentence)
    return kind


def _claim_review(catalog: Catalog, claim: Claim) -> dict[str, Any]:
    """Return the claim as a ClaimReview: what was claimed by whom and where, and the verdict."""
    by = catalog["organizations"][claim.by]
    sources = (catalog["sources"][source] for source in claim.sources)
    where = [source for source in sources if source.publisher == claim.by]
    claimed: dict[str, Any] = {
        "@type": "Claim",
        "author": {
            "@type": "Person" if by.kind == "individual" else "Organization",
            "name": plain(by.title),
        },
        "appearance": [
            {"@type": "CreativeWork", "name": plain(source.title)} | ({"url": source.url} if source.url else {})
            for source in where
        ],
    }
    return {
        "@type": "ClaimReview",
        "claimReviewed": plain(claim.title),
        "itemReviewed": {name: value for name, value in claimed.items() if value},
        "reviewBody": plain(claim.reason),
        "reviewRating": {
            "@type": "Rating", "alternateName": catalog.label("verdicts", claim.verdict),
        },
    }  # fmt: skip


def _common(catalog: Catalog, base: str) -> dict[str, Any]:
    site = {"@type": "Organization", "name": catalog.site.title, "url": base}
    return {
        "author": site, "publisher": site, "inLanguage": catalog.site.language,
        "license": LICENSE,
    }  # fmt: skip
