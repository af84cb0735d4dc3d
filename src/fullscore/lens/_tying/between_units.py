"""The money circle by org unit: for whom the work was done, and to whom the ledger charged it."""

from collections import defaultdict
from collections.abc import Iterator

from fullscore.lens._tying.postings import Tied

Entry = tuple[str, int, str | None, int]
"""Step, month, unit, whole ten-thousandths."""
BILLED = ("programme_invoices", "fees", "tax")


def entries_by_unit(told: Tied) -> Iterator[Entry]:
    """Every entry of the bridge by unit.

    What an invoice bills belongs to the unit whose work it is. What the ledger posts of it settles all units of the
    invoice alike, in proportion; where the ledger charged another unit, the difference stands between the units.
    """
    bills, lines = told.invoiced, told.posted
    shares: dict[int, dict[str | None, int]] = defaultdict(lambda: defaultdict(int))
    parts = (bills.account, bills.step, bills.month, bills.base)
    for (account, step, month, base), unit in zip(
        zip(*(part.tolist() for part in parts), strict=True), bills.unit, strict=True
    ):
        yield BILLED[step], month, unit, base
        yield "timing", month, unit, -base
        shares[account][unit] += base
    charged = lines.rows["org_unit_id"].to_pylist()
    figures = (lines.account, lines.month, lines.base, lines.explained, lines.currency, lines.unexplained)
    told_so_far: dict[int, int] = defaultdict(int)
    split_so_far: dict[int, dict[str | None, int]] = defaultdict(lambda: defaultdict(int))
    for unit, here, (account, month, base, explained, currency, unexplained) in zip(
        charged, lines.in_scope.tolist(), zip(*(f.tolist() for f in figures), strict=True), strict=True
    ):
        if here:
            yield "ledger", month, unit, base
        if account < 0:
            yield "off_programme", month, unit, base
            continue
        told_so_far[account] += explained
        for of, amount in _split(shares[account], told_so_far[account], split_so_far[account]):
            yield "timing", month, of, amount
            yield "between_units" if here else "other_accounts", month, of, -amount
        if here:
            yield "between_units", month, unit, explained
            yield "currency", month, unit, currency
            yield "unexplained", month, unit, unexplained


def _split(share: dict[str | None, int], upto: int, before: dict[str | None, int]) -> Iterator[tuple[str | None, int]]:
    """What each unit gets of a posting: its share of all that was posted so far, less what it has; all of it is given.

    Whole numbers round down; the last unit takes what is left over.
    """
    total = sum(share.values())
    units = list(share) or [None]
    given = 0
    for unit in units[:-1]:
        due = upto * share[unit] // total if total else 0
        yield unit, due - before[unit]
        before[unit], given = due, given + due
    yield units[-1], upto - given - before[units[-1]]
    before[units[-1]] = upto - given
