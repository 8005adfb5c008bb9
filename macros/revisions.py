"""Two states of the data: a git revision or a folder, each read into a catalog with its version logs.

Nothing of a revision is run or checked out: `git archive` gives its `data/`, whose plain files go to a temporary
folder. What stands in the way is said in one line, as a CommandError.
"""

import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from macros import addresses, source
from macros.catalog import Catalog, load
from macros.ledger import Ledger, read
from macros.problems import CommandError, DataError

MODELS = ("records", "guidance", "statements", "values", "vocabularies", "catalog")


@dataclass(frozen=True)
class State:
    """The data as they were: `name` is what the user asked for, `files` the bytes of each file below `data/`."""

    name: str
    catalog: Catalog
    ledger: Ledger
    registry: tuple[str, ...]
    files: dict[str, bytes]


@contextmanager
def state(name: str, project: Path) -> Iterator[State]:
    """Give the State at `name`: a folder that has `data/`, or a git revision of `project`.

    Raises CommandError: there is no such revision, or its data cannot be read.
    """
    if (Path(name) / "data").is_dir():
        own = Path(name).resolve() == project.resolve()
        yield _read("the working folder" if own else name, Path(name), "")
        return
    with TemporaryDirectory() as folder:
        commit = _commit(name, project)
        _unpack(commit, project, Path(folder))
        yield _read(f"{name} ({commit[:10]})", Path(folder), _drift(commit, project))


def _read(name: str, root: Path, drift: str) -> State:
    try:
        catalog = load(root)
    except DataError as error:
        raise CommandError(_unreadable(name, error, drift)) from error
    files = {path.relative_to(root).as_posix(): source.read_bytes(path) for path in source.files(root / "data")}
    return State(name, catalog, read(root), addresses.registry(root), files)


def _unreadable(name: str, error: DataError, drift: str) -> str:
    first, more = error.problems[0], len(error.problems) - 1
    rest = f" ({more} more)" if more else ""
    if drift:
        return f"{name}: its data do not fit the models, which changed since in {drift}: {first}{rest}"
    return f"{name}: its data can not be read: {first}{rest}"


def _git(project: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(project), *arguments], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise CommandError("git is not installed; name folders that have data/ instead of revisions") from error


def _commit(name: str, project: Path) -> str:
    """Return the commit that `name` stands for. `--end-of-options`: a name never becomes an option of git."""
    found = _git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found.returncode == 0:
        return found.stdout.decode().strip()
    shallow = _git(project, "rev-parse", "--is-shallow-repository")
    if shallow.returncode:
        raise CommandError(f"{name}: is no folder with data/, and {project} is no git repository; name a folder")
    if shallow.stdout.strip() == b"true":
        raise CommandError(f"{name}: is not in this shallow clone; fetch the history first: git fetch --unshallow")
    raise CommandError(f"{name}: is neither a folder with data/ nor a revision of this repository; see git log")


def _unpack(commit: str, project: Path, folder: Path) -> None:
    packed = _git(project, "archive", "--format=tar", commit, "data")
    if packed.returncode:
        raise CommandError(f"{commit[:10]}: has no data/; compare a later revision")
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
        for member in archive:
            if (content := archive.extractfile(member)) and member.isreg():
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())


def _drift(commit: str, project: Path) -> str:
    """Return the modules that describe records and differ from today's, in one line; empty if none does."""
    paths = [f"macros/{name}.py" for name in MODELS]
    changed = _git(project, "diff", "--name-only", "--relative", commit, "--", *paths).stdout.decode().split()
    return ", ".join(changed)


def outside(base: str, head: str | None, project: Path) -> tuple[str, ...]:
    """Return the files outside `data/` that differ between revisions (None: the working folder); none for folders."""
    if any((Path(name) / "data").is_dir() for name in (base, head) if name):
        return ()
    found = _git(project, "diff", "--name-only", "--relative", base, *([head] if head else []), "--", ".", ":!data")
    return tuple(found.stdout.decode().split("\n")[:-1])
