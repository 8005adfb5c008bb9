"""What reviewers and maintainers are handed: a list to tick, what falls due, dead links, the data changelog."""

import json
from pathlib import Path

import pytest

from macros import changelog, due, ledger, links, publication
from macros.__main__ import main
from macros.catalog import load
from macros.problems import CommandError
from macros.verify import checklist
from tests import small


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the small site."""
    return small.copy(tmp_path)


def test_checklist_names_what_to_open_primary_sources_first() -> None:
    lines = checklist(load(small.FIXTURE), "models/alpha-1").splitlines()
    assert lines[0].startswith(
        "**Alpha 1** (`models/alpha-1`, version 1), last checked on 20 June 2026; not yet reviewed"
    )
    opened = [line for line in lines if line[6:8] in ("1.", "2.", "3.")]
    assert opened == [
        "- [ ] 1. Alpha 1 system card, Acme, 2 May 2026; primary, read in full by 20 June 2026: https://acme.example/alpha-1/card",
        "- [ ] 2. A test of Alpha 1, Testing Institute, 20 May 2026; primary, read in part by 20 June 2026: "
        "https://institute.example/reports/alpha-1",
        "- [ ] 3. Acme opens Alpha 1, Orbit, 3 May 2026; secondary, read in full by 20 June 2026: https://orbit.example/acme-alpha",
    ]


def test_checklist_has_every_statement_with_kind_speaker_unit_and_sources() -> None:
    text = checklist(load(small.FIXTURE), "models/alpha-1")
    for line in (
        "- [ ] `axes.governance[1]` (Fact): Anyone may download it. Nobody can take it back. Source 1, 3.",
        "- [ ] `facts[1].values[2]` (Measurement, Testing Institute): "
        "Total parameters: 118 billion parameters, 2026-05-20. Source 2.",
        "- [ ] `releases[1]`: Anyone may download the weights. Source 1.",
    ):
        assert line in text
    assert text.count("- [ ] `") == 8


@pytest.mark.parametrize("collection", ["claims", "events", "questions", "terms", "sources", "practices", "disputes"])
def test_checklist_is_there_for_every_kind_of_record(collection: str) -> None:
    catalog = load(small.FIXTURE)
    for record in catalog[collection].values():
        assert "- [ ] 1. " in checklist(catalog, record.key)


def test_checklist_says_since_when_a_record_is_due() -> None:
    text = checklist(load(small.FIXTURE, as_of="2026-10-01"), "claims/alpha-1-is-tested")
    assert "Due for review since 20 September 2026." in text


def test_nothing_is_due_before_its_day() -> None:
    assert due.listed(load(small.FIXTURE)) == ""


def test_claims_values_and_forecasts_fall_due() -> None:
    text = due.listed(load(small.FIXTURE, as_of="2028-01-01"))
    assert "Nobody has tested Alpha 1. (`claims/alpha-1-is-tested`), since 20 September 2026" in text
    assert "Alpha 2 in 2027 (`forecasts/alpha-2-in-2027`): its deadline, 31 December 2027, is over" in text


class Web:
    """A web in which some addresses do not answer, and an archive that knows one of them."""

    def __init__(self, **answers: int | Exception) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, address: str) -> tuple[int, bytes]:
        self.asked.append(address)
        if address.startswith(links.ARCHIVE):
            known = "acme.example" in address
            copy = {"closest": {"url": "http://web.archive.org/web/2026/https://acme.example/"}} if known else {}
            return 200, json.dumps({"archived_snapshots": copy}).encode()
        answer = next((found for name, found in self.answers.items() if name in address), 200)
        if isinstance(answer, Exception):
            raise answer
        return answer, b""


def test_links_that_answer_or_refuse_programs_are_no_news() -> None:
    assert links.listed(load(small.FIXTURE), get=Web()) == ""
    assert links.listed(load(small.FIXTURE), get=Web(acme=403, orbit=429, rules=503)) == ""


def test_dead_links_come_with_archived_copies() -> None:
    text = links.listed(load(small.FIXTURE), get=Web(**{"acme.example": 404, "institute": TimeoutError("timed out")}))
    assert text.startswith("2 sources do not answer.")
    assert (
        "Alpha 1 system card (`sources/acme-card`), cited by 7: https://acme.example/alpha-1/card answers 404; "
        "archived: https://web.archive.org/web/2026/https://acme.example/" in text
    )
    assert "https://institute.example/reports/alpha-1 timed out; no archived copy known" in text


def test_unreachable_address_is_asked_twice_and_a_dead_one_once() -> None:
    web = Web(**{"acme.example": 410, "institute": TimeoutError("timed out")})
    links.listed(load(small.FIXTURE), get=web)
    assert sum("institute.example" in address for address in web.asked if not address.startswith(links.ARCHIVE)) == 2
    assert sum("acme.example" in address for address in web.asked if not address.startswith(links.ARCHIVE)) == 1


def test_only_new_addresses_are_asked_for_a_pull_request(root: Path) -> None:
    small.plant(root, "sources/acme-card.yml", "alpha-1/card", "alpha-1/card-2")
    web = Web()
    assert links.listed(load(root), load(small.FIXTURE), get=web) == ""
    assert web.asked == ["https://acme.example/alpha-1/card-2"]


def test_changelog_is_written_from_the_logs(root: Path) -> None:
    (root / "CHANGELOG.md").write_text(
        f"# Changes\n\n{changelog.BEGIN}\nold\n{changelog.END}\n\n## Site\n\n- By hand.\n"
    )
    small.plant(root, "sources/acme-card.yml", "issued: 2026-05-02", "issued: 2026-05-01")
    publication.log(load(root), (), "correction", "The card bears an earlier date.")
    publication.withdraw(load(root), ["terms/parameter"], "Nobody used it.")
    assert main(["--root", str(root), "release", "--note", "One correction."]) == 0
    text = (root / "CHANGELOG.md").read_text()
    assert text.startswith("# Changes\n\n<!-- data:")
    assert text.endswith("## Site\n\n- By hand.\n")
    assert text.index("### 2026.06.2 (30 June 2026)") < text.index("### 2026.06.1 (30 June 2026)")
    for line in (
        "One correction.",
        "- Correction:\n  - `sources/acme-card`, version 2: The card bears an earlier date.",
        "- Withdrawn:\n  - `terms/parameter`, version 2: Nobody used it.",
        "- New: 1 audiences, 2 claims",
    ):
        assert line in text
    changelog.write(load(root), ledger.read(root))
    assert (root / "CHANGELOG.md").read_text() == text


def test_changelog_without_its_marks_is_not_written_over(root: Path) -> None:
    (root / "CHANGELOG.md").write_text("# Mine\n")
    with pytest.raises(CommandError, match="put them back"):
        changelog.write(load(root), ledger.read(root))


def test_release_waits_for_data_that_pass(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small.plant(root, "sources/acme-card.yml", "issued: 2026-05-02", "issued: 2026-05-01")
    assert main(["--root", str(root), "release", "--note", "x"]) == 1
    assert "sources/acme-card: differs from its version 1" in capsys.readouterr().out
    assert len(load(root).releases) == 1
