"""Without a network: what a reader kept works, and a release is seen at the next visit."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from macros import ledger as ledgers
from macros import manifest, offline, published
from macros.catalog import load
from macros.published import Publication
from tests import small, website
from tests.test_csp import WATCH

MACHINES = ("data", "feeds", "*.bib", "*.ris", "*.md")


@pytest.fixture(scope="module")
def copy(small_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small site that a test may publish anew, without the files for machines."""
    target = tmp_path_factory.mktemp("published") / "site"
    shutil.copytree(small_site, target, ignore=shutil.ignore_patterns(*MACHINES), copy_function=os.link)
    _publish_worker(target, on=True)
    return target


@pytest.fixture(scope="module")
def context(browser: Browser, copy: Path) -> Iterator[BrowserContext]:
    """A browser that has visited the home page once and kept the site."""
    with website.serve(copy) as origin:
        context = browser.new_context(base_url=origin)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto("/")
        page.get_by_role("button", name="Keep offline").click()
        expect(page.locator("[data-cg-offline] [role=status]")).to_contain_text("Kept", timeout=60_000)
        assert page.evaluate("window.__violations") == []
        page.close()
        yield context
        context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of that browser, with the network cut off."""
    context.set_offline(True)
    page = context.new_page()
    yield page
    page.close()
    context.set_offline(False)


@pytest.mark.parametrize(
    "address",
    ["/", "/timeline/", "/models/compare/?models=alpha-1", "/risks/wrong-answers/", "/comprehension/public/",
     "/leadership/checklist/", "/sources/", "/cite/models/alpha-1/"],
)  # fmt: skip
def test_sections_can_be_read(page: Page, address: str) -> None:
    """Every section opens, styled, without a network."""
    page.goto(address)
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.styleSheets.length") > 0


def test_search_finds(page: Page) -> None:
    """Search answers from what was kept."""
    page.goto("/search/?q=alpha")
    expect(page.locator("ol#search-results > li").first).to_be_visible()


def test_citations_are_checked(page: Page) -> None:
    """The citation checker answers from what was kept."""
    page.goto("/cite/check/?q=/models/alpha-1/")
    expect(page.locator("main")).to_contain_text("Alpha 1")


def test_an_unknown_address_says_so(page: Page) -> None:
    """A page that was never there gives the page that says so, not the browser's own."""
    page.goto("/nowhere/")
    expect(page.locator("h1")).to_be_visible()


def test_a_release_is_seen_at_the_next_visit(context: BrowserContext, copy: Path) -> None:
    """No page of an earlier release survives: neither with a network nor, after one visit, without."""
    home = copy / "index.html"
    text = home.read_text(encoding="utf-8")
    home.unlink()  # the copy shares its files with the site under test
    home.write_text(re.sub(r"(<h1[^>]*>)", r"\1Second release. ", text), encoding="utf-8")
    _publish_worker(copy, on=True)
    page = context.new_page()
    page.goto("/")
    expect(page.locator("h1")).to_contain_text("Second release.")
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    page.wait_for_function("caches.keys().then((names) => names.length === 1)", timeout=60_000)
    page.close()


def test_one_setting_turns_it_off(context: BrowserContext, copy: Path) -> None:
    """With `offline: false` the worker removes what it kept, and itself."""
    _publish_worker(copy, on=False)
    page = context.new_page()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found && found.update())")
    page.wait_for_function("caches.keys().then((names) => names.length === 0)", polling=50, timeout=60_000)
    page.close()


def _publish_worker(site: Path, on: bool) -> None:
    data = load(small.FIXTURE)
    data = replace(data, site=data.site.model_copy(update={"offline": on}))
    for name in ("sw.js", "offline/files.json"):
        (site / name).unlink()  # the copy shares its files with the site under test
    found = offline.files(Publication(data, ledgers.read(data.root)), manifest.digests(site))
    published.write(found, site)
