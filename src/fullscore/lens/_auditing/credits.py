"""Credits month by month, under the version of the contract in force."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from fullscore.lens._auditing.agreed import Agreed, Level
from fullscore.lens._auditing.cells import Cell
from fullscore.lens._auditing.results import Credit, MonthOfCredit
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Lens
from fullscore.terms.period import Month
from fullscore.terms.programme import assumptions_of

RELIEFS = ("client_clock",)
"""What a contract may take off a clock before it is judged; any other is said not to be applied."""
Counted = Callable[[list[Cell], list[Lens]], list[tuple[float | None, int]]]
"""The figure and n of some cells, each through its own lens."""


def credits(edition: Edition, agreed: Agreed, cells: list[Cell], counted: Counted) -> Credit:
    """What is at stake: credits under the agreed lens, less those under the reported figures.

    A month is judged by the version in force on its first day, if n under the agreed lens reaches ``minimum_n``. Relief
    takes the client's own time off the agreed clock; reported figures stand as they are. A month's credit is
    ``credit_percent`` of that month's MSP fee, at most ``cap_percent`` of it, and is earned back when the target was
    met in as many months after it as ``earn_back_months`` says, without a miss between.
    """
    judged = [(cell, level) for cell in cells if not cell.segment_kind and (level := agreed.level(cell.month))]
    priced = [(cell, level) for cell, level in judged if level.credit_percent is not None]
    if not priced:
        return Credit(
            at_stake=None, currency=edition.currency, under_contract=0.0, under_reported=0.0, months=(), before=(),
            fee_is_assumed=False, notes=("No service level puts money on it.",),
        )  # fmt: skip
    fees, assumed = msp_fees(edition)
    ours = counted([cell for cell, _ in priced], [_relieved(level) for _, level in priced])
    ns = counted([cell for cell, _ in priced], [level.lens for _, level in priced])
    months = [
        _month(cell, level, value, n, fees.get(cell.month, 0.0))
        for (cell, level), (value, _), (_, n) in zip(priced, ours, ns, strict=True)
    ]
    months = _earned_back(months, [level for _, level in priced])
    levels = list(dict.fromkeys(level for _, level in priced))
    not_given = {
        "relief": any(not level.relief for level in levels),
        "cap": any(level.cap_percent is None for level in levels),
        "earn-back": any(level.earn_back_months is None for level in levels),
    }
    under_contract = sum(month.contract_credit for month in months)
    under_reported = sum(month.reported_credit for month in months)
    notes = [
        f"The relief {name} of {level.clause or 'the contract'} cannot be computed and is not taken off."
        for level in levels
        for name in level.relief
        if name not in RELIEFS or not _has_pauses(level)
    ]
    if assumed:
        notes.append("Invoices show no MSP fee; it is taken as the assumed percentage of labour.")
    return Credit(
        at_stake=under_contract - under_reported,
        currency=edition.currency,
        under_contract=under_contract,
        under_reported=under_reported,
        months=tuple(months),
        before=tuple(name for name, missing in not_given.items() if missing),
        fee_is_assumed=assumed,
        notes=tuple(dict.fromkeys(notes)),
    )


def _has_pauses(level: Level) -> bool:
    return "pauses" in level.lens.as_dict()


def _relieved(level: Level) -> Lens:
    """The agreed lens with what the contract's relief takes off the clock."""
    if "client_clock" not in level.relief or not _has_pauses(level):
        return level.lens
    return Lens(tuple((a, "client_clock" if a == "pauses" else option) for a, option in level.lens.choices))


def _month(cell: Cell, level: Level, value: float | None, n: int, fee: float) -> MonthOfCredit:
    few = level.minimum_n is not None and n < level.minimum_n
    why = f"n is below {level.minimum_n}" if few else "nothing was counted" if value is None else ""
    percent = level.credit_percent or 0.0
    if level.cap_percent is not None:
        percent = min(percent, level.cap_percent)
    contract_missed = not why and value is not None and level.missed(value)
    reported_missed = not why and level.missed(cell.value)
    return MonthOfCredit(
        month=cell.month,
        clause=level.clause,
        target=level.target,
        fee=fee,
        contract=value,
        n=n,
        reported=cell.value,
        contract_missed=contract_missed,
        reported_missed=reported_missed,
        contract_credit=fee * percent / 100 if contract_missed else 0.0,
        reported_credit=fee * percent / 100 if reported_missed else 0.0,
        why=why,
    )


def _earned_back(months: list[MonthOfCredit], levels: list[Level]) -> list[MonthOfCredit]:
    """The months, without the credits that later months earned back."""
    at = {month.month: month for month in months}
    kept = []
    for month, level in zip(months, levels, strict=True):
        after = [at.get(month.month + n) for n in range(1, (level.earn_back_months or 0) + 1)]
        judged = [later for later in after if later is not None and not later.why]
        whole = bool(after) and len(judged) == len(after)
        if whole and not any(later.contract_missed for later in judged):
            month = replace(month, contract_credit=0.0)
        if whole and not any(later.reported_missed for later in judged):
            month = replace(month, reported_credit=0.0)
        kept.append(month)
    return kept


def msp_fees(edition: Edition) -> tuple[dict[Month, float], bool]:
    """The MSP's fee of each month in the programme's currency, and whether it had to be assumed.

    It is that of invoice lines by the day of the service; where no line is a fee, the assumed percentage of labour.
    """
    lines = edition.table("invoice_line")
    lines = lines.mutate(on=lines.service_date.fill_null(lines.invoiced_at))
    lines = lines.filter(column("kind").isin(["msp_fee", "labour"]))
    rows = edition.run(
        lines.group_by([lines.kind, lines.on.truncate("M").name("month")]).aggregate(amount=column("amount_base").sum())
    ).to_pylist()
    assumed = not any(row["kind"] == "msp_fee" for row in rows)
    percent = assumptions_of(edition.settings).msp_fee_percent
    factor = float(percent) / 100 if assumed else 1.0
    wanted = "labour" if assumed else "msp_fee"
    return {
        Month.of(row["month"]): float(row["amount"] or Decimal(0)) * factor
        for row in rows
        if row["kind"] == wanted and row["month"] is not None
    }, assumed
