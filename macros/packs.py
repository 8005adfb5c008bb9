"""Evidence packs: a section of the site as one file, to read without a network and to keep as evidence.

A pack holds pages that open from disk, the data with their schemas, every source they rest on, every version
with its seal, the SHA-256 of each file, and a program that finds any altered byte (`pack_check`). The same data
give the same bytes: entries are in order and bear no time.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from macros import exports, pack_check, schemas, shapes, tables
from macros.catalog import ROOT, Catalog
from macros.citations import plain
from macros.markdown import relative
from macros.outlines import outline
from macros.published import Publication, PublishedFile
from macros.records import Record
from macros.templates import environment

FOLDER = "data/packs"
PACKS: Mapping[str, Sequence[str]] = {
    "timeline": ("events",),
    "models": ("models",),
    "risks": ("risks",),
    "comprehension": ("audiences", "questions", "surveys"),
    "leadership": ("practices", "frameworks"),
    "evidence": ("claims", "forecasts", "disputes"),
}
CARRIED = ("sources", "organizations", "terms")  # What a pack holds of these is what its records name.
PROGRAM = Path(pack_check.__file__)
STYLES = Path("docs/assets/css/pinned.css")
EARLIEST = (1980, 1, 1, 0, 0, 0)  # The zip format knows no earlier time.


@dataclass(frozen=True, eq=False)
class _Pack:
    """One pack: `name`, and the collections that it is about."""

    publication: Publication
    name: str
    collections: Sequence[str]

    @property
    def catalog(self) -> Catalog:
        return self.publication.catalog

    @cached_property
    def own(self) -> Sequence[Record]:
        return [record for name in self.collections for record in self.catalog[name].values()]

    @cached_property
    def records(self) -> Mapping[str, Mapping[str, Record]]:
        """The records of the pack by collection and id: its own, and what they and these in turn name."""
        keys = {record.key for record in self.own}
        todo = list(self.own)
        while todo:
            fresh = [r for r in self.catalog.mentions(todo.pop()) if r.collection in CARRIED and r.key not in keys]
            keys |= {record.key for record in fresh}
            todo += fresh
        return {
            name: {record.id: record for record in self.catalog[name].values() if record.key in keys}
            for name in (*self.collections, *CARRIED)
        }

    def files(self) -> Iterator[tuple[str, bytes]]:
        yield from self._pages()
        for name, records in self.records.items():
            chosen = {identity: exports.records(self.publication)[name][identity] for identity in records}
            table = tables.tables(self.publication)[name]
            log = [version.line() for record in records.values() for version in self.publication.ledger.of(record.key)]
            yield f"data/{name}.json", exports.text(exports.collection(self.publication, name, chosen))
            yield f"data/{name}.csv", tables.text(table, chosen).encode("utf-8")
            yield f"schema/{name}.json", exports.text(schemas.published_schema(shapes.files()[name]))
            yield f"versions/{name}.jsonl", "".join(f"{line}\n" for line in log).encode("utf-8")
        yield "verify.py", PROGRAM.read_bytes()

    def _pages(self) -> Iterator[tuple[str, bytes]]:
        yield "pinned.css", (ROOT / STYLES).read_bytes()
        yield "index.html", self._page("index.html")
        yield "sources.html", self._page("sources.html")
        for record in self.own:
            yield f"{record.key}.html", self._page(f"{record.key}.html", record)

    def _page(self, path: str, record: Record | None = None) -> bytes:
        def place(key: str) -> str | None:
            """Return where a record stands in the pack, else on the site, or None if that is not known."""
            collection, _, identity = key.partition("/")
            if collection in self.collections:
                return relative(path, f"{key}.html")
            if collection == "sources":
                return relative(path, f"sources.html#{identity}")
            return f"{base}{self.catalog.address(self.catalog.get(key))}" if base else None

        base = self.publication.base
        template = environment(self.catalog.root).get_template("packs/page.html")
        text = template.render(
            catalog=self.catalog, publication=self.publication, pack=self, path=path, record=record, place=place,
            outline=outline, plain=plain, up="../" * path.count("/"),
            version=record and self.publication.ledger.current(record.key),
        )  # fmt: skip
        return text.encode("utf-8")


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return a zip file of `files` and their SHA256SUMS; the same files give the same bytes."""
    whole = {**files, pack_check.SUMS: pack_check.sums(dict(files)).encode("utf-8")}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as pack:
        for name in sorted(whole):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.external_attr = 0o644 << 16
            pack.writestr(entry, whole[name], zipfile.ZIP_DEFLATED)
    return target.getvalue()


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield every pack, the program that checks them, and their SHA256SUMS."""
    made = {"verify.py": PROGRAM.read_bytes()}
    for name, collections in PACKS.items():
        made[f"{name}.zip"] = archive(dict(_Pack(publication, name, collections).files()))
    made[pack_check.SUMS] = pack_check.sums(made).encode("utf-8")
    for name, content in made.items():
        yield PublishedFile(f"{FOLDER}/{name}", content)
