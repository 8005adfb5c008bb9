"""The report on a change: what it says, what it leaves out, how it is read from git, and how fast."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from macros import changes, publication, renaming, revisions
from macros.__main__ import main
from macros.catalog import load
from macros.differences import differences
from macros.levels import FIGURE, LEVELS, WORDING, significant
from macros.problems import CommandError
from tests import small
from tests.website import ROOT

MODEL, CARD = "models/alpha-1.yml", "sources/acme-card.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the small site, to be changed."""
    return small.copy(tmp_path / "site")


def compared(root: Path, base: Path = small.FIXTURE) -> changes.Report:
    with revisions.state(str(base), ROOT) as old, revisions.state(str(root), ROOT) as new:
        return changes.compare(old, new)


def report(root: Path, base: Path = small.FIXTURE) -> list[str]:
    with revisions.state(str(base), ROOT) as old, revisions.state(str(root), ROOT) as new:
        return changes.markdown(changes.compare(old, new), new).splitlines()


def git(folder: Path, *arguments: str) -> str:
    settings = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    command = ["git", "-C", str(folder), "-c", "init.defaultBranch=main", *arguments]
    return subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def repository(root: Path) -> Path:
    """The small site in a git repository of its own, with one commit."""
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "first")
    return root


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    """Run a command; return its exit code and lines."""
    code = main(list(arguments))
    return code, capsys.readouterr().out.splitlines()


def test_no_change_is_one_line(root: Path) -> None:
    assert report(root) == ["No change."]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Alpha 1\naliases: [Acme Alpha, 阿尔法]\n", "aliases: [Acme Alpha, 阿尔法]\ntitle: Alpha 1\n"),
        ("developer: acme\n", "developer:   'acme'  # a company\n\n"),
        ("terms: [open-weights]\n", "terms:\n- open-weights\n"),
    ],
    ids=["order", "spacing", "style"],
)
def test_form_alone_is_one_line(root: Path, old: str, new: str) -> None:
    small.plant(root, MODEL, old, new)
    assert report(root) == ["No change that a reader sees: only spacing, comments or the order of fields."]


def test_wording_stays_under_ten_lines_and_says_that_nothing_else_changes(root: Path) -> None:
    small.plant(
        root,
        MODEL,
        "Acme trains Alpha 1 and lets anyone download it.",
        "Acme trains Alpha 1 and allows anyone to download it.",
    )
    small.plant(root, MODEL, "You may run it at home.", "You may run it where you live.")
    publication.log(load(root), (), WORDING, "")
    lines = report(root)
    assert len(lines) < 10
    assert "Version 2, wording." in lines[2]
    assert "no figure, source, verdict or address changes" in lines[-1]


def test_wording_of_a_long_text_shows_each_place_with_its_words(root: Path) -> None:
    small.plant(root, "risks/wrong-answers.yml", "A model writes what fits,", "A model puts down what fits,")
    (line,) = [line for line in report(root) if "summary:" in line]
    assert line == "  - summary: A model writes what fits, not what … → A model puts down what fits, not what …"


def test_figure_moves_from_to_with_label_and_unit_and_reaches_its_readers(root: Path) -> None:
    small.plant(root, MODEL, "value: 120", "value: 130")
    publication.log(load(root), (), "correction", "The card says 130.")
    text = "\n".join(report(root))
    for words in (
        "**Figure**: one, who opens the sources. 1 record changed",
        "Version 2, correction: The card says 130.",
        "Total parameters › Acme (acme): 120 → 130 billion parameters",
        "`models/alpha-1/` show the change",
        "Compare cell, Alpha 1 × Total parameters: 120 billion parameters / 118 billion parameters → 130",
        "Forecasts that rest on it (1): Alpha 2 in 2027.",
        "Reading paths that lead to it (1): The public, stop 1.",
        "`models/alpha-1/v/1/` will say superseded on 2026-06-30: The card says 130.",
    ):
        assert words in text


def test_source_lost_changes_the_interest_mix_and_says_what_is_left(root: Path) -> None:
    for places in ("[acme-card, orbit-launch]\n  impact", "[acme-card, orbit-launch]"):
        if places in (root / "data" / MODEL).read_text():
            small.plant(root, MODEL, places, places.replace(", orbit-launch", ""))
    text = (root / "data" / MODEL).read_text().replace("[institute-report]", "[acme-card]")
    (root / "data" / MODEL).write_text(
        text.replace("kind: measurement\n    by: testing-institute", "kind: self-report\n    by: acme")
    )
    said = "\n".join(report(root))
    assert "lost: Acme opens Alpha 1 (orbit-launch)" in said
    assert (
        "interest of its sources: self 1, independent 1, press 1 → self 1; it now rests on self-reports alone" in said
    )


def test_verdict_reaches_the_checklist_that_rests_on_it(root: Path) -> None:
    small.plant(root, "claims/alpha-1-is-tested.yml", "verdict: contradicted", "verdict: mixed")
    text = "\n".join(report(root))
    assert text.startswith("**Verdict**: two, one of them new to the subject.")
    assert "verdict: Contradicted → Mixed (up)" in text
    assert (
        "Checklist items that rest on the claim (1): Faults are counted and written down. (Contradicted → Mixed)"
        in text
    )


def test_change_of_what_a_question_tests_names_the_question(root: Path) -> None:
    small.plant(root, "events/alpha-1-test.yml", "8.5%", "9.5%")
    assert "Questions that test it (1): How many answers of Alpha 1 were wrong" in "\n".join(report(root))


def test_added_and_removed_records_are_told_apart(root: Path) -> None:
    publication.withdraw(load(root), ["terms/parameter"], "Nobody used it.")
    term = (small.FIXTURE / "data" / "terms" / "open-weights.yml").read_text()
    (root / "data" / "terms" / "card.yml").write_text(
        term.replace("Open weights", "System card").replace("[Open-weight model]", "[]")
    )
    publication.log(load(root), (), None, "")
    text = "\n".join(report(root))
    assert "**System card** (`terms/card`), added, figure. Version 1, first publication." in text
    assert "**Parameter** (`terms/parameter`), removed, permanence. Version 2, withdrawn: Nobody used it." in text


def test_rename_is_one_change_and_those_who_follow_are_one_line(root: Path) -> None:
    catalog = load(root)
    renaming.rename(catalog, "events/alpha-1-test", "alpha-1-tested")
    publication.renamed(catalog, "events/alpha-1-test", "events/alpha-1-tested")
    lines = report(root)
    assert "renamed from `events/alpha-1-test`, permanence" in lines[2]
    assert any("Named anew after a rename, else as before (4)" in line for line in lines)
    assert not any("lost:" in line for line in lines)


def test_unlogged_change_says_so(root: Path) -> None:
    small.plant(root, CARD, "issued: 2026-05-02", "issued: 2026-05-01")
    assert "**Not logged.**" in report(root)[2]


def test_rewritten_log_and_lost_address_are_permanence(root: Path) -> None:
    (root / "data" / "versions" / "terms.jsonl").write_text("")
    small.plant(root, "versions/addresses.txt", "glossary/#parameter\n", "")
    text = "\n".join(report(root))
    assert text.startswith("**Permanence**: two, one of them a maintainer.")
    assert "**The version log was rewritten**: terms/open-weights, version 1" in text
    assert "**An address was struck from the registry**: `glossary/#parameter`" in text


def test_what_data_say_is_no_markup_in_the_report(root: Path) -> None:
    small.plant(
        root, CARD, "title: Alpha 1 system card", r"title: '**Alpha** \| `card` [x](models/alpha-1) &lt;!-- @all'"
    )
    line = next(line for line in report(root) if "title:" in line)
    assert r"\*\*Alpha\*\*" in line
    assert r"\[x\](models/alpha-1)" in line
    assert r"\`card\`" in line


def test_report_is_the_same_from_run_to_run_and_as_json(root: Path) -> None:
    small.plant(root, MODEL, "value: 120", "value: 130")
    small.plant(root, "claims/alpha-1-is-open.yml", "verdict: supported", "verdict: mixed")
    assert report(root) == report(root)
    text = changes.as_json(compared(root))
    assert text == changes.as_json(compared(root))
    body = json.loads(text)
    assert [(r["key"], r["level"]) for r in body["records"]] == [
        ("claims/alpha-1-is-open", "verdict"),
        ("models/alpha-1", "figure"),
    ]
    assert body["records"][1]["differences"][0]["path"] == "facts[1].values[1].value"


def test_levels_are_those_of_the_data() -> None:
    for data in (ROOT, small.FIXTURE):
        assert tuple(load(data).vocabularies["change-levels"]) == LEVELS


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        ("It opens the door to anyone.", "The door is open to anyone.", WORDING),
        ("Anyone may use it.", "Anyone can use it.", FIGURE),
        ("It is open.", "It is not open.", FIGURE),
        ("It has 12 parts.", "It has 21 parts.", FIGURE),
        ("As Acme said.", "As Orbit said.", FIGURE),
        ('It said "yes".', 'It said "yes, at once".', FIGURE),
        ("Models fail. People notice.", "People notice. Models fail.", WORDING),
    ],
)
def test_text_is_wording_where_it_states_the_same(before: str, after: str, level: str) -> None:
    assert (WORDING if significant(before) == significant(after) else FIGURE) == level


def test_reordered_parts_are_an_order_and_not_a_loss(root: Path) -> None:
    old, new = load(small.FIXTURE), load(root)
    record = old.get("audiences/public")
    turned = record.model_copy(update={"path": record.path[::-1]})
    (found,) = differences(record, turned, old, new)
    assert (found.field, found.level) == ("path › order", WORDING)


def test_working_folder_is_compared_with_a_revision(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small.plant(repository, CARD, "issued: 2026-05-02", "issued: 2026-05-01")
    code, lines = told(capsys, "--root", str(repository), "changes", "main")
    assert code == 0
    assert "issued: 2026-05-02 → 2026-05-01" in "\n".join(lines)
    git(repository, "commit", "--quiet", "--all", "--message", "second")
    assert told(capsys, "--root", str(repository), "changes", "HEAD^1", "HEAD")[1][2:] == lines[2:]


def test_files_outside_the_data_are_named(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "LICENSE").write_text("All rights reserved.\n")
    git(repository, "add", ".")
    code, lines = told(capsys, "--root", str(repository), "changes", "HEAD")
    assert code == 0
    assert lines[0].startswith("**Permanence**")
    assert "Outside the data: `LICENSE`. This report does not read them." in "\n".join(lines)


def test_no_such_revision_is_one_line(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("nowhere", "--all", "HEAD~7"):
        code, lines = told(capsys, "--root", str(repository), "changes", "--", name)
        assert code == 1
        assert lines == [f"{name}: is neither a folder with data/ nor a revision of this repository; see git log"]


def test_shallow_clone_is_one_line(repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "second")
    git(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), str(tmp_path / "clone"))
    code, lines = told(capsys, "--root", str(tmp_path / "clone"), "changes", "HEAD^1", "HEAD")
    assert code == 1
    assert lines == ["HEAD^1: is not in this shallow clone; fetch the history first: git fetch --unshallow"]


def test_no_repository_is_one_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = told(capsys, "--root", str(root), "changes", "main")
    assert code == 1
    assert lines == [f"main: is no folder with data/, and {root} is no git repository; name a folder"]


def test_broken_yaml_on_either_side_is_one_line(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small.plant(repository, CARD, "type: report", "type: [report")
    code, lines = told(capsys, "--root", str(repository), "changes", "HEAD")
    assert code == 1
    assert len(lines) == 1
    assert f"the working folder: its data can not be read: data/{CARD}:" in lines[0]
    assert "is not YAML" in lines[0]
    git(repository, "commit", "--quiet", "--all", "--message", "broken")
    code, lines = told(capsys, "--root", str(repository), "changes", "HEAD", "HEAD^1")
    assert code == 1
    assert lines[0].startswith("HEAD (")
    assert len(lines) == 1


def test_data_from_before_a_model_changed_is_one_line(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "macros").mkdir()
    (repository / "macros" / "records.py").write_text("OLD = True\n")
    small.plant(repository, CARD, "type: report", "type: report\ncolour: blue")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "before the model changed")
    (repository / "macros" / "records.py").write_text("OLD = False\n")
    small.plant(repository, CARD, "\ncolour: blue", "")
    code, lines = told(capsys, "--root", str(repository), "changes", "HEAD")
    assert code == 1
    assert len(lines) == 1
    assert (
        "its data do not fit the models, which changed since in macros/records.py: data/sources/acme-card.yml:"
        in lines[0]
    )
    assert "unknown field 'colour'" in lines[0]


def test_revision_without_data_is_one_line(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(repository, "rm", "-r", "--quiet", "--cached", "data")
    git(repository, "commit", "--quiet", "--message", "no data")
    code, lines = told(capsys, "--root", str(repository), "changes", "HEAD")
    assert code == 1
    assert len(lines) == 1
    assert lines[0].endswith("has no data/; compare a later revision")


def test_data_without_levels_is_one_line(root: Path) -> None:
    small.plant(root, "vocabularies.yml", "id: permanence", "id: permanent")
    with pytest.raises(
        CommandError, match=r"the list 'change-levels' of data/vocabularies\.yml must name wording, figure"
    ):
        report(root)


@pytest.mark.nightly
def test_change_of_500_real_records_fits_into_a_comment(tmp_path: Path) -> None:
    """A change of hundreds of records is told in one report of bounded length."""
    root = small_real(tmp_path)
    changed = 0
    for path in sorted((root / "data").glob("*/*.yml")):
        text = path.read_text(encoding="utf-8")
        if changed < 500 and "\nchecked: 2026-11-24\n" in text:
            path.write_text(text.replace("\nchecked: 2026-11-24\n", "\nchecked: 2026-11-23\n"), encoding="utf-8")
            changed += 1
    assert changed == 500
    found = report(root, ROOT)
    assert "500 records changed" in found[0]
    assert len("\n".join(found)) < 60_000, "fits into a comment"


def small_real(target: Path) -> Path:
    """Copy the real data to `target`."""
    shutil.copytree(ROOT / "data", target / "data")
    return target
