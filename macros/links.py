"""Do the sources still answer? The one command that uses the network; run weekly, never by a build or a test.

A source is dead where its server says so (404, 410) or cannot be reached twice; a server that refuses programs
(401, 403, 429) or fails for now is left in peace. Archived copies: archive.org/help/wayback_api.php.
"""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from macros.catalog import Catalog
from macros.records import Source
from macros.reports import report

ARCHIVE = "https://archive.org/wayback/available?url="
AGENT = "Mozilla/5.0 (compatible; common-ground link check)"
GONE = {404, 410}
AT_ONCE, SECONDS, TRIES = 8, 30, 2
LARGEST = 100_000
Fetch = Callable[[str], tuple[int, bytes]]


@dataclass(frozen=True)
class Dead:
    """A source that no longer answers, why, and its archived copy if one is known."""

    source: Source
    why: str
    archived: str | None


def fetch(address: str) -> tuple[int, bytes]:
    """Return the HTTP status of `address`, and the beginning of its body. Raises OSError if nobody answers."""
    request = Request(address, headers={"User-Agent": AGENT})
    try:
        with urlopen(request, timeout=SECONDS) as answer:
            return answer.status, answer.read(LARGEST)
    except HTTPError as error:
        return error.code, b""


def dead(sources: Iterable[Source], get: Fetch = fetch) -> list[Dead]:
    """Return the sources that no longer answer, in the order given."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = pool.map(lambda source: _asked(source, get), (s for s in sources if s.url))
        return [item for item in found if item]


def _asked(source: Source, get: Fetch) -> Dead | None:
    why = ""
    for _ in range(TRIES):
        try:
            status, _body = get(str(source.url))
        except (OSError, ValueError) as error:
            why = str(getattr(error, "reason", error) if isinstance(error, URLError) else error)
            continue
        why = f"answers {status}" if status in GONE else ""
        break
    return Dead(source, why, _archived(str(source.url), get)) if why else None


def _archived(address: str, get: Fetch) -> str | None:
    try:
        _, body = get(ARCHIVE + quote(address, safe=""))
        copy = json.loads(body)["archived_snapshots"]["closest"]["url"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return str(copy).replace("http://", "https://", 1)


def listed(catalog: Catalog, before: Catalog | None = None, get: Fetch = fetch) -> str:
    """Return a Markdown list of dead sources, of those that are new since `before` if it is given; empty if none is."""
    known = {source.url for source in before["sources"].values()} if before else set()
    found = dead((s for s in catalog["sources"].values() if s.url not in known), get)
    return report("changes/links.md", catalog=catalog, dead=found) if found else ""
