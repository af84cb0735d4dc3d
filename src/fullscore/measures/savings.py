"""How much less was paid for the extended workforce than a baseline says it would have cost, less what the programme's
fees took of it.

What was paid is the invoiced labour, in the month of its service (of the invoice, where no service date is known), or
the planned volume: 40 hours a week at the bill rate from the start to the planned end, both included, in the month of
the start. The baseline prices the same hours: at the average paid for the same role at the same site, in the same
currency, in the same month a year earlier, weighted by hours and of the same volume; at the maximum of the rate card
that held at the start; at the highest or the first bill rate that was submitted for the requisition; or at the
requisition's own maximum. Rates are compared in the currency that was paid, then converted at the rate of the day of
the purchase, so that no movement of exchange rates looks like a saving; a baseline in another currency is compared in
the programme's (a card at the day of the start, the others at the day they were submitted). What has no baseline counts
nothing: no card, no requisition, nothing bought a year before. A line's hours are its quantity in the unit of its
assignment's rate (its amount over its unit rate, where no quantity is known); a line without hours, or without an
assignment of its own or of its timesheet, counts nothing, and so does any line but labour. Floored, an assignment that
cost more than its baseline in a month counts as no saving there. Net of fees, the month's lines of MSP and VMS fees are
taken off, only for the whole programme and only in months that have a baseline. Recruited leaves out assignments whose
worker was identified beforehand. n is the number of assignments with a baseline.
"""

from fullscore.measures._baselines import BASELINES
from fullscore.measures._purchases import VOLUMES
from fullscore.measures._saved import NEGATIVES, POPULATIONS, saved
from fullscore.measures._shape import Measure, Reading, Records
from fullscore.model._shape import Table
from fullscore.model.assignment import assignment
from fullscore.model.invoice_line import invoice_line
from fullscore.model.rate_card import rate_card
from fullscore.model.requisition import requisition
from fullscore.model.submittal import submittal
from fullscore.terms.lens import Axis, Lens

AXES = (
    Axis("baseline", BASELINES),
    Axis("volume", VOLUMES),
    Axis("negatives", NEGATIVES),
    Axis("fees", ("net", "gross")),
    Axis("population", POPULATIONS),
)
RESTS_ON: dict[str, tuple[Table, ...]] = {
    "prior_year_like_for_like": (),
    "card_max": (rate_card,),
    "highest_submittal": (requisition, submittal),
    "first_submittal": (requisition, submittal),
    "requested_max": (requisition,),
}
"""What a baseline needs beside assignments and what was paid."""


def _reading(lens: Lens) -> Reading:
    return Reading(
        month="bought_in",
        value=f"{lens['baseline']}_{lens['negatives']}",
        keep=(
            f"is_{lens['volume']}",
            f"is_{lens['population']}",
            f"has_{lens['baseline']}",
            *(("not_fee",) if lens["fees"] == "gross" else ()),
        ),
        weight="counts",
        event="assignment_id",
        whole="fee" if lens["fees"] == "net" else "",
        aggregate="unit_total",
    )


def _records(lens: Lens) -> tuple[Records, ...]:
    found = [Records(table=assignment, key=(("assignment_id", "assignment_id"),))]
    if lens["baseline"] == "card_max":
        found.append(Records(table=rate_card, key=(("rate_card_id", "start_rate_card_id"),)))
    elif requisition in RESTS_ON[lens["baseline"]]:
        found += [Records(table=t, key=(("requisition_id", "requisition_id"),)) for t in RESTS_ON[lens["baseline"]]]
    if lens["fees"] == "net":
        found.append(Records(table=invoice_line, key=(("invoice_id", "invoice_id"), ("line_no", "line_no"))))
    return tuple(found)


def _rests_on(lens: Lens) -> tuple[Table, ...]:
    is_billed = lens["volume"] == "invoiced" or lens["fees"] == "net"
    return (assignment, *((invoice_line,) if is_billed else ()), *RESTS_ON[lens["baseline"]])


savings = Measure(
    name="savings",
    title="Savings",
    unit="currency",
    axes=AXES,
    atoms=saved,
    reading=_reading,
    records=_records,
    rests_on=_rests_on,
    gains_if_higher=("msp",),
)
