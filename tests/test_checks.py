"""Every rule across records: one planted error each, and the exact line that a contributor reads."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from macros import __main__ as command_line
from macros import checks, ledger
from macros.catalog import Catalog, load
from tests import small
from tests.small import NEW


class Edit(NamedTuple):
    """A change of one data file: `old`, which stands in it once, becomes `new`."""

    file: str
    old: str
    new: str


class Case(NamedTuple):
    """Planted edits, the check that must see them, and what it says, each with the text at which it stands."""

    check: checks.Check
    edits: tuple[Edit, ...]
    said: tuple[tuple[str, str], ...]
    prepare: Callable[[Path], None] = lambda _: None
    record: str = ""


def case(check: checks.Check, edit: Edit, *said: tuple[str, str]) -> Case:
    """Return the case of a single edit."""
    return Case(check, (edit,), said)


def event_corrected(root: Path) -> None:
    """Log two versions of the event that a question tests, the second one after a correction."""
    before = load(root)["events"]["alpha-1-test"]
    first = ledger.next_version(before, None, ledger.FIRST, "", "2026-06-20")
    small.plant(root, EVENT, "8.5% of answers", "9.5% of answers")
    after = load(root)["events"]["alpha-1-test"]
    second = ledger.next_version(after, first, "correction", "The institute counted again.", "2026-06-25")
    ledger.write(root, [first, second])


def logged_unpublished(root: Path) -> None:
    """Log every record as it is, before any release."""
    (root / "data" / "releases.yml").write_text("[]\n", encoding="utf-8")
    shutil.rmtree(root / "data" / "versions", ignore_errors=True)
    assert command_line.main(["--root", str(root), "log"]) == 0


MODEL, TERM, RISK = "models/alpha-1.yml", "terms/parameter.yml", "risks/wrong-answers.yml"
OPEN, TESTED = "claims/alpha-1-is-open.yml", "claims/alpha-1-is-tested.yml"
PRACTICE, EVENT = "practices/test-before-use.yml", "events/alpha-1-test.yml"
SOURCE = "title: A page\ntype: webpage\npublisher: orbit\nlevel: secondary\nread: full\nchecked: 2026-06-20\n"
ORGANIZATION = "title: Stray\nkind: press\nchecked: 2026-06-20\n"
STEP = "- date: 2026-05-01\n  stage: restricted\n  to: Selected users.\n  sources: [acme-card]\n"
FINDING = (
    "- id: institute-faults\n  date: 2026-05-21\n  finding: The same.\n  direction: supports\n  strength: weak\n"
    "  sources: [institute-report]\n"
)
BLANK = "- attribute: licence\n  reason: not-disclosed\n  note: The card names no licence.\n"
TOKENS = "- attribute: context-window\n  unit: tokens\n"
HARD = "Probabilistic language modelling occasionally generates confidently articulated confabulations."
CONTRADICTION = (
    "'confirmed' and 'confirmed_how' contradict each other; write confirmed: false with confirmed_how: unconfirmed, "
    "or name the text"
)

CASES = (
    case(
        checks.sources_are_used, Edit("sources/stray.yml", NEW, SOURCE),
        ("title:", "no record cites it; cite it or remove the file"),
    ),
    case(
        checks.organizations_are_used, Edit("organizations/stray.yml", NEW, ORGANIZATION),
        ("title:", "no record names it; name it or remove the file"),
    ),
    case(
        checks.fields_are_in_order,
        Edit(TERM, "title: Parameter\ncategory: openness\n", "category: openness\ntitle: Parameter\n"),
        ("category:", "'category' stands where 'title' belongs; run `python -m macros fmt`"),
    ),
    case(
        checks.aliases_are_unique, Edit(TERM, "category:", "aliases: [open WEIGHTS]\ncategory:"),
        ("aliases:", "the name 'open WEIGHTS' already belongs to terms/open-weights; choose another"),
    ),
    case(
        checks.dates_are_past, Edit(EVENT, "date: 2026-05-20", "date: 2026-07-01"),
        ("date:", "'date' is 2026-07-01, after the site's day 2026-06-30; correct it, or "
            "move 'as_of' in data/site.yml to the day you work on"),
    ),
    case(
        checks.dates_are_past,
        Edit(MODEL, "as_of: 2026-05-20\n    confidence", "as_of: 2026-07-01\n    confidence"),
        ("as_of: 2026-07-01", "'as_of' is 2026-07-01, after the site's day 2026-06-30; correct it, or "
            "move 'as_of' in data/site.yml to the day you work on"),
    ),
    case(
        checks.dates_are_in_order, Edit(OPEN, "due: 2026-12-20", "due: 2026-06-19"),
        ("due:", "'due' (2026-06-19) is before 'checked' (2026-06-20); correct one"),
    ),
    case(
        checks.dates_are_in_order, Edit("forecasts/alpha-2-in-2027.yml", "deadline: 2027-12-31", "deadline: 2026-04"),
        ("deadline:", "'deadline' (2026-04) is before 'opened' (2026-05-30); correct one"),
    ),
    case(
        checks.dates_are_in_order, Edit(EVENT, "date: 2026-05-20", "date: 2026-05-20\nuntil: 2026-05-02"),
        ("until:", "'until' (2026-05-02) is before 'date' (2026-05-20); correct one"),
    ),
    case(
        checks.dates_are_in_order, Edit(MODEL, "facts:\n", f"{STEP}facts:\n"),
        ("- date: 2026-05-01", "releases[2] is dated before releases[1]; order them by date"),
    ),
    case(
        checks.release_is_its_event, Edit(MODEL, "\nreleased: 2026-05-02", "\nreleased: 2026-05-03"),
        ("release_event:", "is 2026-05-03, but events/alpha-1-release happened 2026-05-02; make them agree"),
    ),
    case(
        checks.release_is_its_event, Edit(MODEL, "- date: 2026-05-02", "- date: 2026-05-03"),
        ("- date:", "is 2026-05-03, but events/alpha-1-release happened 2026-05-02; make them agree"),
    ),
    case(
        checks.models_answer_alike, Edit(MODEL, f"blanks:\n{BLANK}", ""),
        ("facts:", "says nothing on 'licence'; add a fact, or a reason in 'blanks'"),
    ),
    case(
        checks.models_answer_alike, Edit(MODEL, BLANK, f"{BLANK}- attribute: context-window\n  reason: not-tested\n"),
        ("blanks:", "has 'context-window' as a fact and as a blank; keep one"),
    ),
    case(
        checks.facts_are_told_once, Edit(MODEL, TOKENS, "- attribute: fault-rate\n  unit: percent\n"),
        ("- attribute: fault-rate\n  unit: percent\n  values:\n  - value: 8.5",
         "tells 'fault-rate' twice; make it two values of one fact"),
    ),
    case(
        checks.facts_are_told_once, Edit(MODEL, TOKENS, "- attribute: context-window\n  unit: percent\n"),
        ("- attribute: context-window", "gives 'context-window' in 'percent', but its unit is 'tokens'; convert it"),
    ),
    case(
        checks.kinds_fit_their_speakers,
        Edit(MODEL, "value: 4096\n    kind: self-report", "value: 4096\n    kind: measurement"),
        ("kind: measurement\n    by: acme", "is a measurement by the developer itself (acme); write self-report"),
    ),
    case(
        checks.kinds_fit_their_speakers,
        Edit(MODEL, "value: 8.5\n    kind: measurement", "value: 8.5\n    kind: self-report"),
        ("kind: self-report\n    by: testing-institute",
         "is a self-report by testing-institute, who is not the developer; write measurement or fact"),
    ),
    case(
        checks.verdicts_rest_on_reading, Edit(OPEN, "sources: [essay, acme-card]", "sources: [orbit-launch]"),
        ("verdict:", "is 'supported' without an opened primary source; write 'supported-by-secondary'"),
    ),
    Case(
        checks.verdicts_rest_on_reading,
        (
            Edit("sources/institute-report.yml", "read: part", "read: not-opened"),
            Edit(TESTED, "sources: [institute-report, essay]", "sources: [institute-report]"),
        ),
        (("sources:", "rests on sources that nobody opened; open one, or weaken the verdict"),),
    ),
    case(
        checks.restated_claims_agree, Edit(TESTED, "sources:", "restates: [alpha-1-is-open]\nsources:"),
        ("restates:",
         "restates 'alpha-1-is-open', whose verdict is 'supported', not 'contradicted'; make them agree"),
    ),
    case(
        checks.checklists_trace, Edit(PRACTICE, "- id: outsider-tests\n", "- id: ten-cases\n"),
        ("- id: ten-cases\n    text: Somebody",
         "the item id 'ten-cases' is used in practices/test-before-use too; choose another"),
    ),
    case(
        checks.checklists_trace, Edit(PRACTICE, "[safety-code Clause 4]", "[safety-code Clause 5]"),
        ("references: [safety-code Clause 5]",
         "cites 'safety-code Clause 5', which is no reference of this practice; add it or correct it"),
    ),
    Case(
        checks.checklists_trace,
        (
            Edit("risks/sure-of-it.yml", NEW, (small.FIXTURE / "data" / RISK).read_text(encoding="utf-8")),
            Edit(PRACTICE, "were tried.\n    risks: [wrong-answers]", "were tried.\n    risks: [sure-of-it]"),
        ),
        (("risks: [sure-of-it]", "reduces 'sure-of-it', which is not in 'reduces'; add it there"),),
    ),
    case(
        checks.unconfirmed_clauses_say_so, Edit(PRACTICE, "confirmed: true", "confirmed: false"),
        ("- framework: safety-code", CONTRADICTION),
    ),
    case(
        checks.unconfirmed_clauses_say_so, Edit(RISK, "confirmed_how: primary-text", "confirmed_how: unconfirmed"),
        ("- framework: safety-code", CONTRADICTION),
    ),
    Case(
        checks.questions_are_looked_at, (Edit("questions/alpha-1-faults.yml", "level: core", "level: stretch"),),
        (("- record: events/alpha-1-test",
          "tests version 1 of events/alpha-1-test, which is now 2 (The institute counted again.); read it again, then "
          "raise 'version'"),),
        prepare=event_corrected,
    ),
    case(
        checks.ids_stay, Edit(TERM, "checked: 2026-06-20", "checked: 2026-06-20\nformer_ids: [open-weights]"),
        ("former_ids:", "the old id 'open-weights' is in use by terms/open-weights; ids are never given twice"),
    ),
    case(
        checks.findings_are_unique, Edit(RISK, "counter_view:\n", f"{FINDING}counter_view:\n"),
        ("- id: institute-faults\n  date: 2026-05-21",
         "the finding id 'institute-faults' is used in risks/wrong-answers too; choose another"),
    ),
    Case(
        checks.parents_have_an_end,
        (
            Edit("organizations/orbit.yml", "kind: press", "kind: press\nparent: essayist"),
            Edit("organizations/acme.yml", "kind: developer", "kind: developer\nparent: orbit"),
            Edit("organizations/essayist.yml", "kind: individual", "kind: individual\nparent: essayist"),
        ),
        (("parent:", "belongs to itself (essayist - essayist); correct one 'parent'"),),
    ),
    case(
        checks.layers_repeat_the_record, Edit(MODEL, "found faults in 8 of 100", "found faults in 9 of 100"),
        ("summary:", "'summary' says 9, which no sourced part of the record says; add it there, or leave it out"),
    ),
    Case(
        checks.versions_are_logged, (Edit(TERM, "A weight or bias", "A weight"),),
        (("# yaml", "differs from its logged version; run `python -m macros log`"),),
        prepare=logged_unpublished,
    ),
    Case(
        checks.addresses_stay, (Edit("versions/addresses.txt", "glossary/#parameter\n", ""),),
        (("about/organizations/#acme", "is not in the registry; run `python -m macros log`"),),
        prepare=logged_unpublished, record="glossary/#parameter",
    ),
    case(
        checks.notes_repeat_the_record, Edit(MODEL, "leaves out the embedding", "leaves out 3 of 64 layers"),
        ("text: The institute leaves out",
         "'facts[1].resolution.text' says 64, which no sourced part of the record says; add it there, or leave it out"),
    ),
    case(
        checks.notes_repeat_the_record, Edit(MODEL, "The card names no licence.", "The card of 99 pages names none."),
        ("note: The card of 99",
         "'blanks[1].note' says 99, which no sourced part of the record says; add it there, or leave it out"),
    ),
    case(
        checks.plain_is_easy_to_read, Edit(RISK, "A model can say what is not so, and sound sure.", HARD),
        ("plain:", "'plain' reads at grade 35, above 11; use shorter words and sentences"),
    ),
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the small site."""
    return small.copy(tmp_path)


def lines(catalog: Catalog, *chosen: checks.Check) -> list[str]:
    """Return what the chosen checks say, as a contributor reads it."""
    return [str(problem) for problem in checks.run(catalog, chosen)]


@pytest.mark.parametrize("planted", CASES, ids=lambda planted: planted.check.__name__)
def test_a_planted_error_is_named(root: Path, planted: Case) -> None:
    """The check prints place, record, what is wrong and what to do; nothing else."""
    planted.prepare(root)
    for edit in planted.edits:
        small.plant(root, *edit)
    file = planted.edits[-1].file
    record = planted.record or file.removesuffix(".yml")
    said = [f"data/{file}:{small.line_of(root, file, at)}: {record}: {words}" for at, words in planted.said]
    assert lines(load(root), planted.check) == said


def test_nothing_is_said_without_an_error(root: Path) -> None:
    """The small site is right, so that each case above shows its plant and nothing else."""
    assert lines(load(root), *checks.CHECKS) == []


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_a_check_states_its_rule_and_has_a_case(check: checks.Check) -> None:
    """A check that no planted error shows does not exist; its docstring is one sentence that states the rule."""
    assert check in {planted.check for planted in CASES}, f"add a Case for {check.__name__}"
    assert check.__doc__
    assert check.__doc__.strip().endswith(".")


def test_problems_come_sorted_and_once(root: Path) -> None:
    """All problems come in one run, by path and line, and none is printed twice."""
    small.plant(root, TERM, "category:", "aliases: [Open weights]\ncategory:")
    small.plant(root, OPEN, "due: 2026-12-20", "due: 2026-06-19")
    chosen = (checks.aliases_are_unique, checks.dates_are_in_order)
    found = checks.run(load(root), chosen + chosen)
    assert [problem.path for problem in found] == ["data/claims/alpha-1-is-open.yml", "data/terms/parameter.yml"]
