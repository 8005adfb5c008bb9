"""What tests share: the built site, its server, a browser, and no way out to the network."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

from tests import browser as chromium
from tests import website

LOOPBACK = {"127.0.0.1", "::1", "localhost", b"127.0.0.1", b"localhost"}


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse every connection and look-up that leaves this machine."""

    def guarded(call: Callable[..., Any], host_of: Callable[..., object]) -> Callable[..., Any]:
        def refuse_or_call(*args: Any, **options: Any) -> Any:
            if (host := host_of(*args)) not in LOOPBACK:
                raise RuntimeError(f"a test reached for {host!r}: tests use no network")
            return call(*args, **options)

        return refuse_or_call

    def host_of_address(_: socket.socket, address: object) -> object:
        return address[0] if isinstance(address, tuple) else "localhost"

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            call = getattr(socket.socket, name)
            patch.setattr(socket.socket, name, guarded(call, host_of_address))
        patch.setattr(socket, "getaddrinfo", guarded(socket.getaddrinfo, lambda host, *_: host))
        yield


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site as a fork would publish it, built once."""
    target = tmp_path_factory.mktemp("site")
    website.build(target, **website.ADDRESSES)
    return target


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[str]:
    """The origin at which the built site is served."""
    with website.serve(site) as origin:
        yield origin


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests. Where none is found tests skip; under CI=true they fail."""
    path = chromium.find()
    if path is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("no Chromium found: run `python -m tests.browser`")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Open pages of the site: `visit("/models/", java_script_enabled=False)`.

    Keyword arguments go to Playwright's `new_context`. A request to another host is refused, and
    fails the test when it ends, as does an error in the page's scripts or console.
    """
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def guard(route: Route, request: Request) -> None:
        if request.url.startswith((f"{server}/", "data:", "blob:")):
            route.continue_()
            return
        complaints.append(f"asked another host: {request.url}")
        route.abort()

    def open_page(address: str = "/", **options: Any) -> Page:
        context = browser.new_context(base_url=server, **options)
        contexts.append(context)
        context.route("**/*", guard)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)
