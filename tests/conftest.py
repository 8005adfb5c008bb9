"""What tests share: the built site, its server, a browser, and no way out to the network."""

import gc
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from macros import ledger
from macros.catalog import Catalog
from macros.published import Publication
from tests import browser as chromium
from tests import small, website

LOOPBACK = {"127.0.0.1", "::1", "localhost", b"127.0.0.1", b"localhost"}


def pytest_configure() -> None:
    """Look for rubbish less often: data and pages stay in memory, and going through them took a twentieth of a run."""
    gc.set_threshold(50_000, 20, 100)


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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what is marked `nightly` to `make nightly`."""
    if not website.NIGHTLY:
        late = [item for item in items if item.get_closest_marker("nightly")]
        config.hook.pytest_deselected(items=late)
        items[:] = [item for item in items if item not in late]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes that test have in common."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return tmp_path_factory.getbasetemp().parent
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The real data."""
    return website.catalog()


@pytest.fixture(scope="session")
def publication(catalog: Catalog) -> Publication:
    """The real data, published at the address of the tests."""
    return Publication(catalog, ledger.of(catalog), website.ADDRESSES["SITE_URL"])


@pytest.fixture(scope="session")
def site(shared: Path) -> Path:
    """The folder of the site as a fork would publish it, built once."""
    with FileLock(shared / "site.lock"):
        if not (shared / "site").exists():  # a build that fails leaves no folder
            website.build(shared / "site", **website.ADDRESSES)
    return shared / "site"


@pytest.fixture(scope="session")
def small_site(shared: Path) -> Path:
    """The folder of the small site as a fork would publish it, built once."""
    with FileLock(shared / "small.lock"):
        if not (shared / "small/site").exists():
            shutil.rmtree(shared / "small", ignore_errors=True)
            (shared / "small").mkdir()
            website.build(shared / "small/site", small.project(shared / "small"), **website.ADDRESSES)
    return shared / "small/site"


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
        running = playwright.chromium.launch(executable_path=path, args=[chromium.ALONE, *chromium.FLAGS])
        yield running
        running.close()


class Visitor:
    """Opens pages of the site at `origin` and notes what they did that no page may do."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self._browser, self._origin = browser, origin
        self._kept: dict[str, Page] = {}
        self._of_this_test: list[Page] = []
        self._complaints: list[str] = []

    def __call__(self, address: str = "/", alone: bool = False, **options: Any) -> Page:
        """Open a page: `visit("/models/", java_script_enabled=False)`.

        The first visit of a test with the same options is in a page that earlier tests had, emptied; a further one
        is in a page and context of its own, as is one that asks to be `alone`, because it changes more than what the
        page shows and stores.
        """
        name = repr(sorted(options.items()))
        page = None if alone else self._kept.get(name)
        if page is None or page in self._of_this_test:
            page = self._opened(options if alone else {"service_workers": "block", **options})
            if not alone:
                self._kept.setdefault(name, page)
        self._of_this_test.append(page)
        page.goto(address)
        return page

    def leave(self) -> None:
        """Forget all that a test left behind.

        Raises:
            AssertionError: a page asked another host, or there was an error in its scripts or console.
        """
        for page in self._of_this_test:
            if page in self._kept.values():
                page.goto("about:blank")
                page.emulate_media(media="null")
                page.mouse.move(0, 0)
                session = page.context.new_cdp_session(page)
                session.send("Storage.clearDataForOrigin", {"origin": self._origin, "storageTypes": "all"})
                session.detach()
            else:
                page.context.close()
        complaints, self._complaints, self._of_this_test = self._complaints, [], []
        assert not complaints, "\n".join(complaints)

    def _opened(self, options: dict[str, Any]) -> Page:
        page = self._browser.new_context(base_url=self._origin, **options).new_page()
        page.on("pageerror", lambda error: self._complaints.append(f"script error: {error}"))
        page.on("console", self._listen)
        page.on("request", self._asked)
        return page

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self._origin}/", "data:", "blob:")):
            self._complaints.append(f"asked another host: {request.url}")

    def _listen(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self._complaints.append(said.text)


@pytest.fixture(scope="session")
def visitor(browser: Browser, server: str) -> Visitor:
    """Whoever opens the pages of this process's tests."""
    return Visitor(browser, server)


@pytest.fixture
def visit(visitor: Visitor) -> Iterator[Visitor]:
    """Open pages of the site; what a page may not do fails the test when it ends."""
    yield visitor
    visitor.leave()
