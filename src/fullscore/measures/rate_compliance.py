"""The share of the hours worked (or of the assignments) whose bill rate keeps within the agreed rate card.

An assignment is held against the card that was in force when it started, when its candidate was submitted (the start,
where no submittal is known), or today. Its rate complies up to and including the card's maximum, or its middle between
minimum and maximum; a card without a minimum has its maximum as middle. Rates in the card's own currency are compared
as delivered, others in the programme's currency, both at the day of the start. An
assignment that no card covers is left out, or counted as compliant or as a breach; one whose card is in a currency
without an exchange rate is left out in any case. A month's assignments are those active in it whose worker came;
weighted by hours only those with hours in weeks that end in it, overtime included, whatever the week's status. n is
the number of assignments.
"""

from typing import Any

from fullscore.measures._cards import cards_of
from fullscore.measures._rates import Rate
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.measures._work_months import at_work, month_by_month
from fullscore.model._expressions import column, constant
from fullscore.model.assignment import assignment
from fullscore.model.rate_card import rate_card
from fullscore.model.timesheet import timesheet
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (
    Axis("card_as_of", ("start", "submittal", "today")),
    Axis("unmapped", ("left_out", "compliant", "breach")),
    Axis("limit", ("max", "mid")),
    Axis("weight", ("hours", "assignments")),
)
DAYS, UNMAPPED, LIMITS, _ = (axis.options for axis in AXES)


def _atoms(edition: Edition) -> Any:
    sent = edition.table("submittal").select(_submittal=column("submittal_id"), _sent="submitted_on")
    work = at_work(edition).left_join(sent, [("submittal_id", "_submittal")])
    work = work.select(
        *("assignment_id", "supplier_id", "role_id", "site_id", "bill_rate", "bill_rate_base", "currency", "rate_unit"),
        *("end_date", "start_date", *SEGMENTS),
        start=column("start_date"),
        submittal=column("_sent").fill_null(column("start_date")),
        today=constant(edition.as_of).cast("date"),
    )
    work = work.left_join(cards_of(edition, work, DAYS), [("assignment_id", "held_by")])
    kept: dict[str, Any] = {}
    for day in DAYS:
        kept[f"covered_{day}"] = covered = column(f"{day}_rate_card_id").notnull()
        for limit in LIMITS:
            within = _is_within(day, limit).cast("float64")
            kept[f"{day}_{limit}_left_out"] = within
            kept[f"{day}_{limit}_compliant"] = covered.ifelse(within, 1.0)
            kept[f"{day}_{limit}_breach"] = covered.ifelse(within, 0.0)
    ids = [f"{day}_rate_card_id" for day in DAYS]
    rows = work.select("assignment_id", "start_date", "end_date", *SEGMENTS, *ids, **kept)
    rows = month_by_month(edition, rows)
    return rows.mutate(
        **{f"hours_{name}": column(name) * column("hours") for name in kept if not name.startswith("covered")}
    )


def _is_within(day: str, limit: str) -> Any:
    """Whether the assignment's rate keeps within the card of a day; null where there is none, or no exchange rate."""

    def most(name: str) -> Any:
        top = column(f"{day}_max_bill_rate{name}")
        # The middle is half of this; doubling both sides keeps the comparison in whole decimals.
        return top * 2 if limit == "max" else top + column(f"{day}_min_bill_rate{name}").fill_null(top)

    paid = Rate(
        amount=column("bill_rate") * 2,
        base=column("bill_rate_base") * 2,
        currency=column("currency"),
        unit=column("rate_unit"),
    )
    card = Rate(
        amount=most(""), base=most("_base"), currency=column(f"{day}_currency"), unit=column(f"{day}_rate_unit")
    )
    return ~paid.is_above(card)


def _reading(lens: Lens) -> Reading:
    name = f"{lens['card_as_of']}_{lens['limit']}_{lens['unmapped']}"
    keep = (f"covered_{lens['card_as_of']}",) if lens["unmapped"] == "left_out" else ()
    if lens["weight"] == "assignments":
        return Reading(
            month="active_in", value=name, weight="one", event="assignment_id", keep=keep, aggregate="unit_ratio"
        )
    return Reading(
        month="active_in",
        value=f"hours_{name}",
        weight="hours",
        event="assignment_id",
        keep=(*keep, "has_hours"),
        aggregate="unit_ratio",
    )


rate_compliance = Measure(
    name="rate_compliance",
    title="Rate compliance",
    unit="share",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    records=lambda lens: (
        Records(table=assignment, key=(("assignment_id", "assignment_id"),)),
        Records(table=rate_card, key=(("rate_card_id", f"{lens['card_as_of']}_rate_card_id"),)),
    ),
    rests_on=lambda lens: (assignment, rate_card, *((timesheet,) if lens["weight"] == "hours" else ())),
    gains_if_higher=("msp", "supplier"),
)
