"""What each function signed that it wants: how far it is from it, and in which direction it gains.

A function gains towards its target. A measure with a plain sense, such as a shorter time, keeps that sense once the
target is reached: then nothing is left to gain, and what would take it back is a loss. Where functions signed targets
on both sides of where a measure stands, each gains towards its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fullscore.measures._shape import measures
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate

FUNCTIONS = ("hr", "procurement", "finance", "hiring", "sponsor")
"""Those that can sign."""
LOWER = frozenset({
    "average_bill_rate", "budget_variance", "early_attrition", "open_age", "rate_vs_market", "spend",
    "submittal_to_interview", "tenure", "time_to_fill", "time_to_submit", "timesheet_approval_days", "undecided_ends",
})  # fmt: skip
HIGHER = frozenset({
    "adoption", "completion_rate", "conversion_rate", "extension_rate", "fill_rate", "invoice_accuracy",
    "manager_satisfaction", "on_time_start", "rate_compliance", "savings", "spend_under_management",
})  # fmt: skip
LEAST_OF_NOW = 0.02
"""No less than this share of where a measure stands matters, however near the target is."""
LEAST_OF_SHARE = 0.005


@dataclass(frozen=True, kw_only=True)
class Signed:
    """An objective as it was signed."""

    function: str
    measure: str
    target: float
    by_month: str
    weight: float


@dataclass(frozen=True, kw_only=True)
class Aim:
    """An objective, and where it stands.

    Attributes:
        now: the measure's figure; without a value where it cannot be told.
        sense: 1 where the function gains when the measure rises, -1 where it gains when it falls; 0: cannot be told.
        gap: how far it has to go; 0 where it has arrived.
        way: the distance between now and the target, and no less than what a change of its size takes to matter.
        margin: the change that matters, a part of the way.
    """

    function: str
    measure: str
    unit: str
    target: float
    by_month: str
    weight: float
    now: Estimate
    sense: int
    gap: float
    way: float
    margin: float


def signed_in(edition: Edition) -> tuple[list[Signed], list[str]]:
    """The objectives of an edition, and the names of measures that none is called."""
    if not edition.has("objective"):
        return [], []
    rows = edition.run(edition.table("objective").order_by(["function", "measure"])).to_pylist()
    unknown = sorted({row["measure"] for row in rows if row["measure"] not in measures()})
    return [
        Signed(
            function=row["function"],
            measure=row["measure"],
            target=float(row["target"]),
            by_month=str(row["by_month"])[:7],
            weight=1.0 if row["weight"] is None else float(row["weight"]),
        )
        for row in rows
        if row["measure"] in measures()
    ], unknown


def aims_of(signed: Sequence[Signed], now: Mapping[str, Estimate], margin_share: float) -> list[Aim]:
    """Each objective beside where its measure stands.

    Args:
        margin_share: how much of the way from now to the target matters.
    """
    found = []
    for one in signed:
        stands = now[one.measure]
        unit = measures()[one.measure].unit
        sense = _sense(one, stands.value, [other.target for other in signed if other.measure == one.measure])
        gap = way = 0.0
        if stands.value is not None:
            gap = max(sense * (one.target - stands.value), 0.0)
            least = max(LEAST_OF_NOW * abs(stands.value), LEAST_OF_SHARE if unit == "share" else 0.0)
            way = max(abs(one.target - stands.value), least / margin_share)
        found.append(
            Aim(
                function=one.function, measure=one.measure, unit=unit, target=one.target, by_month=one.by_month,
                weight=one.weight, now=stands, sense=sense, gap=gap, way=way, margin=margin_share * way,
            )
        )  # fmt: skip
    return found


def _sense(one: Signed, now: float | None, targets: Sequence[float]) -> int:
    plain = -1 if one.measure in LOWER else 1 if one.measure in HIGHER else 0
    if now is None or now == one.target:
        return plain
    towards = 1 if one.target > now else -1
    both_sides = min(targets) < now < max(targets)
    return towards if both_sides or not plain else plain
