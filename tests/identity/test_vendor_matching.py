"""Vendors and suppliers: planted truth is found again, traps are not fallen into, nobody's vendor stays nobody's."""

from typing import Any

import pytest

from fullscore.identity.vendors import Ruling, Supplier, match
from tests.identity.vendor_world import vendor_world

SUPPLIERS = [
    Supplier(supplier_id="S-1", name="Oxford City Council"),
    Supplier(supplier_id="S-2", name="Hays Recruitment Leeds Ltd"),
    Supplier(supplier_id="S-3", name="Northern Health NHS Trust"),
    Supplier(supplier_id="S-4", name="Meridian 24 Staffing Ltd"),
    Supplier(supplier_id="S-5", name="Calderon Medical Staffing", legal_name="Ferrous Holdings plc"),
    Supplier(supplier_id="S-6", name="Garnett Dickinson Mailing Limited", registration_no="01234567"),
    Supplier(supplier_id="S-7", name="Blue Sky Analytics Ltd", parent_id="S-8"),
    Supplier(supplier_id="S-8", name="Orrery Group", parent_id="S-9"),
    Supplier(supplier_id="S-9", name="Orrery World Holdings", parent_id="S-8"),
    Supplier(supplier_id="S-10", name="Twin Oak Care Ltd", legal_name="Twin Oak North Ltd"),
    Supplier(supplier_id="S-11", name="Twin Oak Care LLP"),
]


def said(name: str | None, id: str = "V-1", rulings: tuple[Ruling, ...] = ()) -> dict[str, Any]:
    [row] = match([(id, name)], SUPPLIERS, rulings)
    return row


@pytest.mark.parametrize(
    ("name", "supplier"),
    [
        ("CALDERON MED STFG", "S-5"),
        ("Ferrous Holdings t/a Calderon", "S-5"),
        ("Calderon Medical Staffng Ltd", "S-5"),
        ("GARNETT DICKINSON MAILING LIMI", "S-6"),
        ("Bluesky Analytics", "S-7"),
        ("Mailing, Garnett Dickinson", "S-6"),
    ],
)
def test_a_supplier_is_known_in_other_spellings(name: str, supplier: str) -> None:
    row = said(name)
    assert (row["proposed_supplier_id"], row["state"]) in {(supplier, "matched"), (supplier, "waiting")}
    assert row["p_match"] > 0.5


@pytest.mark.parametrize(
    "name",
    [
        "Cambridge City Council",
        "Oxford County Council",
        "Hays Recruitment York Ltd",
        "Southern Health NHS Trust",
        "Northern Foods Trust",
        "Meridian 7 Staffing Ltd",
        "Meridian II Staffing Ltd",
        "Medical Staffing Ltd",
        "City Council",
        "Sky Ltd",
        "",
        None,
        "Limited",
    ],
)
def test_a_name_that_differs_by_a_place_or_a_number_is_another_company(name: str | None) -> None:
    assert said(name)["supplier_id"] is None


def test_a_name_that_two_suppliers_bear_waits() -> None:
    row = said("TWIN OAK CARE")
    assert (row["state"], row["supplier_id"]) == ("waiting", None)
    assert "is like it too" in row["reasons"]


def test_ids_and_registration_numbers_say_it_for_certain() -> None:
    assert [said("As booked", "S-4")[k] for k in ("supplier_id", "basis", "p_match")] == ["S-4", "id", 1.0]
    assert [said("GD (reg. 1234567)")[k] for k in ("supplier_id", "basis")] == ["S-6", "registration"]
    assert said("Anything", "1234567")["supplier_id"] == "S-6"


def test_ids_prove_nothing_where_two_systems_count_each_for_itself() -> None:
    suppliers = [Supplier(supplier_id=str(n), name=f"{word} Staffing") for n, word in enumerate("ABCDEFGH")]
    names = ("Water Board", "Kerb Stone", "Paper Mill", "Ink", "Taxi", "Bread")
    vendors = [(str(n), name) for n, name in enumerate(names)]
    assert {row["supplier_id"] for row in match(vendors, suppliers)} == {None}


def test_the_family_is_that_of_the_topmost_owner_even_in_a_circle() -> None:
    assert said("Blue Sky Analytics")["family_id"] == "S-8"
    assert said("Calderon Medical Staffing")["family_id"] == "S-5"


def ruling(supplier: str, sequence: int, *, confirmed: bool) -> Ruling:
    return Ruling(
        vendor_id="V-1", supplier_id=supplier, is_confirmed=confirmed, person="Ann", ruled_on="2025-01-31",
        sequence=sequence,
    )  # fmt: skip


def test_a_ruling_stands_above_the_model() -> None:
    row = said("Kerb Stone Ltd", rulings=(ruling("S-1", 1, confirmed=True),))
    assert [row[k] for k in ("supplier_id", "decided_by", "person", "ruled_on", "ruling")] == [
        "S-1", "person", "Ann", "2025-01-31", 1,
    ]  # fmt: skip
    assert (row["proposed_supplier_id"], row["p_match"]) == (None, 0.0)


@pytest.mark.parametrize(("id", "name", "supplier"), [("V-1", "Oxford City Council", "S-1"), ("V-1", "x", "S-4")])
def test_a_refused_pair_is_not_proposed_again(id: str, name: str, supplier: str) -> None:
    row = said(name, id, (ruling(supplier, 1, confirmed=False),))
    assert (row["supplier_id"], row["proposed_supplier_id"], row["decided_by"]) == (None, None, "person")
    assert "refused as" in row["reasons"]


def test_a_refusal_gives_way_to_the_next_likely() -> None:
    row = said("Twin Oak Care", rulings=(ruling("S-10", 1, confirmed=False),))
    assert row["proposed_supplier_id"] == "S-11"


def test_of_two_confirmed_suppliers_the_latest_counts() -> None:
    both = (ruling("S-2", 7, confirmed=True), ruling("S-1", 3, confirmed=True))
    assert said("Kerb Stone", rulings=both)["supplier_id"] == "S-2"


@pytest.mark.parametrize(("seed", "shape"), [(31, "continental"), (32, "british"), (33, "american")])
def test_planted_truth_is_found_again(seed: int, shape: str) -> None:
    world = vendor_world(seed, suppliers=500, vendors=5_000, shape=shape)
    rows = match(world.vendors, [Supplier(**row) for row in world.suppliers])  # type: ignore[arg-type]
    automatic = [world.truth.get(r["vendor_id"]) == r["supplier_id"] for r in rows if r["state"] == "matched"]
    guessed = [
        world.truth.get(r["vendor_id"]) == r["proposed_supplier_id"]
        for r in rows
        if r["state"] == "matched" or r["p_match"] >= 0.5
    ]
    assert sum(automatic) / len(automatic) >= 0.95
    assert 2 * sum(guessed) / (len(guessed) + len(world.truth)) >= 0.86


@pytest.mark.parametrize(("seed", "shape"), [(41, "continental"), (42, "american")])
def test_vendors_that_are_nobodys_stay_nobodys(seed: int, shape: str) -> None:
    suppliers = vendor_world(seed, suppliers=500, vendors=10, shape="british").suppliers
    vendors = vendor_world(seed + 50, suppliers=3_000, vendors=10, shape=shape).suppliers
    rows = match(
        [(f"V{n}", row["name"]) for n, row in enumerate(vendors)],
        [Supplier(**row) for row in suppliers],  # type: ignore[arg-type]
    )
    # The same few words make up both worlds, so that by chance a name may occur in both.
    names = {(row["name"] or "").casefold() for row in suppliers}
    wrong = [r for r in rows if r["state"] == "matched" and (r["vendor_name"] or "").casefold() not in names]
    assert len(wrong) <= 6


def test_the_order_of_what_is_given_does_not_matter() -> None:
    world = vendor_world(51, suppliers=80, vendors=600, shape="american")
    suppliers = [Supplier(**row) for row in world.suppliers]  # type: ignore[arg-type]
    one = match(world.vendors, suppliers)
    other = match(world.vendors[::-1], suppliers[::-1])
    assert {r["vendor_id"]: r["supplier_id"] for r in one} == {r["vendor_id"]: r["supplier_id"] for r in other}
