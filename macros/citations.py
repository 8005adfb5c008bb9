"""How each version of each record is cited: its CSL item, reference texts, files and static page.

`/cite/<collection>/<id>/` shows the citation of the current version; `.bib`, `.ris` and `.json` (CSL)
stand beside it, such as `/cite/models/glm-5-2.bib`. The works that records rest on are a bibliography
of their own: all of them, and those of each record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from macros import bibliography, csl, pinned
from macros.catalog import Catalog
from macros.csl import Item
from macros.ledger import Ledger, Version
from macros.markdown import plain
from macros.published import PublishedFile
from macros.records import Record, Source
from macros.templates import render
from macros.values import EDTF

HASH_DIGITS = 12


class Format(NamedTuple):
    """A file format for references: its name for readers, suffix, media type and writer."""

    label: str
    suffix: str
    media_type: str
    write: Any


FORMATS: Mapping[str, Format] = {
    "bibtex": Format("BibTeX", "bib", "application/x-bibtex", bibliography.bibtex),
    "ris": Format("RIS", "ris", "application/x-research-info-systems", bibliography.ris),
    "csl": Format(
        "CSL-JSON", "json", "application/vnd.citationstyles.csl+json", bibliography.csl_json
    ),
}


@dataclass(frozen=True)
class Citation:
    """The citation of one version of a record.

    `references` maps the styles of `csl.STYLES` to runs. `base` is the site's address, ending in `/`.
    """

    record: Record
    version: Version
    item: Item
    references: Mapping[str, csl.Reference]

    @property
    def address(self) -> str:
        """The address of its static page, from the site's root."""
        return f"cite/{self.record.key}/"

    def file(self, name: str) -> str:
        """Return the address of its file in one of `FORMATS`, from the site's root."""
        return f"cite/{self.record.key}.{FORMATS[name].suffix}"

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The text of its file in each of `FORMATS`."""
        return {name: form.write([self.item]) for name, form in FORMATS.items()}


class Citations(Mapping[str, Citation]):
    """The citations of all records that have a logged version, by key; formatted at first use."""

    def __init__(self, catalog: Catalog, ledger: Ledger, base: str) -> None:
        self.catalog = catalog
        self.base = base
        self._versions = {
            record.key: version for record in catalog if (version := ledger.current(record.key))
        }

    def __getitem__(self, key: str) -> Citation:
        return self._all[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._versions)

    def __len__(self) -> int:
        return len(self._versions)

    @cached_property
    def _all(self) -> Mapping[str, Citation]:
        pairs = [(self.catalog.get(key), version) for key, version in self._versions.items()]
        items = [record_item(self.catalog, record, version, self.base) for record, version in pairs]
        references = csl.formatted(items)
        return {
            record.key: Citation(record, version, item, references[item["id"]])
            for (record, version), item in zip(pairs, items, strict=True)
        }


def record_item(catalog: Catalog, record: Record, version: Version, base: str) -> Item:
    """Return the CSL item of one version of a record; `base` is the site's address, ending in `/`."""
    site = catalog.site.title
    return {
        "id": f"cg-{record.collection}-{record.id}-v{version.version}",
        "type": "webpage",
        "title": f"{plain(record.title)} ({record.singular})",
        "author": [{"literal": site}],
        "issued": _date(EDTF.parse(version.date)),
        "container-title": site,
        "version": str(version.version),
        "URL": f"{base}{pinned.address(record.key, version.version)}",
        "note": f"SHA-256 {version.sha256[:HASH_DIGITS]}",
        "language": catalog.site.language,
    }


def source_item(catalog: Catalog, source: Source) -> Item:
    """Return the CSL item of a source; what the record does not say is left out."""
    item = {
        "id": source.id,
        "type": source.type,
        "title": plain(source.original_title or source.title),
        "publisher": plain(catalog["organizations"][source.publisher].title),
        "issued": _date(source.issued) if source.issued else None,
        "URL": source.url,
        "language": source.language,
        "note": plain(source.title) if source.original_title else None,
    }
    return {name: value for name, value in item.items() if value}


def sources_of(catalog: Catalog, record: Record) -> list[Source]:
    """Return the sources that a record rests on, each once, in the order of the record."""
    targets = (each.target for each in catalog.references if each.origin == record.key)
    return [catalog.get(key) for key in dict.fromkeys(targets) if key.startswith("sources/")]


def files(catalog: Catalog, citations: Citations) -> Iterator[PublishedFile]:
    """Yield the static page and the files of every citation, and the bibliographies of sources."""
    for citation in citations.values():
        for name, text in citation.texts.items():
            yield PublishedFile(citation.file(name), text)
        page = render(
            catalog, "cite/page.html", citation=citation, citations=citations, formats=FORMATS,
            styles=csl.STYLES,
        )  # fmt: skip
        yield PublishedFile(f"{citation.address}index.html", page)
    yield from _bibliographies(catalog)


def _bibliographies(catalog: Catalog) -> Iterator[PublishedFile]:
    """Yield all sources as `sources/sources.bib` and so on, and each record's as `cite/<key>-sources.bib`."""
    items = {source.key: source_item(catalog, source) for source in catalog["sources"].values()}
    groups = {"sources/sources": list(items.values())}
    cited: dict[str, dict[str, Item]] = {}
    for each in catalog.references:
        if each.target in items:
            cited.setdefault(each.origin, {})[each.target] = items[each.target]
    groups |= {f"cite/{key}-sources": list(found.values()) for key, found in cited.items()}
    for stem, group in groups.items():
        for form in FORMATS.values():
            yield PublishedFile(f"{stem}.{form.suffix}", form.write(group))


def _date(date: EDTF) -> dict[str, Any]:
    return {"date-parts": [date.parts]} | ({"circa": True} if date.approximate else {})
