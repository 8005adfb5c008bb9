"""`python -m tests.bench [100 1000]`: how long builds take and what pages weigh, beside two stock builders.

Sites are made up (`synthetic.py`) and built in processes of their own, one after the other, so that ratios of one run
hold on any machine. The stock builders get one Markdown page for each record, with the same words. Sizes are those of
gzip at level 6.
"""

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from urllib.parse import urlsplit

import yaml
from playwright.sync_api import sync_playwright

from macros.catalog import Catalog, load
from macros.layers import texts
from tests import bench_search, synthetic, website
from tests import browser as chromium
from tests.test_site import KINDS

SIZES = (100, 1_000, 5_000)
MEGABYTE = 1_000_000
STOCK: dict[str, Any] = {
    "site_name": "Stock", "theme": {"name": "material", "font": False}, "plugins": ["search"],
    "site_url": website.ADDRESSES["SITE_URL"],
}  # fmt: skip
PRUNED = {**STOCK, "theme": {**STOCK["theme"], "features": ["navigation.prune"]}}
QUADRATIC = 2_000  # Above this many pages the stock builders, whose navigation grows with the square, are left out.


@dataclass(frozen=True)
class Run:
    """One build: seconds on the clock and of all processors, peak memory of its largest process in MB, its site."""

    seconds: float
    cpu: float
    memory: float
    site: Path

    @property
    def files(self) -> list[Path]:
        """Every file of the site."""
        return [path for path in self.site.rglob("*") if path.is_file()]


def run(command: Sequence[str | Path], folder: Path, site: Path) -> Run:
    """Run a builder in `folder`, which writes `site`; raise AssertionError if it fails."""
    environment = {**os.environ, **website.ADDRESSES, "NO_MKDOCS_2_WARNING": "1"}
    os.sync()  # what was made before is not written to the disk at this build's cost
    began = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - began
    assert status == 0, f"{command} failed"
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / MEGABYTE, site)


def own(folder: Path, total: int) -> Run:
    """Build this site with `total` records."""
    synthetic.write(folder, total)
    return run(("mkdocs", "build", "--strict"), folder, folder / "site")


def again(folder: Path) -> float:
    """Return the processor seconds after which an edit of one record is seen, in a process that serves the site."""
    done = subprocess.run(
        [sys.executable, "-c", f"from tests.bench import edit; edit({str(folder)!r})"],
        cwd=website.ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return float(done.stdout.splitlines()[-1])


def edit(folder: str) -> None:
    """Build twice as `mkdocs serve` does, with one record changed between; print the seconds of the second build."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    os.chdir(folder)
    with tempfile.TemporaryDirectory() as site:
        config = load_config(config_file="mkdocs.yml", site_dir=site, strict=True)
        config.plugins.on_startup(command="serve", dirty=False)
        build(config, serve_url="http://127.0.0.1/")
        from macros.kept import memory

        memory().background.wait()
        path = sorted(Path("data/models").glob("*.yml"))[0]
        path.write_text(path.read_text("utf-8").replace("plain: ", "plain: Edited. ", 1), "utf-8")
        began = process_time()
        build(load_config(config_file="mkdocs.yml", site_dir=site, strict=True), serve_url="http://127.0.0.1/")
        print(process_time() - began)
        memory().background.give_up()


def stock(folder: Path, catalog: Catalog, settings: dict[str, Any], builder: str) -> Run:
    """Build as many pages as there are records with a stock builder: `mkdocs` or `zensical`."""
    for record in catalog:
        path = folder / "docs" / record.collection / f"{record.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {record.title}\n\n" + "\n\n".join(filter(str.split, texts(record))), "utf-8")
    (folder / "docs/index.md").write_text("# Home\n", "utf-8")
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
    return run((builder, "build"), folder, folder / "site")


def builds(folder: Path, sizes: Sequence[int]) -> None:
    """Print the table of builds, the growth between sizes, and the ratios to stock builders."""
    print("records  pages   files  wall s   cpu s  ms/page  peak MB  site MB  search MB (gzip)  after an edit, cpu s")
    cpu: dict[int, float] = {}
    for total in sizes:
        project = folder / str(total)
        done = own(project, total)
        files, cpu[total] = done.files, done.cpu
        pages = sum(path.suffix == ".html" for path in files)
        found = [path.read_bytes() for path in files if path.is_relative_to(done.site / "search")]
        search, size = sum(map(packed, found)) / MEGABYTE, sum(path.stat().st_size for path in files) / MEGABYTE
        print(
            f"{total:7,} {pages:6,} {len(files):7,} {done.seconds:7.1f} {done.cpu:7.1f} {1000 * done.cpu / pages:8.1f} "
            f"{done.memory:8.0f} {size:8.0f} {sum(map(len, found)) / MEGABYTE:9.2f} ({search:.2f})"
            f"{again(project):12.2f}"
        )
        beside(folder, project, total, done)
    for small, large in pairwise(sizes):
        print(f"growth from {small:,} to {large:,} records: {cpu[large] / cpu[small]:.1f} times (cpu)")


def beside(folder: Path, project: Path, total: int, done: Run) -> None:
    """Print how long stock builders take for one page a record, as ratios of processor time to ours."""
    catalog = load(project)
    stocks = {"Material, pruned": (PRUNED, "mkdocs")}
    if total <= QUADRATIC:
        stocks |= {"Material": (STOCK, "mkdocs"), "Zensical": (STOCK, "zensical")}
    for name, (settings, builder) in stocks.items():
        other = stock(folder / f"{total}-{name}", catalog, settings, builder)
        print(
            f"        {name:17} {other.seconds:7.1f} s wall {other.cpu:7.1f} s cpu {other.memory:6.0f} MB, "
            f"{other.cpu / done.cpu:5.2f} times ours"
        )
        shutil.rmtree(folder / f"{total}-{name}")


def packed(content: bytes) -> int:
    """Return the size of content after gzip."""
    return len(gzip.compress(content, 6))


def weights(site: Path) -> Iterator[str]:
    """Yield a row for each kind of page: the kB of a first visit by type of file, and its requests."""
    with sync_playwright() as playwright, website.serve(site) as origin:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        for address in KINDS:
            asked: list[str] = []
            page = browser.new_page(base_url=origin, service_workers="block")
            page.on("request", lambda request, asked=asked: asked.append(urlsplit(request.url).path))
            page.goto(address, wait_until="networkidle")
            page.close()
            yield f"{address:45}" + "".join(f"{size / 1000:7.1f}" for size in by_type(site, asked)) + f"{len(asked):6}"
        browser.close()


def by_type(site: Path, asked: Sequence[str]) -> list[float]:
    """Return the bytes of the files at `asked`: page, styles, scripts, fonts, others, and all."""
    found = dict.fromkeys((".html", ".css", ".js", ".woff2", ""), 0.0)
    for path in asked:
        file = site / path.lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        size = file.stat().st_size if file.suffix in (".woff2", ".png", ".ico") else packed(file.read_bytes())
        found[file.suffix if file.suffix in found else ""] += size
    return [*found.values(), sum(found.values())]


def real(folder: Path) -> None:
    """Print how long the real site takes, and what its pages weigh."""
    site = folder / "real"
    done = run(("mkdocs", "build", "--strict", "--site-dir", site), website.ROOT, site)
    project = folder / "copy"
    project.mkdir()
    for name in ("docs", "macros", "overrides", "mkdocs.yml"):
        (project / name).symlink_to(website.ROOT / name)
    shutil.copytree(website.ROOT / "data", project / "data")
    print(f"real site: {done.seconds:.1f} s wall, {done.cpu:.1f} s cpu, {len(done.files):,} files; ", end="")
    print(f"after an edit {again(project):.2f} s cpu")
    print(f"{'first visit, kB (gzip)':45}   html    css     js  fonts  other    all  asks")
    print(*weights(site), sep="\n")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the sizes may be named."""
    with tempfile.TemporaryDirectory() as name:
        builds(Path(name), [int(size) for size in arguments] or SIZES)
        real(Path(name))
    bench_search.main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
