"""Pictures, layers, self-check, checklist and paths: what they show is what the data say."""

import gzip
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml.html import HtmlElement

from macros import ledger, pictures, views
from macros.catalog import Catalog
from macros.library import Library
from tests import pages, website

LAYERS = ["two-minutes", "in-depth", "evidence"]
# A drawn picture stands on this page, in this figure.
DRAWN = {
    "/timeline/": "cg-overview",
    "/forecasts/": "cg-windows",
    "/comprehension/": "cg-estimates",
    "/leadership/": "cg-shell",
}


def page_of(site: Path, address: str) -> HtmlElement:
    """Return the built page at `address`."""
    return pages.document(pages.file_of(site, address))


def render(catalog: Catalog, template: str, address: str) -> HtmlElement:
    """Return a section rendered from `catalog`."""
    library = Library(catalog, ledger.Ledger({}))
    text = library.macros(library.page(address))["section"](template)
    return pages.html.fragment_fromstring(str(text), create_parent="div")


# Geometry


def test_days_stand_in_proportion() -> None:
    """A scale puts a day where its share of the time lies, and names every month on the way."""
    scale = pictures.Scale(0, 365, date(2025, 1, 1), date(2026, 1, 1))
    assert scale.at(date(2025, 1, 11)) == 10
    assert [month for month, _ in scale.months()][::6] == ["2025-01", "2025-07", "2026-01"]


@pytest.mark.parametrize(
    ("places", "rows"), [([], []), ([0, 5, 30], [0, 1, 0]), ([0, 0, 0], [0, 1, 2]), ([0, 10, 20], [0, 0, 0])]
)
def test_close_marks_are_stacked(places: list[float], rows: list[int]) -> None:
    """Marks that would touch stand in rows of their own."""
    assert pictures.stacked(places, 10) == rows


def test_overview_shows_every_event_once(catalog: Catalog) -> None:
    """Each event has one mark in the lane of its kind, inside the lane, far enough from others to be pressed."""
    view = pictures.overview(catalog)
    assert Counter(m.event.id for lane in view.lanes for m in lane.marks) == Counter(list(catalog["events"]))
    for lane in view.lanes:
        for mark in lane.marks:
            assert mark.event.kind == lane.kind.id
            assert lane.top <= mark.y - pictures.TARGET / 2
            assert mark.y + pictures.TARGET / 2 <= lane.top + lane.height
            near = [other for other in lane.marks if other is not mark and other.y == mark.y]
            assert all(abs(other.x - mark.x) >= pictures.TARGET for other in near)
    assert sum(n for _, counts in view.counts for n in counts) == len(catalog["events"])


def test_forecast_windows_follow_the_day(catalog: Catalog) -> None:
    """What has passed of a window depends on the site's day alone, and never passes its end."""
    days = (date(2026, 11, 24), date(2026, 12, 24), date(2030, 1, 1))
    now, later, late = (pictures.forecasts(replace(catalog, as_of=day)).windows[0] for day in days)
    assert 0 < now.elapsed < later.elapsed < 100
    assert (late.elapsed, late.now) == (100, late.deadline)


def test_forecast_signs_are_all_drawn(catalog: Catalog) -> None:
    """Each dated sign has a mark, and no two of one direction cover each other."""
    for window in pictures.forecasts(catalog).windows:
        assert len(window.signs) == len(window.forecast.evidence)
        places = Counter((s.sign.direction, s.row, s.x) for s in window.signs)
        assert max(places.values()) == 1


def test_risk_map_counts_checklist_items(catalog: Catalog) -> None:
    """The map counts what stands in the checklists, and says nothing of its own."""
    risks = {risk.id: {c.practice.id: c.count for c in cells} for risk, cells, _ in pictures.risk_map(catalog).risks}
    for practice in catalog["practices"].values():
        counted = Counter(name for _, item in pictures.checklist(practice) for name in item.risks)
        assert {name: row[practice.id] for name, row in risks.items() if row[practice.id]} == dict(counted)


def test_every_part_of_the_safety_layer_is_put_in_place(catalog: Catalog) -> None:
    """Each part of the drawing leads to checklist items that exist."""
    parts = pictures.safety_layer(catalog)
    assert [part.id for part, _ in parts] == list(catalog.vocabularies["safety-layer"])
    assert all(items for _, items in parts)


def test_percentages_are_those_of_the_headline(catalog: Catalog) -> None:
    """A survey's point is the first percentage of its headline; one without a percentage has no point."""
    for survey in catalog["surveys"].values():
        value = pictures.percentage(survey)
        assert (value is None) == ("%" not in survey.headline)
        assert value is None or f"{value:g}%" in survey.headline


# Weight


def _scripts(path: Path) -> set[Path]:
    """Return a module with all that it imports at once; what it imports later is not part of a first visit."""
    found = {path}
    for name in re.findall(r'^(?:import|export)[^"\n]*from "(\./[^"]+)"', path.read_text(encoding="utf-8"), re.M):
        found |= _scripts((path.parent / name).resolve())
    return found


def _weight(paths: set[Path]) -> int:
    """Return the bytes of files as a host sends them: fonts as they are, the rest compressed."""
    return sum(p.stat().st_size if p.suffix == ".woff2" else len(gzip.compress(p.read_bytes(), 6)) for p in paths)


def test_a_first_visit_is_light(site: Path) -> None:
    """A page with all it needs to show is under 100 kB compressed, of which scripts of our own are under 20 kB."""
    heavy = []
    for address in pages.read(site):
        page = page_of(site, address)
        linked = page.xpath("//link[@rel='stylesheet' or @rel='preload' or @rel='icon']/@href")
        files = {pages.file_of(site, urljoin(address, str(path))) for path in linked}
        modules = {pages.file_of(site, urljoin(address, str(path))) for path in page.xpath("//script/@src")}
        own = _weight({script for module in modules for script in _scripts(module)})
        total = own + _weight({pages.file_of(site, address), *files})
        if total >= 100_000 or own >= 20_000:
            heavy.append(f"{address}: {total / 1000:.1f} kB, scripts {own / 1000:.1f} kB")
    assert heavy == []


# What pages make of it


@pytest.mark.parametrize("address", DRAWN)
def test_pictures_have_words_a_table_and_data(site: Path, address: str) -> None:
    """A drawing has a title and a description, the same as a table or list beside it, and a link to its data."""
    figure = page_of(site, address).find_class(DRAWN[address])[0]
    drawing = figure.find(".//svg")
    named = {str(drawing.get("aria-labelledby"))} | set(str(drawing.get("aria-labelledby")).split())
    assert {drawing.find("title").get("id"), drawing.find("desc").get("id")} <= named
    assert len(pages.words(drawing.find("desc"))) > 60
    assert figure.xpath(".//table//td") or figure.xpath(".//figcaption//section//li/a")
    assert [a for a in figure.xpath(".//figcaption//a/@href") if a.endswith(".json")]


def test_the_map_is_a_table(site: Path) -> None:
    """Who reduces what is a table: every figure has a row and a column heading, and leads to its page."""
    table = page_of(site, "/risks/").find_class("cg-map")[0]
    columns = len(table.xpath("./thead/tr/*"))
    rows = table.xpath("./tbody/tr[not(contains(@class, 'group'))]")
    assert rows
    assert all(len(row) == columns and row[0].tag == "th" for row in rows)


def test_estimates_are_hollow_and_say_whose_they_are(site: Path) -> None:
    """Estimates are outlines with their author's name; surveys are points, each with its question and its time."""
    page = page_of(site, "/comprehension/")
    figure = page.find_class("cg-estimates")[0]
    assert all(bar.get("class") == "cg-p-hollow" for bar in figure.iter("rect"))
    assert "Author's estimate, no survey." in pages.words(figure.find("figcaption"))
    for survey in page.find_class("cg-record"):
        said = pages.words(survey)
        assert survey.get("data-statement") == "measurement"
        assert "Asked:" in said
        assert not survey.find_class("cg-p-hollow")


def test_record_pages_have_the_four_layers(site: Path, catalog: Catalog) -> None:
    """One sentence, then two minutes, in depth and the evidence: in this order, all open as written."""
    for record in catalog:
        if "#" not in record.address:
            page = page_of(site, f"/{catalog.address(record)}")
            layers = page.find_class("cg-layer")
            assert page.xpath("//*[@data-layer='one-sentence']"), record.key
            assert [layer.get("data-layer") for layer in layers] == LAYERS, record.key
            assert all("open" in layer.attrib for layer in layers), record.key


def test_every_audience_opens_a_layer(site: Path, catalog: Catalog) -> None:
    """Whatever a reader chooses, a layer opens for it on every record page."""
    for record in catalog["models"].values():
        page = page_of(site, f"/{catalog.address(record)}")
        opened = {name for layer in page.find_class("cg-layer") for name in str(layer.get("data-open-for")).split()}
        assert opened == set(catalog["audiences"]), record.key


def test_every_question_is_asked_and_explained(site: Path, catalog: Catalog) -> None:
    """All questions stand on the page of their audience, with the right answer, why, and where to read more."""
    for question in catalog["questions"].values():
        field = page_of(site, f"/comprehension/{question.audience}/").get_element_by_id(question.id)
        answer = field.find_class("cg-answer")[0]
        assert question.options[question.answer - 1] in pages.words(answer)
        assert answer.xpath(".//a[@data-cg-explains]")
        assert len(field.find_class("cg-choice")) == len(question.options)
    cells = page_of(site, "/comprehension/").xpath("//*[@data-answers]/@data-answers")
    told = dict(pair.split(":") for cell in cells for pair in str(cell).split())
    assert told == {q.id: str(q.answer) for q in catalog["questions"].values()}


def test_an_item_says_when_its_claim_has_fallen(catalog: Catalog) -> None:
    """If the verdict of a claim behind an item falls, the item says so, in the list and in what is exported."""
    item = next(i for p in catalog["practices"].values() for _, i in pictures.checklist(p) if i.claims)
    claim = catalog["claims"][item.claims[0]]
    for verdict in ("supported", "contradicted"):
        claims = {**catalog["claims"], claim.id: claim.model_copy(update={"verdict": verdict})}
        changed = replace(catalog, collections={**catalog.collections, "claims": claims})
        entry = render(changed, "checklist", "leadership/checklist/").get_element_by_id(f"do-{item.id}")
        assert ("does not hold as stated" in pages.words(entry)) == (verdict == "contradicted")
        assert catalog.label("verdicts", verdict) in str(entry.get("data-claims"))


def test_related_is_grouped_and_short(site: Path, catalog: Catalog) -> None:
    """A page shows a handful of each kind and keeps the rest folded; nothing is left out."""
    for record in catalog["risks"].values():
        nav = page_of(site, f"/{catalog.address(record)}").find_class("cg-related")[0]
        for group in nav.xpath(".//div[h3]"):
            assert len(group.xpath("./ul/li")) <= 6
        assert len(nav.xpath(".//li/a")) == sum(len(found) for _, found in views.related(catalog, record))


def test_reading_goes_on(catalog: Catalog) -> None:
    """A model leads to its successor, a risk or practice to the next one, the last to none."""
    for model in catalog["models"].values():
        if model.superseded_by:
            assert views.following(catalog, model).id == model.superseded_by
    chain = [min(catalog["risks"].values(), key=lambda risk: risk.order)]
    while following := views.following(catalog, chain[-1]):
        chain.append(following)
    assert len(chain) == len(catalog["risks"])


def test_every_page_can_be_corrected(site: Path, catalog: Catalog) -> None:
    """At the foot of every page is a report that names the page or record and its version, and an edit link."""
    for address in pages.read(site):
        if "/v/" in address or address.startswith("/cite/") or address == "/404.html":
            continue
        page = page_of(site, address)
        links = page.xpath("//p[contains(@class, 'cg-feedback')]/a/@href")
        assert str(links[0]).startswith(
            f"{website.ADDRESSES['REPOSITORY_URL']}/issues/new?template=report-error.yml&record="
        )
        assert "version=" in str(links[0])
        assert str(links[1]).startswith(f"{website.ADDRESSES['REPOSITORY_URL']}/edit/main/")
    record = page_of(site, "/models/glm-5-2/").xpath("//p[contains(@class, 'cg-feedback')]/a/@href")
    assert "record=models/glm-5-2&" in str(record[0])
    assert str(record[1]).endswith("/data/models/glm-5-2.yml")
