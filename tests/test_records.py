"""Bad records: each mistake a contributor can make, and the exact line that answers it."""

from pathlib import Path

import pytest

from macros.catalog import load
from macros.guidance import COLLECTIONS
from macros.problems import DataError
from macros.records import Record
from macros.statements import Fact
from tests import small

MODEL, TERM, EVENT = "models/alpha-1.yml", "terms/parameter.yml", "events/alpha-1-test.yml"
CLAIM, SOURCE, QUESTION = "claims/alpha-1-is-open.yml", "sources/essay.yml", "questions/alpha-1-faults.yml"
PLAIN = "plain: One of the numbers that a model learns."
RESOLUTION = (
    "  resolution:\n    status: resolved\n    preferred: 1\n    text: The institute leaves out the embedding.\n"
)
ANSWER = (
    "- organization: testing-institute\n  statements:\n  - kind: measurement\n    by: testing-institute\n"
    "    text: The institute counts 118 billion.\n    sources: [institute-report]\n"
)
ID = "not an id; write small letters, digits and hyphens, such as 'open-weights'"
DATE = "not a date; write 2026-06-13, 2026-06 or 2026, '~' if approximate"

# file, what stands there, what is written instead, the text on whose line the problem stands, the sentence
MISTAKES = [
    # fields
    (TERM, "see_also:", "see_alzo:", "see_alzo:",
     "unknown field 'see_alzo'. Did you mean 'see_also'? Remove it or correct its name"),
    (MODEL, "    method: Counted", "    metod: Counted", "metod:",
     "unknown field 'facts[1].values[2].metod'. Did you mean 'method'? Remove it or correct its name"),
    (TERM, "see_also:", "rating:", "rating:", "unknown field 'rating'. Remove it or correct its name"),
    (EVENT, "date: 2026-05-20\n", "", "", "'date' is missing; add it"),
    (MODEL, "    kind: self-report\n    by: acme\n    as_of: 2026-05-02\n    sources: [acme-card]\n  - value: 118",
     "    by: acme\n    as_of: 2026-05-02\n    sources: [acme-card]\n  - value: 118", "- value: 120",
     "'facts[1].values[1].kind' is missing; add it"),
    (TERM, "title: Parameter", "title: Parameter\nid: parameter", "id:",
     "has a field 'id'; the file name is the id, remove it"),
    # types
    (EVENT, "date: 2026-05-20", "date: 20 May 2026", "date:", f"'date' is '20 May 2026', {DATE}"),
    (EVENT, "date: 2026-05-20", "date: 2026-02-30", "date:",
     "'date' is '2026-02-30', no day of the calendar; correct it"),
    (EVENT, "date: 2026-05-20", "date: 2026", "date:",
     "'date' is 2026, not a text; correct it (quote it if it is text)"),
    (EVENT, "risks: [wrong-answers]", "risks: [Wrong Answers]", "risks:", f"'risks[1]' is 'Wrong Answers', {ID}"),
    (TERM, "see_also: [open-weights]", "see_also: open-weights", "see_also:",
     "'see_also' is 'open-weights', not a list; correct it (quote it if it is text)"),
    (QUESTION, "explained_by: events/alpha-1-test", "explained_by: alpha-1-test", "explained_by:",
     "'explained_by' is 'alpha-1-test', not the name of a record; write it as 'collection/id'"),
    (MODEL, "value: 4096", "value: true", "- value: true",
     "'facts[2].values[1].value' is True, not a text; correct it (quote it if it is text)"),
    (CLAIM, "sources: [essay, acme-card]", "sources: []", "sources:",
     "'sources' has 0 entries and needs 1; add what is missing"),
    (QUESTION, "options: [None, About 8 of 100, Half of them]", "options: [A, B, C, D, E, F]", "options:",
     "'options' has 6 entries and may have 5; take some out"),
    ("forecasts/alpha-2-in-2027.yml", "probability: 0.6", "probability: 60", "probability:",
     "'probability' is 60: input should be less than or equal to 1; correct it"),
    # text
    (TERM, PLAIN, "plain: One <b>number</b>.", "plain:",
     "'plain' contains raw HTML; write plain Markdown, or '&lt;' for the sign itself"),
    (TERM, PLAIN, "plain: One {{ number }}.", "plain:",
     "'plain' contains template syntax ({{, {% or {#); facts are called in docs/, not in data"),
    (TERM, PLAIN, "plain: See [this](javascript:alert).", "plain:",
     "'plain' contains an address that runs code; remove it"),
    (TERM, PLAIN, "plain: See [this](https://x.example/).", "plain:",
     "'plain' links to 'https://x.example/'; link to a record as 'collection/id'"),
    (TERM, "title: Parameter", 'title: "Para\\u200bmeter"', "title:",
     "'title' contains the invisible or control character ZERO WIDTH SPACE; remove it"),
    (SOURCE, "url: https://essay", "url: http://essay", "url:",
     "'url' is 'http://essay.example/open', not an https address; use https, or leave the address out and say why in "
     "'note'"),
    # what must stand beside what
    (MODEL, "    by: testing-institute\n    text: 8 of", "    text: 8 of", "- kind: measurement\n    text:",
     "'axes.impact[1]' is of kind 'measurement' without 'by'; add it, or change 'kind'"),
    (MODEL, RESOLUTION, "", "- attribute: total-parameters",
     "'facts[1]' tells 'total-parameters' with values that differ; add 'resolution' with its text"),
    (MODEL, "preferred: 1", "preferred: 3", "- attribute: total-parameters",
     "'facts[1]' prefers a value of 'total-parameters' that is not there; count from 1"),
    (QUESTION, "answer: 2", "answer: 4", "answer:", "'answer' is 4, but there are 3 options; count from 1"),
    (QUESTION, "Half of them", "None", "", "two options are the same; make each differ so that one is right"),
    ("disputes/size-of-alpha-1.yml", ANSWER, "", "",
     "shows one side only; add the other side's answer, or say in 'open' that none is known"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "at", "sentence"), MISTAKES, ids=[m[4][:40] for m in MISTAKES])
def test_a_mistake_is_answered(tmp_path: Path, file: str, old: str, new: str, at: str, sentence: str) -> None:
    """One mistake gives one line: its place, its record, what is wrong and what to do."""
    root = small.copy(tmp_path)
    small.plant(root, file, old, new)
    line = small.line_of(root, file, at) if at else 1
    with pytest.raises(DataError) as caught:
        load(root)
    assert str(caught.value) == f"data/{file}:{line}: {file.removesuffix('.yml')}: {sentence}"


def test_a_source_that_differs_can_not_win_silently(tmp_path: Path) -> None:
    """A second value beside a first is refused until somebody writes how the conflict stands."""
    root = small.copy(tmp_path)
    other = "  - value: 8192\n    kind: fact\n    as_of: 2026-05-03\n    sources: [orbit-launch]\n"
    small.plant(root, MODEL, "- attribute: fault-rate\n", f"{other}- attribute: fault-rate\n")
    with pytest.raises(DataError, match=r"tells 'context-window' with values that differ; add 'resolution'"):
        load(root)
    resolution = "  resolution:\n    status: unresolved\n    text: Nobody has shown it.\n"
    small.plant(root, MODEL, other, other + resolution)
    fact = load(root)["models"]["alpha-1"].facts[1]
    assert fact.disputed
    assert [value.value for value in fact.ordered] == [4096, 8192]


def fact(*values: object, preferred: int | None = None) -> Fact:
    """Return a fact with these values, each from a source of its own."""
    told = [{"value": v, "kind": "fact", "as_of": "2026", "sources": [f"s{i}"]} for i, v in enumerate(values)]
    resolution = {"status": "unresolved", "text": "Open.", "preferred": preferred}
    return Fact.model_validate({"attribute": "size", "values": told, "resolution": resolution})


@pytest.mark.parametrize(
    ("told", "disputed"),
    [((7,), False), ((7, 7), False), ((7, 8), True), ((7, 7.0), False), (("a", "b"), True)],
)
def test_only_values_that_differ_are_a_conflict(told: tuple[object, ...], disputed: bool) -> None:
    """Two sources that agree are one value with more support, however they write the number."""
    assert fact(*told).disputed is disputed


def test_the_preferred_value_stands_first_and_the_others_stay() -> None:
    """Preferring a value changes the order and drops nothing."""
    assert [value.value for value in fact(1, 2, 3, preferred=3).ordered] == [3, 1, 2]


@pytest.mark.parametrize("model", COLLECTIONS.values(), ids=list(COLLECTIONS))
def test_a_record_ends_with_who_looked_at_it(model: type[Record]) -> None:
    """Every collection has the fields that show when and by whom a record was checked."""
    assert model.field_order()[-3:] == ("checked", "reviews", "former_ids")
    assert model.field_order()[0] == "title"
