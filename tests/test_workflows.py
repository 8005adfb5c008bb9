"""The files that GitHub reads are valid, safe by a kept linter's rules, and match the project."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.website import ROOT

GITHUB = ROOT / ".github"
SCHEMAS = {
    "workflows/*.yml": "vendor.github-workflows",
    "ISSUE_TEMPLATE/[!c]*.yml": "vendor.github-issue-forms",
    "ISSUE_TEMPLATE/config.yml": "vendor.github-issue-config",
    "dependabot.yml": "vendor.dependabot",
    "../CITATION.cff": "vendor.citation-file-format",
}
UNSAFE = """
name: Unsafe
on: pull_request_target
permissions: {contents: read}
jobs:
  run:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - run: echo "${{ github.event.pull_request.title }}"
"""


def lint(path: Path) -> subprocess.CompletedProcess[str]:
    """Audit workflow files with zizmor, offline and with the project's own rules."""
    command = [Path(sys.executable).with_name("zizmor"), "--offline", "--no-progress", "--quiet"]
    options = ["--config", GITHUB / "zizmor.yml", "--format", "plain"]
    return subprocess.run([*command, *options, path], capture_output=True, text=True)


def validate(schema: str, *paths: Path) -> subprocess.CompletedProcess[str]:
    """Validate files against a schema that check-jsonschema carries."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *paths]
    return subprocess.run(command, capture_output=True, text=True)


def test_workflows_pass_the_security_linter() -> None:
    found = lint(GITHUB)
    assert found.returncode == 0, found.stdout + found.stderr


def test_linter_refuses_what_a_fork_could_abuse(tmp_path: Path) -> None:
    unsafe = tmp_path / ".github/workflows/unsafe.yml"
    unsafe.parent.mkdir(parents=True)
    unsafe.write_text(UNSAFE)
    found = lint(unsafe)
    assert found.returncode != 0
    for rule in ("dangerous-triggers", "template-injection", "unpinned-uses"):
        assert rule in found.stdout


@pytest.mark.parametrize(("pattern", "schema"), SCHEMAS.items())
def test_files_fit_their_schema(pattern: str, schema: str) -> None:
    paths = sorted(GITHUB.glob(pattern)) or [(GITHUB / pattern).resolve()]
    found = validate(schema, *paths)
    assert found.returncode == 0, found.stdout


def test_schema_refuses_a_misspelt_key(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(UNSAFE.replace("runs-on", "run-on"))
    assert validate("vendor.github-workflows", wrong).returncode != 0


def test_every_action_is_pinned_by_commit_and_named_by_version() -> None:
    for path in (GITHUB / "workflows").glob("*.yml"):
        for use in re.findall(r"uses: (.+)", path.read_text(encoding="utf-8")):
            assert re.fullmatch(r"\S+@[0-9a-f]{40} # v[\d.]+|\./\S+", use), f"{path.name}: {use}"


def test_no_workflow_may_write_unless_a_job_says_so() -> None:
    for path in (GITHUB / "workflows").glob("*.yml"):
        assert yaml.safe_load(path.read_text(encoding="utf-8"))["permissions"] == {}, path.name


def test_code_of_a_pull_request_runs_without_secrets_and_cannot_write() -> None:
    text = (GITHUB / "workflows/check.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    for job in workflow["jobs"].values():
        assert set(job["permissions"].values()) == {"read"}
    assert "secrets." not in text
    assert "pull_request_target" not in text
    privileged = (GITHUB / "workflows/report.yml").read_text(encoding="utf-8")
    assert "actions/checkout" not in privileged
    assert "run:" not in privileged.replace("workflow_run:", "")


def test_page_can_prefill_the_error_report() -> None:
    form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE/report-error.yml").read_text(encoding="utf-8"))
    assert {"record", "section", "version"} <= {field.get("id") for field in form["body"]}


def test_every_tracked_folder_has_code_owners() -> None:
    tracked = subprocess.run(
        ["git", "ls-tree", "-d", "--name-only", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    owned = (GITHUB / "CODEOWNERS").read_text(encoding="utf-8")
    missing = [name for name in tracked.stdout.split() if f"/{name}/ " not in owned]
    assert not missing
