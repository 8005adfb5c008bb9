"""Value types: what data may say, and the sentence that refuses the rest."""

import re

import pytest

from macros.values import EDTF, https_url, line, prose, visible


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a <b>bold</b> claim", "raw HTML"),
        ("<script>alert(1)</script>", "raw HTML"),
        ("<!-- hidden -->", "raw HTML"),
        ("{{ catalog }}", "template syntax"),
        ("{% include 'x' %}", "template syntax"),
        ("[x](javascript:alert(1))", "runs code"),
        ("JavaScript : alert", "runs code"),
        ("data:text/html;base64,x", "runs code"),
        ("[x](https://example.org)", "link to a record"),
        ("zero\u200bwidth", "ZERO WIDTH SPACE"),
        ("right\u202eto left", "RIGHT-TO-LEFT OVERRIDE"),
        ("bell\x07", "U+0007"),
        ("   ", "is empty"),
    ],
)
def test_prose_refuses_what_could_harm(text: str, words: str) -> None:
    """Raw HTML, templates, code addresses and invisible characters are refused by name."""
    with pytest.raises(ValueError, match=re.escape(words)):
        prose(text)


@pytest.mark.parametrize(
    "text", ["2 < 3 and 5 > 4", "R&D costs", "`code` and *stress*", "[GLM](models/glm-5-2)", "智谱"]
)
def test_prose_lets_plain_markdown_through(text: str) -> None:
    """Signs, other scripts and links to records are fine."""
    assert prose(text) == text


def test_a_title_in_two_scripts_is_refused() -> None:
    """A look-alike letter inside a Latin word is named."""
    with pytest.raises(ValueError, match="CYRILLIC SMALL LETTER A"):
        line("Cl\u0430ude")
    assert line("Z.ai (智谱)") == "Z.ai (智谱)"
    with pytest.raises(ValueError, match="several lines"):
        line("one\ntwo")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "javascript:alert(1)", "https://user@example.org/", "https://example.org:8080/",
        "https://127.0.0.1/", "https://ex\u0430mple.org/", "https://example.org/a b", 'https://example.org/"x', "https://",
    ],
)  # fmt: skip
def test_addresses_are_plain_https(url: str) -> None:
    """Other schemes, user data, ports, numbers, look-alikes and quotes are refused."""
    with pytest.raises(ValueError, match=r"address|host|space"):
        https_url(url)


def test_dates_know_their_precision() -> None:
    """`~` marks an approximate day; a month knows its last day."""
    day, month, year = EDTF.parse("2026-02-20~"), EDTF.parse("2024-02"), EDTF.parse("2026")
    assert (day.precision, month.precision, year.precision) == ("day", "month", "year")
    assert day.approximate
    assert not month.approximate
    assert month.latest.isoformat() == "2024-02-29"
    assert year.earliest.isoformat() == "2026-01-01"


@pytest.mark.parametrize("text", ["2026-02-30", "13 June 2026", "2026-6-1", "2026-13", "", "2026-06-13T10:00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    """A day that does not exist or another format is refused."""
    with pytest.raises(ValueError, match=r"not a date|no day"):
        EDTF.parse(text)


def test_visible_names_the_character() -> None:
    """The message names what can not be seen."""
    with pytest.raises(ValueError, match="SOFT HYPHEN"):
        visible("a\u00adb")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The \u0410\u0420\u0406 of Z.ai", "CYRILLIC CAPITAL LETTER A"),
        ("\uff27\uff30\uff34-5", "FULLWIDTH LATIN CAPITAL LETTER G"),
        ("\U0001d406\U0001d40f\U0001d413", "MATHEMATICAL BOLD CAPITAL G"),
        ("\u039fpus", "GREEK CAPITAL LETTER OMICRON"),
        ("a\u3164b", "HANGUL FILLER"),
        ("a\u2800b", "BRAILLE PATTERN BLANK"),
        ("a\ufe0fb", "VARIATION SELECTOR-16"),
        ("a" + "\u0301" * 5, "COMBINING ACUTE ACCENT"),
        ("\U000e0041", "TAG LATIN CAPITAL LETTER A"),
    ],
)
def test_what_looks_like_something_else_is_named(text: str, name: str) -> None:
    """A name that only looks like another, or hides something, is refused with the character named."""
    with pytest.raises(ValueError, match=name):
        line(text)


@pytest.mark.parametrize(
    "text", ["Россия и США", "Зарплата в OpenAI", "α-helix", "Vietnamese: tiếng Việt", "½ of it", "智谱（Zhipu）"]
)
def test_other_scripts_are_welcome(text: str) -> None:
    """Names in other scripts, and signs that are what they look like, are fine."""
    assert line(text) == text


@pytest.mark.parametrize("text", ['[x](models/a "title")', "[x]( models/a )", "[x](models/a\n)", "[x](models/../a)"])
def test_links_have_one_form(text: str) -> None:
    """A link that would not be followed to its record by the checks is refused."""
    with pytest.raises(ValueError, match="link to a record as"):
        prose(text)
