"""The site does not depend on the program that builds it: a fork of MkDocs and the theme's successor make it too."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml.html import HtmlElement

from macros.__main__ import main
from tests import pages, small, website

# What Material's end would change: the name of a theme of which nothing is used.
WITHOUT_MATERIAL = "INHERIT: mkdocs.yml\ntheme:\n  name: null\n"
FRAMES = ".//script | .//style | .//*[contains(@class, 'permalink') or contains(@class, 'headerlink')]"
OWN = " | .//*[contains(@class, 'cg-lookup') or contains(@class, 'md-source-file') or contains(@class, 'feedback')]"
TEXT = "//article | //main[contains(@class, 'cg-home')]"


def need(package: str) -> None:
    """Skip where `package` is not installed; under CI=true that is a failure."""
    if importlib.util.find_spec(package) is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say(f"{package} is not installed: see requirements-dev.txt")


def run(*command: str | Path, folder: Path) -> None:
    """Run a builder in `folder`; fail with what it said if it fails."""
    environment = {**os.environ, **website.ADDRESSES, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run([sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site as a project."""
    return small.project(tmp_path_factory.mktemp("door"))


@pytest.fixture(scope="module")
def successor(project: Path) -> Path:
    """The small site written out and built by Zensical."""
    need("zensical")
    out = project / "out"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in website.ADDRESSES.items():
            patch.setenv(name, value)
        assert main(["--root", str(project), "pages", str(out)]) == 0
    run("zensical", "build", "--clean", "--config-file", "mkdocs.yml", folder=out)
    return out / "site"


def digests(site: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a site."""
    files = [path for path in site.rglob("*") if path.is_file()]
    return {path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def article(site: Path, where: str) -> HtmlElement | None:
    """Return what a page holds, without its frame; None if it is no page of the generator."""
    articles = pages.document(pages.file_of(site, where)).xpath(TEXT)
    if not articles:
        return None
    found = deepcopy(articles[0])
    for element in found.xpath(FRAMES + OWN):
        element.drop_tree()
    return found


def text(element: HtmlElement) -> str:
    """Return what is said, without spaces."""
    return "".join(element.text_content().split())


def targets(element: HtmlElement, where: str) -> set[str]:
    """Return the addresses that an element links to, from the site's root."""
    return {urljoin(where, target) for target in element.xpath(".//a/@href") if target != "#"}


def test_the_fork_builds_the_same_bytes_without_material(project: Path, small_site: Path) -> None:
    """ProperDocs, with no theme but our own templates, makes every file that MkDocs with Material makes."""
    need("properdocs")
    (project / "exit.yml").write_text(WITHOUT_MATERIAL, encoding="utf-8")
    run("properdocs", "build", "--strict", "--config-file", "exit.yml", "--site-dir", "fork", folder=project)
    assert digests(project / "fork") == digests(small_site)


def test_the_successor_has_every_address(small_site: Path, successor: Path) -> None:
    """No page and no file that readers or programs may ask for is lost."""
    ours, theirs = set(digests(small_site)), set(digests(successor))
    made_from_pages = ("search/", "offline/", "data/packs/", "data/v1/manifest.json", "sw.js", "llms.txt", "robots.txt")
    lost = {name for name in ours - theirs if not name.startswith(made_from_pages) and not name.endswith(".md")}
    assert {name for name in lost if not name.startswith("assets/")} == set()


def test_the_successor_says_the_same(small_site: Path, successor: Path) -> None:
    """Every page has the text, the anchors and the links that it has under MkDocs."""
    compared = 0
    for where in pages.addresses(small_site):
        ours = article(small_site, where)
        if where != "/404.html" and ours is not None:
            theirs = article(successor, where)
            assert theirs is not None, where
            assert text(theirs) == text(ours), where
            assert set(ours.xpath(".//*/@id")) <= set(theirs.xpath(".//*/@id")), where
            assert targets(theirs, where) == targets(ours, where), where
            compared += 1
    assert compared > 20


def test_an_existing_folder_is_left_alone(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Writing out never mixes with what is there."""
    assert main(["--root", str(project), "pages", str(tmp_path)]) == 1
    assert "exists already; name a new folder" in capsys.readouterr().out
