"""The short layers of a page say only what its sourced parts say, in words that are easy to read."""

from pathlib import Path

import pytest

from macros.catalog import load
from macros.layers import HARDEST_GRADE, figures, grade, layers_repeat_the_record
from tests import small

MODEL = "models/alpha-1.yml"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8 of 100 answers", {"8", "100"}),
        ("1,200 adults, 41%", {"1200", "41"}),
        ("It costs $3.50 now.", {"3.50"}),
        ("GLM-5.2, GPT-5 and Claude-4.8 answered", set()),
        ("version 3.", {"3"}),
        ("R2D2 and 4K", set()),
        ("none", set()),
    ],
)
def test_figures_are_found_and_names_are_not(text: str, found: set[str]) -> None:
    """Thousands marks go, numbers inside names are names."""
    assert figures(text) == found


@pytest.mark.parametrize(
    ("said", "stray"),
    [
        ("The card of 2 May 2026 says 4,096 tokens.", []),
        ("The institute counts 118 billion.", []),
        ("The test used 1,000 questions.", []),
        ("Faults fell by 40 percent.", ["40"]),
        ("It was checked on 20 June.", []),
        ("It was released on 9 May 2026.", ["9"]),
        ("Six of 7 and 12 of 13.", ["12", "13", "7"]),
    ],
)
def test_a_summary_adds_no_figure(tmp_path: Path, said: str, stray: list[str]) -> None:
    """A figure of the summary stands in a sourced part of the record or in a record that it names."""
    root = small.copy(tmp_path)
    small.plant(root, MODEL, "A test in May 2026 found faults in 8 of 100 answers.", said)
    problems = sorted(layers_repeat_the_record(load(root)))
    assert [problem.message.split()[2].rstrip(",") for problem in problems] == stray


def test_a_note_for_an_audience_adds_no_figure(tmp_path: Path) -> None:
    """What is put for one audience is checked as well."""
    root = small.copy(tmp_path)
    small.plant(root, MODEL, "You may run it at home.", "You may run it on 2 cards at home with 64 GB.")
    (problem,) = layers_repeat_the_record(load(root))
    assert problem.message.startswith("'audience_notes' says 64")


def test_plain_words_read_easier_than_long_ones() -> None:
    """The grade tells a sentence for a 14-year-old from one for a committee."""
    assert grade("Anyone can get this model and run it at home.") < HARDEST_GRADE
    assert grade("Institutional accountability necessitates multilateral harmonisation of evaluations.") > HARDEST_GRADE
