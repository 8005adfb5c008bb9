"""The data explorer in Chromium: pick, filter, sort, see and download, by address and by keyboard."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]


@pytest.fixture
def claims(site: Path) -> list[dict[str, str]]:
    """The table of claims as it is published."""
    with (site / "data/v1/claims.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def explore(visit: Visit, query: str = "") -> Page:
    """Open the explorer with a query and wait until its table is there."""
    page = visit(f"/data/{query}")
    expect(page.locator("[data-cg-explorer] output")).to_contain_text(" of ")
    return page


def titles(page: Page) -> list[str]:
    """Return the first cell of each row that is shown."""
    return page.locator("[data-cg-explorer] tbody th").all_inner_texts()


def count(page: Page) -> str:
    """Return what the explorer says of how many rows it shows."""
    return page.locator("[data-cg-explorer] output").inner_text()


def saved(page: Page, button: str) -> str:
    """Press a download button and return the text of the file."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return Path(download.value.path()).read_bytes().decode("utf-8")


def test_pick_filter_and_sort(visit: Visit, claims: list[dict[str, str]]) -> None:
    """A table is picked, narrowed and sorted; the count and the address say so."""
    page = explore(visit)
    page.locator("select[name=table]").select_option("claims")
    page.locator("select[data-where=verdict]").select_option("mixed")
    page.get_by_role("button", name="due").click()
    page.get_by_role("button", name="due").click()
    mixed = [row for row in claims if row["verdict"] == "mixed"]
    assert count(page) == f"{len(mixed)} of {len(claims)}"
    shown = page.locator("tbody tr").evaluate_all(
        "rows => rows.map((row) => row.querySelectorAll('th, td')).map((cells) => [...cells].map((c) => c.textContent))"
    )
    names = page.locator("[data-cg-explorer] thead th").all_inner_texts()
    due = [row[names.index("due")] for row in shown[: len(mixed)]]
    assert due == sorted((row["due"] for row in mixed), reverse=True)
    assert page.locator("th[aria-sort=descending]").inner_text() == "due"
    query = parse_qs(urlsplit(page.url).query)
    assert query == {"table": ["claims"], "where.verdict": ["mixed"], "sort": ["due"], "order": ["descending"]}


def test_address_keeps_the_state(visit: Visit) -> None:
    """A link opens the same rows, columns and order, and the fields show why."""
    query = "?table=claims&text=open+weights&where.verdict=supported&sort=title&columns=title,reason"
    page = explore(visit, query)
    assert page.locator("select[name=table]").input_value() == "claims"
    assert page.get_by_label("Contains").input_value() == "open weights"
    assert page.locator("select[data-where=verdict]").input_value() == "supported"
    assert page.locator("[data-cg-explorer] thead th").all_inner_texts() == ["title", "reason"]
    before = titles(page)
    assert before == sorted(before, key=str.casefold)
    page.reload()
    expect(page.locator("[data-cg-explorer] output")).to_contain_text(" of ")
    assert titles(page) == before


def test_download_is_what_is_seen(visit: Visit, claims: list[dict[str, str]]) -> None:
    """CSV and JSON hold the rows and columns that are shown, in their order, and nothing else."""
    page = explore(visit, "?table=claims&where.verdict=contradicted&sort=title&columns=id,title,sources,version,due")
    seen = titles(page)
    rows = list(csv.DictReader(io.StringIO(saved(page, "Download as CSV"), newline=""), strict=True))
    assert [row["title"] for row in rows] == seen
    known = {row["id"]: row for row in claims}
    assert set(rows[0]) == {"id", "title", "sources", "version", "due"}
    for row in rows:
        assert row == {name: known[row["id"]][name] for name in row}
    typed = json.loads(saved(page, "Download as JSON"))
    assert [row["title"] for row in typed] == seen
    for row in typed:
        assert row["sources"] == known[row["id"]]["sources"].split(" | ")
        assert row["version"] is None or isinstance(row["version"], int)


def test_every_table_opens(visit: Visit, site: Path) -> None:
    """Each table of the data package can be looked at, and a row leads to its record."""
    page = explore(visit)
    package = json.loads((site / "data/v1/datapackage.json").read_text(encoding="utf-8"))
    options = page.locator("select[name=table]").locator("option").all_inner_texts()
    assert options == [resource["name"] for resource in package["resources"]]
    for name in options:
        page.locator("select[name=table]").select_option(name)
        expect(page.locator("#explorer-caption")).to_contain_text(f"{name}:")
        with (site / f"data/v1/{name}.csv").open(encoding="utf-8", newline="") as file:
            total = sum(1 for _ in csv.DictReader(file, strict=True))
        assert count(page) == f"{total} of {total}"
    page.locator("select[name=table]").select_option("models")
    expect(page.locator("#explorer-caption")).to_contain_text("models:")
    page.locator("[data-cg-explorer] tbody a").first.click()
    assert "/models/" in page.url


def test_long_tables_are_shown_in_part(visit: Visit) -> None:
    """A long table starts with a part of its rows, says how many there are, and shows all when asked."""
    page = explore(visit, "?table=sources")
    some, total = len(titles(page)), int(count(page).split()[0])
    assert some < total
    page.get_by_role("button", name="Show all rows").click()
    assert len(titles(page)) == total
    assert page.get_by_role("button", name="Show all rows").is_hidden()


def test_it_works_by_keyboard(visit: Visit) -> None:
    """Table, words, order and columns are reached and used with keys alone."""
    page = explore(visit)
    page.locator("select[name=table]").focus()
    page.keyboard.type("claims")
    expect(page.locator("#explorer-caption")).to_contain_text("claims:")
    page.keyboard.press("Tab")
    page.keyboard.type("summit")
    expect(page).to_have_url(re.compile("summit"))
    assert int(count(page).split()[0]) < int(count(page).split()[2])
    page.locator("[data-cg-explorer] summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="reason").focus()
    page.keyboard.press("Space")
    assert "reason" in page.locator("[data-cg-explorer] thead th").all_inner_texts()
    page.get_by_role("button", name="title").focus()
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort=ascending]").inner_text() == "title"
    assert page.evaluate("document.activeElement.textContent") == "title"


def test_nothing_found_is_said(visit: Visit) -> None:
    """No row is an answer too; words are words, whatever they look like."""
    page = explore(visit, "?table=models&text=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E&where.nothing=1")
    assert count(page).startswith("0 of ")
    assert titles(page) == []


def test_without_javascript_there_is_a_table(visit: Visit, site: Path) -> None:
    """The first table stands on the page, and every file is linked."""
    page = visit("/data/", java_script_enabled=False)
    records = json.loads((site / "data/v1/models.json").read_text(encoding="utf-8"))["records"]
    assert len(titles(page)) == len(records)
    assert page.get_by_label("Contains").is_hidden()
    for name in ("claims.csv", "claims.json", "catalog.json"):
        assert page.get_by_role("link", name=name, exact=True).is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(visit: Visit, scheme: str) -> None:
    """Axe finds nothing wrong in either theme."""
    from axe_playwright_python.sync_playwright import Axe

    page = visit("/data/?table=models", color_scheme=scheme)
    expect(page.locator("[data-cg-explorer] output")).to_contain_text(" of ")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found] == []
