"""The site is replaced whole or not at all, by the same bytes however many processes write it."""

import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page

from macros import assets, ledger, publish, swap
from macros.catalog import load
from macros.crew import Crew
from macros.published import Publication, PublishedFile
from tests import small, website

KILLS = 10 if website.NIGHTLY else 3
COMMAND = (sys.executable, "-m", "mkdocs", "build", "--strict")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """The small site as a project of its own, built once, and how many seconds a build takes here and now."""
    root = small.project(tmp_path_factory.mktemp("small"))
    began = os.times().elapsed
    website.build(root / "site", root)
    return root, os.times().elapsed - began


@pytest.fixture(scope="module")
def project(built: tuple[Path, float]) -> Path:
    """The small site as a project of its own."""
    return built[0]


def bytes_of(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below `folder`."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def start(root: Path) -> subprocess.Popen[bytes]:
    """Start a build."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.Popen(COMMAND, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def killed_after(root: Path, seconds: float) -> bool:
    """Start a build and kill it without warning after a while; return False if it was quicker."""
    process = start(root)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def test_a_killed_build_leaves_the_site_whole(built: tuple[Path, float]) -> None:
    """Killed at any moment, from its first to its last, a build leaves the old site or the new one, whole."""
    project, full = built
    before = bytes_of(project / "site")
    (project / "site/old.txt").write_text("of the site that stands", encoding="utf-8")
    standing = bytes_of(project / "site")
    for moment in range(KILLS):
        killed = killed_after(project, full * (moment + 0.5) / KILLS)
        found = bytes_of(project / "site")
        # A kill may come between the swap and the end of the process: then the new site stands, whole too.
        assert found in ((standing, before) if killed else (before,)), f"killed at moment {moment}"
        (project / "site/old.txt").write_text("of the site that stands", encoding="utf-8")
    website.build(project / "site", project)
    assert bytes_of(project / "site") == before
    assert [path.name for path in project.glob(".site-*")] == [], "what killed builds left is removed"


@pytest.mark.parametrize("file", ["data/models/alpha-1.yml", "docs/broken.md"])
def test_a_build_that_fails_leaves_the_site_whole(project: Path, file: str, tmp_path: Path) -> None:
    """A problem of the data stops a build early, a link that leads nowhere stops it at its end."""
    before = bytes_of(project / "site")
    docs = project / "docs"
    if file.startswith("docs"):
        docs.unlink()
        docs.mkdir()
        for path in (website.ROOT / "docs").iterdir():
            (docs / path.name).symlink_to(path)
    target = project / file
    kept = target.read_text(encoding="utf-8") if target.exists() else None
    target.write_text(f"{kept or ''}\n[nowhere](nowhere.md)\n", encoding="utf-8")
    assert start(project).wait() == 1
    target.unlink()
    if kept:
        target.write_text(kept, encoding="utf-8")
    assert bytes_of(project / "site") == before
    assert [path.name for path in project.glob(".site-*")] == []


@pytest.fixture
def publication() -> Publication:
    """What the small site publishes."""
    catalog = load(small.FIXTURE)
    return Publication(catalog, ledger.of(catalog), "https://common-ground.example/")


@pytest.mark.usefixtures("_two_processes")
def test_one_process_and_two_write_the_same(publication: Publication, tmp_path: Path) -> None:
    """What a second process writes is what the first would have written, and is listed with its digest."""
    works = [partial(publish.work, publication, [producer]) for producer in publish.FROM_DATA]
    alone, helped = Crew(tmp_path / "alone"), Crew(tmp_path / "helped")
    alone.do(works)
    helped.start(works[::2])
    helped.do(works[1::2])
    assert alone.done() == helped.done() == bytes_of(tmp_path / "alone") == bytes_of(tmp_path / "helped")


def fails() -> Iterator[PublishedFile]:
    """Write one file, then fail."""
    yield PublishedFile("a.txt", "a")
    raise LookupError("a record without a title")


def test_a_failure_beside_the_build_is_its_failure(tmp_path: Path) -> None:
    """What a second process raises is raised where the build waits for it."""
    crew = Crew(tmp_path)
    crew.start([fails])
    with pytest.raises(LookupError, match="a record without a title"):
        crew.done()


def test_two_files_with_one_path_are_refused(tmp_path: Path) -> None:
    """No file silently takes another's place, whoever writes it."""
    crew = Crew(tmp_path)
    crew.start([lambda: [PublishedFile("a.txt", "a")]])
    crew.do([lambda: [PublishedFile("a.txt", "b")]])
    with pytest.raises(ValueError, match=r"two published files have the path 'a\.txt'"):
        crew.done()


@pytest.fixture
def _two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second process help, also on a machine with one core."""
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux forks safely")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


@pytest.mark.usefixtures("_two_processes")
def test_a_process_that_is_killed_is_missed(tmp_path: Path) -> None:
    """A build does not end well without the files of a process that the system has ended."""
    begun = multiprocessing.get_context("fork").Event()

    def ended() -> Iterator[PublishedFile]:
        begun.set()
        os.kill(os.getpid(), signal.SIGKILL)
        yield PublishedFile("a.txt", "a")

    crew = Crew(tmp_path)
    crew.start([ended])
    assert begun.wait(60)
    with pytest.raises(RuntimeError, match="ended from outside"):
        crew.done()


@pytest.mark.parametrize("can_exchange", [True, False])
def test_folders_change_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool) -> None:
    """The new folder is where the old one was, and the old one is gone, on any system."""
    if not can_exchange:
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    site = tmp_path / "site"
    for text in ("first", "second"):
        new = swap.beside(site)
        (new / "index.html").write_text(text, encoding="utf-8")
        swap.replace(site, new)
        assert (site / "index.html").read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [site]


def release(folder: Path, text: str) -> dict[str, str]:
    """Write a made-up site whose script says `text`; return its marked names."""
    (folder / "assets/js").mkdir(parents=True)
    (folder / "assets/js/a.js").write_text(f'import "./b.js"; // {text}', encoding="utf-8")
    (folder / "assets/js/b.js").write_text("export {}", encoding="utf-8")
    names = dict(assets.names(folder))
    for plain, marked in names.items():
        (folder / marked).write_text(assets.content(folder, plain, names), encoding="utf-8")
    (folder / "index.html").write_text(names["assets/js/a.js"], encoding="utf-8")
    return names


def test_scripts_of_one_release_load_each_other(tmp_path: Path) -> None:
    """A marked script names its neighbours by their marked names, and a changed byte marks all anew."""
    one, two = release(tmp_path / "one", "1"), release(tmp_path / "two", "2")
    text = (tmp_path / "one" / one["assets/js/a.js"]).read_text(encoding="utf-8")
    assert one["assets/js/b.js"].rpartition("/")[2] in text
    assert set(one.values()).isdisjoint(two.values())


def test_scripts_stay_for_one_release(tmp_path: Path) -> None:
    """A page that was opened before a release finds its scripts after it; older ones are gone."""
    kept = []
    for number in range(3):
        release(tmp_path / str(number), str(number))
        if number:
            for path in assets.earlier(tmp_path / str(number - 1), tmp_path / str(number)):
                (tmp_path / str(number) / "assets/js" / path.name).write_bytes(path.read_bytes())
        kept.append(
            {
                name
                for name in (path.name for path in (tmp_path / str(number) / "assets/js").iterdir())
                if name.count(".") > 1
            }
        )
    assert kept[0] < kept[1]
    assert len(kept[2]) == len(kept[1]) == 4
    assert kept[2].isdisjoint(kept[0])
    assert set(assets.earlier(tmp_path / "2", tmp_path / "2")) == set()


def test_an_address_that_leads_nowhere_offers_search(visit: Callable[..., Page], server: str) -> None:
    """The page for addresses that are not there says so, and its form finds what was meant."""
    page = visit("/404.html")
    page.goto("/models/glm-5-2/v/1/")
    page.goto("/404.html")
    form = page.locator("main form[action$='search/']")
    form.locator("input[name=q]").fill("GLM-5.2")
    form.locator("button").click()
    page.wait_for_url("**/search/?q=GLM-5.2*")
    page.locator("#search-results a").first.wait_for()
