"""What an edit leaves as it was is kept, and what is kept is what would be made now."""

import re
from pathlib import Path
from typing import Any

import pytest

from macros import ledger, source
from macros.catalog import Catalog, Kept, load
from macros.kept import Memory, Parts, watched
from macros.library import Library
from macros.pages import generated_pages
from tests import small, website
from tests.hostile import planted
from tests.test_hostile import SECTIONS, as_yaml

CALLS = sorted({name for path in (website.ROOT / "docs").rglob("*.md") for name in SECTIONS.findall(path.read_text())})


def made(library: Library) -> dict[str, Any]:
    """Return every page and section of the site as `library` makes them."""
    pages = {
        page.src_uri: library.expand(page.markdown, page.src_uri, "x")[1] for page in generated_pages(library.catalog)
    }
    return pages | {name: library.expand(f'{{{{ section("{name}") }}}}', f"{name}/", "x")[1] for name in CALLS}


def edits(path: Path) -> list[bytes]:
    """Return ways to change a record: another title, another day, another first source, no aliases."""
    value = source.parse(path.read_text(encoding="utf-8"), "").value
    changed = [planted(value, ("title",), f"{value['title']} anew"), planted(value, ("checked",), "2026-06-01")]
    if "aliases" in value:
        changed.append({name: item for name, item in value.items() if name != "aliases"})
    if len(value.get("sources", ())) > 1:
        changed.append(planted(value, ("sources",), value["sources"][:1]))
    return [as_yaml(item) for item in changed]


def test_what_is_kept_is_what_would_be_made_now(tmp_path: Path) -> None:
    """After each of many edits, and after taking them back, the kept site is the one made from nothing.

    Each record is edited in one of the ways, in turn; at night in all of them.
    """
    root = small.project(tmp_path)
    kept: Kept = {}
    parts, logs = Parts(), ledger.read(root)

    def compare(step: str) -> None:
        catalog = load(root, kept=kept)
        library = Library(catalog, logs, "", parts)
        parts.renew(catalog.vocabularies, library.glossary.names)
        assert made(library) == made(Library(load(root), logs)), step

    originals = {path: path.read_bytes() for path in sorted((root / "data").glob("*/*.yml"))}
    for turn, path in enumerate(originals):
        ways = edits(path)
        for number, text in enumerate(ways if website.NIGHTLY else [ways[turn % len(ways)]]):
            path.write_bytes(text)
            compare(f"{path.stem}, edit {number}")
        if website.NIGHTLY:
            path.write_bytes(originals[path])
            compare(f"{path.stem}, taken back")
    for path, text in originals.items():
        path.write_bytes(text)
    compare("all taken back")


def test_an_edit_makes_few_parts_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change to one survey leaves the page of the model as it was kept."""
    root = small.project(tmp_path)
    memory, made_now = Memory(), []
    render = Library._render
    monkeypatch.setattr(
        Library, "_render", lambda self, page, name, **n: made_now.append(name) or render(self, page, name, **n)
    )

    def build() -> list[str]:
        made_now.clear()
        catalog = load(root, kept=memory.records)
        library = Library(catalog, ledger.of(catalog), "", memory.parts)
        memory.renew(catalog, ledger.of(catalog), library.glossary.names)
        made(library)
        return sorted(made_now)

    everything = build()
    assert build() == []
    small.plant(root, "surveys/reader-survey.yml", "title: ", "title: New ")
    again = build()
    assert "sections/comprehension.html" in again
    assert "records/model.html" not in again
    assert len(again) < len(everything) / 2


def test_a_question_that_is_asked_is_noted(tmp_path: Path) -> None:
    """Every way to the records of a catalog leaves a note of what was asked."""
    catalog = load(small.project(tmp_path))
    for ask, noted in {
        "c.get('models/alpha-1')": ("models", "alpha-1"),
        "c['terms']['parameter']": ("terms", "parameter"),
        "c.find('terms/nowhere')": ("terms", "nowhere"),
        "'nowhere' in c['terms']": ("terms", "nowhere"),
        "list(c['events'])": ("events", "*"),
        "list(c['events'].values())": ("events", "*"),
        "len(c['events'])": ("events", "*"),
        "list(c)": ("sources", "*"),
        "c.references": ("risks", "*"),
        "c.cited_by(c.get('sources/essay'))": ("_cited_by", "sources/essay"),
        "c.mentions(c.get('claims/alpha-1-is-open'))": ("_by_origin", "claims/alpha-1-is-open"),
    }.items():
        asked: dict[tuple[str, str], Any] = {}
        one: Catalog = watched(catalog, asked)
        eval(ask, {"c": one, "list": list, "len": len})
        assert noted in asked, ask


def test_problems_leave_the_last_good_site(tmp_path: Path) -> None:
    """Who edits is told what is wrong, and goes on reading what was right."""
    # The server's own behaviour is shown in test_hooks; here: a broken file forgets nothing that was kept.
    root = small.project(tmp_path)
    kept: Kept = {}
    before = load(root, kept=kept)
    path = root / "data/terms/parameter.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text("title: [", encoding="utf-8")
    with pytest.raises(Exception, match=re.escape("data/terms/parameter.yml:")):
        load(root, kept=kept)
    path.write_text(text, encoding="utf-8")
    after = load(root, kept=kept)
    assert [r.key for r in after] == [r.key for r in before]
    assert after.get("models/alpha-1") is before.get("models/alpha-1")
