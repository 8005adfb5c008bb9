"""The site as a fork would publish it: built strictly, and served from this machine."""

import gzip
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from macros.catalog import Catalog, load

NIGHTLY = bool(os.environ.get("NIGHTLY"))  # `make nightly`: tests at full length
ROOT = Path(__file__).resolve().parent.parent
CLOSING = 0.02  # Seconds after which a server notices at the latest that it is to close.
# The build under test stands at made-up addresses, as a fork's would at its own.
ADDRESSES = {
    "SITE_URL": "https://common-ground.example/",
    "REPOSITORY_URL": "https://github.com/example/common-ground",
}


@cache
def catalog() -> Catalog:
    """Return the catalog of the real data, read once for all tests of a process."""
    return load()


def build(target: Path, root: Path = ROOT, **environment: str) -> None:
    """Build the site strictly into `target`.

    Args:
        target: folder to write.
        root: folder with `mkdocs.yml`.
        environment: variables for the build, such as `SITE_URL` or `AS_OF`.

    Raises:
        AssertionError: the builder failed or warned; the message is what it said.
    """
    inherited = {key: value for key, value in os.environ.items() if key not in (*ADDRESSES, "AS_OF")}
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", target],
        cwd=root,
        env={**inherited, "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        text=True,
    )
    # With --quiet MkDocs would not count its warnings, and --strict would mean nothing.
    said = (done.stdout + done.stderr).splitlines()
    words = "\n".join(line for line in said if not line.startswith("INFO "))
    if done.returncode or words:
        raise AssertionError(f"mkdocs build --strict, exit {done.returncode}:\n{words}")


@contextmanager
def serve(site: Path, packed: bool = False) -> Iterator[str]:
    """Serve the folder `site`, `packed` as hosts do, and yield its origin, such as `http://127.0.0.1:40123`."""
    handler = partial(_Packing if packed else _Handler, directory=str(site))
    with _Server(("127.0.0.1", 0), handler) as http:
        Thread(target=http.serve_forever, args=(CLOSING,), daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


class _Server(ThreadingHTTPServer):
    """Takes as many visitors at once as come: one who finds the queue full would ask again a second later."""

    request_queue_size = 128


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder the way Pages does: silently, and with 404.html for what is not there."""

    def send_head(self) -> Any:
        """Send a file whole: within a second its date does not tell a new one from an old one."""
        del self.headers["If-Modified-Since"]
        return super().send_head()

    def end_headers(self) -> None:
        """Let browsers ask each time, as the header files for static hosts do."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def send_error(self, code: int, *args: Any) -> None:
        """Answer with the site's own 404.html where something is not found."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.exists():
            super().send_error(code, *args)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class _Packing(_Handler):
    """Sends pages, styles and scripts packed, the way static hosts do."""

    def send_head(self) -> Any:
        """Send the head of a packed file and return its bytes; any other file as it is."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in (".html", ".css", ".js") or not path.exists():
            return super().send_head()
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)
