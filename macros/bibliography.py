"""Reference files: CSL-JSON items in; BibTeX, RIS and CSL-JSON text out.

The writers are bibtexparser and rispy; here stands only which field goes where. BibTeX fields follow
BibTeX 0.99 with `url`, `date` and `version` of biblatex beside them; RIS tags follow the Reference
Manager specification of 2011.
"""

from collections.abc import Iterable, Iterator

import bibtexparser
import rispy
from bibtexparser.middlewares import MonthAbbreviationMiddleware
from bibtexparser.middlewares.parsestack import default_unparse_stack
from bibtexparser.model import Entry, Field
from pydantic_core import to_json

from macros.csl import Item

# What LaTeX reads as a command; all else stays as it is, in UTF-8.
_LATEX = str.maketrans({
    "\\": r"{\textbackslash}", "{": r"\{", "}": r"\}", "~": r"{\textasciitilde}", "^": r"{\textasciicircum}",
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "<": r"{\textless}", ">": r"{\textgreater}",
})  # fmt: skip
_BIBTEX_TYPES = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "book": "book", "paper-conference": "inproceedings", "report": "techreport",
}  # fmt: skip
_BIBTEX_CONTAINER = {"article": "journal", "inproceedings": "booktitle"}
_BIBTEX_PUBLISHER = {"techreport": "institution", "book": "publisher", "article": "publisher"}
_RIS_TYPES = {
    "article": "UNPB", "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS",
    "book": "BOOK", "dataset": "DATA", "document": "GEN", "legal_case": "CASE", "legislation": "STAT",
    "paper-conference": "CPAPER", "post-weblog": "BLOG", "regulation": "STAT", "report": "RPRT",
    "software": "COMP", "standard": "STAND",
}  # fmt: skip


def csl_json(items: Iterable[Item]) -> str:
    """Return the items as a CSL-JSON 1.0.2 file."""
    return to_json(list(items), indent=2).decode("utf-8") + "\n"


def bibtex(items: Iterable[Item]) -> str:
    """Return the items as a BibTeX file in UTF-8; what LaTeX reads as a command is escaped."""
    library = bibtexparser.Library([_entry(item) for item in items])
    writing = [MonthAbbreviationMiddleware(), *default_unparse_stack(allow_inplace_modification=True)]
    return str(bibtexparser.write_string(library, unparse_stack=writing))


def ris(items: Iterable[Item]) -> str:
    """Return the items as a RIS file."""
    return str(rispy.dumps([dict(_ris_fields(item)) for item in items], implementation=_RisWriter))


class _RisWriter(rispy.RisWriter):  # type: ignore[misc]
    """rispy's writer without its running number before each reference, which RIS does not know."""

    def set_header(self, count: int) -> str:
        return ""


def _entry(item: Item) -> Entry:
    kind = _BIBTEX_TYPES.get(item["type"], "misc")
    fields = {
        "author": " and ".join(_bibtex_name(name) for name in item.get("author", ())),
        # The second pair of braces keeps capitals as they are: most are names.
        "title": f"{{{item['title'].translate(_LATEX)}}}",
        _BIBTEX_CONTAINER.get(kind, "howpublished"): item.get("container-title"),
        _BIBTEX_PUBLISHER.get(kind, "organization"): item.get("publisher"),
        **dict(_bibtex_date(item)),
        "version": item.get("version"),
        "number": item.get("number"),
        "url": item.get("URL"),
        "note": item.get("note"),
    }
    ready = {"author", "title", "url"}  # escaped above, or verbatim by definition
    return Entry(kind, item["id"], [
        Field(name, value if name in ready else value.translate(_LATEX))
        for name, value in fields.items() if value
    ])  # fmt: skip


def _bibtex_name(name: Item) -> str:
    if "literal" in name:
        return f"{{{name['literal'].translate(_LATEX)}}}"
    return ", ".join(name[part].translate(_LATEX) for part in ("family", "given") if part in name)


def _bibtex_date(item: Item) -> Iterator[tuple[str, str]]:
    if not (dates := item.get("issued", {}).get("date-parts")):
        return
    yield "date", "/".join("-".join(f"{part:02}" for part in date) for date in dates)
    yield "year", str(dates[0][0])
    if len(dates[0]) > 1:
        yield "month", str(dates[0][1])


def _ris_fields(item: Item) -> Iterator[tuple[str, str | list[str]]]:
    """Yield rispy's names of RIS tags with their values, in the order of the file."""
    yield "type_of_reference", _RIS_TYPES.get(item["type"], "ELEC")
    yield "id", item["id"]
    yield "authors", [_ris_name(name) for name in item.get("author", ())]
    yield "title", item["title"]
    if dates := item.get("issued", {}).get("date-parts"):
        yield "year", str(dates[0][0])
        yield "date", "/".join(f"{part:02}" for part in dates[0])
    for name, variable in (
        ("secondary_title", "container-title"), ("publisher", "publisher"), ("edition", "version"),
        ("number", "number"), ("language", "language"),
    ):  # fmt: skip
        if value := item.get(variable):
            yield name, value
    yield "urls", [item["URL"]] if "URL" in item else []
    yield "notes", [item["note"]] if "note" in item else []


def _ris_name(name: Item) -> str:
    """Return `Family, Given`. A name of one piece ends in the only comma it may have, or readers would split it."""
    if "literal" in name:
        return f"{name['literal'].replace(',', '')},"
    return ", ".join(name[part] for part in ("family", "given") if part in name)
