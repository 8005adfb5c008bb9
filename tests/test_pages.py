"""Pages made from records: one for each record with a page of its own, from nothing but its file."""

import json
from pathlib import Path

import pytest
import yaml

from macros.catalog import Catalog, load
from macros.pages import LONGEST_DESCRIPTION, GeneratedPage, generated_pages
from tests import small


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The small site."""
    return load(small.FIXTURE)


def front(page: GeneratedPage) -> dict[str, object]:
    """Return the front matter of a page, read as MkDocs reads it."""
    return yaml.safe_load(page.markdown.split("---\n")[1])


def test_every_record_with_an_address_of_its_own_has_a_page(catalog: Catalog) -> None:
    """Records that stand on a shared page as an anchor get none."""
    assert {page.src_uri: page.edit_path for page in generated_pages(catalog)} == {
        "models/alpha-1.md": "data/models/alpha-1.yml",
        "risks/wrong-answers.md": "data/risks/wrong-answers.yml",
        "comprehension/public.md": "data/audiences/public.yml",
        "leadership/test-before-use.md": "data/practices/test-before-use.yml",
    }


def test_a_page_is_one_call(catalog: Catalog) -> None:
    """Its text is a single macro call, so that nothing of the record passes through Markdown."""
    page = next(generated_pages(catalog))
    assert page.markdown.split("---\n")[2] == '{{ record("models/alpha-1") }}\n'
    assert front(page)["record"] == "models/alpha-1"


@pytest.mark.parametrize("title", ['Alpha: "1"', "Alpha # 1 [x]", "- Alpha", "'Alpha'", "Alpha \\1", "阿尔法 – 1"])
def test_any_title_survives_the_front_matter(tmp_path: Path, title: str) -> None:
    """Signs that YAML reads are quoted."""
    root = small.copy(tmp_path)
    small.plant(root, "models/alpha-1.yml", "title: Alpha 1", f"title: {json.dumps(title, ensure_ascii=False)}")
    page = next(generated_pages(load(root)))
    assert (front(page)["title"], page.title) == (title, title)


def test_a_long_sentence_is_cut_between_words(tmp_path: Path) -> None:
    """The description of a page fits what search engines show, and ends with a mark that it was cut."""
    root = small.copy(tmp_path)
    plain = "plain: Alpha 1 is a model by Acme that anyone may use."
    small.plant(root, "models/alpha-1.yml", plain, f"plain: {'It is a word ' * 20}.")
    description = str(front(next(generated_pages(load(root))))["description"])
    assert len(description) <= LONGEST_DESCRIPTION
    assert description.endswith(("word…", "a…", "is…", "It…"))


def test_pages_load_only_the_scripts_they_need(catalog: Catalog) -> None:
    """The quiz is fetched with an audience's page only."""
    with_quiz = [page.section for page in generated_pages(catalog) if "quiz" in str(front(page)["scripts"])]
    assert with_quiz == ["comprehension"]
