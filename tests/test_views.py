"""What pages show, worked out from the data: the same rows for all, honest counts, and what is due."""

from datetime import date
from pathlib import Path

import pytest

from macros import views
from macros.catalog import Catalog, load
from macros.ledger import Ledger, Version
from tests import small
from tests.small import NEW

MODEL = (small.FIXTURE / "data/models/alpha-1.yml").read_text(encoding="utf-8")
LICENCE = """- attribute: licence
  values:
  - value: Open
    kind: fact
    as_of: 2026-05-02
    sources: [acme-card]
"""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The small site with a second model by another developer, which has a licence and names no fault rate."""
    root = small.copy(tmp_path_factory.mktemp("views"))
    small.plant(root, "organizations/zeta.yml", NEW, "title: zeta\nkind: developer\nchecked: 2026-06-20\n")
    text = MODEL.replace("title: Alpha 1", "title: Omega").replace("aliases: [Acme Alpha, 阿尔法]\n", "")
    text = text.replace("developer: acme", "developer: zeta").replace("released: 2026-05-02", "released: 2026-06-01")
    text = text.replace("facts:\n", f"facts:\n{LICENCE}").replace("release_event: alpha-1-release\n", "")
    blank = "- attribute: licence\n  reason: not-disclosed\n  note: The card names no licence.\n"
    text = text.replace(f"blanks:\n{blank}", "")
    small.plant(root, "models/omega.yml", NEW, text)
    small.plant(root, "terms/parameter.yml", "checked: 2026-06-20",
                "checked: 2026-06-20\nreviews: [{by: Reader, date: 2026-06-21, version: 1}]")  # fmt: skip
    return load(root)


def test_every_model_answers_the_same_rows(catalog: Catalog) -> None:
    """A comparison has a cell for every model in every row: a fact, or a blank with its reason."""
    for _, rows in views.comparison(catalog):
        for attribute, cells in rows:
            assert [model.id for model, _, _ in cells] == ["alpha-1", "omega"]
            assert all((fact is None) != (blank is None) for _, fact, blank in cells), attribute.id
    order = [attribute.id for _, rows in views.comparison(catalog) for attribute, _ in rows]
    assert order == ["total-parameters", "context-window", "licence"]


def test_a_group_stands_once(catalog: Catalog) -> None:
    """Facts are grouped in the order of the vocabulary, whatever order the record has."""
    groups = [group for group, _ in views.answers(catalog, catalog.get("models/omega"))]
    assert groups == ["Design", "Access", "Safety"]


def test_developers_stand_in_alphabetical_order(catalog: Catalog) -> None:
    """Nobody comes first by favour: capital letters make no difference."""
    assert [developer.id for developer, _ in views.models_by_developer(catalog)] == ["acme", "zeta"]


def test_parity_counts_each_developer_alike(catalog: Catalog) -> None:
    """Models, facts, blanks, verdicts and the interest of the sources, counted for each developer."""
    acme, zeta = views.parity(catalog)
    assert (acme.developer.id, acme.models, acme.facts, acme.blanks) == ("acme", 1, 3, 1)
    assert (zeta.developer.id, zeta.models, zeta.facts, zeta.blanks) == ("zeta", 1, 4, 0)
    # supported, by secondary, mixed, contradicted, opinion, no evidence found
    assert (acme.verdicts, zeta.verdicts) == ([1, 0, 0, 1, 0, 0], [0] * 6)
    # self, rival, government, independent, press: the card of Acme is a rival's word on Omega
    assert (acme.interests, zeta.interests) == ([1, 0, 0, 1, 1], [0, 1, 0, 1, 1])


def test_reviews_are_counted_and_never_assumed(catalog: Catalog) -> None:
    """One record was read by a second person."""
    totals = views.review_totals(catalog)
    assert (totals.reviewed, totals.all) == (1, len(list(catalog)))


def test_verdicts_are_counted_by_section_of_the_article(catalog: Catalog) -> None:
    """Sections without a claim are left out; the counts add up to all claims."""
    rows = [(section.id, counts) for section, counts in views.verdicts_by_section(catalog)]
    assert rows == [("context", [1, 0, 0, 0, 0, 0]), ("outlook", [0, 0, 0, 1, 0, 0])]
    assert sum(count for _, count in views.verdict_totals(catalog)) == 2


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2026-09-17", []),
        ("2026-09-18", [("models/omega", "licence", "2026-09-18")]),
        ("2026-09-20", [("models/omega", "licence", "2026-09-18"),
                        ("claims/alpha-1-is-tested", None, "2026-09-20")]),
        ("2026-12-31", [("models/omega", "licence", "2026-09-18"),
                        ("claims/alpha-1-is-tested", None, "2026-09-20"),
                        ("claims/alpha-1-is-open", None, "2026-12-20")]),
    ],
)  # fmt: skip
def test_claims_and_time_bound_values_fall_due(catalog: Catalog, day: str, due: list[object]) -> None:
    """On its day a thing is due, not before; the longest overdue stands first."""
    found = views.due(catalog, date.fromisoformat(day))
    assert [(item.key, item.attribute, item.due.isoformat()) for item in found] == due


def test_the_timeline_offers_only_what_occurs(catalog: Catalog) -> None:
    """A filter has no choice that finds nothing."""
    facets = {field: [value for value, _ in options] for field, _, options in views.event_facets(catalog)}
    assert facets == {
        "kind": ["model-release", "safety-finding"],
        "organization": ["acme", "testing-institute"],
        "model": ["alpha-1"],
        "jurisdiction": ["us", "eu"],
    }


def test_latest_events_are_the_newest(catalog: Catalog) -> None:
    """Newest first."""
    assert [event.id for event in views.latest_events(catalog)] == ["alpha-1-test", "alpha-1-release"]


def logged(key: str, *changes: tuple[str, str]) -> dict[str, tuple[Version, ...]]:
    """Return the log of one record: its first publication, then each `(day, kind)`."""
    collection, _, identity = key.partition("/")
    days = (("2026-06-01", "first-publication"), *changes)
    versions = (Version(collection, identity, n, day, kind, "", "", {}) for n, (day, kind) in enumerate(days, 1))
    return {key: tuple(versions)}


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("glossary/", [("terms/parameter", 3)]),
        ("models/", [("models/alpha-1", 2)]),
        ("models/compare/", [("models/alpha-1", 2)]),
        ("timeline/", []),
        ("", [("models/alpha-1", 2), ("terms/parameter", 3)]),
    ],
)
def test_a_page_gathers_what_changed_in_its_records(catalog: Catalog, address: str, found: list[object]) -> None:
    """Newest first, without first publications and without wording; a page without records takes its section's."""
    ledger = Ledger(
        logged("terms/parameter", ("2026-06-10", "wording"), ("2026-06-11", "correction"))
        | logged("models/alpha-1", ("2026-06-12", "new-evidence"))
        | logged("events/alpha-1-test")
    )
    changes = views.changes(catalog, ledger, address)
    assert [(record.key, version.version) for record, version in changes] == found


def test_the_small_site_alone_has_no_debt() -> None:
    """What is not due is not listed."""
    small_site = load(Path(small.FIXTURE))
    assert views.due(small_site, small_site.as_of) == []
