"""Writing records: skeletons that pass once filled, order without loss, renames that leave nothing behind."""

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from macros import authoring, checks, fields, publication, renaming, schemas
from macros.__main__ import main
from macros.catalog import load
from macros.guidance import COLLECTIONS
from macros.problems import CommandError, DataError
from tests import small, website
from tests.website import ROOT

EVENT = {
    "title": "Acme takes Alpha 1 back", "date": "2026-06-01", "kind": "model-release", "plain": "Acme takes it back.",
    "organizations": "[acme]", "jurisdictions": "[us]", "confidence": "high", "sources": "[orbit-recall]",
    "checked": "2026-06-20",
}  # fmt: skip
SOURCE = {
    "title": "Acme takes Alpha 1 back", "type": "article-newspaper", "publisher": "orbit", "level": "secondary",
    "read": "full", "checked": "2026-06-20",
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the small site."""
    return small.copy(tmp_path)


def fill(path: Path, values: dict[str, str]) -> None:
    """Fill the empty fields of a skeleton, as a contributor would."""
    text = path.read_text()
    for name, value in values.items():
        text, count = re.subn(rf"^{name}:$", f"{name}: {value}", text, flags=re.M)
        assert count == 1, f"the skeleton has no empty field {name!r}"
    path.write_text(text)


def test_skeleton_passes_once_filled(root: Path) -> None:
    fill(authoring.new(root, "sources", "orbit-recall"), SOURCE)
    fill(authoring.new(root, "events", "alpha-1-recall"), EVENT)
    publication.log(load(root), (), None, "")
    assert checks.run(load(root)) == []


def test_unfilled_skeleton_names_each_empty_field(root: Path) -> None:
    authoring.new(root, "events", "alpha-1-recall")
    with pytest.raises(DataError) as error:
        load(root)
    said = [problem.message for problem in error.value.problems]
    assert said == [f"'{name}' is empty; fill it in, or delete its line where the field is optional" for name in EVENT]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_skeleton_of_every_collection_has_every_field_in_order(root: Path, collection: str) -> None:
    text = authoring.new(root, collection, "new-one").read_text()
    assert text.startswith(authoring.MODELINE.format(collection))
    written = re.findall(r"^(?:# )?([a-z_]+):$", text, re.M)
    assert written == list(COLLECTIONS[collection].field_order())
    needed = {field.name for field in fields.fields(COLLECTIONS[collection]) if field.required}
    assert set(yaml.safe_load(text)) == needed


def test_optional_field_is_used_by_taking_its_mark_away(root: Path) -> None:
    fill(authoring.new(root, "sources", "orbit-recall"), SOURCE)
    path = authoring.new(root, "events", "alpha-1-recall")
    path.write_text(path.read_text().replace("# note:", "note: Orbit alone says so."))
    fill(path, EVENT)
    assert load(root).get("events/alpha-1-recall").note == "Orbit alone says so."


@pytest.mark.parametrize(
    ("collection", "identity", "says"),
    [
        ("event", "x", "Did you mean 'events'?"),
        ("events", "Alpha 1", "is no id; write small letters"),
        ("events", "../x", "is no id; write small letters"),
        ("events", "alpha-1-test", "is there already"),
    ],
)
def test_skeleton_is_refused_in_one_line(root: Path, collection: str, identity: str, says: str) -> None:
    with pytest.raises(CommandError, match=says.replace("?", r"\?")) as error:
        authoring.new(root, collection, identity)
    assert "\n" not in str(error.value)


def test_order_is_put_right_and_comments_stay_with_their_field(root: Path) -> None:
    path = root / "data" / "terms" / "parameter.yml"
    tidy = path.read_text()
    path.write_text(
        "# yaml-language-server: $schema=../schema/terms.json\n"
        "sources: [institute-report]  # the only one\n"
        "# About the word itself.\n"
        "# In two lines.\n"
        "plain: >\n  One of the numbers\n  # that a model learns.\n\n"
        "title:   'Parameter'\n"
        "checked: 2026-06-20\n"
        "category: openness\n"
        "specialist: A weight or bias set in training.\n"
        "# last words"
    )
    assert authoring.fmt(root, []) == [path]
    assert path.read_text() == (
        "# yaml-language-server: $schema=../schema/terms.json\n"
        "title:   'Parameter'\n"
        "category: openness\n"
        "# About the word itself.\n"
        "# In two lines.\n"
        "plain: >\n  One of the numbers\n  # that a model learns.\n\n"
        "specialist: A weight or bias set in training.\n"
        "# last words\n"
        "sources: [institute-report]  # the only one\n"
        "checked: 2026-06-20\n"
    )
    assert authoring.fmt(root, []) == []
    path.write_text(tidy)
    assert authoring.fmt(root, [path]) == []


def test_fmt_of_something_else_is_one_line(root: Path) -> None:
    with pytest.raises(CommandError, match="is no record"):
        authoring.fmt(root, [root / "data" / "site.yml"])
    small.plant(root, "terms/parameter.yml", "title: Parameter", "title: [Parameter")
    with pytest.raises(CommandError, match="is not YAML"):
        authoring.fmt(root, [])


@pytest.mark.parametrize("state", ["published", "unpublished"])
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_rename_leaves_data_that_pass(root: Path, collection: str, state: str) -> None:
    """One record of each collection: whatever named the old id names the new one."""
    if state == "unpublished":
        (root / "data" / "releases.yml").write_text("[]\n")
    catalog = load(root)
    record = next(iter(catalog[collection].values()))
    renaming.rename(catalog, record.key, "another-name")
    publication.renamed(catalog, record.key, f"{collection}/another-name")
    after = load(root)
    assert checks.run(after) == []
    assert after.get(f"{collection}/another-name").former_ids == (record.id,)
    assert len(after.references) == len(catalog.references)


def test_rename_keeps_comments_and_every_other_byte(root: Path) -> None:
    path = root / "data" / "forecasts" / "alpha-2-in-2027.yml"
    path.write_text(path.read_text().replace("event: alpha-1-release", "event:  'alpha-1-release'  # the first one"))
    catalog = load(root)
    before = path.read_text()
    renaming.rename(catalog, "events/alpha-1-release", "alpha-1-opens")
    assert path.read_text() == before.replace("'alpha-1-release'", "alpha-1-opens")


def test_rename_follows_links_in_prose_and_calls_in_pages(root: Path) -> None:
    small.plant(
        root, "terms/parameter.yml", "A weight or bias", "As in [a test](events/alpha-1-test), a weight or bias"
    )
    page = root / "docs" / "page.md"
    page.parent.mkdir()
    page.write_text('{{ link("events/alpha-1-test") }} and {{ link("events/alpha-1-test-2") }}\n')
    renaming.rename(load(root), "events/alpha-1-test", "tested")
    assert "[a test](events/tested)" in (root / "data" / "terms" / "parameter.yml").read_text()
    assert page.read_text() == '{{ link("events/tested") }} and {{ link("events/alpha-1-test-2") }}\n'


def test_second_rename_keeps_both_old_ids_and_ids_are_never_given_twice(root: Path) -> None:
    for old, new in (("parameter", "weight"), ("weight", "learned-number")):
        catalog = load(root)
        renaming.rename(catalog, f"terms/{old}", new)
        publication.renamed(catalog, f"terms/{old}", f"terms/{new}")
    catalog = load(root)
    assert catalog.get("terms/learned-number").former_ids == ("parameter", "weight")
    assert checks.run(catalog) == []
    with pytest.raises(CommandError, match="ids are never given twice"):
        renaming.rename(catalog, "terms/open-weights", "parameter")


def test_rename_waits_for_what_is_not_logged(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small.plant(root, "terms/parameter.yml", "A weight or bias", "A weight")
    assert main(["--root", str(root), "rename", "events/alpha-1-test", "tested"]) == 1
    assert "terms/parameter: differs from its logged version; log that first" in capsys.readouterr().out
    assert (root / "data" / "events" / "alpha-1-test.yml").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["rename", "event/alpha-1-test", "x"],
            "event/alpha-1-test: no such record. Did you mean 'events/alpha-1-test' or",
        ),
        (["rename", "events/alpha-1-test", "alpha-1-release"], "events/alpha-1-release: is there already"),
        (["verify", "events/alpha-1"], "events/alpha-1: no such record."),
        (["withdraw", "events/nothing", "--reason", "x"], "events/nothing: no such record."),
        (["log", "alpha-1"], "alpha-1: no such record."),
        (["new", "events", "alpha-1-test"], "events/alpha-1-test: is there already"),
        (["fmt", "nothing.yml"], "nothing.yml: is no record"),
    ],
)
def test_command_says_in_one_line_what_stands_in_its_way(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(["--root", str(root), *arguments]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(says)


def test_committed_schemas_are_those_of_the_models_and_the_data() -> None:
    for path, text in schemas.editor_schemas(website.catalog()).items():
        file = ROOT / path
        assert file.exists(), f"{path} is missing: run `python -m macros schema`"
        assert file.read_text(encoding="utf-8") == text, f"{path} is out of date: run `python -m macros schema`"


def test_schemas_accept_every_record_and_refuse_an_unknown_id() -> None:
    catalog = load(small.FIXTURE)
    found = {Path(path).name: json.loads(text) for path, text in schemas.editor_schemas(catalog).items()}
    registry = Registry().with_resources((name, DRAFT202012.create_resource(body)) for name, body in found.items())
    for record in catalog:
        body = catalog.nodes[record.key].value
        check = Draft202012Validator(found[f"{record.collection}.json"], registry=registry)
        assert list(check.iter_errors(body)) == []
        wrong = {**body, "sources": ["nowhere"]}
        assert "sources" not in body or list(check.iter_errors(wrong))


def test_editors_know_the_schema_of_every_collection() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert settings["yaml.schemas"] == {f"./data/schema/{name}.json": f"data/{name}/*.yml" for name in COLLECTIONS}
    for name in COLLECTIONS:
        for path in (ROOT / "data" / name).glob("*.yml"):
            assert path.read_text(encoding="utf-8").startswith(authoring.MODELINE.format(name)), path.name


def test_every_field_is_described() -> None:
    for _, rows in [*fields.collections(), *fields.parts()]:
        for field in rows:
            assert field.description.endswith((".", "...", "~"))
            assert field.holds or field.vocabulary or field.collection or field.part, field.name


def test_guide_shows_a_record_as_its_file_has_it() -> None:
    catalog = website.catalog()
    record, rows = fields.annotated(catalog)
    text = (ROOT / catalog.nodes[record.key].path).read_text(encoding="utf-8")
    assert "\n".join(part for part, _ in rows) in text
    assert [field.name for _, field in rows] == list(catalog.nodes[record.key].value)
