"""Vendors are matched with suppliers: planted truth at full size, held-out vendors of public bodies, a city's agencies.

Made worlds have 5,000 suppliers and 60,000 vendors, on seeds and a shape that the model was not fitted on. Of the
public bodies only the half is looked at that the model has not seen; that their own masters hold one company twice, or
another under an old number, counts as an error here.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from fullscore.identity._model import coefficients
from fullscore.identity.vendors import Supplier, match
from validation.identity.evidence import NAMES, SHARED, Labelled, made, public_bodies
from validation.identity.fit import evidence, fit

OXFORD = sorted((SHARED / "oxford-ledger").glob("*.csv"))
AGENCIES = "Temporary Bureau Staffing"
needs_names = pytest.mark.skipif(not NAMES.exists(), reason="the vendors of two bodies are not beside the checkout")
needs_oxford = pytest.mark.skipif(not OXFORD, reason="the folder of real ledgers is not beside the checkout")

Row = dict[str, Any]


def precision_and_recall(rows: list[Row], truth: dict[str, str], picked: Callable[[Row], bool]) -> tuple[float, float]:
    """Of the rows that are picked, how many are right, and how many of those to be found are among them."""
    right = [truth.get(row["vendor_id"]) == row["proposed_supplier_id"] for row in rows if picked(row)]
    return sum(right) / max(len(right), 1), sum(right) / len(truth)


def automatic(row: Row) -> bool:
    return bool(row["state"] == "matched")


def guessed(row: Row) -> bool:
    """What stands by itself, and what a person would more likely confirm than refuse."""
    return automatic(row) or row["p_match"] >= 0.5


@pytest.mark.parametrize(("seed", "shape"), [(11, "continental"), (12, "british"), (14, "american")])
def test_planted_truth_is_found_again_at_full_size(seed: int, shape: str) -> None:
    world = made(seed, 5_000, 60_000, shape)
    rows = match(world.vendors, world.suppliers)
    precision, recall = precision_and_recall(rows, world.truth, guessed)
    assert 2 * precision * recall / (precision + recall) >= 0.88
    assert precision_and_recall(rows, world.truth, automatic)[0] >= 0.95


@pytest.mark.parametrize(("seed", "shape"), [(21, "continental"), (22, "british"), (23, "american")])
def test_a_probability_promises_no_more_than_comes_true(seed: int, shape: str) -> None:
    """In the middle it may promise less: names of a shape that it was not fitted on are told apart more easily."""
    world = made(seed, 1_500, 20_000, shape)
    rows = [row for row in match(world.vendors, world.suppliers) if row["basis"] == "likeness"]
    for low, high in ((0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 1.0)):
        here = [row for row in rows if low <= row["p_match"] < high]
        right = sum(world.truth.get(row["vendor_id"]) == row["proposed_supplier_id"] for row in here)
        said = float(np.mean([row["p_match"] for row in here]))
        assert said - 0.08 <= right / len(here) <= said + 0.25, (low, len(here))


@needs_names
def test_the_shipped_coefficients_are_those_that_are_fitted() -> None:
    assert fit(evidence()) == pytest.approx(coefficients(), rel=0.02, abs=0.02)


@needs_names
def test_vendors_of_public_bodies_that_were_held_out() -> None:
    held_out: Labelled = public_bodies(to_fit=False)
    rows = match(held_out.vendors, held_out.suppliers)
    precision, recall = precision_and_recall(rows, held_out.truth, automatic)
    assert precision >= 0.95
    # Half of the further names are new names of a company, which nothing in the name can tell.
    assert recall >= 0.45


@needs_names
def test_a_company_that_two_bodies_pay_is_found_across_them() -> None:
    """A pair counts as right where both bodies write the same letters, legal forms aside; those are found or asked."""
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    with NAMES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names[row["body"], row["vendor_id"]].append(row["vendor_name"])
    suppliers = [Supplier(supplier_id=id, name=given[0]) for (body, id), given in names.items() if body == "sheffield"]
    vendors = [(f"O-{id}", name) for (body, id), given in names.items() if body == "oxford" for name in given]
    rows = match(vendors, suppliers)
    written = {_letters(supplier.name or "") for supplier in suppliers}
    same = [row for row in rows if _letters(row["vendor_name"]) in written]
    assert len(same) > 200
    assert all(row["state"] in ("matched", "waiting") for row in same)
    # What is matched by likeness alone is rare across bodies; each was looked at when this was written.
    assert sum(row["state"] == "matched" and row["basis"] == "likeness" for row in rows) < 30


def _letters(name: str) -> str:
    words = name.lower().replace(".", "").replace("limited", "ltd").split()
    return "".join(c for word in words if word not in ("ltd", "plc") for c in word if c.isalnum())


@needs_oxford
@pytest.mark.parametrize("known_first", [True, False], ids=["2014-2015", "2016-2018"])
def test_a_citys_agencies_of_some_years_are_found_in_the_others(known_first: bool) -> None:
    """Agencies of some years are suppliers; the other years' vendors know them by the city's own vendor number."""
    agencies: dict[str, Counter[str]] = defaultdict(Counter)
    vendors: set[tuple[str, str]] = set()
    for path in OXFORD:
        early = path.stem.endswith(("2014", "2015"))
        for row in _ledger(path.read_text("utf-8-sig")):
            id, name = row["supplier_id"], row["supplier_name"]
            if name.startswith(("Individual", "Redacted")):
                continue
            if early == known_first and AGENCIES in row.values():
                agencies[id][name] += 1
            elif early != known_first:
                vendors.add((id, name))
    suppliers = [Supplier(supplier_id=f"S{id}", name=seen.most_common(1)[0][0]) for id, seen in agencies.items()]
    rows = match([(f"V{id}", name) for id, name in sorted(vendors)], suppliers)
    theirs = {name for seen in agencies.values() for name in seen}
    matched = [row for row in rows if row["state"] == "matched"]
    found = {row["vendor_id"][1:] for row in matched if row["supplier_id"] == f"S{row['vendor_id'][1:]}"}
    assert found >= {id for id, name in vendors if id in agencies and name in theirs}
    # One council has several numbers; nobody else is taken for an agency.
    others = [row for row in matched if row["supplier_id"] != f"S{row['vendor_id'][1:]}"]
    assert {row["vendor_name"] for row in others} <= {"OXFORDSHIRE COUNTY COUNCIL"}


def _ledger(text: str) -> list[dict[str, str]]:
    rows = csv.reader(text.splitlines())
    headings = [heading.strip().lower().replace(" ", "_") for heading in next(rows)]
    return [dict(zip(headings, (cell.strip() for cell in row), strict=False)) for row in rows if len(row) > 5]
