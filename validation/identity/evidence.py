"""Labelled vendors: made ones, and those of two public bodies, half of them to fit and half to check."""

import csv
import random
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fullscore.identity._candidates import candidates
from fullscore.identity._features import Weights, features
from fullscore.identity._names import name_of, names_of
from fullscore.identity.vendors import Supplier
from tests.identity.vendor_world import vendor_world

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
NAMES = SHARED / "supplier-names" / "vendor_names.csv"
FITTED_ON = ((101, 800, 10_000, "british"), (102, 3_000, 20_000, "american"))
"""Seed, suppliers, vendors and shape of the made worlds that the model was fitted on; no check uses these seeds."""
KNOWN_SHARE = 0.25


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """Vendors, suppliers, and which of them are one company."""

    vendors: list[tuple[str, str]]
    suppliers: list[Supplier]
    truth: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Candidates of labelled vendors: features, the vendor of each, and whether it is that supplier."""

    rows: NDArray[np.float64]
    vendor: NDArray[np.int64]
    is_right: NDArray[np.float64]


def made(seed: int, suppliers: int, vendors: int, shape: str) -> Labelled:
    """A made world."""
    world = vendor_world(seed, suppliers=suppliers, vendors=vendors, shape=shape)
    return Labelled(vendors=world.vendors, suppliers=[_supplier(row) for row in world.suppliers], truth=world.truth)


def _supplier(row: dict[str, str | None]) -> Supplier:
    return Supplier(
        supplier_id=row["supplier_id"] or "", name=row["name"], legal_name=row["legal_name"], parent_id=row["parent_id"]
    )


def public_bodies(*, to_fit: bool, path: Path = NAMES) -> Labelled:
    """Half of the vendors of two public bodies: a supplier bears a vendor's most frequent name, others are to be found.

    A quarter of the vendors with one name are suppliers whom the ledger does not hold; the rest are nobody's. Where a
    vendor that should be nobody's bears the name of a supplier, the bodies hold one company under two ids, and it is
    left out. What makes names equal here is no code of the product.
    """
    by_vendor: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_vendor[row["body"], row["vendor_id"]].append((int(row["n_lines"]), row["vendor_name"]))
    keys = sorted(by_vendor)
    draw = random.Random(7)
    draw.shuffle(keys)
    half = len(keys) // 2
    suppliers: list[Supplier] = []
    vendors: list[tuple[str, str]] = []
    truth: dict[str, str] = {}
    for key in keys[:half] if to_fit else keys[half:]:
        id, names = " ".join(key), [name for _, name in sorted(by_vendor[key], reverse=True)]
        if len(names) > 1 or draw.random() < KNOWN_SHARE:
            suppliers.append(Supplier(supplier_id=id, name=names[0]))
            vendors += [(f"{id} {n}", name) for n, name in enumerate(names[1:])]
            truth |= {f"{id} {n}": id for n in range(len(names) - 1)}
        else:
            vendors.append((f"{id} 0", names[0]))
    bearers = defaultdict(set)
    for supplier in suppliers:
        for one in _bare(supplier.name or ""):
            bearers[one].add(supplier.supplier_id)
    vendors = [
        (id, name)
        for id, name in vendors
        if not set[str]().union(*(bearers[one] for one in _bare(name))) - {truth.get(id)}
    ]
    return Labelled(vendors=vendors, suppliers=suppliers, truth={id: truth[id] for id, _ in vendors if id in truth})


def _bare(name: str) -> set[str]:
    """The letters of a name and of each of its pieces, without the most usual legal forms."""
    pieces = {name, *re.split(r"[()]|T/AS?| - ", name)}
    bare = {re.sub(r"\b(ltd|limited|plc|llp|co|company|the|and)\b|[^a-z0-9]", "", p.lower()) for p in pieces}
    return {piece for piece in bare if len(piece) > 3}


def pairs(labelled: Labelled) -> Pairs:
    """The candidates of labelled vendors, as the product finds and describes them."""
    ours = [name_of(name) for _, name in labelled.vendors]
    theirs = [names_of((s.name, s.legal_name)) for s in labelled.suppliers]
    vendor, supplier = candidates(ours, theirs)
    weights = Weights(ours, theirs)
    two = list(zip(vendor.tolist(), supplier.tolist(), strict=True))
    right = [labelled.truth.get(labelled.vendors[v][0]) == labelled.suppliers[s].supplier_id for v, s in two]
    return Pairs(
        rows=np.array([features(ours[v], theirs[s], weights) for v, s in two]),
        vendor=vendor,
        is_right=np.array(right, float),
    )
