"""Vendors that only a name can tell: the likeliest supplier, unless something keeps the pair from standing alone."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from fullscore.identity._candidates import candidates
from fullscore.identity._features import COMMON_WEIGHT, FEATURES, Weights, features, left_over
from fullscore.identity._model import probabilities
from fullscore.identity._names import Name, name_of, names_of
from fullscore.identity._proposal import NOBODY, Proposal, Supplier

AUTOMATIC = 0.9
"""From this probability on a likeness is a match without a person's word."""
WORTH_ASKING = 0.2
"""Below it nobody is asked."""
_AT = {name: place for place, name in enumerate(FEATURES)}


def likely(
    vendors: Sequence[tuple[str, str | None]], suppliers: Sequence[Supplier], refused: set[tuple[str, str]]
) -> list[Proposal]:
    """Of each vendor the likeliest supplier; refused pairs, each of a vendor's id and a supplier's, are passed over."""
    ours = [name_of(name or "") for _, name in vendors]
    theirs = [names_of((s.name, s.legal_name)) for s in suppliers]
    vendor, supplier = candidates(ours, theirs)
    if refused:
        pairs = zip(vendor.tolist(), supplier.tolist(), strict=True)
        keep = np.array([(vendors[v][0], suppliers[s].supplier_id) not in refused for v, s in pairs], bool)
        vendor, supplier = vendor[keep], supplier[keep]
    weights = Weights(ours, theirs)
    rows = [features(ours[v], theirs[s], weights) for v, s in zip(vendor.tolist(), supplier.tolist(), strict=True)]
    shares = probabilities(np.array(rows).reshape(-1, len(FEATURES)), vendor)
    best: dict[int, list[int]] = defaultdict(list)
    for n in np.lexsort((supplier, -shares)).tolist():
        best[int(vendor[n])].append(n)
    proposals = []
    for v in range(len(vendors)):
        if v not in best or shares[best[v][0]] < WORTH_ASKING:
            proposals.append(NOBODY)
            continue
        first, *others = best[v]
        s = int(supplier[first])
        doubts = _doubts(rows[first])
        likely = float(shares[first])
        said = [*_said(rows[first], ours[v], theirs[s], weights), *doubts]
        if others and shares[others[0]] >= WORTH_ASKING / 2:
            said.append(f"{suppliers[int(supplier[others[0]])].supplier_id} is like it too ({shares[others[0]]:.2f})")
        proposals.append(
            Proposal(
                supplier_id=suppliers[s].supplier_id,
                p_match=likely,
                state="matched" if likely >= AUTOMATIC and not doubts else "waiting",
                basis="likeness",
                reasons="; ".join(said),
            )
        )
    return proposals


def _doubts(row: tuple[float, ...]) -> list[str]:
    """What keeps a likely pair from being matched without a person."""
    said = []
    if row[_AT["numbers_differ"]]:
        said.append("their numbers differ")
    if row[_AT["names_apart"]] > COMMON_WEIGHT:
        said.append("each has a word of its own")
    if row[_AT["strongest_shared"]] <= COMMON_WEIGHT:
        said.append("they share only words that many companies bear")
    return said


def _said(row: tuple[float, ...], vendor: Name, supplier: Name, weights: Weights) -> list[str]:
    mine, theirs = left_over(vendor, supplier, weights)
    said = [f"like {supplier.written}" if not row[_AT["same"]] else f"the name of {supplier.written}, habits aside"]
    said += [f"only the vendor says {' '.join(mine)}"] if mine else []
    said += [f"only the supplier says {' '.join(theirs)}"] if theirs else []
    said += ["its name is cut short"] if row[_AT["cut"]] else []
    said += ["the legal forms differ"] if row[_AT["form_differs"]] else []
    return said
