"""What an hour of each resource type costs against the reference, like for like."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from fullscore.stats.log_link import log_link
from fullscore.terms.estimate import Estimate

FEWEST_FOR_PREMIUM = 3
"""Units that must buy a resource type before its premium has an interval."""


def premiums(
    own: Mapping[str, npt.NDArray[np.generic]],
    staff: Mapping[str, npt.NDArray[np.generic]],
    kind: npt.NDArray[np.intp],
    types: npt.NDArray[np.str_],
    reference: int,
    unit: npt.NDArray[np.intp],
) -> tuple[Estimate | None, ...]:
    """What an hour of each type costs against the reference's, at one level and country; employees last."""
    many = len(types) + 1
    cells = [
        f"{level}|{country}"
        for part in (own, staff)
        for level, country in zip(part["level"], part["country"], strict=True)
    ]
    _, cell = np.unique(cells, return_inverse=True)
    kinds = np.concatenate([kind, np.full(len(staff["hours"]), many - 1)])
    # An employee's cost varies by unit no more than by what the unit's own people cost.
    leaf, place = np.unique(own["org_unit_id"].astype(str), return_inverse=True)
    at = dict(zip(leaf.tolist(), (int(unit[np.flatnonzero(place == n)[0]]) for n in range(len(leaf))), strict=True))
    clusters = np.concatenate([unit, [at.get(str(name), -1) for name in staff["org_unit_id"]]]).astype(np.intp)
    hours, cost = (np.concatenate([own[key], staff[key]]).astype(np.float64) for key in ("hours", "cost"))
    table = np.bincount(cell * many + kinds, hours, (int(cell.max()) + 1) * many).reshape(-1, many) > 0
    linked = np.arange(many) == reference
    while not ((more := linked | table[table[:, linked].any(1)].any(0)) == linked).all():
        linked = more
    rows = linked[kinds]
    others = np.flatnonzero(linked & (np.arange(many) != reference))
    found: list[Estimate | None] = [None] * many
    found[reference] = Estimate(value=0.0, n=int((kinds == reference).sum()), low=0.0, high=0.0)
    if not len(others) or len(np.unique(clusters[rows])) < 2:
        return tuple(found)
    x = (kinds[rows][:, None] == others).astype(np.float64)
    _, dense = np.unique(cell[rows], return_inverse=True)
    fit = log_link(cost[rows], hours[rows], dense, x, clusters[rows])
    for number, at_kind in enumerate(others):
        mine = kinds == at_kind
        known = len(np.unique(clusters[mine])) >= FEWEST_FOR_PREMIUM
        value, low, high = (float(np.expm1(part[number])) for part in (fit.coefficients, fit.low, fit.high))
        found[at_kind] = Estimate(
            value=value, n=int(mine.sum()), low=low if known else None, high=high if known else None
        )
    return tuple(found)
