"""Problems: one line each, with its place and a remedy, for people and for GitHub."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from macros.problems import DataError, Problem, did_you_mean, field_name, sentences

FIRST = Problem("data/events/a.yml", 9, "events/a", "is wrong; correct it")
SECOND = Problem("data/events/a.yml", 10, "events/a", "is odd; look at it")


class Inner(BaseModel, extra="forbid"):
    """A group inside a list."""

    method: str


class Outer(BaseModel, extra="forbid"):
    """A record with a number or a text, and a list of groups."""

    value: int | float | str
    parts: tuple[Inner, ...] = ()
    strength: str = ""


def told(**fields: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """Return what is said about a bad `Outer`."""
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(fields, strict=True)
    return list(sentences(caught.value.errors(), Outer))


def test_a_problem_is_one_line() -> None:
    """An editor or a terminal can jump to it."""
    assert str(FIRST) == "data/events/a.yml:9: events/a: is wrong; correct it"


def test_github_shows_it_at_the_line() -> None:
    """The workflow command keeps signs that would end it."""
    text = Problem("data/a.yml", 2, "a", "is 100%\nwrong").annotation()
    assert text == "::error file=data/a.yml,line=2,title=a::is 100%25%0Awrong"


def test_all_problems_come_in_order_and_once() -> None:
    """Line 10 stands after line 9, and nothing is said twice."""
    error = DataError([SECOND, FIRST, SECOND])
    assert error.problems == [FIRST, SECOND]
    assert str(error).splitlines() == [str(FIRST), str(SECOND)]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("develper", " Did you mean 'developer'?"),
        ("sourcs", " Did you mean 'sources' or 'source'?"),
        ("colour", ""),
    ],
)
def test_close_names_are_offered(word: str, said: str) -> None:
    """Up to two names that are near; none where nothing is."""
    assert did_you_mean(word, ["developer", "sources", "source", "title"]) == said


def test_fields_are_counted_as_people_count() -> None:
    """The first entry of a list is number 1."""
    assert field_name(("facts", 0, "values", 2, "unit")) == "facts[1].values[3].unit"


def test_a_value_of_several_types_is_one_problem() -> None:
    """A number or text that is neither gives one sentence, not one for each type it might have had."""
    assert told(value=[1]) == [(("value",), "'value' is [1], not a text; correct it (quote it if it is text)")]


def test_names_are_offered_where_the_mistake_is() -> None:
    """An unknown field deep inside is compared with the fields of its own group."""
    assert told(value=1, parts=({"method": "x", "metod": "y"},)) == [
        (("parts", 0, "metod"), "unknown field 'parts[1].metod'. Did you mean 'method'? Remove it or correct its name")
    ]


def test_a_field_named_like_a_type_keeps_its_place() -> None:
    """`strength` begins as `str` does and is still found."""
    assert told(value=1, strength=2)[0][0] == ("strength",)


def test_a_long_name_is_cut() -> None:
    """A file may hold a field whose name is as long as the file."""
    ((_, sentence),) = told(value=1, **{"a" * 5_000: 1})
    assert len(sentence) < 240
    assert "..." in sentence
    assert sentence.endswith("Remove it or correct its name")


def test_a_long_value_is_cut() -> None:
    """A message stays a line."""
    ((_, sentence),) = told(value=1, strength=list(range(99)))
    assert len(sentence) < 140
    assert "..." in sentence
