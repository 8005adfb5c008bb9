"""Published data under /data/v1/, apart from the authored files so that these may change shape freely."""

import json
from collections.abc import Iterator
from typing import Any

from macros.catalog import Catalog
from macros.guidance import COLLECTIONS
from macros.ledger import Ledger
from macros.published import Publication, PublishedFile
from macros.records import Record


def public(catalog: Catalog, ledger: Ledger, record: Record) -> dict[str, Any]:
    """Return what is published of a record: its fields, its address and its version."""
    version = ledger.current(record.key)
    return {
        "id": record.id,
        "address": catalog.address(record),
        "version": version.version if version else None,
        **record.model_dump(mode="json", exclude={"id"}),
    }


def files(publication: Publication) -> Iterator[PublishedFile]:
    """Yield `/data/v1/<collection>.json` for every collection."""
    catalog, ledger = publication.catalog, publication.ledger
    for name in COLLECTIONS:
        records = [public(catalog, ledger, record) for record in catalog[name].values()]
        body = {
            "schema_version": catalog.site.schema_version,
            "collection": name,
            "records": records,
        }
        yield PublishedFile(f"data/v1/{name}.json", json.dumps(body, ensure_ascii=False, indent=1) + "\n")
