"""A build from made-up data: addresses come from outside, edit links lead to YAML, faults end it in plain lines."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO

import pytest
from playwright.sync_api import Browser, expect

from macros.catalog import load
from tests import pages, small, website

RECORD = "/models/alpha-1/"


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site built on somebody's machine, with no address known."""
    root = small.project(tmp_path_factory.mktemp("local"))
    website.build(root / "site", root)
    return root / "site"


def links(site: Path, address: str) -> list[str]:
    """Return every address that a page links to."""
    return [str(link) for link in pages.document(pages.file_of(site, address)).xpath("//@href")]


def test_every_record_has_its_address(small_site: Path) -> None:
    """Also in a site of two dozen records."""
    catalog = load(small.FIXTURE)
    for record in catalog:
        path, _, fragment = catalog.address(record).partition("#")
        page = pages.document(pages.file_of(small_site, f"/{path}"))
        assert not fragment or fragment in pages.ids(page), record.key


def test_edit_links_lead_to_the_record(small_site: Path) -> None:
    """Who edits a record's page gets its YAML file; who edits a page of prose gets its Markdown."""
    repository = website.ADDRESSES["REPOSITORY_URL"]
    assert f"{repository}/edit/main/data/models/alpha-1.yml" in links(small_site, RECORD)
    assert f"{repository}/edit/main/docs/evidence.md" in links(small_site, "/evidence/")


def test_no_address_is_invented(local: Path) -> None:
    """Without SITE_URL and REPOSITORY_URL no page claims an address or offers an edit link."""
    for address in (RECORD, "/evidence/"):
        found = links(local, address)
        assert not [link for link in found if "/edit/" in link or "github" in link]
        assert not pages.document(pages.file_of(local, address)).xpath("//link[@rel='canonical']")


def test_records_are_in_the_navigation(small_site: Path) -> None:
    """A record page stands beside its section without being written into the navigation."""
    (beside,) = pages.document(pages.file_of(small_site, "/risks/")).find_class("cg-siblings")
    assert ("/risks/wrong-answers/", "") in set(pages.links(beside, "/risks/"))


def test_bad_data_ends_the_build_in_lines(tmp_path: Path) -> None:
    """Every problem is one line with its place; no traceback."""
    root = small.project(tmp_path)
    line = small.plant(root, "terms/parameter.yml", "[open-weights]", "[open-weight]")
    with pytest.raises(AssertionError) as caught:
        website.build(root / "site", root)
    said = str(caught.value)
    assert (
        f"data/terms/parameter.yml:{line}: terms/parameter: no record 'open-weight' in data/terms/. Did you mean "
        "'open-weights'? Correct the id or add the record"
    ) in said
    assert "Traceback" not in said


def test_a_bad_call_in_prose_ends_the_build_in_a_line(tmp_path: Path) -> None:
    """A macro that is not there is named with page and line."""
    root = small.project(tmp_path)
    (root / "docs").unlink()
    shutil.copytree(website.ROOT / "docs", root / "docs")
    page = root / "docs" / "evidence.md"
    page.write_text('---\ntitle: Evidence\n---\n# Evidence\n\n{{ secton("evidence") }}\n', encoding="utf-8")
    with pytest.raises(AssertionError) as caught:
        website.build(root / "site", root)
    said = str(caught.value)
    assert "docs/evidence.md: a macro call fails: 'secton' is undefined. Did you mean 'section'?" in said
    assert "Traceback" not in said


def test_an_edit_is_seen_in_the_browser(browser: Browser, tmp_path: Path) -> None:
    """While the site is served to those who edit it, an open page loads again and shows what was changed."""
    root = small.project(tmp_path)
    with serving(root) as origin:
        page = browser.new_page(base_url=origin, service_workers="block")
        page.goto("/models/alpha-1/")
        path = root / "data/models/alpha-1.yml"
        path.write_text(path.read_text(encoding="utf-8").replace("plain: ", "plain: Edited. ", 1), encoding="utf-8")
        expect(page.get_by_text("Edited.").first).to_be_attached(timeout=60_000)
        page.close()


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """Serve the site at `root` as `make serve` does, at a free port; yield its origin."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        place = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--strict", "--dev-addr", place]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "TMPDIR": str(root)}
    with subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True) as process:
        said: IO[str] = process.stderr  # type: ignore[assignment]
        try:
            assert any("Serving on" in line for line in said), "the server ended"
            Thread(target=said.read, daemon=True).start()  # a full pipe would stop it
            yield f"http://{place}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()
    assert list(root.glob("mkdocs_*")) == [], "what was served is removed"
