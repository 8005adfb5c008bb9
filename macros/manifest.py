"""The SHA-256 of every published file, in `/data/v1/manifest.json`, so that a copy can be checked from anywhere."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urljoin
from urllib.request import urlopen

from macros import exports, hosting
from macros.published import Publication, PublishedFile

PATH = f"{exports.FOLDER}/manifest.json"
UNLISTED = (PATH, hosting.PATH)
AT_ONCE = 8
SECONDS = 30
Fetch = Callable[[str], bytes]


def files(publication: Publication, found: Mapping[str, str]) -> Iterator[PublishedFile]:
    """Yield the manifest of the files whose digests are given by path; it does not hold itself."""
    yield PublishedFile(PATH, exports.text({**exports.envelope(publication), "files": dict(sorted(found.items()))}))


def digests(site: Path, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the SHA-256 of every file below `site` by path, but for those that no host shows as they are.

    `known` are digests of files that need not be read again.
    """
    found = {path: digest for path, digest in (known or {}).items() if path not in UNLISTED}
    for folder, _, names in os.walk(site):
        below = folder[len(str(site)) + 1 :].replace(os.sep, "/")
        for path in (f"{below}/{name}" if below else name for name in names):
            if path not in found and path not in UNLISTED:
                found[path] = sha256((site / path).read_bytes()).hexdigest()
    return found


def fetch(address: str) -> bytes:
    """Return what stands at an http(s) address; raises URLError or an OSError."""
    if not address.startswith(("https://", "http://")):
        raise URLError(f"{address!r} is no http address")
    with urlopen(address, timeout=SECONDS) as answer:
        return bytes(answer.read())


def verify(site: str, get: Fetch = fetch) -> Iterator[str]:
    """Yield one sentence for each file that is missing or altered in the copy published at the address `site`."""
    base = site if site.endswith("/") else f"{site}/"
    try:
        expected = json.loads(get(urljoin(base, PATH)))["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield f"{base}{PATH} can not be read ({error}); give the address of the site's home page"
        return

    def problem(name: str) -> str | None:
        try:
            found = sha256(get(urljoin(base, quote(name)))).hexdigest()
        except OSError as error:
            return f"{name}: is missing ({error})"
        return None if found == expected[name] else f"{name}: is altered, SHA-256 {found}"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from filter(None, pool.map(problem, expected))
