"""Version logs: nothing changes unlogged, nothing logged changes, and the log alone gives the data of any day."""

import json
from datetime import date
from pathlib import Path

import pytest

from macros import checks, ledger, publication
from macros.addresses import moved, registry
from macros.catalog import Catalog, load
from macros.guidance import COLLECTIONS
from macros.permanence import versions_are_logged
from macros.problems import CommandError, DataError
from macros.records import Record
from tests import small

CARD = "sources/acme-card.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small site, published."""
    return small.copy(tmp_path)


@pytest.fixture
def unpublished(root: Path) -> Path:
    """The small site before its first release."""
    (root / "data" / "releases.yml").write_text("[]\n")
    return root


def correct(root: Path, kind: str = "correction", reason: str = "The card says so.", day: str = "2026-07-02") -> None:
    """Change a source's date and log it on a later day."""
    small.plant(root, "site.yml", "as_of: 2026-06-30", f"as_of: {day}")
    small.plant(root, CARD, "issued: 2026-05-02", "issued: 2026-05-01")
    publication.log(load(root), ["sources/acme-card"], kind, reason)


def messages(root: Path) -> list[str]:
    return [str(problem) for problem in versions_are_logged(load(root))]


def changed_values(record: Record) -> Record:
    """Return the record with its title changed: every collection has one."""
    return record.model_copy(update={"title": f"{record.title} anew"})


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize("state", ["root", "unpublished"])
def test_one_value_of_any_record_changed_fails_unless_logged(
    collection: str, state: str, request: pytest.FixtureRequest
) -> None:
    """For each record in turn, published or not."""
    catalog = load(request.getfixturevalue(state))
    assert list(versions_are_logged(catalog)) == []
    for identity, record in catalog[collection].items():
        before = dict(catalog.collections)
        before[collection] = {**catalog[collection], identity: changed_values(record)}
        mutated = Catalog(**{**vars_of(catalog), "collections": before})
        (problem,) = versions_are_logged(mutated)
        assert problem.record == record.key
        command = f"python -m macros log {record.key} --kind" if state == "root" else "`python -m macros log`"
        assert command in problem.message


def vars_of(catalog: Catalog) -> dict[str, object]:
    """Return what a Catalog is made of."""
    return {name: getattr(catalog, name) for name in type(catalog).__dataclass_fields__}


def test_wording_needs_no_reason_and_the_command_says_so(root: Path) -> None:
    small.plant(root, "terms/parameter.yml", "A weight or bias set in training.", "A weight or bias, set in training.")
    (said,) = messages(root)
    assert said.endswith("in wording; run `python -m macros log terms/parameter --kind wording`")
    publication.log(load(root), (), "wording", "")
    assert checks.run(load(root)) == []


def test_figure_is_not_logged_as_wording(root: Path) -> None:
    small.plant(root, CARD, "issued: 2026-05-02", "issued: 2026-05-01")
    with pytest.raises(CommandError, match="issued changed, which is more than wording"):
        publication.log(load(root), (), "wording", "")
    last = ledger.read(root).current("sources/acme-card")
    version = ledger.next_version(load(root).get("sources/acme-card"), last, "wording", "", "2026-06-30", "2026.06.1")
    versions = [v for entries in ledger.read(root).versions.values() for v in entries]
    ledger.write(root, [*versions, version])
    assert any("is logged as wording, but issued changed" in said for said in messages(root))


@pytest.mark.parametrize(("kind", "reason", "says"), [(None, "", "say why"), ("correction", "", "needs a reason")])
def test_published_change_needs_a_kind_and_a_reason(root: Path, kind: str | None, reason: str, says: str) -> None:
    small.plant(root, CARD, "issued: 2026-05-02", "issued: 2026-05-01")
    with pytest.raises(CommandError, match=says):
        publication.log(load(root), (), kind, reason)


def test_unpublished_record_is_logged_anew_as_version_1(unpublished: Path) -> None:
    small.plant(unpublished, CARD, "issued: 2026-05-02", "issued: 2026-05-01")
    publication.log(load(unpublished), (), None, "")
    (version,) = ledger.read(unpublished).of("sources/acme-card")
    assert (version.version, version.kind) == (1, ledger.FIRST)
    assert checks.run(load(unpublished)) == []


def test_unpublished_record_that_is_deleted_leaves_the_log(unpublished: Path) -> None:
    (unpublished / "data" / "terms" / "parameter.yml").unlink()
    (said,) = messages(unpublished)
    assert said.endswith("terms/parameter: is logged and gone; run `python -m macros log`")
    publication.log(load(unpublished), (), None, "")
    assert ledger.read(unpublished).of("terms/parameter") == ()
    assert messages(unpublished) == []


def test_published_record_is_never_logged_anew_as_version_1(root: Path) -> None:
    correct(root)
    with pytest.raises(CommandError, match="nothing to do"):
        publication.log(load(root), ["sources/acme-card"], "correction", "Again.")
    first, second = ledger.read(root).of("sources/acme-card")
    assert (first.version, second.version, second.after) == (1, 2, "2026.06.1")
    with pytest.raises(CommandError, match="version 1 is published"):
        publication.log(load(root), ["terms/parameter"], "correction", "Again.", again=True)


def test_version_is_replaced_until_a_release_holds_it(root: Path) -> None:
    correct(root)
    publication.log(load(root), ["sources/acme-card"], "new-evidence", "A better reason.", again=True)
    assert [v.reason for v in ledger.read(root).of("sources/acme-card")] == ["", "A better reason."]
    publication.release(load(root), "A correction.")
    with pytest.raises(CommandError, match="version 2 is published"):
        publication.log(load(root), ["sources/acme-card"], "correction", "Again.", again=True)


def test_release_is_numbered_by_month_and_needs_something_new(root: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing was logged since release 2026\.06\.1"):
        publication.release(load(root), "Nothing.")
    correct(root, day="2026-07-02")
    assert publication.release(load(root), "Alpha 1's card, and what it's about.") == "2026.07.1"
    catalog = load(root)
    assert [(r.release, r.date) for r in catalog.releases] == [("2026.06.1", "2026-06-30"), ("2026.07.1", "2026-07-02")]
    assert checks.run(catalog) == []


def test_release_seals_what_it_published(root: Path) -> None:
    """A log rewritten with fresh hashes is whole in itself; the release's seal gives it away."""
    versions = [v for entries in ledger.read(root).versions.values() for v in entries if v.id != "parameter"]
    record = load(root).get("terms/parameter").model_copy(update={"title": "Weight"})
    forged = ledger.next_version(record, None, ledger.FIRST, "", "2026-06-30")
    ledger.write(root, [*versions, forged])
    small.plant(root, "terms/parameter.yml", "title: Parameter", "title: Weight")
    assert ledger.read(root).problems == ()
    (said,) = messages(root)
    assert said.startswith("data/releases.yml:1: 2026.06.1: published other versions than data/versions/ holds now")


def test_any_altered_byte_of_a_log_is_found(tmp_path: Path) -> None:
    """Each byte in turn of one entry, and the end of its line, becomes a letter, a digit and a space."""
    whole = (small.FIXTURE / "data" / "versions" / "terms.jsonl").read_bytes()
    path = tmp_path / "data" / "versions" / "terms.jsonl"
    path.parent.mkdir(parents=True)
    for place in range(len(whole.split(b"\n")[0]) + 1):
        for other in b"a7 ":
            if whole[place] != other:
                path.write_bytes(whole[:place] + bytes([other]) + whole[place + 1 :])
                assert ledger.read(tmp_path).problems, f"byte {place} ({whole[place]}) became {other}"


@pytest.mark.parametrize("gone", [0, 1])
def test_missing_version_is_found(root: Path, gone: int) -> None:
    correct(root)
    path = root / "data" / "versions" / "sources.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    mine = [line for line in lines if json.loads(line)["id"] == "acme-card"]
    path.write_text("".join(line for line in lines if line != mine[gone]))
    assert messages(root)


def test_damaged_log_is_not_written_over(root: Path) -> None:
    small.plant(root, "versions/terms.jsonl", '"id":"parameter","kind"', '"id":"parameters","kind"')
    with pytest.raises(DataError, match="does not match its seal"):
        publication.log(load(root), (), "wording", "")


@pytest.mark.parametrize("state", ["root", "unpublished"])
def test_what_is_hard_to_read_is_not_logged(state: str, request: pytest.FixtureRequest) -> None:
    root = request.getfixturevalue(state)
    hard = "Institutional accountability necessitates multilateral harmonisation of evaluations."
    small.plant(root, "models/alpha-1.yml", "Alpha 1 is a model by Acme that anyone may use.", hard)
    with pytest.raises(DataError, match="'plain' reads at grade"):
        publication.log(load(root), (), "correction", "It is clearer.")


def test_log_alone_gives_the_data_of_any_day(root: Path) -> None:
    """Replay the whole log day by day: before, at and after each change, and today."""
    before = {record.key: ledger.content(record) for record in load(root)}
    correct(root, day="2026-07-02")
    catalog = load(root)
    after = {record.key: ledger.content(record) for record in catalog}
    book = ledger.read(root)
    assert book.at(date(2026, 6, 29)) == {}
    assert book.at(date(2026, 6, 30)) == book.at(date(2026, 7, 1)) == before
    assert book.at(date(2026, 7, 2)) == book.at(date(2030, 1, 1)) == after
    for key, body in book.at(catalog.as_of).items():
        assert COLLECTIONS[key.split("/")[0]].model_validate(body) == catalog.get(key)


def test_withdrawn_record_keeps_its_versions_and_its_addresses(root: Path) -> None:
    publication.withdraw(load(root), ["terms/parameter"], "It said nothing that 'open weights' does not.")
    catalog = load(root)
    assert catalog.find("terms/parameter") is None
    assert checks.run(catalog) == []
    first, second = ledger.read(root).of("terms/parameter")
    assert first.record is not None
    assert (second.kind, second.record) == (ledger.WITHDRAWN, None)
    assert moved(catalog, ledger.read(root))["glossary/#parameter"] == "terms/parameter/v/2/"
    assert "glossary/#parameter" in registry(root)
    assert "terms/parameter" not in ledger.read(root).at(catalog.as_of)


def test_record_that_others_name_is_not_withdrawn(root: Path) -> None:
    with pytest.raises(CommandError, match=r"is named by .*models/alpha-1.*; take it out there first"):
        publication.withdraw(load(root), ["risks/wrong-answers"], "It is no risk.")
    with pytest.raises(CommandError, match="needs a reason"):
        publication.withdraw(load(root), ["terms/parameter"], " ")
    assert checks.run(load(root)) == []


def test_registry_only_grows_once_something_is_published(root: Path) -> None:
    before = set(registry(root))
    correct(root)
    assert before < set(registry(root))
    assert "sources/acme-card/v/2/" in registry(root)


def test_question_that_moves_to_another_audience_leaves_its_address_leading_on(root: Path) -> None:
    public = (root / "data" / "audiences" / "public.yml").read_text()
    (root / "data" / "audiences" / "testers.yml").write_text(public.replace("title: The public", "title: Testers"))
    small.plant(root, "questions/alpha-1-faults.yml", "audience: public", "audience: testers")
    publication.log(load(root), (), "correction", "Testers ask it.")
    catalog = load(root)
    assert checks.run(catalog) == []
    old, new = "comprehension/public/#alpha-1-faults", "comprehension/testers/#alpha-1-faults"
    assert moved(catalog, ledger.read(root))[old] == new


def test_logs_end_with_a_release_that_is_there(root: Path) -> None:
    correct(root)
    publication.release(load(root), "A correction.")
    text = (root / "data" / "releases.yml").read_text()
    (root / "data" / "releases.yml").write_text(text[: text.index("- release: '2026.07.1'")])
    assert messages(root) == []
    (root / "data" / "releases.yml").write_text("[]\n")
    assert any("follows a release '2026.06.1'" in said for said in messages(root))
