"""Planted errors: one careless or malicious edit of otherwise valid data, logged as its author would log it.

Either `check` refuses it, or the report that a reviewer gets names it on its first screen.
"""

from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from macros import changes, checks, publication, revisions
from macros.catalog import load
from macros.ledger import WORDING
from macros.problems import CommandError, DataError
from tests import small
from tests.website import ROOT

FIXTURES = ROOT / "tests" / "fixtures"
SCREEN = 24  # Lines that a reviewer sees without scrolling.


class Planted(NamedTuple):
    """An error: what is wrong with it, where, the text before and after, and what the first screen must say."""

    name: str
    file: str
    old: str
    new: str
    says: list[str]


PLANTED = [Planted(**entry) for entry in yaml.safe_load((FIXTURES / "planted_errors.yml").read_text(encoding="utf-8"))]


def outcome(root: Path) -> tuple[str, list[str]]:
    """Return `refused` with the problems, or `named` with the first screen of the report."""
    try:
        catalog = load(root)
        problems = [p for p in checks.run(catalog) if "differs from its version" not in p.message]
        if not problems:
            _log(root)
            problems = checks.run(load(root))
        if problems:
            return "refused", [str(problem) for problem in problems]
    except DataError as error:
        return "refused", [str(problem) for problem in error.problems]
    with revisions.state(str(small.FIXTURE), ROOT) as base, revisions.state(str(root), ROOT) as head:
        return "named", changes.markdown(changes.compare(base, head), head).splitlines()[:SCREEN]


def _log(root: Path) -> None:
    """Log all changes as wording, or where that is refused as a correction."""
    try:
        publication.log(load(root), (), WORDING, "")
    except CommandError:
        publication.log(load(root), (), "correction", "It was mistyped.")


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_planted_error_is_refused_or_named(planted: Planted, tmp_path: Path) -> None:
    root = small.copy(tmp_path)
    small.plant(root, planted.file, planted.old, planted.new)
    how, lines = outcome(root)
    said = "\n".join(lines).replace("\\", "")
    for word in planted.says:
        assert word in said, f"{how}:\n{said}"


def test_there_are_sixty_and_both_ways_are_used(tmp_path: Path) -> None:
    assert len(PLANTED) >= 60
    assert len({planted.name for planted in PLANTED}) == len(PLANTED)


def test_file_renamed_by_hand_is_refused(tmp_path: Path) -> None:
    root = small.copy(tmp_path)
    old = root / "data" / "events" / "alpha-1-release.yml"
    old.rename(old.with_name("alpha-1-launch.yml"))
    for path in (root / "data").rglob("*.yml"):
        path.write_text(path.read_text().replace("alpha-1-release", "alpha-1-launch"))
    how, lines = outcome(root)
    assert how == "refused"
    assert any("events/alpha-1-release" in line and "rename" in line for line in lines)


def test_file_deleted_by_hand_is_refused(tmp_path: Path) -> None:
    root = small.copy(tmp_path)
    (root / "data" / "terms" / "parameter.yml").unlink()
    how, lines = outcome(root)
    assert how == "refused"
    assert any("terms/parameter" in line and "withdraw" in line for line in lines)
