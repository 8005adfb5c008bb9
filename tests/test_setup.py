"""A fresh machine: what is missing is named, and what is installed is pinned."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.website import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")


def make(target: str, folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Run a target in an empty virtual environment's place, with a Python of our choosing."""
    command = ["make", "--no-print-directory", target, f"VENV={folder / 'venv'}"]
    return subprocess.run([*command, f"PYTHON={python}"], cwd=ROOT, capture_output=True, text=True, timeout=20)


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_every_package_by_hash_and_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9.-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert not re.search(r"://|--index|--find-links|--extra-index", text)


def test_both_locks_agree() -> None:
    pins = [set(re.findall(r"^\S+==[^\\\n]+", (ROOT / n).read_text(), re.M)) for n in LOCKS]
    assert pins[0] <= pins[1]


def test_make_names_a_missing_or_old_python_in_one_line(tmp_path: Path) -> None:
    said = make("check", tmp_path, "no-such-python")
    assert said.returncode != 0
    assert said.stdout.splitlines() == [
        "Python 3.11 or newer is needed and 'no-such-python' is not that: "
        "install it, or name it: make PYTHON=python3.12"
    ]


def test_make_names_a_missing_venv_module_in_one_line(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\n')
    python.chmod(0o755)
    said = make("check", tmp_path, str(python))
    assert said.returncode != 0
    assert said.stdout.splitlines() == [
        "Python's venv module is missing: install it (Debian, Ubuntu: apt-get install python3-venv)"
    ]


def test_make_finds_a_python_that_will_do(tmp_path: Path) -> None:
    command = ["make", "--no-print-directory", "--dry-run", "check", f"VENV={tmp_path / 'venv'}"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20).stdout
    chosen = re.search(r"^(\S+) -m venv ", said, re.M)
    assert chosen, said
    code = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"
    assert subprocess.run([chosen[1], "-c", code], timeout=20).returncode == 0


def test_readme_names_only_targets_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for target in re.findall(r"(?:^|`)make ([a-z]+)", text, re.M):
            assert re.search(rf"^{target}:", makefile, re.M), f"{page} names make {target}"
