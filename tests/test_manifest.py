"""The manifest of hashes: a published copy is checked against it, file by file."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from macros import exports, ledger, manifest, published
from macros.catalog import load
from macros.published import Publication
from tests import small, website

V1 = exports.FOLDER


def test_published_copy_is_checked(tmp_path: Path) -> None:
    """`verify-site` finds a file that was altered and one that is missing, and says nothing of a whole copy."""
    catalog = load(small.copy(tmp_path / "root"))
    publication, site = Publication(catalog, ledger.of(catalog)), tmp_path / "site"
    published.write(exports.files(publication), site)
    published.write(manifest.files(publication, manifest.digests(site)), site)
    schema = json.loads((site / V1 / "schema/manifest.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads((site / manifest.PATH).read_text(encoding="utf-8")))
    with website.serve(site) as origin:
        assert list(manifest.verify(origin)) == []
        path = site / V1 / "models.json"
        path.write_bytes(path.read_bytes().replace(b"Alpha 1", b"Alpha 2", 1))
        (site / V1 / "claims.json").unlink()
        found = sorted(manifest.verify(origin))
    assert [line.split(":")[0] for line in found] == [f"{V1}/claims.json", f"{V1}/models.json"]
    assert "altered" in found[1]
    assert "missing" in found[0]


@pytest.mark.parametrize("address", ["file:///etc/", "http://127.0.0.1:1/", "nonsense"])
def test_a_wrong_address_is_one_clear_line(address: str) -> None:
    """What is no site gets one sentence and no traceback."""
    [line] = manifest.verify(address)
    assert "give the address of the site's home page" in line
