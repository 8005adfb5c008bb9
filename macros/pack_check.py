"""Check an evidence pack: that no byte of it was altered since it was published.

    python verify.py                     the folder that this file stands in
    python verify.py models.zip          a pack as it was downloaded
    python verify.py models.zip --sha256 DIGEST

Needs Python 3.8 and nothing else. What is checked: every file against SHA256SUMS, which names all of them and no
other; every version in versions/ against its own SHA-256 and the seal that chains it to the one before; every
record in data/ against its newest version. A pack can not vouch for itself against someone who changes all of it:
compare the digest of the file with the one in data/packs/SHA256SUMS on the site. That file is read by itself
where it stands beside the pack.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SUMS = "SHA256SUMS"
# What reading a damaged zip file can end in.
DAMAGED = (
    OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile, zlib.error, struct.error,
)  # fmt: skip


def digest(content: bytes) -> str:
    """Return the SHA-256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def sums(files: dict[str, bytes]) -> str:
    """Return the text of SHA256SUMS for `files`, in the form that `sha256sum --check` reads."""
    return "".join(f"{digest(files[name])}  {name}\n" for name in sorted(files) if name != SUMS)


def problems(files: dict[str, bytes]) -> Iterator[str]:
    """Yield what is wrong with the files of a pack, by path from its folder."""
    listed = files.get(SUMS, b"").decode("utf-8", "replace")
    expected = {line[66:]: line[:64] for line in listed.splitlines()}
    if listed != sums(files):
        altered = [name for name in expected if name in files and digest(files[name]) != expected[name]]
        yield from (f"{name}: was altered" for name in altered)
        yield from (f"{name}: is missing" for name in expected if name not in files)
        yield from (f"{name}: does not belong to the pack" for name in files if name not in {*expected, SUMS})
        yield f"{SUMS}: does not fit the files"
    try:
        yield from _history(files)
    except (ValueError, KeyError, TypeError) as error:
        yield f"versions or data can not be read ({error!r})"


def _history(files: dict[str, bytes]) -> Iterator[str]:
    newest = {}
    for name in sorted(files):
        if name.startswith("versions/"):
            seals: dict[str, str] = {}
            for line in files[name].decode("utf-8").splitlines():
                version = json.loads(line)
                key = f"{name[9:-6]}/{version['id']}"
                yield from _version(key, version, seals.get(key, ""))
                seals[key], newest[key] = version["seal"], version["sha256"]
    for name in sorted(files):
        if name.startswith("data/") and name.endswith(".json"):
            for record in json.loads(files[name])["records"]:
                key = f"{name[5:-5]}/{record['id']}"
                if record["sha256"] != newest.get(key):
                    yield f"{key}: is not its newest version"


def _version(key: str, version: dict[str, Any], previous: str) -> Iterator[str]:
    if digest(_canonical(version["record"])) != version["sha256"]:
        yield f"{key}: version {version['version']} does not match its SHA-256"
    sealed = {name: value for name, value in version.items() if name != "seal"}
    if digest(_canonical({**sealed, "previous": previous})) != version["seal"]:
        yield f"{key}: version {version['version']} does not match its seal"


def _canonical(value: Any) -> bytes:
    """Return canonical JSON: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def read(path: Path) -> dict[str, bytes]:
    """Return the files of a pack, a folder or a zip file, by path. Raises OSError or zipfile.BadZipFile."""
    if path.is_dir():
        return {item.relative_to(path).as_posix(): item.read_bytes() for item in path.rglob("*") if item.is_file()}
    with zipfile.ZipFile(path) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def published(path: Path) -> str | None:
    """Return the digest that a SHA256SUMS beside the pack `path` names for it, or None."""
    beside = path.with_name(SUMS)
    lines = beside.read_text(encoding="utf-8").splitlines() if path.is_file() and beside.is_file() else []
    return next((line[:64] for line in lines if line[66:] == path.name), None)


def check(path: Path, expected: str | None = None) -> list[str]:
    """Return what is wrong with the pack at `path`; `expected` is the digest of the zip file, if known."""
    expected = expected or published(path)
    found = []
    try:
        if expected and path.is_file() and digest(path.read_bytes()) != expected.lower():
            found.append(f"{path.name}: is not the file that was published")
        return found + list(problems(read(path)))
    except DAMAGED as error:
        return [*found, f"{path.name}: can not be read ({error})"]


def main() -> int:
    """Check one pack, print what is wrong, return 1 if anything is."""
    parser = argparse.ArgumentParser(description="Check that no byte of an evidence pack was altered.")
    parser.add_argument("pack", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--sha256", help="digest of the zip file, from the site")
    options = parser.parse_args()
    found = check(options.pack, options.sha256)
    if not found and options.pack.is_file() and not (options.sha256 or published(options.pack)):
        sys.stdout.write("Give --sha256 with the digest from the site to compare the whole file too.\n")
    sys.stdout.write("".join(f"{line}\n" for line in found) or "Nothing was altered.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
