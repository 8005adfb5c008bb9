"""Stylesheets and scripts under names that say which they are, so that a cache may keep them for ever.

Beside `assets/js/site.js` the same file stands as `assets/js/site.1a2b3c4d.js`, and names its neighbours in the same
way. The mark is made from all of them: a page and all it loads are of one release. Files are read; none is written.
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from posixpath import dirname, join, normpath

FOLDERS = ("assets/css", "assets/js")
SUFFIXES = (".css", ".js")
MARK = 8
# A neighbour's name in a script or stylesheet: a quoted path that starts with ./ or ../
_NEIGHBOUR = re.compile(r"""(?<=["'])(\.{1,2}/[\w./-]+\.(?:css|js))(?=["'])""")
_MARKED = re.compile(rf"\.([0-9a-f]{{{MARK}}})\.(?:css|js)\b")


def names(docs: Path) -> Mapping[str, str]:
    """Return the marked name of every stylesheet and script below `docs`, by its plain name, both from `docs`."""
    plain = {name: path for name, path in _files(docs).items() if path.suffix in SUFFIXES}
    digest = sha256()
    for name, path in plain.items():
        digest.update(name.encode() + path.read_bytes())
    mark = digest.hexdigest()[:MARK]
    return {name: f"{name.removesuffix(path.suffix)}.{mark}{path.suffix}" for name, path in plain.items()}


def _files(root: Path) -> dict[str, Path]:
    found = sorted(path for folder in FOLDERS for path in (root / folder).glob("*"))
    return {path.relative_to(root).as_posix(): path for path in found}


def content(docs: Path, name: str, marked: Mapping[str, str]) -> str:
    """Return what stands under the marked name of the file `name`: the same, with its neighbours' marked names."""

    def rename(match: re.Match[str]) -> str:
        neighbour = normpath(join(dirname(name), match[1]))
        return f"{dirname(match[1])}/{marked[neighbour].rpartition('/')[2]}" if neighbour in marked else match[1]

    return _NEIGHBOUR.sub(rename, (docs / name).read_text(encoding="utf-8"))


def earlier(old: Path, new: Path) -> Iterator[Path]:
    """Yield the marked files of the site in `old` that a page of its release loads and the site in `new` has not.

    Where both are of one release, those that `old` kept of the one before are kept on.
    """
    now, home = _files(new), old / "index.html"
    current = _MARKED.search(home.read_text(encoding="utf-8")) if home.exists() else None
    for name, path in _files(old).items():
        mark = _MARKED.search(name)
        if mark and current and name not in now:
            same = any(f".{current[1]}." in other for other in now)
            if same or mark[1] == current[1]:
                yield path
