"""`python -m tests.bench_search`: what the search finds, how fast, and what it fetches, beside the theme's own.

Both run in Chromium on the same pages. Sizes are those of gzip at level 6.
"""

import gzip
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import median

import material
import yaml
from playwright.sync_api import Browser, Page, sync_playwright

from macros import catalog, search
from macros.search_index import build
from macros.search_weights import SearchDocument
from tests import browser as chromium
from tests import website

QUERIES = Path(__file__).with_name("search_queries.yml")
SHOWN = 10
MANY = 5_000
FIND = """async ([queries, limit]) => {
  const { find } = await import("/assets/js/search-client.js");
  const found = [];
  for (const query of queries) found.push((await find(query, { limit })).results.map((result) => [result.address]));
  return found;
}"""
LAST_KEY = """async (query) => {
  const box = document.querySelector(".cg-search input"), list = document.querySelector(".cg-search__panel ol");
  const type = (text) => new Promise((done) => {
    const seen = new MutationObserver(() => { seen.disconnect(); done(performance.now() - start); });
    seen.observe(list, { childList: true });
    const start = performance.now();
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await type(query.slice(0, -1));
  return type(query);
}"""
# Material asks its worker so, and shows one entry for each page, with the sections of that page inside it.
STOCK = """async ([queries]) => {
  const config = JSON.parse(document.getElementById("__config").textContent);
  const base = new URL(config.base, location);
  const index = await (await fetch(new URL("search/search_index.json", base))).json();
  const worker = new Worker(new URL(config.search, location));
  const ask = (message, type) => new Promise((done) => {
    worker.onmessage = ({ data }) => data.type === type && done(data.data);
    worker.postMessage(message);
  });
  await ask({ type: 0, data: { config: index.config, docs: index.docs, options: { suggest: false } } }, 1);
  const found = [];
  for (const query of queries) {
    const { items } = await ask({ type: 2, data: query }, 3);
    found.push(items.slice(0, 10).map((group) => group.map((section) => section.location)));
  }
  return found;
}"""


@dataclass(frozen=True)
class Query:
    """What a reader types, and the addresses that answer it; `*` at the end of one stands for any ending."""

    group: str
    text: str
    expect: tuple[str, ...]

    def answered_by(self, address: str) -> bool:
        """Tell whether `address` is a right answer."""
        return any(address.startswith(e[:-1]) if e.endswith("*") else address == e for e in self.expect)

    def rank(self, found: Iterable[Sequence[str]]) -> int:
        """Return the place of the first right answer, counted from 1, or 0. An entry may hold several addresses."""
        places = (place for place, entry in enumerate(found, 1) if any(map(self.answered_by, entry)))
        return next(places, 0)


@cache
def queries() -> tuple[Query, ...]:
    """Return the committed queries."""
    groups = yaml.safe_load(QUERIES.read_text("utf-8"))
    return tuple(
        Query(group, str(entry["query"]), tuple(entry["expect"]))
        for group, entries in groups.items()
        for entry in entries
    )


def scores(ranks: Sequence[int]) -> tuple[float, float, float]:
    """Return success@1, success@3 and the mean reciprocal rank."""
    count = len(ranks)
    return (
        sum(rank == 1 for rank in ranks) / count,
        sum(0 < rank <= 3 for rank in ranks) / count,
        sum(1 / rank for rank in ranks if rank) / count,
    )


def ranks(page: Page, asked: Sequence[Query]) -> list[int]:
    """Return the rank of each query's answer in the site's search; `page` is any page of the site."""
    found = page.evaluate(FIND, [[query.text for query in asked], SHOWN])
    return [query.rank(addresses) for query, addresses in zip(asked, found, strict=True)]


def fetched(browser: Browser, origin: str, site: Path, query: str) -> tuple[int, int]:
    """Return `(bytes, requests)` of a search on a cold cache: from the turn to the box to the first result."""
    context = browser.new_context(base_url=origin, service_workers="block")
    page = context.new_page()
    page.goto("/about/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".cg-search input").fill(query)
    page.locator(".cg-search__panel li").first.wait_for()
    paths = {url.removeprefix(origin).split("?")[0].lstrip("/") for url in asked}
    context.close()
    return sum(len(gzip.compress((site / path).read_bytes(), 6)) for path in paths), len(paths)


def last_key(page: Page, asked: Sequence[Query]) -> list[float]:
    """Return milliseconds from the last key to the new list, all files fetched, for each query."""
    page.locator(".cg-search input").fill("glm")
    page.locator(".cg-search__panel li").first.wait_for()
    ranks(page, asked)
    return [page.evaluate(LAST_KEY, query.text) for query in asked]


def many_documents(count: int = MANY, seed: int = 1) -> list[SearchDocument]:
    """Return the real documents and made-up ones, `count` in all: words as frequent as in the real ones, some new."""
    data = catalog.load()
    real = list(search.documents(data))
    dice = random.Random(seed)
    words = [word for document in real for word in f"{document.title} {document.text}".split()]
    letters = "aeioulnrst"
    made = []
    for number in range(count - len(real)):
        pattern = dice.choice(real)
        new = ["".join(dice.choices(letters, k=7)) for _ in range(3)]
        title = " ".join([*dice.choices(words, k=len(pattern.title.split())), new[0]])
        text = " ".join([*dice.choices(words, k=len(pattern.text.split())), *new])
        address = f"{pattern.address}-{number}" if "#" in pattern.address else f"{pattern.address}{number}/"
        made.append(replace(pattern, address=address, title=title, aliases=(), asks=(), text=text, prose=text))
    return [*real, *made]


@contextmanager
def enlarged(site: Path, target: Path, count: int = MANY) -> Iterator[Path]:
    """Yield a copy of `site` in `target` whose search holds `count` documents."""
    target.mkdir()
    for entry in site.iterdir():
        if entry.name != "search":
            (target / entry.name).symlink_to(entry)
    for path, content in build(many_documents(count), search.labels(catalog.load())):
        file = target / "search" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    yield target


def stock_ranks(browser: Browser, folder: Path, asked: Sequence[Query]) -> list[int]:
    """Return the ranks that the theme's own search gives on the same pages.

    It is given the benefit of the doubt: any section inside an entry counts, and so does the right page alone.
    """
    settings = yaml.safe_load((website.ROOT / "mkdocs.yml").read_text("utf-8"))
    own = folder.with_name("own-templates")
    own.mkdir()
    (own / "home.html").write_text('{% extends "main.html" %}', "utf-8")  # the home page asks for this template
    theme = {**settings["theme"], "custom_dir": str(own)}
    settings |= {"theme": theme, "plugins": ["search"], "extra_javascript": [], "strict": False}
    config = website.ROOT / ".stock-search.yml"
    config.write_text(yaml.safe_dump(settings), "utf-8")
    try:
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", config, "-d", folder]
        subprocess.run(command, cwd=website.ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, check=True)
    finally:
        config.unlink()
    # The site itself publishes none of the theme's files; its search worker is one of them.
    shutil.copytree(Path(material.__file__).parent / "templates/assets", folder / "assets", dirs_exist_ok=True)
    with website.serve(folder) as origin:
        page = browser.new_page(base_url=origin)
        page.goto("/about/")
        found = page.evaluate(STOCK, [[query.text for query in asked]])
    by_page = [replace(query, expect=tuple(e.split("#")[0] for e in query.expect)) for query in asked]
    pages = [[[section.split("#")[0] for section in entry] for entry in entries] for entries in found]
    return [query.rank(entries) for query, entries in zip(by_page, pages, strict=True)]


def main() -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        site = folder / "site"
        website.build(site, **website.ADDRESSES)
        asked = queries()
        with website.serve(site) as origin:
            page = browser.new_page(base_url=origin, service_workers="block")
            page.goto("/about/")
            own = ranks(page, asked)
            times = sorted(last_key(page, asked))
            cold = [fetched(browser, origin, site, query.text) for query in asked[::8]]
        with enlarged(site, folder / "many") as large, website.serve(large) as origin:
            grown = [fetched(browser, origin, large, query.text) for query in asked[::8]]
        table = {"this site": own, "theme's own": stock_ranks(browser, folder / "stock", asked)}
        browser.close()
    report(asked, table, times, {len(search.documents(catalog.load())): cold, MANY: grown})


def report(
    asked: Sequence[Query],
    table: Mapping[str, Sequence[int]],
    times: Sequence[float],
    costs: Mapping[int, Sequence[tuple[int, int]]],
) -> None:
    """Print what was measured: ranks by engine, milliseconds, and `(bytes, requests)` by number of records."""
    print(f"{len(asked)} queries   success@1  success@3    MRR")
    for label, found in table.items():
        print(f"{label:13}" + "".join(f"{value:11.3f}" for value in scores(found)))
    own = table["this site"]
    for group in dict.fromkeys(query.group for query in asked):
        of_group = [rank for rank, query in zip(own, asked, strict=True) if query.group == group]
        print(f"  {group:11}" + "".join(f"{value:11.3f}" for value in scores(of_group)))
    print(f"last key to list, warm: median {median(times):.0f} ms, slowest {times[-1]:.0f} ms")
    for count, found in costs.items():
        sizes, requests = zip(*found, strict=True)
        size = f"median {median(sizes) / 1000:.0f} kB, most {max(sizes) / 1000:.0f} kB"
        print(f"before a first result, {count:,} records: {size}, {median(requests):.0f} requests")
    print("not first:", *(query.text for query, rank in zip(asked, own, strict=True) if rank != 1), sep="\n  ")


if __name__ == "__main__":
    main()
