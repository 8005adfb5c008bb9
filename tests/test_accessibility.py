"""WCAG 2.2 AA and best practices by axe-core on every page; then what axe cannot see: focus, reflow, motion, print.

`make nightly` reads every page whole, in both themes and at both widths. The ordinary run reads one page of each kind
in one of the four ways, in turn, with long lists cut to a few entries of each kind: one template makes them.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from tests import pages
from tests.website import NIGHTLY

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], preload: false };
  const found = await axe.run(document, options);
  const first = (rule) => `${rule.nodes[0].target} ${rule.nodes[0].failureSummary}`;
  return found.violations.map((rule) => `${rule.id} (${rule.nodes.length}): ${first(rule)}`);
}"""
CUT = """(most) => {
  const seen = new Map();
  const kind = (element) => element.className || element.tagName;
  const entries = "li, tr, .cg-claim, .cg-fact, .cg-entry, .cg-record, .cg-value, .cg-question";
  for (const entry of document.querySelectorAll(entries)) {
    const name = `${kind(entry)} in ${kind(entry.parentElement)}`;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    if (seen.get(name) > most) entry.remove();
  }
}"""
KINDS = (
    "/", "/timeline/", "/models/glm-5-2/", "/models/compare/", "/risks/", "/risks/dependency-creep/", "/comprehension/",
    "/comprehension/public/", "/leadership/", "/leadership/model-agnostic-safety-layers/", "/leadership/checklist/",
    "/forecasts/", "/disputes/", "/evidence/", "/glossary/", "/sources/", "/about/", "/search/", "/data/", "/404.html",
)  # fmt: skip
NARROW, HEIGHT = 320, 900
WAYS = [(1440, "light"), (390, "dark"), (1440, "dark"), (390, "light")]
SHOWN = 4
PRESSES = 60


def looked_at(site: Path, way: tuple[int, str]) -> list[str]:
    """Return the pages to be read in one of the ways: at night all of them, else every fourth kind."""
    return pages.read(site) if NIGHTLY else list(KINDS[WAYS.index(way) :: len(WAYS)])


@pytest.fixture
def page(browser: Browser, server: str, width: int, scheme: str) -> Iterator[Page]:
    """One page of a browser with the given width and theme."""
    context = browser.new_context(
        base_url=server, viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, service_workers="block"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), WAYS)
def test_pages_are_accessible(site: Path, page: Page, width: int, scheme: str) -> None:
    """No rule of WCAG 2.2 AA or of axe's best practices is broken, and nothing runs off a narrow page.

    At 320 pixels, or 1280 at 400% zoom, no page scrolls sideways (WCAG 1.4.10); wide tables do so by themselves.
    """
    findings = []
    page.add_init_script(AXE)
    for address in looked_at(site, (width, scheme)):
        page.goto(address)
        page.set_viewport_size({"width": NARROW, "height": HEIGHT})
        if (excess := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            findings.append(f"{address} is {excess} pixels too wide at {NARROW}")
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if not NIGHTLY:
            page.evaluate(CUT, SHOWN)
        findings += [f"{address} at {width}, {scheme}: {finding}" for finding in page.evaluate(RUN, TAGS)]
    assert not findings, "\n".join(findings)


FOCUSED = """() => {
  window.stops = [];
  const shown = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  addEventListener("focusin", ({ target: on }) => {
    const stroke = on.closest("svg") && getComputedStyle(on.querySelector("rect")).stroke !== "none";
    const around = [on, on.parentElement, on.closest("form"), on.closest("label")].filter(Boolean);
    const box = on.getBoundingClientRect();
    const name = `${on.tagName} ${on.textContent.trim().slice(0, 30)}`;
    window.stops.push({ name, visible: Boolean(stroke) || around.some(shown), size: box.width * box.height });
  });
}"""


@pytest.mark.parametrize(
    ("address", "width", "scheme"),
    [
        ("/timeline/", 1440, "light"),
        ("/leadership/", 390, "dark"),
        ("/models/glm-5-2/", 1440, "dark"),
        ("/models/glm-5-2/", 390, "light"),
        ("/comprehension/public/", 1440, "light"),
        ("/search/", 390, "dark"),
    ],
)
def test_focus_is_visible(page: Page, address: str) -> None:
    """Every stop of the Tab key has a visible mark and a size (WCAG 2.4.7), here for the first of them."""
    page.goto(address)
    page.evaluate(FOCUSED)
    for _ in range(PRESSES):
        page.keyboard.press("Tab")
    stops = page.evaluate("window.stops")
    assert len(stops) > PRESSES / 2
    for stop in stops:
        assert stop["visible"], f"{address}: no focus to be seen on {stop['name']}"
        assert stop["size"] > 0, f"{address}: {stop['name']} has the focus and no size"


SHAPE = 'getComputedStyle(document.querySelector(".cg-mark"), "::before").backgroundColor'


@pytest.mark.parametrize("address", ["/timeline/", "/risks/dependency-creep/", "/evidence/"])
def test_forced_colours_keep_shapes(visit: Callable[..., Page], address: str) -> None:
    """With forced colours a mark's shape still differs from the paper behind it."""
    page = visit(address, forced_colors="active")
    assert page.evaluate(SHAPE) != page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_reduced_motion_stops_it(visit: Callable[..., Page]) -> None:
    """Whoever asks for less motion gets none: no animation runs and no transition takes time."""
    page = visit("/models/glm-5-2/", reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.cg-menu > summary'), '::after').transitionDuration")
        == "0s"
    )


def test_text_can_be_spaced(visit: Callable[..., Page]) -> None:
    """With the spacing of WCAG 1.4.12 nothing is cut off: no page grows wider than its window."""
    page = visit("/leadership/checklist/", viewport={"width": 390, "height": 800}, bypass_csp=True)
    page.add_style_tag(
        content="*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_print_shows_all(visit: Callable[..., Page]) -> None:
    """On paper every layer is open, addresses of links are written out, and controls are gone."""
    page = visit("/risks/dependency-creep/?audience=public")
    assert page.locator("details[data-layer=evidence]:not([open])").count() == 1
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("main details:not([open])").count() == 0
    assert page.locator("main button:visible, .cg-masthead:visible, .cg-audience:visible").count() == 0
    link = page.locator("main .cg-related a").first
    assert link.evaluate("(link) => getComputedStyle(link, '::after').content").startswith('" <http')
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[data-layer=evidence]:not([open])").count() == 1
