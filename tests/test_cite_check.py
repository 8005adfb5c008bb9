"""The citation checker in a browser: someone cites version 1, the record changes, and the checker says what and why."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from macros import catalog, citation_index, citation_pages, ledger
from macros.catalog import Catalog
from macros.citations import Citations
from macros.ledger import Ledger, Version
from macros.published import Publication
from macros.search_text import words
from macros.templates import render
from tests import website
from tests.website import ROOT

BASE = "https://common-ground.example/"

FRAME = """<!doctype html><html lang="en"><title>Check</title><link rel="icon" href="data:,">
<main>{}</main><script type="module" src="../../assets/js/cite-check.js"></script></html>"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    root = tmp_path_factory.mktemp("small")
    (root / "data").symlink_to(ROOT / "tests" / "fixtures" / "site" / "data")
    (root / "overrides").symlink_to(ROOT / "overrides")
    return catalog.load(root)


def logged(data: Catalog) -> Ledger:
    """Return a ledger of the small site: most records in their first version, some changed since.

    The model was corrected, then reworded; the term was reworded; the claim was withdrawn.
    """
    day = data.as_of.isoformat()
    book = {r.key: [ledger.next_version(r, None, ledger.FIRST, "", day)] for r in data}

    def change(key: str, kind: str, reason: str, date: str, **fields: object) -> None:
        record = data.get(key).model_copy(update=fields)
        book[key].append(ledger.next_version(record, book[key][-1], kind, reason, date))

    change("models/alpha-1", "correction", "The card was misread.", "2026-07-01", **CORRECTED)
    change("models/alpha-1", "wording", "", "2026-07-02", **CORRECTED, plain=REWORDED)
    change("terms/open-weights", "wording", "", "2026-07-01", plain="A model whose learned numbers anyone may fetch.")
    claim = "claims/alpha-1-is-open"
    book[claim].append(
        ledger.next_version(data.get(claim), book[claim][-1], ledger.WITHDRAWN, "Said twice.", "2026-07-03")
    )
    return Ledger({key: tuple(versions) for key, versions in book.items()})


CORRECTED = {"summary": "Acme trains Alpha 1 and lets anyone download it. It has 118 billion parameters."}
REWORDED = "Alpha 1 is a model made by Acme that anyone may use."
OLD_SUMMARY = "Acme trains Alpha 1 and lets anyone download it. It has 120 billion parameters."


def publish(data: Catalog, book: Ledger, folder: Path) -> None:
    """Write what the checker needs as a site has it: scripts, its index, citations and its page."""
    copytree(ROOT / "docs" / "assets" / "js", folder / "assets" / "js", dirs_exist_ok=True)
    for file in citation_pages.files(Publication(data, book, BASE)):
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(str(file.content), encoding="utf-8")
    page = folder / "cite" / "check" / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(FRAME.format(render(data, "sections/citation-check.html")))


@pytest.fixture(scope="module")
def origin(data: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("published")
    publish(data, logged(data), folder)
    with website.serve(folder) as address:
        yield address


@pytest.fixture(scope="module")
def context(browser: Browser, origin: str) -> Iterator[BrowserContext]:
    """A browser window whose pages may not complain in the console."""
    complaints: list[str] = []

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)

    window = browser.new_context(base_url=origin)
    window.on("page", listen)
    yield window
    window.close()
    assert not complaints


@pytest.fixture(scope="module")
def page(context: BrowserContext) -> Page:
    """The checker, opened once."""
    opened = context.new_page()
    opened.goto("/cite/check/")
    return opened


def ask(page: Page, text: str) -> None:
    page.get_by_label("Address, reference or quotation").fill(text)
    page.get_by_role("button", name="Check").click()


def states(page: Page) -> list[str]:
    """Return the answers' states, once there are any."""
    expect(page.get_by_role("status")).not_to_have_text("Checking.")
    return [str(each.get_attribute("data-state")) for each in page.locator("[data-state]:is(section)").all()]


QUESTIONS = {
    f"{BASE}models/alpha-1/v/3/": "unchanged",
    f"{BASE}models/alpha-1/v/2/": "reworded",
    f"{BASE}models/alpha-1/v/1/": "changed",
    f"{BASE}models/alpha-1/v/1/#facts": "changed",
    f"{BASE}models/alpha-1/v/9/": "missing",
    f"{BASE}models/alpha-1/": "changed",
    f"{BASE}cite/models/alpha-1.bib": "changed",
    f"http://www.{BASE[8:]}terms/open-weights/v/1": "reworded",
    f"{BASE}glossary/#open-weights": "reworded",
    f"{BASE}timeline/#alpha-1-release": "unchanged",
    f"{BASE}claims/alpha-1-is-open/v/1/": "withdrawn",
    f"{BASE}about/": "missing",
    f"{BASE}models/no-such-model/": "missing",
    "/risks/wrong-answers/v/1/": "unchanged",
    f"Common Ground. (2026). Alpha 1 (model). {BASE}models/alpha-1/v/2/.": "reworded",
    "https://another.example/models/alpha-1/v/1/": "missing",
    OLD_SUMMARY: "changed",
    CORRECTED["summary"]: "unchanged",
    "“lets anyone download it. It has 118 billion parameters”": "unchanged",
    "Alpha 1 is a model by Acme that anyone may use.": "reworded",
    REWORDED: "unchanged",
    "Acme trains Alpha 1 and lets nobody at all download it. It has 118 billion parameters.": "altered",
    "The card says that anyone may download the weights.": "withdrawn",
    "A sentence that stands nowhere on this made-up site of ours.": "missing",
    "too short": "missing",
}


@pytest.mark.parametrize(("question", "state"), QUESTIONS.items())
def test_every_question_has_its_answer(question: str, state: str, page: Page) -> None:
    ask(page, question)
    assert states(page) == [state]


def test_a_changed_citation_shows_what_when_and_why(page: Page) -> None:
    ask(page, f"{BASE}models/alpha-1/v/1/")
    answer = page.locator("section[data-state=changed]")
    step = answer.locator("li.cg-change").first
    expect(answer.get_by_role("heading")).to_contain_text("Changed in substance")
    expect(step).to_contain_text("Correction Version 2")
    expect(step).to_contain_text("The card was misread.")
    expect(step.locator("time")).to_have_attribute("datetime", "2026-07-01")
    row = step.get_by_role("row", name="summary")
    assert row.locator("del").all_text_contents()[0].startswith("120")
    assert row.locator("ins").all_text_contents()[0].startswith("118")
    pinned = answer.get_by_role("link", name="Version 1")
    assert str(pinned.get_attribute("href")).endswith("/models/alpha-1/v/1/")


def test_who_cited_version_1_is_told_after_the_next_build(data: Catalog, browser: Browser, tmp_path: Path) -> None:
    """Cite, change the record, build again, ask: the file that was downloaded is all that is needed."""
    book = logged(data)
    publish(data, Ledger({key: versions[:1] for key, versions in book.versions.items()}), tmp_path)
    with website.serve(tmp_path) as origin:
        reader = browser.new_page(base_url=origin)
        cited = reader.request.get("/cite/models/alpha-1.ris").text()
        for states_then, rebuilt in (["unchanged"], False), (["changed"], True):
            if rebuilt:
                publish(data, book, tmp_path)
            reader.goto("/cite/check/")
            ask(reader, cited)
            assert states(reader) == states_then
        expect(reader.get_by_role("main")).to_contain_text("The card was misread.")
        reader.close()


def test_an_old_quotation_stands_beside_the_text_of_now(page: Page) -> None:
    ask(page, OLD_SUMMARY)
    cells = page.locator("section[data-state=changed] tbody td").all_text_contents()
    assert "120 billion" in cells[0]
    assert "118 billion" in cells[1]


def test_files_of_our_own_are_recognised(data: Catalog, page: Page) -> None:
    """What was downloaded at version 1 is understood in each format, also several references at once."""
    book = Ledger({key: versions[:1] for key, versions in logged(data).versions.items()})
    cited = Citations(data, book, BASE)
    for name in cited.formats:
        ask(page, cited["models/alpha-1"].texts[name])
        assert states(page) == ["changed"], name
    ask(page, cited["models/alpha-1"].texts["ris"] + cited["terms/open-weights"].texts["ris"])
    assert states(page) == ["changed", "reworded"]
    expect(page.get_by_role("status")).to_contain_text("2 references")


def test_an_altered_hash_is_pointed_out(data: Catalog, page: Page) -> None:
    right = logged(data).of("models/alpha-1")[2].sha256[:12]
    ask(page, f"{BASE}models/alpha-1/v/3/. SHA-256 {right}.")
    expect(page.locator("section[data-state]")).not_to_contain_text("The hash")
    ask(page, f"{BASE}models/alpha-1/v/3/. SHA-256 000000000000.")
    expect(page.locator("section[data-state]")).to_contain_text("The hash in the reference is not that of version 3")


def test_a_question_is_an_address(page: Page, context: BrowserContext) -> None:
    ask(page, f"{BASE}models/alpha-1/v/1/")
    assert states(page) == ["changed"]
    again = context.new_page()
    again.goto(page.url)
    assert states(again) == ["changed"]
    expect(again.get_by_label("Address, reference or quotation")).to_have_value(f"{BASE}models/alpha-1/v/1/")
    again.close()


HOSTILE = {
    "nothing": ("", []),
    "blanks": (" \n\t ", []),
    "html": ("<script>alert(1)</script><img src=x onerror=alert(1)> and five more words here", ["missing"]),
    "html link": (f'<a href="{BASE}models/alpha-1/v/1/">Alpha</a>', ["changed"]),
    "a megabyte": ("word after word " * 65_000, ["missing"]),
    "a megabyte of one word": ("x" * 1_000_000, ["missing"]),
    "broken BibTeX": ("@misc{broken, title = {No end", ["missing"]),
    "broken BibTeX with an address": (f"@misc{{broken, url = {{{BASE}models/alpha-1/v/1/", ["changed"]),
    "empty BibTeX": ("@misc{}", ["missing"]),
    "broken RIS": ("TY  - ELEC\nTI  - No end", ["missing"]),
    "broken JSON": ('[{"title": "No end"', ["missing"]),
    "JSON of something else": ('{"a": [1, null, {"URL": 5}]}', ["missing"]),
    "a bare address": ("https://", ["missing"]),
    "a strange address": (f"{BASE}%E0%A4%A/..//models/alpha-1/v/1/?x#%", ["missing"]),
    "regex characters": ("(?:[.*+^$|\\ seven words ][ in a )row( here now", ["missing"]),
    "right to left": ("سلامة الذكاء الاصطناعي " * 5, ["missing"]),
    "emoji": ("🙂 " * 20, ["missing"]),
    "prototype names": ("__proto__ constructor toString valueOf hasOwnProperty one two three", ["missing"]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_input_gets_a_plain_answer(name: str, page: Page) -> None:
    """Never a blank, never an error in the console, and never markup: what was pasted is shown as text."""
    text, expected = HOSTILE[name]
    page.get_by_label("Address, reference or quotation").evaluate("(field, text) => { field.value = text; }", text)
    page.get_by_role("button", name="Check").click()
    assert states(page) == expected
    assert len(page.get_by_role("status").text_content() or "") > 5
    assert page.locator("main script, main img, main iframe").count() == 0


def test_it_works_by_keyboard_and_without_a_network(page: Page) -> None:
    """Once the page is loaded, the network may go."""
    page.goto("/cite/check/")
    page.wait_for_selector("form[data-kept]", state="attached")
    page.context.set_offline(True)
    page.keyboard.press("Tab")
    page.keyboard.insert_text(OLD_SUMMARY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert states(page) == ["changed"]
    expect(page.get_by_role("status")).to_have_text("Changed in substance.")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f"{BASE}terms/open-weights/v/1/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert states(page) == ["reworded"]
    page.context.set_offline(False)


def test_without_its_files_it_says_so(browser: Browser, origin: str) -> None:
    context = browser.new_context(base_url=origin)
    context.route("**/cite/index/**", lambda route: Route.abort(route))
    page = context.new_page()
    page.goto("/cite/check/")
    ask(page, OLD_SUMMARY)
    expect(page.get_by_role("status")).to_contain_text("could not be loaded")
    context.unroute("**/cite/index/**")
    ask(page, OLD_SUMMARY)
    assert states(page) == ["changed"]
    context.close()


def test_both_sides_compute_the_same_fingerprints(page: Page) -> None:
    texts = ["", "one", "one two three", OLD_SUMMARY, "Über 5.2% and GLM-5.2's 人工智能安全治理框架 café"]
    rows = [words(text) for text in texts]
    found = page.evaluate(
        "async (rows) => { const { fingerprints } = await import('/assets/js/cite-answers.js');"
        " return rows.map((row) => [...fingerprints(row)].sort((a, b) => a - b)); }",
        rows,
    )
    assert found == [sorted(citation_index.fingerprints(row)) for row in rows]


def test_any_seven_words_of_any_version_are_found() -> None:
    """The promise of winnowing, over every place in a text."""
    row = words(OLD_SUMMARY + " A test in May found faults in eight of a hundred answers that it gave.")
    marks = citation_index.fingerprints(row)
    for at in range(len(row) - 6):
        assert citation_index.fingerprints(row[at : at + 7]) & marks


def test_the_index_grows_with_the_records_and_no_file_does(data: Catalog) -> None:
    """A question costs the same when the site holds ten times as much."""
    versions = logged(data).of("models/alpha-1")

    def own(number: int, version: Version) -> Version:
        said = f"Record {number} says what no other record says, {number * 7}."
        return replace(version, record={**(version.record or {}), "plain": said})

    def copies(count: int) -> list[citation_index.History]:
        return [
            citation_index.History(
                f"models/m-{n}", f"M {n}", f"models/m-{n}/", [own(n, version) for version in versions]
            )
            for n in range(count)
        ]

    written = [dict(citation_index.files(copies(count), {})) for count in (64, 640)]
    largest = [max(len(text) for path, text in files.items() if path != "manifest.json") for files in written]
    assert largest[1] < 2 * largest[0]


def test_a_reader_of_the_manifest_finds_every_record(data: Catalog) -> None:
    book = logged(data)
    files = {f.path: str(f.content) for f in citation_pages.files(Publication(data, book, BASE))}
    manifest = json.loads(files["cite/index/manifest.json"])
    assert {key for key, _, _ in manifest["records"]} == set(book.versions)
    assert all(f"cite/index/{manifest['folder']}/phrases-{n}.json" in files for n in range(manifest["shards"]))
