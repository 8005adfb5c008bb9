"""The house rules that code can show: one-way imports, one reader of data, no markup in Python."""

import ast
import re
from pathlib import Path

import pytest

from macros.guidance import COLLECTIONS
from tests.website import ROOT

MODULES = sorted((ROOT / "macros").glob("*.py"))
# Lower may not import higher. Modules that are not named stand above the catalog and below the command line.
ORDER = ("values", "problems", "statements", "vocabularies", "records", "guidance", "references", "source", "catalog")
LAST = ("hooks", "__main__")
MARKUP = re.compile(
    r"</?(?:a|p|div|span|ul|ol|li|h[1-6]|table|tr|td|section|svg|details|html)\b[^>]*>|^\s*#{2,} \w", re.M
)


def imported(path: Path) -> set[str]:
    """Return the top modules, and `macros.x` as `x`, that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | ({alias.name for alias in node.names} if node.module == "macros" else set())
    return {name.removeprefix("macros.") for name in names}


def strings(path: Path) -> list[str]:
    """Return the string literals of a module that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
    found = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [text for text in found if text not in docs]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_imports_point_one_way(path: Path) -> None:
    """A lower module never imports a higher one, and nothing imports the hooks or the command line."""
    used = imported(path)
    rank = ORDER.index(path.stem) if path.stem in ORDER else len(ORDER)
    higher = set(ORDER[rank + 1 :]) if path.stem in ORDER else set()
    others = {module.stem for module in MODULES} - set(ORDER) if path.stem in ORDER else set(LAST)
    assert not used & (higher | others - {path.stem}), "imports a module that stands above it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_only_hooks_know_mkdocs(path: Path) -> None:
    """The generator may change one day; one module would."""
    assert path.stem == "hooks" or not {n for n in imported(path) if n.split(".")[0] in ("mkdocs", "material")}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_markup_in_python(path: Path) -> None:
    """Markup is in overrides/."""
    assert [text for text in strings(path) if MARKUP.search(text)] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_nothing_reads_the_clock(path: Path) -> None:
    """Dates come from data or `as_of`, so two builds are the same."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(?:today|now|utcnow|time|perf_counter)\(\)", text)


def test_no_record_is_named_in_templates() -> None:
    """Templates hold no facts: no id of a model, event or source is typed in them."""
    names = {p.stem for c in ("models", "events", "sources", "claims") for p in (ROOT / "data" / c).glob("*.yml")}
    long = {name for name in names if "-" in name}
    for path in (ROOT / "overrides").rglob("*"):
        if path.suffix in (".html", ".md", ".txt"):
            words = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", path.read_text(encoding="utf-8")))
            assert not words & long, f"{path.name} names {words & long}"


def test_every_collection_is_stored_and_described() -> None:
    """A collection has a folder, and each field of its model says what it is for or is plain by its name."""
    for name, model in COLLECTIONS.items():
        assert list((ROOT / "data" / name).glob("*.yml")), f"data/{name}/ is empty"
        assert model.__doc__
