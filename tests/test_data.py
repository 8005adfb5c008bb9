"""The real data, record by record: what the editorial standard asks and no check of structure can see."""

import re

import pytest

from macros.catalog import Catalog
from macros.layers import texts
from macros.statements import walk
from tests import website

CATALOG = website.catalog()
PROSE = [record.key for record in CATALOG if record.collection not in ("sources", "organizations", "questions")]
CLAIMS = [claim.id for claim in CATALOG["claims"].values()]
FOREIGN = [source.id for source in CATALOG["sources"].values() if not source.language.startswith("en")]
MODELS, AUDIENCES = list(CATALOG["models"]), list(CATALOG["audiences"])

RELATIVE = re.compile(
    r"\b(recently|currently|nowadays|latest|yesterday|tomorrow|ago|upcoming|(?:last|this|next) (?:week|month|year))\b",
    re.IGNORECASE,
)
LOADED = re.compile(
    r"\b(shatter\w*|game-chang\w+|groundbreaking|revolutionary|cutting-edge|unprecedented|stunning|impressive|"
    r"remarkabl[ey]|world-class|best-in-class|amazing|incredibl[ey]|superhuman|notorious|infamous|shocking|alarming|"
    r"boast\w*|brag\w*|admits?|admitted|insists?|touts?|slams?|blasts?)\b",
    re.IGNORECASE,
)
WORDS_A_QUOTATION = 12


def own_words(catalog: Catalog, key: str) -> str:
    """Return what a record says in the site's own words: without ids, names, and what the article claimed."""
    record = catalog.get(key)
    quoted = ("aliases", "asks", "title") if record.collection in ("claims", "events") else ("aliases", "asks")
    return "\n".join(text for text in texts(record, (*quoted, "id", "sources", "terms")) if " " in text)


@pytest.mark.parametrize("key", PROSE)
def test_words_are_dated_and_neutral(catalog: Catalog, key: str) -> None:
    """A day is written, not "recently"; nobody is praised or blamed by a word; quotations are short."""
    text = own_words(catalog, key)
    assert RELATIVE.findall(text) == []
    assert LOADED.findall(text) == []
    quotations = re.findall(r"[\"“]([^\"”\n]+)[\"”]", text)
    assert [quotation for quotation in quotations if len(quotation.split()) > WORDS_A_QUOTATION] == []


@pytest.mark.parametrize("identity", CLAIMS)
def test_a_verdict_is_short_and_falls_due(catalog: Catalog, identity: str) -> None:
    """A verdict has its reason in one or two sentences, and a day within a year at which it is looked at again."""
    claim = catalog["claims"][identity]
    assert len(re.findall(r"[.!?](?=\s|$)", claim.reason)) <= 2, claim.reason
    assert 0 < (claim.due.earliest - claim.checked.earliest).days <= 366


@pytest.mark.parametrize("identity", FOREIGN)
def test_a_source_keeps_its_own_title(catalog: Catalog, identity: str) -> None:
    """A source in another language has its original title, or a note that says how it was read."""
    source = catalog["sources"][identity]
    assert source.original_title or source.note


@pytest.mark.parametrize("identity", MODELS)
def test_a_model_is_not_told_by_its_maker_alone(catalog: Catalog, identity: str) -> None:
    """Each model has a measurement by somebody else, or says in a blank that there is none."""
    model = catalog["models"][identity]
    measured = any(getattr(part, "kind", "") == "measurement" for _, part in walk(model))
    assert measured or any(blank.reason == "not-tested" for blank in model.blanks)


@pytest.mark.parametrize("identity", AUDIENCES)
def test_a_reading_path_leads_to_five_different_places(catalog: Catalog, identity: str) -> None:
    """No stop twice, and one of them says what to do or what to watch."""
    stops = [stop.to for stop in catalog["audiences"][identity].path]
    assert len(set(stops)) == 5
    assert {stop.partition("/")[0] for stop in stops} & {"practices", "claims", "forecasts"}
