"""Golden files: what the small site publishes, byte for byte, in `tests/fixtures/site/expected/`.

They guard the formats: a change shows in review as the difference readers will see. `python -m tests.golden`
accepts what is made now.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from macros import ledger, publish
from macros.catalog import load
from macros.published import Publication, SourcePage, write
from tests import small, website

EXPECTED = small.FIXTURE / "expected"
KEPT = (
    *(f"data/v1/{name}" for name in (
        "catalog.json", "changes.json", "claims.csv", "claims.json", "datapackage.json", "dataset.json", "models.csv",
        "models/alpha-1.json", "openapi.json", "statements.csv", "values.csv", "versions/claims.jsonl",
    )),
    "feeds/claims.atom", "feeds/corrections.atom", "feeds/timeline.ics", "sitemap.xml", "robots.txt", "llms.txt",
    "evidence/index.md", "models/alpha-1/index.md",
)  # fmt: skip
EVIDENCE = SourcePage("evidence/", "Evidence", "Every claim.", '# Evidence\n\n{{ section("evidence") }}', "evidence.md")


def publication(root: Path, base: str = website.ADDRESSES["SITE_URL"]) -> Publication:
    """Return the publication of the data below `root`, with the page of each record and one written by hand."""
    catalog = load(root)
    pages = [
        SourcePage(catalog.address(model), model.title, model.plain, "", f"{model.key}.md", model.key)
        for model in catalog["models"].values()
    ]
    return Publication(catalog, ledger.read(root), base, (EVIDENCE, *pages))


def made(root: Path) -> dict[str, bytes]:
    """Return the files that are kept as golden, as the data below `root` make them now."""
    files = {path: content for path, content in publish.files(publication(root)) if path in KEPT}
    return {path: content.encode() if isinstance(content, str) else content for path, content in files.items()}


def main() -> int:
    """Write the golden files anew."""
    with tempfile.TemporaryDirectory() as folder:
        root = small.project(Path(folder))
        shutil.rmtree(EXPECTED, ignore_errors=True)
        write(((path, content) for path, content in made(root).items()), EXPECTED)  # type: ignore[misc]
    return 0


if __name__ == "__main__":
    sys.exit(main())
