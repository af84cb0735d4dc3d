"""Statements of work and their parts, as they were known on a day."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa

from fullscore.measures._days import day_numbers
from fullscore.model._expressions import column, constant
from fullscore.questions._landing.books import Books, of_holders
from fullscore.questions._landing.shape import Codes, Floats, Promised
from fullscore.terms.edition import Edition

READ_DAYS = 1030
PART_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class Statements:
    """Parts of statements, one element each; a statement without parts is paid evenly, month by month."""

    holder: Codes
    statement: Codes
    began: Floats
    due: Floats
    accepted: Floats
    amount: Floats
    currency: tuple[str, ...]
    number: Codes

    def numbered(self, currencies: tuple[str, ...]) -> "Statements":
        """The same with currencies by their place among some."""
        place = {name: n for n, name in enumerate(currencies)}
        return replace(self, number=np.array([place.get(name, 0) for name in self.currency], dtype=np.int64))

    def promised(self, today: float) -> Promised:
        """What was known on a day: statements that had begun, and what was accepted by then."""
        known = np.flatnonzero(self.began <= today)
        accepted = self.accepted[known]
        return Promised(
            holder=self.holder[known],
            statement=self.statement[known],
            began=self.began[known],
            due=self.due[known],
            accepted=np.where(accepted <= today, accepted, np.nan),
            amount=self.amount[known],
            currency=self.number[known],
        )


def statements_of(edition: Edition, books: Books) -> Statements:
    """Read them."""
    now = constant(date.fromisoformat(edition.as_of))
    rows = of_holders(edition, books.units, edition.table("sow"))
    rows = rows.filter(column("end_date").delta(now, unit="day") > -READ_DAYS)
    parts = edition.table("deliverable").select(_of="sow_id", _due="due_date", _done="accepted_at", _part="amount_base")
    rows = rows.left_join(parts, [("sow_id", "_of")]).order_by("sow_id", "_due", "_part")
    table = edition.run(
        rows.select("sow_id", "_holder", "start_date", "end_date", "value_base", "currency", "_due", "_done", "_part")
    )
    number = np.asarray(
        table["sow_id"].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False), dtype=np.int64
    )
    began, ended = day_numbers(table["start_date"]), day_numbers(table["end_date"])
    due, accepted = day_numbers(table["_due"]), day_numbers(table["_done"])
    amount, value = (
        np.nan_to_num(np.asarray(table[name].cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64))
        for name in ("_part", "value_base")
    )
    bare = np.isnan(due)
    count = np.where(bare, np.maximum(np.round((ended - began) / PART_DAYS), 1), 1).astype(np.int64)
    row = np.repeat(np.arange(len(count)), count)
    nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + 1
    even = began[row] + (ended - began)[row] * nth / count[row]
    names = table["currency"].to_pylist()
    return Statements(
        holder=np.asarray(table["_holder"].to_numpy(zero_copy_only=False), dtype=np.int64)[row],
        statement=number[row],
        began=began[row],
        due=np.where(bare[row], even, due[row]),
        accepted=np.where(bare[row], even, accepted[row]),
        amount=np.where(bare[row], value[row] / count[row], amount[row]),
        currency=tuple(names[n] for n in row.tolist()),
        number=np.zeros(len(row), dtype=np.int64),
    )
