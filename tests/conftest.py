"""What all tests share: the built site, a server for it, a browser, and no way out to the network."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

from tests import browser as chromium

ROOT = Path(__file__).resolve().parent.parent
# The build under test stands at made-up addresses, as a fork's would at its own.
ADDRESSES = {
    "SITE_URL": "https://common-ground.example/",
    "REPO_URL": "https://github.com/example/common-ground",
}
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


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


def build(target: Path, root: Path = ROOT, **environment: str) -> None:
    """Build the site strictly into `target`; fail the test with the builder's words if it does not.

    Args:
        target: folder to write.
        root: folder with `mkdocs.yml`.
        environment: variables for the build, such as `SITE_URL` or `AS_OF`.
    """
    inherited = {key: value for key, value in os.environ.items() if key not in (*ADDRESSES, "AS_OF")}
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(target)],
        cwd=root,
        env={**inherited, "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        text=True,
    )
    words = done.stdout + done.stderr
    assert done.returncode == 0, f"mkdocs build --strict failed:\n{words}"
    assert not words, f"mkdocs build --strict was not silent:\n{words}"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site as a fork would publish it, built once."""
    target = tmp_path_factory.mktemp("site")
    build(target, **ADDRESSES)
    return target


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder the way Pages does: silently, and with 404.html for what is not there."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def send_error(self, code: int, *args: Any) -> None:
        page = Path(self.directory, "404.html")
        if code != 404 or not page.exists():
            return super().send_error(code, *args)
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        return None


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[str]:
    """The origin, such as `http://127.0.0.1:40123`, at which the built site is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(site))) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


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

    def guard(route: Route, request: Request) -> None:
        if request.url.startswith((f"{server}/", "data:", "blob:")):
            return route.continue_()
        complaints.append(f"asked another host: {request.url}")
        return route.abort()

    def open_page(address: str = "/", **options: Any) -> Page:
        context = browser.new_context(base_url=server, **options)
        opened.append(context)
        context.route("**/*", guard)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.goto(address)
        return page

    opened: list[Any] = []
    yield open_page
    for context in opened:
        context.close()
    assert not complaints, "\n".join(complaints)
