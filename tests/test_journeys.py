"""Whole journeys by keyboard alone, and the plain form of every interactive part without JavaScript.

Search and citations have journeys of their own beside their tests.
"""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

Visit = Callable[..., Page]


def tab_to(page: Page, target: Locator, key: str = "Tab", most: int = 200) -> None:
    """Press Tab, or Shift+Tab, until `target` has the focus."""
    element = target.element_handle()
    for _ in range(most):
        if element.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached by {most} presses of {key}")


def test_filter_by_keyboard(visit: Visit) -> None:
    """Choose a kind, type a word, read the count, follow the address, clear it again."""
    page = visit("/timeline/")
    form = page.locator("form[data-cg-filter]")
    everything = form.locator("output").inner_text()
    tab_to(page, form.get_by_label("Kind"))
    page.keyboard.type("Law")
    expect(form.locator("output")).not_to_have_text(everything)
    assert page.locator(".cg-event:visible").count() == page.locator(".cg-event[data-kind=law-policy]").count()
    tab_to(page, form.get_by_label("Contains"))
    page.keyboard.type("california")
    shown = page.locator(".cg-event:visible").count()
    assert 0 < shown < page.locator(".cg-event[data-kind=law-policy]").count()
    expect(form.locator("output")).to_have_text(f"{shown} of {page.locator('.cg-event').count()}")
    assert "kind=law-policy" in page.url
    assert "text=california" in page.url
    again = visit(page.url)
    expect(again.locator("form[data-cg-filter] output")).to_have_text(form.locator("output").inner_text())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(form.locator("output")).to_have_text(everything)
    assert "?" not in page.url


def test_filter_says_when_nothing_fits(visit: Visit) -> None:
    """An empty result is said in words, and headings of empty groups go too."""
    page = visit("/evidence/?text=zzzz")
    expect(page.locator("form[data-cg-filter] output")).to_have_text("Nothing fits")
    assert page.locator("#claims h2:visible").count() == 0


def test_filter_gives_way_to_a_link(visit: Visit) -> None:
    """A link to an entry that the filter hides shows that entry."""
    page = visit("/timeline/?kind=summit")
    hidden = page.locator(".cg-event[data-kind=model-release]").first
    expect(hidden).to_be_hidden()
    page.evaluate("(id) => { location.hash = id; }", hidden.get_attribute("id"))
    expect(hidden).to_be_visible()


def test_picture_leads_into_the_list(visit: Visit) -> None:
    """A mark of the overview is reached by Tab, named with date and title, and Enter leads to its entry."""
    page = visit("/timeline/")
    mark = page.locator(".cg-overview svg a").first
    tab_to(page, mark)
    title = (
        page.locator(f".cg-event{mark.get_attribute('href')} .cg-event__title").inner_text().removesuffix("#").strip()
    )
    assert title in (mark.get_attribute("aria-label") or "")
    page.keyboard.press("Enter")
    assert page.url.endswith(mark.get_attribute("href") or "nothing")
    page.keyboard.press("Tab")
    inside = f"document.querySelector('{mark.get_attribute('href')}').contains(document.activeElement)"
    assert page.evaluate(inside), "the next Tab goes on from the entry"


def test_the_picture_can_be_skipped(visit: Visit) -> None:
    """One press of Enter leads past all marks of the overview."""
    page = visit("/timeline/")
    skip = page.get_by_role("link", name="Skip the picture")
    tab_to(page, skip)
    expect(skip).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('svg')")


def test_compare_by_keyboard(visit: Visit) -> None:
    """Add and remove a model with the space bar; the address carries the choice, and all come with one button."""
    page = visit("/models/compare/")
    form = page.locator("form[data-cg-compare]")
    columns = page.locator("#compare thead th:visible")
    before = columns.count()
    box = form.locator("input:not(:checked)").first
    name = box.get_attribute("value")
    box = form.locator(f"input[value='{name}']")
    tab_to(page, box)
    page.keyboard.press("Space")
    expect(columns).to_have_count(before + 1)
    assert name in page.url
    assert visit(page.url).locator("#compare thead th:visible").count() == before + 1
    page.keyboard.press("Space")
    expect(columns).to_have_count(before)
    tab_to(page, form.get_by_role("button", name="All models"))
    page.keyboard.press("Enter")
    expect(columns).to_have_count(form.locator("input").count() + 1)
    expect(form.locator("output")).to_contain_text(f"{form.locator('input').count()} of")
    table = page.get_by_role("region", name="The same questions")
    tab_to(page, table)
    page.keyboard.press("ArrowRight")
    expect(table).not_to_have_js_property("scrollLeft", 0)


def _answer(page: Page, question: Locator, rightly: bool) -> None:
    """Answer with the keyboard: the right option, or the first wrong one."""
    answer = int(question.get_attribute("data-answer") or 0)
    wanted = answer if rightly else 1 + (answer == 1)
    tab_to(page, question.locator("input").first)
    page.keyboard.press("Space")
    for _ in range(wanted - 1):
        page.keyboard.press("ArrowDown")


def test_self_check_by_keyboard(visit: Visit) -> None:
    """Answer, see at once whether and why, and get a profile with three things to read."""
    page = visit("/comprehension/public/")
    good, bad = page.locator(".cg-question").nth(0), page.locator(".cg-question").nth(1)
    _answer(page, good, rightly=True)
    expect(good.get_by_role("status")).to_have_text("Right.")
    expect(good.locator(".cg-answer")).to_have_attribute("open", "")
    _answer(page, bad, rightly=False)
    expect(bad.get_by_role("status")).to_contain_text("Not right")
    expect(bad.locator("[data-state=right]")).to_have_count(1)
    expect(page.locator("[data-cg-verdict]")).to_contain_text("Read these three")
    expect(page.locator("[data-cg-reading] li")).to_have_count(3)
    explains = bad.locator("[data-cg-explains]").get_attribute("data-cg-explains")
    expect(page.locator("[data-cg-reading] a").first).to_have_text(explains or "")


def test_self_check_is_remembered_and_forgotten(visit: Visit) -> None:
    """Answers stay on the device, are counted on the overview, and go when the reader says so."""
    page = visit("/comprehension/public/")
    good, bad = page.locator(".cg-question").nth(0), page.locator(".cg-question").nth(1)
    _answer(page, good, rightly=True)
    _answer(page, bad, rightly=False)
    page.reload()
    expect(good.get_by_role("status")).to_have_text("Right.")
    page.goto("/comprehension/")
    expect(page.locator("[data-cg-standing] td").first).to_contain_text("1 of 2 right")
    page.goto("/comprehension/public/")
    tab_to(page, page.get_by_role("button", name="Start again"))
    page.keyboard.press("Enter")
    expect(page.locator(".cg-question [data-state]")).to_have_count(0)
    expect(page.locator("[data-cg-verdict]")).to_have_text("Answer a few questions to see where you stand.")


def test_learning_path_prints_without_the_questions(visit: Visit) -> None:
    """On paper the learning path is goals, stops, profile and reading; the questions stay away."""
    page = visit("/comprehension/public/")
    page.evaluate("window.print = () => { window.printed = document.documentElement.dataset.print; }")
    page.get_by_role("button", name="Print your learning path").click()
    assert page.evaluate("window.printed") == "path"
    page.evaluate("document.documentElement.dataset.print = 'path'")
    page.emulate_media(media="print")
    expect(page.locator(".cg-question").first).to_be_hidden()
    expect(page.locator(".cg-path")).to_be_visible()
    expect(page.locator("[data-cg-profile]")).to_be_visible()


def test_checklist_level_by_keyboard(visit: Visit) -> None:
    """The answers give the level and say what raised it; the level gives the items; the address carries it."""
    page = visit("/leadership/checklist/")
    form, items = page.locator("form[data-cg-stakes]"), page.locator(".cg-check:visible")
    result = form.locator("output")
    expect(result).to_contain_text("Low stakes")
    low = items.count()
    tab_to(page, form.locator("input[name=base]").first)
    page.keyboard.press("ArrowDown")
    expect(result).to_contain_text("Medium stakes")
    assert items.count() > low
    tab_to(page, form.locator("input[data-raises-to=high]").first)
    page.keyboard.press("Space")
    expect(result).to_contain_text("High stakes")
    expect(result).to_contain_text("Raised by")
    assert items.count() == page.locator(".cg-check").count()
    expect(visit(page.url).locator("form[data-cg-stakes] output")).to_contain_text("High stakes")


def test_checklist_keeps_ticks_and_notes(visit: Visit) -> None:
    """Tick and note with the keyboard; both are there after a reload."""
    page = visit("/leadership/checklist/")
    item = page.locator(".cg-check").first
    tab_to(page, item.locator("input"))
    page.keyboard.press("Space")
    tab_to(page, item.locator("summary"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("by Friday")
    expect(page.locator("form[data-cg-stakes] output")).to_contain_text("1 of ")
    page.reload()
    expect(item.locator("input")).to_be_checked()
    expect(item.locator("textarea")).to_have_value("by Friday")
    expect(item.locator("textarea")).to_be_visible()


def test_checklist_is_saved_as_markdown_and_csv(visit: Visit, tmp_path: Path) -> None:
    """Both files hold every item of the level with its state, note, clauses, risks and claims."""
    page = visit("/leadership/checklist/?base=high", accept_downloads=True)
    first, shown = page.locator(".cg-check").first, page.locator(".cg-check").count()
    first.locator("input").check()
    first.locator("summary").click()
    first.locator("textarea").fill('=1+1, "done"')
    texts = {}
    for name in ("CSV", "Markdown"):
        with page.expect_download() as download:
            tab_to(page, page.get_by_role("button", name=f"Save as {name}"), "Shift+Tab")
            page.keyboard.press("Enter")
        download.value.save_as(tmp_path / name)
        texts[name] = (tmp_path / name).read_bytes().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(texts["CSV"], newline="")))
    assert len(rows) == shown
    assert (rows[0]["done"], rows[1]["done"]) == ("yes", "no")
    assert rows[0]["note"] == '\'=1+1, "done"', "a spreadsheet does not run a note as a formula"
    assert all(row["clauses"] or row["risks"] for row in rows)
    assert texts["Markdown"].startswith("# Checklist, high stakes")
    assert (texts["Markdown"].count("- [x] "), texts["Markdown"].count("- [ ] ")) == (1, shown - 1)


def test_reading_path_leads_on(visit: Visit) -> None:
    """From an audience's page through all five stops and back to its self-check, each by the link to the next."""
    page = visit("/comprehension/public/")
    stops = page.locator(".cg-path a")
    titles = stops.all_inner_texts()
    stops.first.click()
    for number, title in enumerate(titles, 1):
        nav = page.locator("nav[data-cg-stop]")
        expect(nav).to_contain_text(f"Stop {number} of {len(titles)}")
        following = titles[number] if number < len(titles) else "Check what you know"
        expect(nav).to_contain_text(following)
        assert title
        nav.locator("a").last.click()
        page.wait_for_load_state()
    assert page.url.endswith("/comprehension/public/#self-check")


def test_no_path_no_next_stop(visit: Visit) -> None:
    """Who came by another way, or with a made-up path, sees no next stop and no error."""
    assert visit("/risks/dependency-creep/").locator("[data-cg-stop]").count() == 0
    page = visit("/risks/dependency-creep/?path=..%2f..%2fdata")
    page.wait_for_load_state("networkidle")
    assert page.locator("[data-cg-stop]").count() == 0


@pytest.mark.parametrize(
    "record", ["models/glm-5-2", "risks/dependency-creep", "leadership/model-agnostic-safety-layers"]
)
def test_audience_changes_what_opens(visit: Visit, record: str) -> None:
    """The choice opens other layers and examples, is in the address, kept on the device, and can be undone."""
    page = visit(f"/{record}/")
    layers = page.locator("details.cg-layer")
    assert layers.evaluate_all("(all) => all.every((layer) => layer.open)"), "nothing is hidden before a choice"
    chosen = page.get_by_role("radio", name="General public")
    tab_to(page, page.get_by_role("radio", name="Everyone"))
    page.keyboard.press("ArrowRight")
    expect(chosen).to_be_checked()
    assert "audience=public" in page.url
    assert layers.evaluate_all("(all) => all.filter((layer) => layer.open).map((layer) => layer.id)") == ["two-minutes"]
    expect(page.locator("details.cg-example[data-audience=public]")).to_have_attribute("open", "")
    page.goto("/risks/capability-overhang/")
    expect(page.get_by_role("radio", name="General public")).to_be_checked()
    page.goto("/risks/capability-overhang/#findings")
    expect(page.locator("#findings")).to_be_visible()
    page.get_by_role("radio", name="Everyone").check()
    assert layers.evaluate_all("(all) => all.every((layer) => layer.open)")


PLAIN = {
    "/timeline/": [".cg-event", ".cg-overview svg a"],
    "/evidence/": [".cg-claim"],
    "/sources/": [".cg-work"],
    "/models/compare/": ["#compare td"],
    "/models/glm-5-2/": [".cg-layer__body", ".cg-related a"],
    "/comprehension/": ["[data-cg-standing] a", ".cg-record"],
    "/leadership/checklist/": [".cg-check"],
}


@pytest.mark.parametrize("address", PLAIN)
def test_plain_form_shows_everything(visit: Visit, address: str) -> None:
    """Without JavaScript nothing that is on the page is hidden; controls that would do nothing are not shown."""
    page = visit(address, java_script_enabled=False)
    for selector in PLAIN[address]:
        entries = page.locator(selector)
        assert entries.count() > 0, selector
        expect(entries.last).to_be_visible()
        assert page.locator(f"{selector}[hidden]").count() == 0
    assert page.locator("button[data-cg-all]:visible, [data-cg-export]:visible, [data-cg-print]:visible").count() == 0


def test_plain_self_check_opens_its_answers(visit: Visit) -> None:
    """Without JavaScript each question has an answer that opens with the keyboard, and says why."""
    page = visit("/comprehension/executives/", java_script_enabled=False)
    assert page.locator(".cg-question").count() == page.locator(".cg-question .cg-answer").count() > 0
    summary = page.locator(".cg-answer > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cg-answer p").first).to_be_visible()
    assert page.locator(".cg-quiz button:visible, .cg-quiz input[type=submit]:visible").count() == 0


def test_a_report_names_the_open_section(visit: Visit) -> None:
    """Whoever reports an error from a section need not say which."""
    page = visit("/models/glm-5-2/#facts")
    page.evaluate("addEventListener('click', (event) => event.preventDefault())")
    link = page.get_by_role("link", name="Suggest a correction")
    link.click()
    assert "section=facts&" in (link.get_attribute("href") or "")
