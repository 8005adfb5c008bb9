"""Command line: `python -m macros check | new | changes | ...`. What goes wrong is said in lines, never a traceback.

Commands import what they alone need, so that `check` starts at once.
"""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from macros.catalog import ROOT, load
from macros.guidance import COLLECTIONS
from macros.ledger import FIRST, KINDS, WITHDRAWN
from macros.problems import CommandError, DataError, Problem

Options = argparse.Namespace
Command = Callable[[Options], int]


def report(problems: list[Problem]) -> int:
    """Print problems, one line each, as annotations under GitHub Actions; return the exit code."""
    for problem in problems:
        print(problem.annotation() if os.environ.get("GITHUB_ACTIONS") else problem)
    if problems:
        files = len({problem.path for problem in problems})
        print(f"{len(problems)} problem{'s'[: len(problems) != 1]} in {files} file{'s'[: files != 1]}.")
    return 1 if problems else 0


def check(options: Options) -> int:
    """Say what is wrong with the data, by file and line."""
    from macros import checks

    catalog = load(options.root)
    problems = checks.run(catalog)
    if not problems:
        print(f"{sum(1 for _ in catalog)} records, {len(catalog.references)} references: no problem.")
    return report(problems)


def pages(options: Options) -> int:
    """Write the site as Markdown and files to a new folder, for a generator without our hooks (Zensical)."""
    from macros import handover

    if options.folder.exists():
        raise CommandError(f"{options.folder} exists already; name a new folder")
    print(f"{handover.write_out(options.root, options.folder)} files; build them there: zensical build")
    return 0


def schema(options: Options) -> int:
    """Write the JSON Schemas that editors use to data/schema/."""
    from macros import publication

    publication.write_schemas(load(options.root))
    return 0


def new(options: Options) -> int:
    """Write a commented record to fill in."""
    from macros import authoring

    path = authoring.new(options.root, options.collection, options.id)
    print(f"{_shown(path, options)}: fill in what is empty, then: python -m macros check")
    return 0


def fmt(options: Options) -> int:
    """Put the fields of records in order, comments kept."""
    from macros import authoring

    for path in authoring.fmt(options.root, options.files):
        print(f"{_shown(path, options)}: put in order")
    return 0


def log(options: Options) -> int:
    """Log new versions of records that changed."""
    from macros import publication

    count = publication.log(load(options.root), options.records, options.kind, options.reason, options.replace)
    print(f"{count} version{'s'[: count != 1]} added.")
    return 0


def rename(options: Options) -> int:
    """Give a record a new id, here and wherever it is named; the old one leads on."""
    from macros import publication, renaming

    catalog = load(options.root)
    publication.ready(catalog)
    paths = renaming.rename(catalog, options.record, options.id)
    new_key = f"{options.record.partition('/')[0]}/{options.id}"
    publication.renamed(catalog, options.record, new_key)
    for path in paths:
        print(_shown(path, options))
    return 0


def withdraw(options: Options) -> int:
    """Take records out; their addresses and versions stay and say why."""
    from macros import publication

    publication.withdraw(load(options.root), options.records, options.reason)
    return 0


def release(options: Options) -> int:
    """Cut a data release: seal the versions, write the changelog."""
    from macros import changelog, checks, ledger, publication

    catalog = load(options.root)
    if problems := checks.run(catalog):
        return report(problems)
    name = publication.release(catalog, options.note)
    changelog.write(load(options.root), ledger.read(options.root))
    print(f"Release {name} is sealed. Commit data/ and {changelog.PATH}.")
    return 0


def changes(options: Options) -> int:
    """Say what a change means to readers, citations and reviewers (Markdown)."""
    from macros import changes as comparison
    from macros import revisions

    with ExitStack() as stack:
        base = stack.enter_context(revisions.state(options.base, options.root))
        head = stack.enter_context(revisions.state(options.head or str(options.root), options.root))
        outside = revisions.outside(options.base, options.head, options.root)
        found = comparison.compare(base, head, outside)
        print(comparison.as_json(found) if options.json else comparison.markdown(found, head), end="")
    return 0


def verify(options: Options) -> int:
    """List each statement of a record with what to open, to tick (Markdown)."""
    from macros import verify as verification

    catalog = load(options.root)
    print("\n".join(verification.checklist(catalog, key) for key in options.records), end="")
    return 0


def due(options: Options) -> int:
    """List what has fallen due for review (Markdown; nothing if nothing is)."""
    from macros import due as overdue

    print(overdue.listed(load(options.root)), end="")
    return 0


def links(options: Options) -> int:
    """Ask every source's address whether it still answers (Markdown; nothing if all do). Uses the network."""
    from macros import links as outside
    from macros import revisions

    catalog = load(options.root)
    if options.since is None:
        print(outside.listed(catalog), end="")
        return 0
    with revisions.state(options.since, options.root) as base:
        print(outside.listed(catalog, base.catalog), end="")
    return 0


def verify_site(options: Options) -> int:
    """Compare every file of a published copy with its manifest of hashes. Uses the network."""
    from macros import manifest

    found = list(manifest.verify(options.address))
    print("\n".join(found) or "Every file is as it was published.")
    return 1 if found else 0


def _shown(path: Path, options: Options) -> str:
    return path.resolve().relative_to(options.root.resolve()).as_posix()


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    main = argparse.ArgumentParser(prog="python -m macros", description="Common Ground, from the command line.")
    main.add_argument("--root", type=Path, default=ROOT, help="the project folder")
    commands = main.add_subparsers(required=True, metavar="command")

    def command(run: Command, *arguments: tuple[str, Any]) -> None:
        sub = commands.add_parser(run.__name__.replace("_", "-"), help=run.__doc__, description=run.__doc__)
        for name, options in arguments:
            sub.add_argument(name, **options)
        sub.set_defaults(run=run)

    record: dict[str, object] = {"metavar": "collection/id"}
    reason = ("--reason", {"default": "", "help": "one sentence that a reader understands"})
    kinds = [kind for kind in KINDS if kind not in (FIRST, WITHDRAWN)]
    command(check)
    command(new, ("collection", {"help": ", ".join(COLLECTIONS)}), ("id", {"help": "small letters, digits, hyphens"}))
    command(fmt, ("files", {"nargs": "*", "type": Path, "help": "all records if none is named"}))
    command(
        log, ("records", {**record, "nargs": "*", "help": "all that changed if none is named"}),
        ("--kind", {"choices": kinds}), reason,
        ("--replace", {"action": "store_true", "help": "log the last version anew; not if it is released"}),
    )  # fmt: skip
    command(verify, ("records", {**record, "nargs": "+"}))
    command(
        changes, ("base", {"help": "git revision, or folder that has data/"}),
        ("head", {"nargs": "?", "help": "the same; the project folder if left out"}),
        ("--json", {"action": "store_true"}),
    )  # fmt: skip
    command(rename, ("record", record), ("id", {"help": "the new id"}))
    command(withdraw, ("records", {**record, "nargs": "+"}), reason)
    command(release, ("--note", {"required": True, "help": "what it brings, in one sentence"}))
    command(due)
    command(links, ("--since", {"metavar": "REVISION", "help": "only sources that are new since then"}))
    command(verify_site, ("address", {"help": "where the site stands, https://..."}))
    command(pages, ("folder", {"type": Path}))
    command(schema)
    return main


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except DataError as error:
        return report(error.problems)
    except CommandError as error:
        print(error)
        return 1


if __name__ == "__main__":
    sys.exit(main())
