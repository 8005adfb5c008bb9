"""Evidence packs: whole, readable from disk, the same twice, and no byte of them can be altered unseen."""

import ast
import io
import json
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from macros import pack_check, packs
from macros.published import Publication
from tests import golden, pages, small, website

BASE = website.ADDRESSES["SITE_URL"]


@pytest.fixture(scope="module")
def made(publication: Publication) -> dict[str, bytes]:
    """The packs of the real data."""
    found = {file.path: file.content for file in packs.files(publication)}
    return {path: content.encode() if isinstance(content, str) else content for path, content in found.items()}


@pytest.fixture(scope="module")
def small_packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The packs of the small site."""
    publication = golden.publication(small.project(tmp_path_factory.mktemp("small")))
    return {file.path: bytes(file.content) for file in packs.files(publication) if isinstance(file.content, bytes)}


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of a zip file by path."""
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def unpack(content: bytes, folder: Path) -> Path:
    """Write the files of a zip file below `folder` and return it."""
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        pack.extractall(folder)
    return folder


def run(program: Path, *arguments: str) -> tuple[int, str]:
    """Run a pack's program by itself: no site packages, no environment. Return its exit code and what it said."""
    done = subprocess.run([sys.executable, "-I", "-S", program, *arguments], capture_output=True, text=True)
    assert not done.stderr
    return done.returncode, done.stdout


@pytest.mark.parametrize("name", packs.PACKS)
def test_packs_are_whole(made: dict[str, bytes], name: str) -> None:
    """A pack has its records as pages and data with schemas, every source that they rest on, and their versions."""
    files = unpacked(made[f"{packs.FOLDER}/{name}.zip"])
    assert list(pack_check.problems(files)) == []
    assert {"index.html", "sources.html", "verify.py", pack_check.SUMS} <= set(files)
    carried = {source["id"] for source in json.loads(files["data/sources.json"])["records"]}
    for collection in packs.PACKS[name]:
        content = json.loads(files[f"data/{collection}.json"])
        Draft202012Validator(json.loads(files[f"schema/{collection}.json"])).validate(content)
        assert content["records"]
        for record in content["records"]:
            assert f"{collection}/{record['id']}.html" in files
            assert set(record["cited_sources"]) <= carried


@pytest.mark.parametrize("name", packs.PACKS)
def test_pages_open_from_disk(made: dict[str, bytes], name: str, tmp_path: Path) -> None:
    """Links in a pack lead to files and anchors in it; nothing is fetched from elsewhere, and no script is needed."""
    folder = unpack(made[f"{packs.FOLDER}/{name}.zip"], tmp_path)
    for path in folder.rglob("*.html"):
        page = pages.document(path)
        assert page.xpath("//script|//img|//iframe") == []
        assert len(page.xpath("//h1")) == 1
        for target, fragment in pages.links(page, f"/{path.relative_to(folder).as_posix()}"):
            found = folder / unquote(target).lstrip("/")
            assert found.is_file(), f"{path.name}: {target}"
            assert not fragment or fragment in pages.ids(pages.document(found)), f"{path.name}: {target}#{fragment}"


def test_packs_are_the_same_twice(small_packs: dict[str, bytes], tmp_path: Path) -> None:
    """The same data give the same bytes, wherever and whenever they are packed."""
    again = packs.files(golden.publication(small.project(tmp_path)))
    assert {file.path: file.content for file in again} == small_packs


def test_published_hashes_are_those_of_the_files(made: dict[str, bytes]) -> None:
    """SHA256SUMS on the site names each pack and the program."""
    names = {path.rpartition("/")[2]: content for path, content in made.items()}
    assert made[f"{packs.FOLDER}/{pack_check.SUMS}"].decode() == pack_check.sums(names)
    assert set(names) == {*(f"{name}.zip" for name in packs.PACKS), "verify.py", pack_check.SUMS}


@given(data=st.data())
def test_any_altered_byte_of_any_file_is_found(small_packs: dict[str, bytes], data: st.DataObject) -> None:
    """One byte of one file of a pack, whichever, is another: the pack is no longer what was published."""
    files = _files(small_packs[f"{packs.FOLDER}/models.zip"])
    name = data.draw(st.sampled_from(sorted(files)))
    content = bytearray(files[name])
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    assert list(pack_check.problems({**files, name: bytes(content)}))


@cache
def _files(content: bytes) -> dict[str, bytes]:
    return unpacked(content)


@given(data=st.data())
def test_any_altered_byte_of_a_pack_is_found(
    small_packs: dict[str, bytes], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """One byte of the file as it is downloaded is another: it is found, and never ends in a traceback."""
    content = bytearray(small_packs[f"{packs.FOLDER}/models.zip"])
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.getbasetemp() / "altered.zip"
    path.write_bytes(content)
    digest = pack_check.digest(small_packs[f"{packs.FOLDER}/models.zip"])
    assert pack_check.check(path, digest)


def test_files_added_and_removed_are_found(small_packs: dict[str, bytes]) -> None:
    """A file that does not belong and one that is missing are named."""
    files = _files(small_packs[f"{packs.FOLDER}/models.zip"])
    assert "note.txt: does not belong to the pack" in list(pack_check.problems({**files, "note.txt": b"trust me"}))
    less = {name: content for name, content in files.items() if name != "index.html"}
    assert "index.html: is missing" in list(pack_check.problems(less))


def test_a_record_that_is_no_logged_version_is_found(small_packs: dict[str, bytes]) -> None:
    """Who alters a record and fits every hash to it is betrayed by the seals of its versions."""
    files = dict(_files(small_packs[f"{packs.FOLDER}/models.zip"]))
    log = json.loads(files["versions/models.jsonl"])
    log["record"]["title"] = "Alpha 9"
    log["sha256"] = pack_check.digest(pack_check._canonical(log["record"]))
    files["versions/models.jsonl"] = f"{json.dumps(log)}\n".encode()
    files[pack_check.SUMS] = pack_check.sums(files).encode()
    found = list(pack_check.problems(files))
    assert "models/alpha-1: version 1 does not match its seal" in found
    assert "models/alpha-1: is not its newest version" in found


def test_the_program_runs_alone(small_packs: dict[str, bytes], tmp_path: Path) -> None:
    """`verify.py` checks the folder it stands in, and a pack beside SHA256SUMS, with Python and nothing else."""
    folder = unpack(small_packs[f"{packs.FOLDER}/models.zip"], tmp_path / "models")
    assert run(folder / "verify.py") == (0, "Nothing was altered.\n")
    page = folder / "index.html"
    page.write_bytes(page.read_bytes().replace(b"Alpha", b"Beta"))
    code, said = run(folder / "verify.py")
    assert (code, said.splitlines()[0]) == (1, "index.html: was altered")
    for path, content in small_packs.items():
        (tmp_path / path.rpartition("/")[2]).write_bytes(content)
    program, pack = tmp_path / "verify.py", tmp_path / "risks.zip"
    assert run(program, str(pack)) == (0, "Nothing was altered.\n")
    pack.write_bytes(pack.read_bytes() + b"\0")
    assert run(program, str(pack)) == (1, "risks.zip: is not the file that was published\n")
    code, said = run(program, str(tmp_path / "none.zip"))
    assert (code, said.partition(" (")[0]) == (1, "none.zip: can not be read")


def test_a_pack_alone_asks_for_its_hash(small_packs: dict[str, bytes], tmp_path: Path) -> None:
    """A pack can not vouch for its own file: the program says what to compare it with."""
    for name in ("models.zip", "verify.py"):
        (tmp_path / name).write_bytes(small_packs[f"{packs.FOLDER}/{name}"])
    code, said = run(tmp_path / "verify.py", str(tmp_path / "models.zip"))
    assert code == 0
    assert "--sha256" in said
    assert run(tmp_path / "verify.py", str(tmp_path / "models.zip"), "--sha256", "0" * 64)[0] == 1


def test_the_program_needs_the_standard_library_alone() -> None:
    """It imports nothing that Python does not bring, and no syntax that an old Python lacks."""
    text = packs.PROGRAM.read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 8))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
