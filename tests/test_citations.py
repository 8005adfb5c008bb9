"""Citations: what a reader copies or downloads is right, escaped, and read back the same elsewhere."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pypandoc
import pytest
import rispy
from lxml import html

from macros import bibliography, catalog, citation_pages, citations, csl, ledger, metadata
from macros.catalog import Catalog
from macros.citations import Citations
from macros.ledger import Ledger
from macros.published import Publication
from tests import website
from tests.website import ROOT

BASE = "https://common-ground.example/"
NOCASE = re.compile(r'<span class="nocase">(.*)</span>')


def item(identity: str, title: str, **more: Any) -> dict[str, Any]:
    """Return a CSL item of a page of this site; None leaves a variable out."""
    fields = {
        "id": identity, "type": "webpage", "title": title, "author": [{"literal": "Common Ground"}],
        "issued": {"date-parts": [[2026, 11, 24]]}, "container-title": "Common Ground", "version": "2",
        "URL": f"{BASE}models/{identity}/v/2/", "note": "SHA-256 1f2e3d4c5b6a", "language": "en", **more,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


AWKWARD = [
    item("ampersand", "R&D at AT&T: 50% of $3 billion, file_name #1"),
    item("braces", "Braces {like these}, a lone } and \\emph{no} command, ~t^c"),
    item("signs", "5 < 6 > 4, x | y, “quoted” and *starred*, @at = [x]"),
    item("chinese", "人工智能安全治理框架", author=[{"literal": "国家互联网信息办公室"}], language="zh"),
    item("german", "Über die Größe", author=[{"family": "Müller-Lüdenscheidt", "given": "Jörg"}], language="de"),
    item("arabic", "سلامة الذكاء الاصطناعي", author=[{"family": "الخوارزمي", "given": "محمد"}], language="ar"),
    item("bodies", "Three bodies", author=[{"literal": "OpenAI"}, {"literal": "A & B"}, {"literal": "NIST, Dept. 1"}]),
    item("undated", "Without a date", issued=None),
    item("month", "One month", issued={"date-parts": [[2026, 6]]}),
    item("year", "One year", issued={"date-parts": [[2026]]}),
    item("law", "Regulation (EU) 2024/1689", type="legislation", author=None, number="2024/1689"),
    item("address", "Query", URL="https://example.org/a_b/?q=x%20y&z=1#frag-_1~a"),
    item("program", "vLLM", type="software", version="1.2.0", publisher="vLLM & friends"),
]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The small made-up site, with the real templates."""
    root = tmp_path_factory.mktemp("small")
    (root / "data").symlink_to(ROOT / "tests" / "fixtures" / "site" / "data")
    (root / "overrides").symlink_to(ROOT / "overrides")
    return catalog.load(root)


def first_versions(data: Catalog) -> Ledger:
    """Return a ledger in which every record has its first version."""
    day = data.as_of.isoformat()
    return Ledger({r.key: (ledger.next_version(r, None, ledger.FIRST, "", day),) for r in data})


@pytest.fixture(scope="session")
def cited(small: Catalog) -> Citations:
    return Citations(small, first_versions(small), BASE)


@pytest.fixture(scope="session")
def published(small: Catalog) -> dict[str, str]:
    return {
        file.path: str(file.content) for file in citation_pages.files(Publication(small, first_versions(small), BASE))
    }


def read(text: str, form: str) -> dict[str, dict[str, Any]]:
    """Return what pandoc reads in `text`, by id."""
    return {each["id"]: each for each in json.loads(pypandoc.convert_text(text, "csljson", form))}


def typed(text: str) -> str:
    """Return `text` with all quotation marks alike: pandoc sets typographic ones, outer marks double."""
    return re.sub("[‘’“”'\"]", "'", NOCASE.sub(r"\1", text))


# ---- Reference texts ----

TEXTS = {
    "apa": "Common Ground. (2026, November 24). GLM-5.2 (model). URL",
    "mla": "“GLM-5.2 (Model).” Common Ground, Version 2, 24 Nov. 2026, URL.",
    "chicago": "Common Ground. “GLM-5.2 (Model).” Version 2. November 24, 2026. URL.",
    "plain": "Common Ground. GLM-5.2 (model). Version 2 of 24 November 2026. URL. SHA-256 1f2e3d4c5b6a.",
}


def test_references_follow_the_manuals() -> None:
    """A site that is author and container at once is named once (APA 7, MLA 9, Chicago 18)."""
    page = item("glm", "GLM-5.2 (model)")
    found = csl.formatted([page])["glm"]
    assert {style: csl.text(runs) for style, runs in found.items()} == {
        style: text.replace("URL", page["URL"]) for style, text in TEXTS.items()
    }
    assert csl.Run("GLM-5.2 (model)", italic=True) in found["apa"]
    assert all(csl.Run(page["URL"], href=page["URL"]) in runs for runs in found.values())


def test_an_address_stays_as_it_is() -> None:
    """Where the site's address is not known, none is made up, and the day of reading still has its place before it."""
    page = item("glm", "GLM-5.2 (model)", URL="models/glm/v/2/")
    for runs in csl.formatted([page])["glm"].values():
        assert [run for run in runs if run.href] == [csl.Run(page["URL"], href=page["URL"])]


def test_a_reference_stands_alone() -> None:
    """Hundreds are formatted in one run; none is told apart from another by 2026a, or shortened to a dash."""
    pages = [item("one", "One thing"), item("two", "Another thing"), item("three", "A third")]
    together = csl.formatted(pages)
    assert together == {page["id"]: csl.formatted([page])[page["id"]] for page in pages}
    assert list(together) == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("identity", "style", "text"),
    [
        ("ampersand", "apa", "R&D at AT&T: 50% of $3 billion, file_name #1"),
        ("braces", "plain", "Braces {like these}, a lone } and \\emph{no} command, ~t^c"),
        ("signs", "apa", "5 < 6 > 4, x | y, “quoted” and *starred*, @at = [x]"),
        ("chinese", "mla", "国家互联网信息办公室. “人工智能安全治理框架.”"),
        ("german", "apa", "Müller-Lüdenscheidt, J. (2026"),
        ("german", "chicago", "Müller-Lüdenscheidt, Jörg. “Über die Größe.”"),
        ("arabic", "plain", "محمد الخوارزمي. سلامة الذكاء الاصطناعي."),
        ("bodies", "apa", "OpenAI, A & B, & NIST, Dept. 1. (2026"),
        ("undated", "apa", "(n.d.)"),
        ("month", "mla", "June 2026"),
        ("address", "apa", "https://example.org/a_b/?q=x%20y&z=1#frag-_1~a"),
        ("program", "chicago", "1.2.0"),
    ],
)
def test_awkward_works_are_formatted(identity: str, style: str, text: str) -> None:
    assert text in csl.text(csl.formatted(AWKWARD)[identity][style])


def test_what_was_formatted_is_not_formatted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor waits for what changed, and for nothing else."""
    monkeypatch.setattr(csl, "_made", {})
    cold = csl.formatted(AWKWARD)
    asked: list[str] = []
    run = csl._references
    monkeypatch.setattr(
        csl, "_references", lambda items, *rest: (asked.extend(i["title"] for i in items), run(items, *rest))[1]
    )
    assert csl.formatted(AWKWARD) == cold
    assert not asked
    warm = csl.formatted([*AWKWARD[1:], item("ampersand", "Changed")])
    assert set(asked) == {"Changed"}
    assert "Changed" in csl.text(warm["ampersand"]["apa"])


def test_styles_are_the_published_ones() -> None:
    """They name themselves, and keep the licence that they came with; only the plain reference is this site's."""
    published = [style.file for style in csl.STYLES.values() if style.file]
    assert sorted(published) == sorted(path.name for path in csl.FOLDER.glob("*.csl"))
    for name in published:
        text = (csl.FOLDER / name).read_text(encoding="utf-8")
        assert "http://www.zotero.org/styles/" in text
        assert "creativecommons.org" in text


# ---- Files ----


@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_bibtex_is_read_back_by_pandoc(form: str) -> None:
    found = read(bibliography.bibtex(AWKWARD), form)
    for work in AWKWARD:
        back = found[work["id"]]
        assert typed(back["title"]) == typed(work["title"])
        for variable in ("author", "issued", "URL", "version"):
            assert back.get(variable) == work.get(variable), f"{work['id']}: {variable}"


def test_bibtex_leaves_nothing_for_latex_to_run() -> None:
    """Every special character of LaTeX is escaped, outside addresses."""
    lines = [line for line in bibliography.bibtex(AWKWARD).splitlines() if not line.startswith("\turl")]
    assert not [line for line in lines if re.search(r"(?<!\\)[&%$#_^~<>]", line)]


def test_ris_is_read_back_by_pandoc_and_rispy() -> None:
    """Pandoc reads the year alone from RIS, so the full date is read with rispy. RIS knows no comma within a name."""
    text = bibliography.ris(AWKWARD)
    found = read(text, "ris")
    listed = {each["id"]: each for each in rispy.loads(text)}
    for work in AWKWARD:
        back, dated = found[work["id"]], work.get("issued", {}).get("date-parts")
        assert typed(back["title"]) == typed(work["title"])
        assert [family(name) for name in back.get("author", [])] == [
            (whole.replace(",", ""), given) for whole, given in map(family, work.get("author", []))
        ]
        assert (back.get("URL"), back.get("edition")) == (work["URL"], work["version"])
        assert back.get("issued") == ({"date-parts": [dated[0][:1]]} if dated else None)
        assert listed[work["id"]].get("date") == ("/".join(f"{part:02}" for part in dated[0]) if dated else None)


def family(name: dict[str, str]) -> tuple[str, str]:
    return name.get("literal") or name["family"], name.get("given", "")


def test_csl_json_is_read_back_by_pandoc() -> None:
    found = read(bibliography.csl_json(AWKWARD), "csljson")
    for work in AWKWARD:
        assert typed(found[work["id"]]["title"]) == typed(work["title"])
        for variable in ("author", "issued", "URL", "version", "note"):
            assert found[work["id"]].get(variable) == work.get(variable)


def test_every_file_of_the_site_is_read_back() -> None:
    """All records of the real data, in all three formats."""
    data = website.catalog()
    book = first_versions(data)
    works = [citations.record_item(data, record, book.of(record.key)[0], BASE) for record in data]
    works += [citations.source_item(data, source) for source in data["sources"].values()]
    for write, form in ((bibliography.bibtex, "bibtex"), (bibliography.ris, "ris"), (bibliography.csl_json, "csljson")):
        found = read(write(works), form)
        assert len(found) == len(works)
        for work in works:
            back = found[work["id"]]
            assert typed(back["title"]) == typed(work["title"])
            assert back.get("URL") == work.get("URL")
            assert [family(n) for n in back.get("author", [])] == [family(n) for n in work.get("author", [])]
            assert back.get("version", back.get("edition")) == work.get("version")
            assert bool(back.get("issued")) == bool(work.get("issued"))


# ---- What is published ----


def test_a_citation_names_version_day_and_hash(cited: Citations) -> None:
    work = cited["models/alpha-1"].item
    version = cited["models/alpha-1"].version
    assert work["title"] == "Alpha 1 (model)"
    assert work["URL"] == f"{BASE}models/alpha-1/v/1/"
    assert (work["version"], work["note"]) == ("1", f"SHA-256 {version.sha256[:12]}")
    assert date(*work["issued"]["date-parts"][0]).isoformat() == version.date


def test_every_record_has_a_page_with_its_files_beside_it(small: Catalog, published: dict[str, str]) -> None:
    for record in small:
        page = html.document_fromstring(published[f"cite/{record.key}/index.html"])
        links = {link.get("type"): link.get("href") for link in page.iterfind(".//head/link[@rel='alternate']")}
        assert links == {
            "application/x-bibtex": f"{BASE}cite/{record.key}.bib",
            "application/x-research-info-systems": f"{BASE}cite/{record.key}.ris",
            "application/vnd.citationstyles.csl+json": f"{BASE}cite/{record.key}.json",
        }
        assert all(address.removeprefix(BASE) in published for address in links.values())
        shown = {pre.get("data-format"): pre.text for pre in page.iterfind(".//pre")}
        assert shown == {name: published[f"cite/{record.key}.{s}"] for name, s in SUFFIXES.items()}


SUFFIXES = {"bibtex": "bib", "ris": "ris", "csl": "json"}


def test_a_page_shows_the_reference_in_every_style(cited: Citations, published: dict[str, str]) -> None:
    page = html.document_fromstring(published["cite/models/alpha-1/index.html"])
    for name, runs in cited["models/alpha-1"].references.items():
        shown = page.get_element_by_id(f"cite-{name}").text_content()
        assert " ".join(shown.split()) == csl.text(runs)


def test_titles_reach_pages_as_text(small: Catalog) -> None:
    """A title with signs of HTML, JSON and LaTeX is text in every output."""
    title = 'Cost & <benefit>: 5 < 6, "quoted" \\end{x} </script>'
    record = small["terms"]["open-weights"].model_copy(update={"title": title, "plain": title})
    odd = Catalog(**{**vars_of(small), "collections": {**small.collections, "terms": {record.id: record}}})
    book = Ledger({record.key: (ledger.next_version(record, None, ledger.FIRST, "", "2026-06-30"),)})
    files = {f.path: str(f.content) for f in citation_pages.files(Publication(odd, book, BASE))}
    page = files["cite/terms/open-weights/index.html"]
    parsed = html.document_fromstring(page)
    assert title in parsed.find(".//h1").text_content()
    assert [script.get("type") for script in parsed.iterfind(".//script") if not script.get("src")] == [
        "application/ld+json"
    ]
    assert json.loads(parsed.findtext(".//script[@type='application/ld+json']"))["name"] == title
    back = read(files["cite/terms/open-weights.bib"], "bibtex")["cg-terms-open-weights-v1"]
    assert typed(back["title"]) == typed(f"{title} (term)")


def vars_of(data: Catalog) -> dict[str, Any]:
    return {name: getattr(data, name) for name in Catalog.__dataclass_fields__}


def test_the_sites_own_sources_are_a_bibliography(small: Catalog, published: dict[str, str]) -> None:
    """All of them, and those of one page, in every format."""
    everything = read(published["sources/sources.bib"], "bibtex")
    assert set(everything) == set(small["sources"])
    assert everything["orbit-launch"]["URL"] == "https://orbit.example/acme-alpha"
    assert everything["orbit-launch"]["issued"] == {"date-parts": [[2026, 5, 3]]}
    of_model = read(published["models/alpha-1/sources.ris"], "ris")
    assert set(of_model) == {"acme-card", "orbit-launch", "institute-report"}
    assert set(read(published["timeline/sources.json"], "csljson")) >= {"acme-card", "orbit-launch"}


def test_a_source_keeps_its_own_title(small: Catalog) -> None:
    """A source in another language is cited by its own title; the translation stands in the note."""
    work = citations.source_item(small, small["sources"]["safety-code-text"])
    assert (work["title"], work["note"]) == ("Sicherheitskodex, 2. Ausgabe", "Safety code, edition 2")
    assert "author" not in work, "a publisher is not made an author"


def test_two_builds_publish_the_same_bytes(small: Catalog, published: dict[str, str]) -> None:
    again = citation_pages.files(Publication(small, first_versions(small), BASE))
    assert {file.path: file.content for file in again} == published


# ---- Metadata ----


def values(part: Any) -> Iterator[Any]:
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        assert part, "an empty list or group"
        for each in part:
            yield from values(each)
    else:
        yield part


@pytest.mark.parametrize("key", ["models/alpha-1", "terms/open-weights", "claims/alpha-1-is-open", "sources/essay"])
def test_metadata_of_a_record_is_complete(key: str, small: Catalog, published: dict[str, str]) -> None:
    """Highwire tags, Dublin Core and JSON-LD agree, lead to the pinned version, and have no empty field."""
    page = html.document_fromstring(published[f"cite/{key}/index.html"])
    tags = {tag.get("name"): tag.get("content") for tag in page.iterfind(".//head/meta[@name]")}
    record = small.get(key)
    assert tags["citation_title"] == tags["dcterms.title"] == f"{record.title} ({record.singular})"
    assert tags["citation_author"] == tags["dcterms.creator"] == small.site.title
    assert tags["citation_publication_date"].replace("/", "-") == tags["dcterms.issued"] == "2026-06-30"
    assert tags["citation_public_url"] == tags["dcterms.identifier"] == f"{BASE}{key}/v/1/"
    assert page.find(".//head/link[@rel='cite-as']").get("href") == f"{BASE}{key}/v/1/"
    assert all(content and content.strip() for content in tags.values())
    linked = json.loads(page.findtext(".//script[@type='application/ld+json']"))
    assert linked["url"] == f"{BASE}{small.address(record)}"
    assert all(value not in ("", None) for value in values(linked))


def test_a_claim_is_a_claim_review(small: Catalog, cited: Citations) -> None:
    review = metadata.of_record(small, cited, "claims/alpha-1-is-open").json_ld
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == "Alpha 1 is open to all."
    assert review["reviewRating"]["alternateName"] == small.label("verdicts", "supported")
    assert (review["author"]["name"], review["datePublished"]) == (small.site.title, "2026-06-30")
    assert review["itemReviewed"]["author"]["name"] == small["organizations"]["essayist"].title
    assert review["itemReviewed"]["appearance"][0]["url"] == "https://essay.example/open"


@pytest.mark.parametrize(
    ("address", "kind", "part"),
    [
        ("evidence/", "WebPage", "ClaimReview"),
        ("glossary/", "DefinedTermSet", "DefinedTerm"),
        ("data/", "Dataset", None),
    ],
)
def test_pages_that_gather_records_describe_them(
    address: str, kind: str, part: str | None, small: Catalog, cited: Citations
) -> None:
    found = metadata.of_page(small, cited, address, "A title", "A description")
    page, *parts = found.json_ld["@graph"]
    assert (page["@type"], page["url"], page["name"]) == (kind, f"{BASE}{address}", "A title")
    assert {each["@type"] for each in parts} == ({part} if part else set())
    assert dict(found.tags)["citation_public_url"] == f"{BASE}{address}"
    assert all(value not in ("", None) for value in values(found.json_ld))


@pytest.mark.parametrize(
    ("prose", "words"),
    [
        ("plain", "plain"),
        ("**Bold** and [a link](models/alpha-1), `code` \\& more", "Bold and a link, code & more"),
        ("two\nlines", "two lines"),
    ],
)
def test_prose_loses_its_marks_and_no_words(prose: str, words: str) -> None:
    assert citations.plain(prose) == words
