"""Pinned pages: each version for ever, as it was, with where it leads today and what changed."""

from pathlib import Path

import pytest
from lxml import html
from lxml.html import HtmlElement

from macros import ledger, pinned
from macros.catalog import load
from tests import pages, small

TERM = "terms/parameter.yml"


def versions_of(root: Path, *changes: tuple[str, str, str, str]) -> list[ledger.Version]:
    """Log the term, then each change `(old, new, kind, reason)` as a further version; return all versions."""
    logged: list[ledger.Version] = []
    for day, (old, new, kind, reason) in enumerate((("", "", ledger.FIRST, ""), *changes), 20):
        if old:
            small.plant(root, TERM, old, new)
        record = load(root)["terms"]["parameter"]
        last = logged[-1] if logged else None
        logged.append(ledger.next_version(record, last, kind, reason, f"2026-06-{day}"))
    ledger.write(root, logged)
    return logged


CORRECTED = ("A weight or bias set in training.", "A weight or bias.", "correction", "A bias may be fixed.")
RENAMED = ("title: Parameter", "title: Parameter (model)", ledger.WORDING, "")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the small site."""
    return small.copy(tmp_path)


def drawn(root: Path) -> dict[str, HtmlElement]:
    """Return the pinned pages by address."""
    found = pinned.files(load(root), ledger.read(root))
    return {file.path.removesuffix("index.html"): html.document_fromstring(str(file.content)) for file in found}


def test_every_version_has_a_page(root: Path) -> None:
    """A record without a page of its own has pinned pages of the same form."""
    versions_of(root, CORRECTED, RENAMED)
    assert list(drawn(root)) == [f"terms/parameter/v/{n}/" for n in (1, 2, 3)]


def test_a_version_shows_its_words_hash_and_day(root: Path) -> None:
    """What stood then stands there still, with its SHA-256."""
    first, *_ = versions_of(root, CORRECTED)
    words = pages.words(drawn(root)["terms/parameter/v/1/"])
    assert "A weight or bias set in training." in words
    assert first.sha256 in words
    assert "version 1 of 20 June 2026" in words


def test_an_old_version_says_by_what_and_why_it_was_replaced(root: Path) -> None:
    """It names the day and the reason, and leads to the next version and to the current page."""
    versions_of(root, CORRECTED)
    page = drawn(root)["terms/parameter/v/1/"]
    assert "Superseded on 21 June 2026 because: A bias may be fixed." in pages.words(page)
    links = page.xpath("//main//a/@href")
    assert "../2/" in links
    assert "../../../../glossary/#parameter" in links


def test_the_newest_version_says_so_and_what_changed(root: Path) -> None:
    """Field by field, before and after."""
    versions_of(root, CORRECTED)
    page = drawn(root)["terms/parameter/v/2/"]
    assert "This is the current version." in pages.words(page)
    (row,) = page.xpath("//tbody/tr")
    assert [pages.words(cell) for cell in row] == [
        "specialist",
        "A weight or bias set in training.",
        "A weight or bias.",
    ]


def test_a_withdrawn_record_keeps_its_pages(root: Path) -> None:
    """The last page says that and why it was withdrawn, and leads to no current page."""
    logged = versions_of(root)
    record = load(root)["terms"]["parameter"]
    gone = ledger.next_version(record, logged[-1], ledger.WITHDRAWN, "It was no term.", "2026-06-25")
    ledger.write(root, [*logged, gone])
    (root / "data" / TERM).unlink()
    pages_now = drawn(root)
    assert "Withdrawn. It was no term." in pages.words(pages_now["terms/parameter/v/2/"])
    assert not [link for link in pages_now["terms/parameter/v/2/"].xpath("//a/@href") if "glossary" in link]
    assert "One of the numbers that a model learns." in pages.words(pages_now["terms/parameter/v/1/"])


def test_a_renamed_record_leads_on(root: Path) -> None:
    """Pinned pages of the old id stay, and lead to the record under its new id."""
    versions_of(root)
    old = root / "data" / TERM
    text = old.read_text(encoding="utf-8")
    (old.parent / "learned-number.yml").write_text(f"{text}former_ids: [parameter]\n", encoding="utf-8")
    old.unlink()
    page = drawn(root)["terms/parameter/v/1/"]
    assert "../../../../glossary/#learned-number" in page.xpath("//main//a/@href")


def test_signs_in_data_stay_signs(root: Path) -> None:
    """A pinned page escapes what it shows."""
    versions_of(root, ("A weight or bias", "2 < 3 & a \"weight\" or 'bias'", "correction", 'Not 3 < 2 & "so".'))
    page = drawn(root)["terms/parameter/v/2/"]
    assert "2 < 3 & a \"weight\" or 'bias' set in training." in pages.words(page)
    assert 'Not 3 < 2 & "so".' in pages.words(page)
