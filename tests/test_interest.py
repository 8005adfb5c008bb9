"""Interest: who publishes, against whom the words are about. Nobody types it."""

from pathlib import Path

import pytest

from macros import interest
from macros.catalog import Catalog, load
from macros.problems import DataError
from tests import small
from tests.small import NEW

ORGANIZATIONS = {
    "beta": "kind: developer",
    "acme-cloud": "kind: company\nparent: acme",
    "acme-research": "kind: research\nparent: acme-cloud",
    "beta-weekly": "kind: press\nparent: beta",
    "union": "kind: intergovernmental",
    "safety-unit": "kind: government\nparent: rule-office",
    "this": "kind: company\nparent: that",
    "that": "kind: company\nparent: this",
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The small site with a rival, owners of owners, and two that own each other."""
    root = small.copy(tmp_path_factory.mktemp("interest"))
    small.plant(
        root, "vocabularies.yml", "organization-kinds:\n",
        "organization-kinds:\n- {id: company, label: Company, description: A company.}\n"
        "- {id: intergovernmental, label: Body of states, description: A body of states.}\n",
    )  # fmt: skip
    for name, fields in ORGANIZATIONS.items():
        small.plant(root, f"organizations/{name}.yml", NEW, f"title: {name}\n{fields}\nchecked: 2026-06-20\n")
    return load(root)


@pytest.mark.parametrize(
    ("publisher", "about", "found"),
    [
        ("acme", {"acme"}, "self"),
        ("beta", {"acme"}, "rival"),
        ("rule-office", {"acme"}, "government"),
        ("union", {"acme"}, "government"),
        ("orbit", {"acme"}, "press"),
        ("testing-institute", {"acme"}, "independent"),
        ("essayist", {"acme"}, "independent"),
        # the owner speaks through what it owns, however far down
        ("acme-research", {"acme"}, "self"),
        ("acme", {"acme-research"}, "self"),
        ("acme-research", {"acme-cloud"}, "self"),
        ("acme-research", {"beta"}, "rival"),
        ("beta-weekly", {"acme"}, "rival"),
        ("beta-weekly", {"beta"}, "self"),
        ("safety-unit", {"rule-office"}, "self"),
        # of several subjects, being one of them weighs most
        ("acme", {"acme", "beta"}, "self"),
        ("beta", {"acme", "rule-office"}, "rival"),
        # a maker of models that speaks of an authority or a paper competes with neither
        ("acme", {"rule-office"}, "independent"),
        ("acme", {"orbit"}, "independent"),
        # without a named subject the topic is the makers' own trade
        ("acme", set(), "self"),
        ("acme-research", set(), "self"),
        ("rule-office", set(), "government"),
        ("orbit", set(), "press"),
        ("testing-institute", set(), "independent"),
        # owners in a loop end the search
        ("this", {"acme"}, "independent"),
        ("this", {"this"}, "self"),
    ],
)
def test_interest_is_worked_out(catalog: Catalog, publisher: str, about: set[str], found: str) -> None:
    """The publisher or its owner is self, another maker rival, then authority, press and all others."""
    assert interest.interest(catalog, publisher, frozenset(about)) == found


@pytest.mark.parametrize(
    ("key", "about"),
    [
        ("models/alpha-1", {"acme"}),
        ("organizations/orbit", {"orbit"}),
        ("events/alpha-1-test", {"testing-institute", "acme"}),
        ("disputes/size-of-alpha-1", {"acme", "testing-institute"}),
        ("claims/alpha-1-is-tested", {"essayist", "acme", "testing-institute"}),
        ("questions/alpha-1-faults", {"testing-institute", "acme"}),
        ("terms/parameter", set()),
        ("risks/wrong-answers", set()),
    ],
)
def test_a_record_speaks_about_its_actors(catalog: Catalog, key: str, about: set[str]) -> None:
    """A model speaks about its developer, a claim about who made it and whom it names, a term about nobody."""
    assert interest.subjects(catalog, catalog.get(key)) == about


def test_the_mix_counts_each_source_once_in_a_fixed_order(catalog: Catalog) -> None:
    """The same document twice is one voice."""
    model = catalog.get("models/alpha-1")
    sources = ["orbit-launch", "institute-report", "acme-card", "acme-card", "essay"]
    assert list(interest.mix(catalog, sources, model).items()) == [("self", 1), ("independent", 2), ("press", 1)]


def test_one_other_voice_is_not_self_alone(catalog: Catalog) -> None:
    """The notice stands where every source speaks about itself, and only there."""
    model = catalog.get("models/alpha-1")
    assert interest.only_self(catalog, ["acme-card"], model)
    assert not interest.only_self(catalog, ["acme-card", "orbit-launch"], model)
    assert not interest.only_self(catalog, [], model)


def test_interest_is_never_written_in_data(tmp_path: Path) -> None:
    """A record that types an interest is refused."""
    root = small.copy(tmp_path)
    small.plant(root, "sources/acme-card.yml", "level: primary", "interest: independent\nlevel: primary")
    with pytest.raises(DataError, match="unknown field 'interest'"):
        load(root)
