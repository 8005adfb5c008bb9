"""The data part of CHANGELOG.md: each release, written from the version logs; the part on the site is kept by hand."""

from collections import Counter
from dataclasses import dataclass

from macros.catalog import Catalog, DataRelease
from macros.ledger import FIRST, KINDS, WORDING, Ledger, Version
from macros.problems import CommandError
from macros.reports import report

PATH = "CHANGELOG.md"
BEGIN, END = "<!-- data: written by `python -m macros release` -->", "<!-- end of data -->"


@dataclass(frozen=True)
class Section:
    """One release: how many records of each collection are new, the changes by kind, and how many are wording."""

    release: DataRelease
    added: dict[str, int]
    changes: tuple[tuple[str, tuple[Version, ...]], ...]
    wording: int


def sections(catalog: Catalog, ledger: Ledger) -> list[Section]:
    """Return the releases, newest first."""
    found = []
    after = ""
    for release in catalog.releases:
        versions = [v for entries in ledger.versions.values() for v in entries if v.after == after]
        added = Counter(version.collection for version in versions if version.kind == FIRST)
        shown = [kind for kind in KINDS if kind not in (FIRST, WORDING)]
        changes = [(kind, tuple(v for v in versions if v.kind == kind)) for kind in shown]
        wording = sum(version.kind == WORDING for version in versions)
        found.append(Section(release, dict(added), tuple(c for c in changes if c[1]), wording))
        after = release.release
    return found[::-1]


def write(catalog: Catalog, ledger: Ledger) -> None:
    """Write the data part of CHANGELOG.md anew. Raises CommandError if its marks are gone."""
    path = catalog.root / PATH
    text = path.read_text(encoding="utf-8") if path.exists() else f"{BEGIN}\n{END}\n"
    if BEGIN not in text or END not in text:
        raise CommandError(f"{PATH}: the marks {BEGIN} and {END} are gone; put them back around the data part")
    head, tail = text.partition(BEGIN)[0], text.partition(END)[2]
    body = report("changes/changelog.md", sections=sections(catalog, ledger))
    path.write_text(f"{head}{BEGIN}\n\n{body}\n{END}{tail}", encoding="utf-8", newline="\n")
