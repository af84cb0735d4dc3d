"""An edition as it stood on an earlier day, without building another."""

from datetime import date
from typing import Any

import pyarrow as pa

from fullscore.lens._restating.told import counting_key
from fullscore.lens._view import View
from fullscore.lens.parties import senders
from fullscore.model._expressions import column, constant, unknown
from fullscore.model._shape import Kind, Table, tables
from fullscore.terms.edition import Edition


class AsOf(View):
    """An edition with only the deliveries up to a day; the protocol ``fullscore.terms.edition.Edition``.

    A row is in force as of D if ``_from <= D`` and it had not ended by D. Of a key that several feeds held on that day,
    the feed that comes first in ``programme.toml`` counts, as in a build of that day. Exchange rates, local dates and
    the calendar are those of the edition: they are computed from facts, which did not differ then.
    """

    def __init__(self, edition: Edition, day: date) -> None:
        super().__init__(edition)
        self._day, self._now = day, constant(day)

    @property
    def as_of(self) -> str:
        return self._day.isoformat()

    def has(self, table: str) -> bool:
        """Whether a feed had delivered a row of the table by that day, or it could be derived."""
        return self._edition.has(table) and bool(self.run(self.versions(table).select("_from").limit(1)).num_rows)

    def versions(self, table: str) -> Any:
        told = self._edition.versions(table)
        told = told.filter(told["_from"] <= self._now)
        told = told.mutate(_to=(told["_to"] > self._now).ifelse(unknown(Kind.date), told["_to"]))
        return self._with_beside(tables()[table], told) if self._shared(table) else told

    def _in_force(self, table: str) -> Any:
        if self._shared(table):
            told = self.versions(table)
            return told.filter(told["_to"].isnull() & ~told["_beside"])
        # The same in fewer words: measures use a table several times, and writing long expressions takes seconds.
        told = self._edition.versions(table)
        return told.filter((told["_from"] <= self._now) & (told["_to"].isnull() | (told["_to"] > self._now)))

    def _shared(self, table: str) -> bool:
        """Whether several feeds bring the table, so that which of them counts may have changed since that day."""
        if sum(sender.table in ("", table) for sender in senders(self).values()) < 2:
            return False
        return bool(self.run(self._edition.versions(table).select("_feed").distinct()).num_rows > 1)

    def _with_beside(self, table: Table, told: Any) -> Any:
        names = list(senders(self))
        order = self.lend(pa.table({"_of": pa.array(names, pa.string()), "_no": range(len(names))}))
        keys = counting_key(table, told)
        told = told.left_join(order, [("_feed", "_of")]).drop("_of").mutate(**keys)
        standing = told.filter(told["_to"].isnull())
        first = standing.group_by(list(keys)).aggregate(_first=column("_no").min())
        first = first.rename(**{f"_f{name}": name for name in keys})
        told = told.left_join(first, [(name, f"_f{name}") for name in keys])
        told = told.mutate(_beside=(column("_no") > column("_first")).fill_null(False))
        return told.drop("_no", "_first", *keys, *(f"_f{name}" for name in keys))
