"""The small made-up site of `tests/fixtures/site`: copied, changed by one text edit, and built."""

import re
import shutil
from pathlib import Path

from tests import website

FIXTURE = website.ROOT / "tests" / "fixtures" / "site"
SHARED = ("docs", "overrides", "macros", "mkdocs.yml")
NEW = ""


def copy(target: Path) -> Path:
    """Copy the data to `target` and return it."""
    shutil.copytree(FIXTURE / "data", target / "data")
    return target


def project(target: Path) -> Path:
    """Copy the data to `target`, beside the real templates, pages and code, so that it can be built."""
    for name in SHARED:
        (target / name).symlink_to(website.ROOT / name)
    return copy(target)


def plant(root: Path, file: str, old: str, new: str) -> int:
    """Replace `old` by `new` in `data/<file>` and return its line; `old` must stand once, and NEW makes the file.

    Raises:
        AssertionError: `old` stands elsewhere, or not at all, so that the test would show nothing.
    """
    path = root / "data" / file
    if old == NEW:
        assert not path.exists(), f"{file} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(new, encoding="utf-8")
        return 1
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def line_of(root: Path, file: str, text: str) -> int:
    """Return the line, counted from 1, at which `text` begins in `data/<file>`; it stands once, first on its line."""
    whole = (root / "data" / file).read_text(encoding="utf-8")
    found = list(re.finditer(rf"^ *{re.escape(text)}", whole, re.MULTILINE))
    assert len(found) == 1, f"{text!r} begins {len(found)} lines of {file}"
    return whole[: found[0].start()].count("\n") + 1
