"""Command line: `python -m macros check | schema | log | ...`. Problems are printed, never a traceback."""

import argparse
import os
import sys
from pathlib import Path

from macros import checks, ledger, schemas
from macros.catalog import ROOT, Catalog, load
from macros.problems import DataError, Problem


def report(problems: list[Problem]) -> int:
    """Print problems, one line each, as annotations under GitHub Actions; return the exit code."""
    for problem in problems:
        print(problem.annotation() if os.environ.get("GITHUB_ACTIONS") else problem)
    if problems:
        files = len({problem.path for problem in problems})
        print(
            f"{len(problems)} problem{'s'[: len(problems) != 1]} in {files} file{'s'[: files != 1]}."
        )
    return 1 if problems else 0


def check(catalog: Catalog, options: argparse.Namespace) -> int:
    """Run every check on the data."""
    problems = checks.run(catalog)
    if not problems:
        print(
            f"{sum(1 for _ in catalog)} records, {len(catalog.references)} references: no problem."
        )
    return report(problems)


def schema(catalog: Catalog, options: argparse.Namespace) -> int:
    """Write the JSON Schemas that editors use to data/schema/."""
    for path, text in schemas.editor_schemas(catalog).items():
        (catalog.root / path).parent.mkdir(parents=True, exist_ok=True)
        (catalog.root / path).write_text(text, encoding="utf-8")
    return 0


def log(catalog: Catalog, options: argparse.Namespace) -> int:
    """Log new versions of records that changed."""
    book = ledger.read(catalog.root)
    if book.problems:
        return report(list(book.problems))
    versions = {key: list(entries) for key, entries in book.versions.items()}
    wanted = set(options.records)
    day = catalog.as_of.isoformat()
    for record, last in list(ledger.changed(catalog, book)):
        if wanted and record.key not in wanted:
            continue
        fresh = last is None or (not catalog.releases and last.version == 1)
        kind = ledger.FIRST if fresh else options.kind
        if kind is None:
            print(
                f"{record.key} was published as version {last.version if last else 0}; say what changed: --kind {' | '.join(ledger.KINDS[1:5])}"
            )
            return 1
        try:
            version = ledger.next_version(
                record, None if fresh else last, kind, options.reason, day
            )
        except ValueError as error:
            print(f"{record.key}: {error}; add --reason '...'")
            return 1
        versions[record.key] = [version] if fresh else [*versions[record.key], version]
    if not catalog.releases:
        versions = {key: entries for key, entries in versions.items() if catalog.find(key)}
    ledger.write(catalog.root, [version for entries in versions.values() for version in entries])
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    main = argparse.ArgumentParser(prog="python -m macros", description=__doc__)
    main.add_argument("--root", type=Path, default=ROOT, help="the project folder")
    commands = main.add_subparsers(required=True, metavar="command")
    commands.add_parser("check", help=check.__doc__).set_defaults(run=check)
    commands.add_parser("schema", help=schema.__doc__).set_defaults(run=schema)
    logging = commands.add_parser("log", help=log.__doc__)
    logging.add_argument(
        "records", nargs="*", help="collection/id; all that changed if none is named"
    )
    logging.add_argument("--kind", choices=ledger.KINDS[1:])
    logging.add_argument("--reason", default="")
    logging.set_defaults(run=log)
    return main


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(load(options.root), options))
    except DataError as error:
        return report(error.problems)


if __name__ == "__main__":
    sys.exit(main())
