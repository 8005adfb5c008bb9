"""Planted errors: one careless or malicious edit of otherwise valid data, logged as its author would log it.

Either `check` refuses it, or the report that a reviewer gets names it on its first screen.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from macros import changes, checks, publication, revisions
from macros.catalog import Catalog, Kept, load
from macros.ledger import WORDING
from macros.problems import CommandError, DataError
from macros.revisions import State
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


@pytest.fixture(scope="module")
def base() -> Iterator[State]:
    """The data before the error."""
    with revisions.state(str(small.FIXTURE), ROOT) as state:
        yield state


def outcome(root: Path, base: State) -> tuple[str, list[str]]:
    """Return `refused` with the problems, or `named` with the first screen of the report."""
    kept: Kept = {}
    try:
        catalog = load(root, kept=kept)
        problems = [p for p in checks.run(catalog) if "differs from its version" not in p.message]
        if not problems:
            _log(catalog)
            problems = checks.run(load(root, kept=kept))
        if problems:
            return "refused", [str(problem) for problem in problems]
    except DataError as error:
        return "refused", [str(problem) for problem in error.problems]
    with revisions.state(str(root), ROOT) as head:
        return "named", changes.markdown(changes.compare(base, head), head).splitlines()[:SCREEN]


def _log(catalog: Catalog) -> None:
    """Log all changes as wording, or where that is refused as a correction."""
    try:
        publication.log(catalog, (), WORDING, "")
    except CommandError:
        publication.log(catalog, (), "correction", "It was mistyped.")


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_planted_error_is_refused_or_named(planted: Planted, base: State, tmp_path: Path) -> None:
    root = small.copy(tmp_path)
    small.plant(root, planted.file, planted.old, planted.new)
    how, lines = outcome(root, base)
    said = "\n".join(lines).replace("\\", "")
    for word in planted.says:
        assert word in said, f"{how}:\n{said}"


def test_there_are_sixty_and_both_ways_are_used() -> None:
    assert len(PLANTED) >= 60
    assert len({planted.name for planted in PLANTED}) == len(PLANTED)


def test_file_renamed_by_hand_is_refused(base: State, tmp_path: Path) -> None:
    root = small.copy(tmp_path)
    old = root / "data" / "events" / "alpha-1-release.yml"
    old.rename(old.with_name("alpha-1-launch.yml"))
    for path in (root / "data").rglob("*.yml"):
        path.write_text(path.read_text().replace("alpha-1-release", "alpha-1-launch"))
    how, lines = outcome(root, base)
    assert how == "refused"
    assert any("events/alpha-1-release" in line and "rename" in line for line in lines)


def test_file_deleted_by_hand_is_refused(base: State, tmp_path: Path) -> None:
    root = small.copy(tmp_path)
    (root / "data" / "terms" / "parameter.yml").unlink()
    how, lines = outcome(root, base)
    assert how == "refused"
    assert any("terms/parameter" in line and "withdraw" in line for line in lines)
