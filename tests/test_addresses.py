"""Every address ever published leads somewhere: on the built site, and where records are moved or withdrawn."""

import re
from functools import cache
from pathlib import Path

from macros import addresses, ledger, publication, renaming
from macros.catalog import load
from tests import small, website


@cache
def anchors(page: Path) -> set[str]:
    return set(re.findall(r'\bid="?([^"\s>]+)', page.read_text(encoding="utf-8")))


def lost(registry: tuple[str, ...], site: Path) -> list[str]:
    """Return the addresses that are no file, page or anchor of the built site."""
    found = []
    for address in registry:
        path, _, anchor = address.partition("#")
        file = site / (f"{path}index.html" if path.endswith("/") else path)
        if not file.is_file() or (anchor and anchor not in anchors(file)):
            found.append(address)
    return found


def test_every_registered_address_is_on_the_site(site: Path) -> None:
    registry = addresses.registry(website.ROOT)
    assert len(registry) > 1000
    assert lost(registry, site) == []


def test_addresses_stay_when_records_are_renamed_moved_and_withdrawn(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    root = small.project(tmp_path / "project")
    before = addresses.registry(root)
    for old, new in (
        ("models/alpha-1", "alpha-one"),
        ("events/alpha-1-release", "opened"),
        ("sources/essay", "open-models"),
    ):
        catalog = load(root)
        renaming.rename(catalog, old, new)
        publication.renamed(catalog, old, f"{old.partition('/')[0]}/{new}")
    testers = (root / "data" / "audiences" / "public.yml").read_text().replace("title: The public", "title: Testers")
    (root / "data" / "audiences" / "testers.yml").write_text(testers)
    small.plant(root, "questions/alpha-1-faults.yml", "audience: public", "audience: testers")
    publication.log(load(root), (), "correction", "Testers ask it.")
    publication.withdraw(load(root), ["terms/parameter"], "Nobody used it.")
    website.build(tmp_path / "out", root, **website.ADDRESSES)
    after = addresses.registry(root)
    assert set(before) < set(after)
    assert lost(after, tmp_path / "out") == []
    assert "terms/parameter/v/2/" in (tmp_path / "out" / "cite" / "terms" / "parameter.bib").read_text()


def test_old_addresses_of_a_record_lead_to_its_own(tmp_path: Path) -> None:
    root = small.copy(tmp_path)
    catalog = load(root)
    renaming.rename(catalog, "models/alpha-1", "alpha-one")
    publication.renamed(catalog, "models/alpha-1", "models/alpha-one")
    found = addresses.moved(load(root), ledger.read(root))
    assert found["models/alpha-1/"] == "models/alpha-one/"
    assert found["cite/models/alpha-1.bib"] == "cite/models/alpha-one.bib"
    assert not {old for old in found if old in addresses.current(load(root), ledger.read(root))}
