"""Published data under /data/v1/: every collection, each record, the catalog, the closed lists and all changes."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pydantic_core import to_json

from macros import interest, ledger, schemas, shapes, views
from macros.guidance import COLLECTIONS
from macros.heirs import heirs
from macros.ledger import Version, differences
from macros.published import Publication, PublishedFile
from macros.records import Record

FOLDER = "data/v1"
OTHERS = {
    "changes": f"{FOLDER}/changes.json",
    "vocabularies": f"{FOLDER}/vocabularies.json",
    "values": f"{FOLDER}/values.csv",
    "statements": f"{FOLDER}/statements.csv",
    "data-package": f"{FOLDER}/datapackage.json",
    "dataset": f"{FOLDER}/dataset.json",
    "openapi": f"{FOLDER}/openapi.json",
    "manifest": f"{FOLDER}/manifest.json",
    "feed": "feeds/all.atom",
    "corrections": "feeds/corrections.atom",
    "calendar": "feeds/timeline.ics",
    "packs": "data/packs/SHA256SUMS",
}
Published = Mapping[str, Any]


def text(value: Any) -> bytes:
    """Return `value` as JSON (RFC 8259) in UTF-8, indented, with a line feed at the end."""
    return to_json(value, indent=1) + b"\n"


def envelope(publication: Publication) -> dict[str, Any]:
    """Return what stands at the top of every file: `shapes.Envelope`."""
    return {
        "schema_version": publication.catalog.site.schema_version,
        "release": publication.release,
        "as_of": publication.catalog.as_of.isoformat(),
        "license": shapes.LICENSE,
    }


@lru_cache(maxsize=2)
def records(publication: Publication) -> Mapping[str, Mapping[str, Published]]:
    """Return all records by collection and id as they are published, in the order of the data."""
    return {
        name: {record.id: _record(publication, record) for record in publication.catalog[name].values()}
        for name in COLLECTIONS
    }


def _record(publication: Publication, record: Record) -> Published:
    catalog = publication.catalog
    sources = catalog.evidence(record)
    version = publication.ledger.current(record.key)
    return {
        "id": record.id,
        "address": catalog.address(record),
        "version": version and version.version,
        "changed": version and version.date,
        "pinned": version and ledger.address(record.key, version.version),
        "sha256": version and version.sha256,
        "cited_sources": sources,
        "source_interests": interest.mix(catalog, sources, record),
        "claim_verdicts": dict(views.verdicts(catalog, record)),
        **record.model_dump(mode="json", exclude={"id"}),
    }


def collection(publication: Publication, name: str, chosen: Mapping[str, Published]) -> Published:
    """Return a file of records of the collection `name`."""
    return {**envelope(publication), "collection": name, "records": list(chosen.values())}


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield every JSON file. A record is found under its former ids too; the file of a withdrawn one is empty."""
    for name, found in records(publication).items():
        yield _json(name, collection(publication, name, found))
        for identity, record in found.items():
            content = text(collection(publication, name, {identity: record}))
            for known in (identity, *record["former_ids"]):
                yield PublishedFile(f"{FOLDER}/{name}/{known}.json", content)
    for version in withdrawn(publication):
        yield _json(version.key, collection(publication, version.collection, {}))
    yield _json("catalog", _catalog(publication))
    yield _json("vocabularies", _vocabularies(publication))
    yield _json("changes", {**envelope(publication), "changes": list(changes(publication))})
    for name, lines in _logs(publication).items():
        yield PublishedFile(f"{FOLDER}/versions/{name}.jsonl", "".join(f"{line}\n" for line in lines))
    for name, schema in schemas.published_schemas().items():
        yield _json(f"schema/{name}", schema)


def withdrawn(publication: Publication) -> list[Version]:
    """Return the last version of every record that was withdrawn; one that was renamed lives on."""
    catalog = publication.catalog
    alive = {f"{record.collection}/{known}" for record in catalog for known in (record.id, *record.former_ids)}
    last = (versions[-1] for versions in publication.ledger.versions.values())
    return [version for version in last if version.record is None and version.key not in alive]


def _json(name: str, value: Any) -> PublishedFile:
    return PublishedFile(f"{FOLDER}/{name}.json", text(value))


def _catalog(publication: Publication) -> Published:
    catalog = publication.catalog
    return {
        **envelope(publication),
        "title": catalog.site.title,
        "description": catalog.site.description,
        "site": publication.base or None,
        "collections": [_summary(publication, name) for name in COLLECTIONS],
        "files": OTHERS,
        "renamed": heirs(catalog),
        "withdrawn": [
            {
                "key": version.key, "date": version.date, "reason": version.reason,
                "pinned": ledger.address(version.key, version.version),
            }
            for version in withdrawn(publication)
        ],
    }  # fmt: skip


def _summary(publication: Publication, name: str) -> Published:
    return {
        "name": name,
        "description": COLLECTIONS[name].__doc__,
        "count": len(publication.catalog[name]),
        "files": {
            "json": f"{FOLDER}/{name}.json",
            "csv": f"{FOLDER}/{name}.csv",
            "schema": f"{FOLDER}/schema/{name}.json",
            "feed": f"feeds/{name}.atom",
            "versions": f"{FOLDER}/versions/{name}.jsonl",
        },
    }


def _vocabularies(publication: Publication) -> Published:
    fields = shapes.EntryOfList.model_fields
    return {
        **envelope(publication),
        "vocabularies": {
            name: [{field: getattr(entry, field, None) for field in fields} for entry in entries.values()]
            for name, entries in publication.catalog.vocabularies.items()
        },
    }


def changes(publication: Publication) -> Iterator[Published]:
    """Yield every version as `shapes.Change`, newest first; of one day in the order of the logs."""
    found = [
        (version, before)
        for versions in publication.ledger.versions.values()
        for before, version in zip((None, *versions), versions, strict=False)
    ]
    for version, before in sorted(found, key=lambda pair: pair[0].date, reverse=True):
        yield _change(version, before)


def _change(version: Version, before: Version | None) -> Published:
    known = version.record or (before.record if before else None) or {}
    paths = [path for path, _, _ in differences(before.record, version.record)] if before else []
    return {
        "key": version.key, "title": known.get("title", version.key), "version": version.version,
        "date": version.date, "kind": version.kind, "reason": version.reason, "sha256": version.sha256,
        "pinned": ledger.address(version.key, version.version), "fields": paths,
    }  # fmt: skip


def _logs(publication: Publication) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in COLLECTIONS}
    for versions in publication.ledger.versions.values():
        found.setdefault(versions[0].collection, []).extend(version.line() for version in versions)
    return found
