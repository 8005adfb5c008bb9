"""Reading YAML: what is kept as text, where lines are, and what is refused."""

from pathlib import Path

import pytest

from macros import source
from macros.problems import Problem


def read(tmp_path: Path, text: str | bytes, name: str = "x.yml") -> source.Node | Problem:
    """Write `text` to a data file and read it."""
    path = tmp_path / "data" / "models" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return source.read(path, tmp_path)


def test_scalars_are_typed_as_in_yaml_1_2(tmp_path: Path) -> None:
    """Numbers, true, false and null are typed; dates, yes and no stay text."""
    node = read(tmp_path, "a: 2026-06-13\nb: yes\nc: 12\nd: 1.5\ne: true\nf: null\ng: '7'\nh: 010\n")
    assert isinstance(node, source.Node)
    assert node.value == {"a": "2026-06-13", "b": "yes", "c": 12, "d": 1.5, "e": True, "f": None, "g": "7", "h": "010"}


def test_lines_are_known(tmp_path: Path) -> None:
    """A field knows its line; one that is missing has the line of the group around it."""
    node = read(tmp_path, "a: 1\nb:\n  - c: 2\n    d: 3\n")
    assert isinstance(node, source.Node)
    assert node.line_of(("b", 0, "d")) == 4
    assert node.line_of(("b", 0, "nothing")) == 3
    assert node.line_of(()) == 1


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\na: 2\n", 2, "has the field 'a' twice; keep one"),
        ("a: &x 1\nb: *x\n", 1, "uses an anchor or alias (& or *); write the value out"),
        ("a: !!python/object:os.system 1\n", 1, "uses the tag tag:yaml.org,2002:python/object:os.system; remove it"),
        ("? [a]\n: 1\n", 1, "has a list or group as a field name; write a name"),
        ("a: [1\nb: 2\n", 2, "is not YAML: did not find expected ',' or ']'; check indentation, colons and quotes"),
        (b"a: \xff\n", 1, "is not UTF-8 at byte 3; save it as UTF-8"),
        ("a: " + "[" * 30, 1, "is nested deeper than 12 levels; flatten it"),
        ("a: '" + "x" * 300_001 + "'", 1, "is larger than 300,000 bytes; a record is a page, not an archive"),
    ],
    ids=["twice", "alias", "tag", "key", "flow", "bytes", "deep", "large"],
)
def test_what_can_not_be_read_is_named(tmp_path: Path, text: str | bytes, line: int, message: str) -> None:
    """A file that can not be used gives one problem with its line and what to do."""
    assert read(tmp_path, text) == Problem("data/models/x.yml", line, "models/x", message)


def test_other_files_are_refused(tmp_path: Path) -> None:
    """A file without .yml is a problem, never skipped."""
    found = read(tmp_path, "a: 1\n", "x.yaml")
    assert isinstance(found, Problem)
    assert found.message == "is not a .yml file; rename it or move it out of models/"
