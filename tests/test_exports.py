"""The published data: valid by others' validators, whole, safe in a spreadsheet, and stable in shape."""

import csv
import io
import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import frictionless
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from macros import dataset, exports, ledger, openapi, published, redirects, shapes, tables
from macros.catalog import load
from macros.guidance import COLLECTIONS
from macros.published import Publication
from tests import golden, small, website
from tests import shapes as fingerprints

BASE = website.ADDRESSES["SITE_URL"]
V1 = exports.FOLDER
Files = Mapping[str, Any]


def made(publication: Publication) -> dict[str, Any]:
    """Return every data file by path; JSON as values, other files as text."""
    producers = (exports.files, tables.files, openapi.files, dataset.files)
    files = {file.path: file.content for producer in producers for file in producer(publication)}
    text = {path: content if isinstance(content, str) else content.decode("utf-8") for path, content in files.items()}
    return {path: json.loads(content) if path.endswith(".json") else content for path, content in text.items()}


@pytest.fixture(scope="module")
def files(publication: Publication) -> dict[str, Any]:
    """Every data file of the real data."""
    return made(publication)


def rows(text: str) -> list[dict[str, str]]:
    """Return a CSV file as another reader sees it."""
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("name", [name for name in shapes.files() if name != "manifest"])
def test_files_are_valid_by_their_schema(files: Files, name: str) -> None:
    """Every JSON file fits its published schema, by a validator that this project did not write."""
    schema = files[f"{V1}/schema/{name}.json"]
    Draft202012Validator.check_schema(schema)
    assert [e.message for e in Draft202012Validator(schema).iter_errors(files[f"{V1}/{name}.json"])] == []


def test_each_record_has_a_file_in_the_shape_of_its_collection(files: Files) -> None:
    """A file of one record holds what the file of all holds of it."""
    for name in COLLECTIONS:
        whole = files[f"{V1}/{name}.json"]
        for record in whole["records"]:
            assert files[f"{V1}/{name}/{record['id']}.json"] == {**whole, "records": [record]}


def test_every_file_says_what_it_is(files: Files, publication: Publication) -> None:
    """Shape version, data release and day stand in every file but schemas and OpenAPI, which has them in `info`."""
    expected = exports.envelope(publication)
    for path, content in files.items():
        if path.endswith(".json") and "/schema/" not in path and not path.endswith(("openapi.json", "dataset.json")):
            assert {name: content[name] for name in expected} == expected, path
    assert files[f"{V1}/openapi.json"]["info"]["version"] == expected["schema_version"]
    assert files[f"{V1}/dataset.json"]["schemaVersion"] == expected["schema_version"]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_tables_hold_every_record_with_its_sources(files: Files, name: str) -> None:
    """A table has the records of the JSON file in its order, with the sources of each."""
    text = files[f"{V1}/{name}.csv"]
    assert text.count("\r\n") >= len(rows(text)) + 1
    records = files[f"{V1}/{name}.json"]["records"]
    found = rows(text)
    assert [row["id"] for row in found] == [record["id"] for record in records]
    for row, record in zip(found, records, strict=True):
        assert row["cited_sources"].split(" | ") == (record["cited_sources"] or [""])
        assert record.get("verdict") in (None, row.get("verdict"))


def test_no_figure_travels_alone(files: Files, publication: Publication) -> None:
    """Every value of every fact is a row with its kind and sources; so is every sourced statement."""
    values = rows(files[f"{V1}/values.csv"])
    facts = [fact for record in publication.catalog for fact in getattr(record, "facts", ())]
    assert len(values) == sum(len(fact.values) for fact in facts)
    for row in (*values, *rows(files[f"{V1}/statements.csv"])):
        assert row["kind"]
        assert row["sources"], row


@given(st.text())
def test_no_cell_is_run_as_a_formula(text: str) -> None:
    """Whatever words say, a spreadsheet shows them and runs nothing; what is guarded can be read back."""
    cell = tables.cell(text)
    assert not cell.startswith(tables.FORMULA)
    assert cell in (text, f"'{text}")


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_formulas_are_guarded(start: str) -> None:
    """The beginnings that OWASP names get an apostrophe; a negative number is a number."""
    assert tables.cell(start) == f"'{start}"
    assert tables.cell(-1.5) == "-1.5"


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\x00", codec="utf-8")), min_size=1))
def test_tables_are_read_back(cells: list[str]) -> None:
    """Quotes, commas and line breaks in words do not break a row (RFC 4180)."""
    columns = [tables.Column((str(number),), "string", {}) for number in range(len(cells))]
    row = {column.name: cell for column, cell in zip(columns, cells, strict=True)}
    text = tables.text(tables.Table("t", "", (), columns, [row]))
    found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert found[1] == [tables.cell(cell) for cell in cells]


def test_data_package_is_valid(publication: Publication, tmp_path: Path) -> None:
    """Frictionless finds types, keys, references between tables, sizes and hashes as the package says."""
    published.write(tables.files(publication), tmp_path)
    report = frictionless.validate(str(tmp_path / V1 / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert len(report.tasks) == len(COLLECTIONS) + len(shapes.ROWS)


def test_data_package_names_each_altered_table(tmp_path: Path) -> None:
    """A row that refers to a record that is not there is found."""
    catalog = load(small.copy(tmp_path))
    published.write(tables.files(Publication(catalog, ledger.of(catalog))), tmp_path)
    path = tmp_path / V1 / "claims.csv"
    path.write_bytes(path.read_bytes().replace(b",essayist,", b",nobody,"))
    kinds = {error.type for task in frictionless.validate(str(tmp_path / V1 / "datapackage.json")).tasks
             for error in task.errors}  # fmt: skip
    assert {"hash-count", "foreign-key"} & kinds


def test_openapi_describes_what_is_there(publication: Publication, tmp_path: Path) -> None:
    """OpenAPI's own validator accepts it, each address it describes exists, and its schemas are the published ones."""
    published.write(exports.files(publication), tmp_path)
    published.write((*tables.files(publication), *openapi.files(publication)), tmp_path)
    path = tmp_path / V1 / "openapi.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    validate(document, base_uri=path.as_uri())
    for address, item in document["paths"].items():
        if address == "/manifest.json":
            continue
        collection = address.split("/")[1].removesuffix(".json")
        some = next(iter(publication.catalog.collections.get(collection, {"": None})))
        assert (path.parent / address.lstrip("/").replace("{id}", some)).exists(), address
        content = item["get"]["responses"]["200"]["content"].values()
        for schema in (media["schema"]["$ref"] for media in content if media):
            assert (path.parent / schema).exists()


def test_dataset_is_described_for_search_engines(files: Files) -> None:
    """The description is JSON-LD with absolute addresses, each of a file that is there, and no empty value."""
    described = files[f"{V1}/dataset.json"]
    assert set(described["@type"]) == {"Dataset", "dcat:Dataset"}
    for part in described["distribution"]:
        path = part["contentUrl"].removeprefix(BASE)
        assert path in files or path.endswith("manifest.json")
    assert [name for name, value in described.items() if value in (None, "", [])] == []


def test_a_change_of_shape_raises_the_version() -> None:
    """What is published has the shape that is committed for its `schema_version`."""
    version = fingerprints.version()
    found = fingerprints.committed().get(version)
    assert found == fingerprints.shape(), (
        f"the published shape is not that of {version}: raise schema_version in data/site.yml (major: a field is gone "
        "or has another type; minor: one was added), then run `python -m tests.shapes`"
    )


def test_versions_keep_the_promise() -> None:
    """Between two versions the number that the change asks for, or a greater one, was raised."""
    order = ("patch", "minor", "major")
    known = list(fingerprints.committed().items())
    for (before, old), (after, new) in pairwise(known):
        needed = fingerprints.step(old, new) or "patch"
        assert order.index(fingerprints.raised(before, after)) >= order.index(needed), f"{before} to {after}"


def test_steps_are_told_apart() -> None:
    """A field that goes or changes its type is major, one that comes is minor."""
    before = {"models.json": {"title": "string", "order": "integer"}}
    assert fingerprints.step(before, {"models.json": {"title": "string"}}) == "major"
    assert fingerprints.step(before, {"models.json": {"title": "string", "order": "integer|string"}}) == "major"
    assert fingerprints.step(before, {}) == "major"
    assert fingerprints.step(before, {"models.json": {**before["models.json"], "more": "string"}}) == "minor"
    assert fingerprints.step(before, before) == ""
    assert fingerprints.raised("1.2.3", "1.3.0") == "minor"


def test_golden_files(tmp_path: Path) -> None:
    """The small site publishes what it did before, byte for byte."""
    expected = {p.relative_to(golden.EXPECTED).as_posix(): p for p in golden.EXPECTED.rglob("*") if p.is_file()}
    found = golden.made(small.project(tmp_path))
    assert sorted(found) == sorted(golden.KEPT) == sorted(expected)
    wrong = [path for path, content in found.items() if content != expected[path].read_bytes()]
    assert wrong == [], "if the change is meant, accept it with `python -m tests.golden`"


def test_renamed_and_withdrawn_records_are_found(tmp_path: Path) -> None:
    """A record stands under its former id too; the file of a withdrawn one stays, empty, and the catalog says why."""
    root = small.copy(tmp_path)
    small.plant(root, "models/alpha-1.yml", "checked: 2026-06-20", "checked: 2026-06-20\nformer_ids: [alpha]")
    (root / "data/terms/parameter.yml").unlink()
    catalog = load(root)
    log = ledger.read(root)
    key = "terms/parameter"
    last = log.of(key)[-1]
    gone = ledger.Version("terms", "parameter", 2, "2026-06-30", ledger.WITHDRAWN, "It is a unit.", "", None)
    publication = Publication(catalog, ledger.Ledger({**log.versions, key: (last, gone)}), BASE)
    files = made(publication)
    assert files[f"{V1}/models/alpha.json"] == files[f"{V1}/models/alpha-1.json"]
    assert files[f"{V1}/terms/parameter.json"]["records"] == []
    found = files[f"{V1}/catalog.json"]
    assert found["renamed"] == {"models/alpha": "models/alpha-1"}
    assert [(entry["key"], entry["reason"]) for entry in found["withdrawn"]] == [(key, "It is a unit.")]
    moved = {file.path: str(file.content) for file in redirects.pages(publication)}
    assert 'url=../alpha-1/"' in moved["models/alpha/index.html"]
    assert redirects.anchors(catalog, publication.ledger)["glossary/"] == {"parameter": "terms/parameter/v/2/"}
