"""What the spend bridge is built of: bills, or timesheets in their place, with item, unit and age of the work."""

from datetime import date, timedelta
from typing import Any

from fullscore.measures._rates import hours_in
from fullscore.measures._segments import with_segments
from fullscore.model._expressions import column, constant
from fullscore.stats.price_volume_mix import STATED_TO
from fullscore.terms.edition import Edition
from fullscore.workforce.inside import SETTLING_DAYS
from fullscore.workforce.worked import FEES

ITEM = ("capability", "level", "country", "resource_type", "currency")
"""What makes two hours the same thing bought."""


def recorded_from(edition: Edition) -> date:
    """The day from which on starts are known as units that had long been inside make them; the first, if all are."""
    asked = edition.table("requisition")
    told = edition.run(asked.submitted_at.min().cast("date").name("first").as_table())["first"][0].as_py()
    return told + timedelta(days=SETTLING_DAYS) if told else date.min


def invoiced(edition: Edition) -> Any:
    """Lines with unit, item and part: labour, bare (labour of unknown hours), fee, other."""
    sheets = edition.table("timesheet").select(_sheet="timesheet_id", _sheet_for="assignment_id")
    stated = edition.table("sow").select(_sow="sow_id", _sow_unit="org_unit_id")
    lines = edition.table("invoice_line")
    lines = lines.filter(lines.kind != "tax").left_join(sheets, [("timesheet_id", "_sheet")])
    lines = lines.mutate(_for=column("assignment_id").fill_null(column("_sheet_for")))
    lines = lines.left_join(_work(edition), [("_for", "_work")]).left_join(stated, [("sow_id", "_sow")])
    quantity, rate, amount = column("quantity"), column("unit_rate").cast("float64"), column("amount").cast("float64")
    apart = (quantity.abs() * rate.abs() - amount.abs()).abs()
    sound = quantity.notnull() & (rate.isnull() | (apart <= amount.abs() * float(STATED_TO) + 0.01))
    sound = (sound & column("_work").notnull()).fill_null(False)
    signed = ((amount < 0) & (quantity > 0)).ifelse(-quantity, quantity)
    part = (column("kind") == "labour").ifelse(
        sound.ifelse(constant("labour"), constant("bare")),
        column("kind").isin(FEES).ifelse(constant("fee"), constant("other")),
    )
    return lines.select(
        on=column("invoiced_at"),
        unit=column("_unit").fill_null(column("_sow_unit")),
        capability="capability", level="level", country="country", resource_type="resource_type",
        currency="currency", part=part,
        age=column("service_date").fill_null(column("invoiced_at")).delta(column("_start"), unit="day"),
        hours=(part == "labour").ifelse(signed * hours_in(column("_rate_unit")), 0.0).cast("decimal(18, 4)"),
        amount="amount", base="amount_base",
    )  # fmt: skip


def timed(edition: Edition) -> Any:
    sheets = edition.table("timesheet").left_join(_work(edition), [("assignment_id", "_work")])
    return sheets.select(
        on=column("week_ending"),
        unit="_unit", capability="capability", level="level", country="country", resource_type="resource_type",
        currency="currency", part=constant("labour"),
        age=column("week_ending").delta(column("_start"), unit="day"),
        hours=(column("regular_hours") + column("overtime_hours").fill_null(0)).cast("decimal(18, 4)"),
        amount="amount", base="amount_base",
    )  # fmt: skip


def _work(edition: Edition) -> Any:
    work = with_segments(edition, edition.table("assignment"))
    return work.select(
        "capability", "level", "country", "resource_type",
        _work="assignment_id", _unit="org_unit_id", _rate_unit="rate_unit", _start="start_date",
    )  # fmt: skip
