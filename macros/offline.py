"""The site without a network: a service worker, and the list of files it keeps when a reader asks for it."""

import hashlib
import json
from collections.abc import Iterator, Mapping

from macros.published import Publication, PublishedFile
from macros.templates import render

# Kept at the first visit, beside what was read; all the rest is kept as it is read, or at once on request.
CORE = ("404.html",)
# Left out of "keep offline": what nobody reads page by page.
LEFT_OUT = ("data/packs/", "sitemap.xml", "_headers", "robots.txt", "sw.js")


def files(publication: Publication, hashes: Mapping[str, str]) -> Iterator[PublishedFile]:
    """Yield `sw.js` and `offline/files.json` for a site whose files have `hashes` (path to SHA-256).

    The worker's version is made from the hashes, so any changed byte is a new version.
    """
    catalog = publication.catalog
    version = hashlib.sha256("".join(f"{path}{hashes[path]}" for path in sorted(hashes)).encode()).hexdigest()[:16]
    core = [_address(path) for path in sorted(hashes) if path in CORE]
    kept = [_address(path) for path in sorted(hashes) if not path.startswith(LEFT_OUT)]
    script = render(catalog, "offline/sw.js", version=version, core=core, on=catalog.site.offline)
    yield PublishedFile("sw.js", script)
    yield PublishedFile("offline/files.json", json.dumps(kept) + "\n")


def _address(path: str) -> str:
    return path.removesuffix("index.html") if path.endswith("/index.html") or path == "index.html" else path
