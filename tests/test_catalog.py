"""The catalog: what refers to what, which day it is, and what can not be loaded."""

from datetime import date
from pathlib import Path

import pytest

from macros.catalog import Catalog, load
from macros.problems import DataError
from tests import small
from tests.small import NEW

BLANK = "blanks:\n- attribute: licence\n  reason: not-disclosed\n  note: The card names no licence.\n"
LICENCE = """- attribute: licence
  values:
  - value: Open
    kind: fact
    as_of: 2026-05-02
    sources: [acme-card]
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The small site."""
    return load(small.FIXTURE)


def keys(records: tuple[object, ...]) -> list[str]:
    """Return the keys of records."""
    return [record.key for record in records]  # type: ignore[attr-defined]


def test_a_reference_is_known_at_both_ends(catalog: Catalog) -> None:
    """A source knows what cites it, a risk the practice that reduces it, a model its events."""
    model, risk = catalog.get("models/alpha-1"), catalog.get("risks/wrong-answers")
    assert keys(catalog.cited_by(model, "events")) == ["events/alpha-1-release", "events/alpha-1-test"]
    assert keys(catalog.cited_by(risk, "practices")) == ["practices/test-before-use"]
    assert "claims/alpha-1-is-open" in keys(catalog.cited_by(catalog.get("sources/essay")))
    assert "events/alpha-1-test" in keys(catalog.mentions(catalog.get("questions/alpha-1-faults")))


def test_related_are_both_ways_and_without_itself(catalog: Catalog) -> None:
    """What a record names and what names it, each once."""
    event = catalog.get("events/alpha-1-test")
    related = keys(catalog.related(event))
    assert {"models/alpha-1", "risks/wrong-answers", "disputes/size-of-alpha-1", "audiences/public"} <= set(related)
    assert len(related) == len(set(related))
    assert event.key not in related


def test_evidence_is_every_source_once(catalog: Catalog) -> None:
    """All sources that a record cites anywhere, in the order of the data."""
    assert catalog.evidence(catalog.get("models/alpha-1")) == ("acme-card", "orbit-launch", "institute-report")


def test_links_in_prose_are_references(tmp_path: Path) -> None:
    """A link in a text counts as a mention, so it can not lead nowhere."""
    root = small.copy(tmp_path)
    small.plant(root, "terms/parameter.yml", "that a model learns.", "that [a model](models/alpha-1) learns.")
    catalog = load(root)
    assert "terms/parameter" in keys(catalog.cited_by(catalog.get("models/alpha-1")))


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("models/alpha-1", "models/alpha-1/"),
        ("events/alpha-1-test", "timeline/#alpha-1-test"),
        ("questions/alpha-1-faults", "comprehension/public/#alpha-1-faults"),
        ("organizations/acme", "about/organizations/#acme"),
        ("surveys/reader-survey", "comprehension/#reader-survey"),
        ("frameworks/safety-code", "leadership/frameworks/#safety-code"),
    ],
)
def test_addresses_are_those_of_the_contract(catalog: Catalog, key: str, address: str) -> None:
    """Others build on these addresses."""
    assert catalog.address(catalog.get(key)) == address


def test_the_day_is_of_the_data_or_of_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """`site.yml` says which day it is; AS_OF and the caller may say otherwise; the clock never does."""
    monkeypatch.delenv("AS_OF", raising=False)
    assert load(small.FIXTURE).as_of == date(2026, 6, 30)
    monkeypatch.setenv("AS_OF", "2026-12-31")
    assert load(small.FIXTURE).as_of == date(2026, 12, 31)
    assert load(small.FIXTURE, as_of="2027-02-01").as_of == date(2027, 2, 1)


def test_time_bound_values_fall_due(catalog: Catalog, tmp_path: Path) -> None:
    """A fact of an attribute with `review_days` is due that many days after its record was checked."""
    root = small.copy(tmp_path)
    small.plant(root, "models/alpha-1.yml", BLANK, LICENCE)
    model = load(root)["models"]["alpha-1"]
    facts = {fact.attribute: fact for fact in model.facts}
    assert catalog.fact_due(model, facts["licence"]) == date(2026, 9, 18)
    assert catalog.fact_due(model, facts["context-window"]) is None


TERM = "terms/parameter.yml"
UNKNOWN = [
    (TERM, "[open-weights]", "[open-weight]",
     "data/terms/parameter.yml:{line}: terms/parameter: no record 'open-weight' in data/terms/. Did you mean "
     "'open-weights'? Correct the id or add the record"),
    (TERM, "that a model learns.", "that [it](terms/nothing) learns.",
     "data/terms/parameter.yml:{line}: terms/parameter: no record 'nothing' in data/terms/. Correct the id or add the "
     "record"),
    (TERM, "category: openness", "category: opennes",
     "data/terms/parameter.yml:{line}: terms/parameter: 'opennes' is not in the list 'term-categories'. Did you mean "
     "'openness'? Correct it, or add an entry to data/vocabularies.yml"),
    (TERM, "category: openness", "category: other",
     "data/terms/parameter.yml:{line}: terms/parameter: 'other' is not in the list 'term-categories'. Known: openness, "
     "testing. Correct it, or add an entry to data/vocabularies.yml"),
    ("vocabularies.yml", "unit: percent, description: Share", "unit: procent, description: Share",
     "data/vocabularies.yml:{line}: vocabularies/attributes: 'procent' is not in the list 'units'. Did you mean "
     "'percent'? Correct it, or add an entry to data/vocabularies.yml"),
    ("vocabularies.yml", "{id: eu, label: European Union", "{id: us, label: European Union",
     "data/vocabularies.yml:{line}: vocabularies/jurisdictions: has the entry 'us' twice; keep one"),
    ("vocabularies.yml", "{id: eu, label: European Union", "{id: eu, lable: European Union",
     "data/vocabularies.yml:{line}: vocabularies/jurisdictions: '[2].label' is missing; add it\n"
     "data/vocabularies.yml:{line}: vocabularies/jurisdictions: unknown field '[2].lable'. Did you mean 'label'? "
     "Remove it or correct its name"),
    ("site.yml", "language: en\n", "", "data/site.yml:1: site: 'language' is missing; add it"),
    ("site.yml", "as_of: 2026-06-30", "as_of: today",
     "data/site.yml:{line}: site: 'as_of' is 'today', not a date; write 2026-06-13, 2026-06 or 2026, '~' if "
     "approximate"),
    ("events/a.yml", NEW, "a title\n",
     "data/events/a.yml:1: events/a: is not a group of fields; start with 'title: ...'"),
    ("events/a.txt", NEW, "a title\n",
     "data/events/a.txt:1: events/a: is not a .yml file; rename it or move it out of events/"),
    ("modles/a.yml", NEW, "a title\n",
     "data/modles:1: modles: is no collection. Did you mean 'models'? Remove the folder or correct its name"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), UNKNOWN, ids=[f"{u[0]} {u[2][:20]}" for u in UNKNOWN])
def test_what_is_not_known_is_named(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    """An id, list entry, field, file or folder that is not known gives one line with the nearest that is."""
    root = small.copy(tmp_path)
    line = small.plant(root, file, old, new)
    with pytest.raises(DataError) as caught:
        load(root)
    assert str(caught.value) == said.format(line=line)


def test_an_old_id_leads_to_the_new_one(tmp_path: Path) -> None:
    """Who writes a renamed record's old id is told the new one."""
    root = small.copy(tmp_path)
    small.plant(root, "terms/open-weights.yml", "checked: 2026-06-20", "checked: 2026-06-20\nformer_ids: [open-model]")
    small.plant(root, TERM, "[open-weights]", "[open-model]")
    with pytest.raises(DataError) as caught:
        load(root)
    assert str(caught.value).endswith("terms/parameter: 'terms/open-model' was renamed; write 'open-weights'")


def test_one_bad_record_makes_no_noise_elsewhere(tmp_path: Path) -> None:
    """A mistake in a record that many others name is one problem; so is a file that can not be read."""
    root = small.copy(tmp_path)
    small.plant(root, "organizations/acme.yml", "kind: developer", "kind: 7")
    small.plant(root, "sources/essay.yml", "title: On open models", "title: [On open models")
    with pytest.raises(DataError) as caught:
        load(root)
    assert [problem.path for problem in caught.value.problems] == [
        "data/organizations/acme.yml",
        "data/sources/essay.yml",
    ]


def test_all_mistakes_come_in_one_run(tmp_path: Path) -> None:
    """Three mistakes in two files are three lines, by path and line."""
    root = small.copy(tmp_path)
    last = small.plant(root, TERM, "see_also: [open-weights]", "see_also: [open-weight]")
    middle = small.plant(root, TERM, "category: openness", "category: opennes")
    first = small.plant(root, "claims/alpha-1-is-open.yml", "due: 2026-12-20", "due: soon")
    with pytest.raises(DataError) as caught:
        load(root)
    places = [(problem.path, problem.line) for problem in caught.value.problems]
    assert places == [
        ("data/claims/alpha-1-is-open.yml", first),
        ("data/terms/parameter.yml", middle),
        ("data/terms/parameter.yml", last),
    ]


def test_nothing_in_the_catalog_can_be_changed(catalog: Catalog) -> None:
    """Records are read once and stay as they are, so that every page shows the same."""
    model = catalog.get("models/alpha-1")
    with pytest.raises(ValueError, match="frozen"):
        model.title = "Beta"
    with pytest.raises(TypeError):
        catalog["models"]["beta"] = model  # type: ignore[index]
