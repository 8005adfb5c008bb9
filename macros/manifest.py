"""The SHA-256 of every published file, in `/data/v1/manifest.json`, so that a copy can be checked from anywhere."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urljoin
from urllib.request import urlopen

from macros import exports
from macros.published import Publication, PublishedFile

PATH = f"{exports.FOLDER}/manifest.json"
AT_ONCE = 8
SECONDS = 30
Fetch = Callable[[str], bytes]


def files(publication: Publication, site: Path) -> Iterator[PublishedFile]:
    """Yield the manifest of all files below `site`, which must be complete; it does not hold itself."""
    yield PublishedFile(PATH, exports.text({**exports.envelope(publication), "files": digests(site)}))


def digests(site: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below `site` but the manifest, by path."""
    found = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return {name: sha256(found[name].read_bytes()).hexdigest() for name in sorted(found) if name != PATH}


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
