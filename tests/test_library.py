"""Macros: prose calls them, templates draw them, and nothing in the data becomes markup."""

from pathlib import Path

import pytest
from lxml.html import HtmlElement, fragment_fromstring

from macros import ledger
from macros.catalog import load
from macros.library import Library, swap
from macros.problems import DataError
from tests import pages, small, website

SECTIONS = sorted(path.stem for path in (website.ROOT / "overrides/sections").glob("*.html"))
MODEL = "models/alpha-1.yml"
ORBIT = "sources: [acme-card, orbit-launch]"


@pytest.fixture(scope="module")
def library() -> Library:
    """The macros over the small site."""
    return over(small.FIXTURE)


def over(root: Path) -> Library:
    """Return the macros over the data below `root`."""
    return Library(load(root), ledger.read(root))


def shown(library: Library, call: str, address: str = "somewhere/") -> HtmlElement:
    """Return what a macro call draws on the page at `address`."""
    markdown, fragments = library.expand(call, address, "docs/somewhere.md")
    return fragment_fromstring(swap(markdown, fragments), create_parent=True)


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_can_be_drawn_from_little_data(library: Library, name: str) -> None:
    """No template needs a record that only the real data has."""
    shown(library, f'{{{{ section("{name}") }}}}')


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ('{{ count("terms") }}', "2"),
        ("{{ as_of() }}", "30 June 2026"),
        ('{{ when("events/alpha-1-test") }}', "20 May 2026"),
        ('{{ when("models/alpha-1") }}', "2 May 2026"),
        ('{{ value("models/alpha-1", "total-parameters") }}', "120 billion parameters (self-report)"),
        ('{{ value("models/alpha-1", "fault-rate") }}', "8.5% (measurement)"),
        ('{{ value("models/alpha-1", "context-window") }}', "4,096 tokens (self-report)"),
        ('{{ link("terms/parameter") }}', "Parameter"),
    ],
)
def test_prose_calls_facts(library: Library, call: str, text: str) -> None:
    """A page of prose names a fact and gets it as the data has it."""
    assert pages.words(shown(library, call)) == text


def test_a_called_figure_keeps_its_kind(library: Library) -> None:
    """A figure in prose is a statement, with the kind that its record gives."""
    assert shown(library, '{{ value("models/alpha-1", "fault-rate") }}').xpath("//@data-statement") == ["measurement"]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('Text.\n\n{{ sektion("timeline") }}\n',
         "docs/p.md:3: docs/p.md: a macro call fails: 'sektion' is undefined. Did you mean 'section'? Macros: record, "
         "section, value, link, count, as_of, when"),
        ('{{ link("terms/nothing") }}\n',
         "docs/p.md:1: docs/p.md: a macro call fails: there is no 'nothing'. Correct the name"),
    ],
    ids=["unknown macro", "unknown record"],
)  # fmt: skip
def test_a_call_that_fails_names_the_page_and_the_line(library: Library, call: str, said: str) -> None:
    """A typing error in prose is answered like one in data."""
    with pytest.raises(DataError) as caught:
        library.expand(call, "p/", "docs/p.md")
    assert str(caught.value) == said


def test_what_macros_draw_never_meets_markdown(library: Library) -> None:
    """The page holds placeholders; a paragraph around one goes with it, a sentence around one stays."""
    markdown, fragments = library.expand('A {{ count("terms") }} b\n\n{{ as_of() }}\n', "p/", "docs/p.md")
    assert markdown == "A CGMACRO0X b\n\nCGMACRO1X"
    assert swap("<p>A CGMACRO0X b</p><p>CGMACRO1X</p>", fragments) == "<p>A 2 b</p>30 June 2026"


@pytest.mark.parametrize("name", ["title", "plain"])
def test_text_of_records_is_shown_as_it_is_written(tmp_path: Path, name: str) -> None:
    """Signs that mean something in HTML reach the reader as signs."""
    root = small.copy(tmp_path)
    old = {"title": "title: Parameter", "plain": "plain: One of the numbers that a model learns."}[name]
    small.plant(root, "terms/parameter.yml", old, f"{name}: 2 < 3 & 4 > 3 \"so\" 'it' is")
    drawn = shown(over(root), '{{ section("glossary") }}', "glossary/")
    assert "2 < 3 & 4 > 3 \"so\" 'it' is" in pages.words(drawn)
    assert not drawn.xpath("//script|//b")


def test_a_term_is_explained_once_on_a_page(library: Library) -> None:
    """At first use, with its plain sentence and a link; afterwards the word stands alone."""
    page = library.page("models/alpha-1/")
    first = fragment_fromstring(page.inline("Open weights are open weights."), create_parent=True)
    (link,) = first.xpath("//a[@class='cg-term']")
    assert (link.text, link.get("href")) == ("Open weights", "../../glossary/#open-weights")
    assert link.get("data-plain") == "A model whose learned numbers anyone can download."
    assert "<a" not in page.inline("Open weights again.")


def test_a_conflict_shows_every_value_with_source_date_method_and_interest(library: Library) -> None:
    """Both values of the size stand side by side, and how it was resolved."""
    card = shown(library, '{{ record("models/alpha-1") }}', "models/alpha-1/").get_element_by_id(
        "conflict-total-parameters"
    )
    values = card.xpath(".//*[contains(@class,'cg-conflict__value')]//*[@data-statement]")
    assert [value.get("data-statement") for value in values] == ["self-report", "measurement"]
    first, second = map(pages.words, values)
    assert "120 billion parameters" in first
    assert "Acme" in first
    assert "2 May 2026" in first
    assert "Self" in first
    assert "118 billion parameters" in second
    assert "Counted in the weights" in second
    assert "20 May 2026" in second
    assert "Independent" in second
    assert "The institute leaves out the embedding." in pages.words(card)


def test_a_blank_says_why(library: Library) -> None:
    """An attribute without a value shows the reason and the note."""
    drawn = shown(library, '{{ record("models/alpha-1") }}', "models/alpha-1/")
    assert "Not disclosed The card names no licence." in pages.words(drawn.get_element_by_id("licence"))


def test_a_page_on_self_reports_alone_says_so_on_top(library: Library, tmp_path: Path) -> None:
    """The notice stands where every source speaks about itself, before the first layer, and nowhere else."""
    notice = "//*[@data-kind='self-reports-only']"
    assert not shown(library, '{{ record("models/alpha-1") }}', "models/alpha-1/").xpath(notice)
    root = small.copy(tmp_path)
    path = root / "data" / MODEL
    text = path.read_text(encoding="utf-8").replace(ORBIT, "sources: [acme-card]")
    text = text.replace("[institute-report]", "[acme-card]")
    path.write_text(text, encoding="utf-8")
    drawn = shown(over(root), '{{ record("models/alpha-1") }}', "models/alpha-1/")
    (found,) = drawn.xpath(notice)
    assert "Rests on self-reports alone." in pages.words(found)
    assert not found.xpath("preceding::details")


def test_every_record_says_who_reviewed_it(library: Library, tmp_path: Path) -> None:
    """A record without a review says that a second person has not looked; one with a review names the person."""
    unread, read = "Not yet reviewed by a second person", "Reviewed by A. Reader, 2026-06-21"
    assert unread in pages.words(shown(library, '{{ record("risks/wrong-answers") }}'))
    root = small.copy(tmp_path)
    review = "checked: 2026-06-20\nreviews:\n- by: A. Reader\n  date: 2026-06-21\n  version: 1"
    small.plant(root, "risks/wrong-answers.yml", "checked: 2026-06-20", review)
    words = pages.words(shown(over(root), '{{ record("risks/wrong-answers") }}'))
    assert read in words
    assert unread not in words


@pytest.mark.parametrize("reviewed", [(), ("essay",), ("essay", "acme-card", "orbit-launch", "institute-report")])
def test_a_list_says_once_what_nobody_reviewed(tmp_path: Path, reviewed: tuple[str, ...]) -> None:
    """A long list says on top that nobody has reviewed it; entries that somebody did say so themselves."""
    root = small.copy(tmp_path)
    for name in reviewed:
        review = "checked: 2026-06-20\nreviews: [{by: A. Reader, date: 2026-06-21, version: 1}]"
        small.plant(root, f"sources/{name}.yml", "checked: 2026-06-20", review)
    drawn = shown(over(root), '{{ section("sources") }}', "sources/")
    words = pages.words(drawn)
    assert words.count("Reviewed by A. Reader") == len(reviewed)
    assert ("unless an entry says otherwise" in words) == bool(reviewed)
    assert "Reviewed by A. Reader" in pages.words(drawn.get_element_by_id("essay")) or not reviewed
