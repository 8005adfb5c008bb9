"""How each version of each record is cited: its CSL item, reference texts, files and static page.

`/cite/<collection>/<id>/` shows the citation of the current version; `.bib`, `.ris` and `.json` (CSL)
stand beside it, such as `/cite/models/glm-5-2.bib`. The works that records rest on are a bibliography
of their own: all of them, and those of each record.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, NamedTuple

from markdown_it import MarkdownIt

from macros import bibliography, csl, pinned
from macros.catalog import Catalog
from macros.csl import Item
from macros.ledger import Ledger, Version
from macros.records import Record, Source
from macros.values import EDTF

HASH_DIGITS = 12
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


class Format(NamedTuple):
    """A file format for references: its name for readers, suffix, media type and writer."""

    label: str
    suffix: str
    media_type: str
    write: Any


FORMATS: Mapping[str, Format] = {
    "bibtex": Format("BibTeX", "bib", "application/x-bibtex", bibliography.bibtex),
    "ris": Format("RIS", "ris", "application/x-research-info-systems", bibliography.ris),
    "csl": Format("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", bibliography.csl_json),
}


@dataclass(frozen=True)
class Citation:
    """The citation of one version of a record; `first` is the record's first version."""

    record: Record
    first: Version
    version: Version
    item: Item
    formatted: Callable[[], Mapping[str, Mapping[str, csl.Reference]]] = field(repr=False, compare=False)

    @property
    def references(self) -> Mapping[str, csl.Reference]:
        """Its reference in each of the styles of `csl.STYLES`."""
        return self.formatted()[self.item["id"]]

    @property
    def address(self) -> str:
        """The address of its static page, from the site's root."""
        return f"cite/{self.record.key}/"

    @property
    def pinned(self) -> str:
        """The address of the version it cites, from the site's root."""
        return pinned.address(self.record.key, self.version.version)

    def file(self, name: str) -> str:
        """Return the address of its file in one of `FORMATS`, from the site's root."""
        return f"cite/{self.record.key}.{FORMATS[name].suffix}"

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The text of its file in each of `FORMATS`."""
        return {name: form.write([self.item]) for name, form in FORMATS.items()}


class Citations(Mapping[str, Citation]):
    """The citations of all records that have a logged version, by key.

    References are formatted at first use, in two groups: pages need those of records with a page of their own,
    which are few, and the rest can be made beside the pages.

    `base` is the site's address, ending in `/`; empty where it is not known, and addresses are relative.
    """

    styles = csl.STYLES
    formats = FORMATS

    def __init__(self, catalog: Catalog, ledger: Ledger, base: str) -> None:
        self.catalog = catalog
        self.base = base
        self._versions = {record.key: versions for record in catalog if (versions := ledger.of(record.key))}
        self._groups: dict[bool, Mapping[str, Mapping[str, csl.Reference]]] = {}

    def __getitem__(self, key: str) -> Citation:
        return self._all[key]

    def __contains__(self, key: object) -> bool:
        return key in self._versions

    def __iter__(self) -> Iterator[str]:
        return iter(self._versions)

    def __len__(self) -> int:
        return len(self._versions)

    @cached_property
    def _all(self) -> Mapping[str, Citation]:
        return {key: self._citation(self.catalog.get(key), versions) for key, versions in self._versions.items()}

    def _citation(self, record: Record, versions: tuple[Version, ...]) -> Citation:
        item = record_item(self.catalog, record, versions[-1], self.base)
        return Citation(record, versions[0], versions[-1], item, partial(self._formatted, "#" in record.address))

    def _formatted(self, anchors: bool) -> Mapping[str, Mapping[str, csl.Reference]]:
        """Return the references of all records that are anchors on a page, or of all that have a page."""
        if anchors not in self._groups:
            group = [c.item for c in self._all.values() if ("#" in c.record.address) == anchors]
            self._groups[anchors] = csl.formatted(group)
        return self._groups[anchors]


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


def bibliographies(catalog: Catalog) -> dict[str, list[Item]]:
    """Return the items of all sources, `sources/sources`, and of each page, such as `timeline/sources`."""
    items = {source.key: source_item(catalog, source) for source in catalog["sources"].values()}
    pages: dict[str, dict[str, Item]] = {}
    for reference in catalog.references:
        if item := items.get(reference.target):
            page = catalog.address(catalog.get(reference.origin)).partition("#")[0]
            pages.setdefault(page, {})[reference.target] = item
    found = {f"{page}sources": list(cited.values()) for page, cited in pages.items()}
    return found | {"sources/sources": list(items.values())}


def plain(text: str) -> str:
    """Return the words of Markdown prose, without its marks."""
    if not set(text) & set("*_`[]\\&\n"):
        return text
    tokens = _MARKDOWN.parseInline(text)[0].children or []
    return "".join(" " if token.type.endswith("break") else token.content for token in tokens)


def _date(date: EDTF) -> dict[str, Any]:
    return {"date-parts": [date.parts]} | ({"circa": True} if date.approximate else {})
