"""What each invoice line is due, and by how much it was billed wrong."""

from typing import Any

from fullscore.measures._billed_work import billed_lines, weeks_of_work
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition

CLAIMS = ("labour", "deliverable", "expense", "msp_fee", "vms_fee")
"""The kinds of line that claim something; a discount, a tax or an adjustment does not."""
CENT = 0.01
"""By so much of its own currency a line may be off for rounding."""
KEPT = (
    *("invoice_id", "line_no", "supplier_id", "assignment_id", "sow_id", "kind", "amount", "amount_base", "currency"),
    *("invoiced_at", "worked_for", "worked_week"),
)
READ = (*KEPT, "quantity", "unit_rate", "service_date", "timesheet_id", "is_workless")
ORDER = ("invoiced_at", "invoice_id", "line_no")
MONEY = "decimal(18, 4)"


def line_errors(edition: Edition) -> Any:
    """Invoice lines that claim something and what they are due, as an expression.

    Labour is held against the week of work that it bills, or its statement of work: in the order of billing a line is
    due no more than is left of what the work came to. The last line of a week is due all that is left, so that too
    little is an error as well; a statement of work goes on. Labour for a day that no timesheet holds is due nothing.
    Deliverables are held against their statement of work. An expense or a fee that repeats an earlier one is due
    nothing, else its quantity times its rate.

    Returns:
        Those that there is something to hold against (work in another currency is not): ids, amounts and days of the
        line; ``worked_for`` and ``worked_week`` where it bills a week; ``due`` and ``error``, billed minus due, 0 where
        no more than rounding, both in the line's own currency.
    """
    lines = billed_lines(edition)
    lines = edition.keep(lines.filter(lines.kind.isin(CLAIMS)).select(*READ))
    held = _of_weeks(edition, lines).union(_of_statements(edition, lines), _workless(lines), _others(lines))
    error = (held.amount - held.due).cast(MONEY)
    return held.mutate(error=(error.abs() > held.slack).ifelse(error, (error * 0).cast(MONEY)))


def _of_weeks(edition: Edition, lines: Any) -> Any:
    weeks = weeks_of_work(edition).rename(_for="worked_for", _week="worked_week")
    lines = lines.inner_join(weeks, [("worked_for", "_for"), ("worked_week", "_week"), ("currency", "worth_in")])
    # Taken in turn they are read three times, and to find the week of a million lines costs a second each time.
    lines = edition.keep(lines.select(*KEPT, "worth"))
    return _in_turn(lines, ("worked_for", "worked_week"), all_at_last=True)


def _of_statements(edition: Edition, lines: Any) -> Any:
    statements = edition.table("sow").select(_statement="sow_id", _in="currency", worth="value")
    lines = lines.filter(
        (lines.kind == "deliverable") | ((lines.kind == "labour") & lines.timesheet_id.isnull()),
    )
    lines = lines.inner_join(statements, [("sow_id", "_statement"), ("currency", "_in")])
    return _in_turn(lines, ("sow_id",), all_at_last=False)


def _in_turn(lines: Any, work: tuple[str, ...], *, all_at_last: bool) -> Any:
    """What is left for each line of the same work, in the order of billing."""
    # Nearly all work is billed by one line. To put a million lines in order costs three times as much as to tell the
    # few that share their work from the others.
    shared = lines.group_by(list(work)).aggregate(_lines=lines.count()).filter(column("_lines") > 1)
    shared = shared.select(**{f"_of_{name}": column(name) for name in work})
    same = [(name, f"_of_{name}") for name in work]
    several = lines.semi_join(shared, same)
    several = several.mutate(
        _so_far=several.amount.sum().over(group_by=work, order_by=ORDER, rows=(None, 0)),
        _turn=several.count().over(group_by=work, order_by=ORDER, rows=(None, 0)),
        _turns=several.count().over(group_by=work),
    )
    alone = lines.anti_join(shared, same)
    alone = alone.mutate(_so_far=alone.amount, _turn=constant(1), _turns=constant(1))
    lines = alone.mutate(
        **{name: column(name).cast(several[name].type()) for name in ("_so_far", "_turn", "_turns")}
    ).union(several)
    lines = lines.mutate(_left=(lines.worth - lines["_so_far"] + lines.amount).cast(MONEY))
    due = lines.amount.clip(upper=lines["_left"].clip(lower=0))
    if all_at_last:
        # A credit that comes last is due as far as more than the worth was billed before it.
        last = lines.amount.clip(upper=0).clip(lower=lines["_left"])
        due = (lines["_turn"] == lines["_turns"]).ifelse(last, due)
    return _told(lines, due, lines["_turns"])


def _workless(lines: Any) -> Any:
    lines = lines.filter(lines.is_workless)
    return _told(lines, constant(0), constant(1))


def _others(lines: Any) -> Any:
    """Expenses and fees: nothing for one that repeats an earlier one, else quantity times rate."""
    lines = lines.filter(~lines.kind.isin(("labour", "deliverable")))
    lines = lines.mutate(
        _is_of=lines.service_date.notnull() & lines.assignment_id.fill_null(lines.sow_id).notnull(),
        _priced=(lines.quantity * lines.unit_rate.cast("float64")).cast(MONEY),
    )
    same = ("supplier_id", "kind", "assignment_id", "sow_id", "service_date", "amount", "currency")
    turn = lines.count().over(group_by=same, order_by=ORDER, rows=(None, 0))
    lines = lines.mutate(_repeats=lines["_is_of"] & (lines.amount > 0) & (turn > 1))
    lines = lines.filter(lines["_is_of"] | lines["_priced"].notnull())
    due = lines["_repeats"].ifelse(constant(0), lines["_priced"].fill_null(lines.amount))
    return _told(lines, due, constant(1))


def _told(lines: Any, due: Any, of_lines: Any) -> Any:
    return lines.select(*KEPT, due=due.cast(MONEY), slack=(of_lines * constant(CENT).cast(MONEY)).cast(MONEY))
