"""The examples of using the data run against the built site."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from macros import exports
from tests import website

V1 = exports.FOLDER


def test_python_example_runs(site: Path, server: str) -> None:
    """The example finds every contradicted claim, with nothing but Python."""
    address = f"{server}/"
    program = website.ROOT / "docs/examples/use_data.py"
    done = subprocess.run([sys.executable, "-I", program, address], capture_output=True, text=True, check=True)
    claims = json.loads((site / V1 / "claims.json").read_text(encoding="utf-8"))["records"]
    wanted = [claim["title"] for claim in claims if claim["verdict"] == "contradicted"]
    assert wanted
    assert [title for title in wanted if title not in done.stdout] == []


def test_javascript_example_runs(site: Path, server: str, visit: Callable[..., Page]) -> None:
    """The example finds every fact on which sources differ, in a browser."""
    address = f"{server}/"
    page = visit("/data/")
    script = f"import('{address}examples/use-data.js').then((m) => m.disagreements('{address}'))"
    found = page.evaluate(script)
    models = json.loads((site / V1 / "models.json").read_text(encoding="utf-8"))["records"]
    differing = [f for m in models for f in m["facts"] if len({str(v["value"]) for v in f["values"]}) > 1]
    assert len(found) == len(differing) > 0
    assert all(entry["outcome"] and entry["values"] for entry in found)
