"""A generated programme in hand: its rows, its zones, its rates, and how it is written to disk."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fullscore.model._shape import tables
from fullscore.store.currency import reference_rate
from tests.measures.world_folder import key_of, toml, write_table
from tests.measures.world_story import Row

MONEY_PLACES = Decimal("0.0001")
EXACTLY = Context(prec=60)
LAST_WITH_RATE_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class World:
    """A generated programme.

    Attributes:
        settings: what ``programme.toml`` says, by section.
        rows: the rows in force at the end, by table.
        history: every version of every row, with ``_from`` and ``_to`` (None: in force), by table.
        deliveries: each delivery's date with the rows it holds; a table that it does not bring is missing.
        as_of: the date of the last delivery, and of the edition.
    """

    seed: int
    shape: str
    requisitions: int
    settings: dict[str, Any]
    rows: dict[str, list[Row]] = field(repr=False)
    history: dict[str, list[Row]] = field(repr=False)
    deliveries: list[tuple[date, dict[str, list[Row]]]] = field(repr=False)
    as_of: date

    @property
    def currency(self) -> str:
        return str(self.settings["programme"]["currency"])

    @property
    def country(self) -> str:
        return str(self.settings["programme"]["country"])

    @property
    def policy(self) -> dict[str, Any]:
        policy: dict[str, Any] = self.settings["policy"]
        return policy

    @cached_property
    def _indexed(self) -> dict[str, dict[Any, Row]]:
        found: dict[str, dict[Any, Row]] = {}
        for name, table in tables().items():
            keys = ((key_of(table, row), row) for row in self.rows[name])
            found[name] = {key[0] if len(key) == 1 else key: row for key, row in keys}
        return found

    def row(self, table: str, key: Any) -> Row | None:
        """The row in force of a key (an id, or a tuple where the key has several columns); None where there is none."""
        return self._indexed[table].get(key)

    def zone(self, site_id: str) -> ZoneInfo:
        """The time zone of a site."""
        return ZoneInfo(self._indexed["site"][site_id]["time_zone"])

    def local_date(self, instant: datetime, site_id: str) -> date:
        """The day on which an instant falls at a site."""
        return instant.astimezone(self.zone(site_id)).date()

    def rate(self, currency: str, day: date) -> Decimal | None:
        """Programme currency for one unit on a day, as written: plan, else delivered, else reference; None: no rate."""
        if currency == self.currency:
            return Decimal(1)
        found = self.settings.get("fx", {}).get(currency)
        if found is None:
            back = (day - timedelta(days=days) for days in range(LAST_WITH_RATE_DAYS + 1))
            given = (self._indexed["fx_rate"].get((currency, on)) for on in back)
            found = next((row["rate"] for row in given if row), None) or reference_rate(currency, self.currency, day)
        return None if found is None else Decimal(repr(found))

    def base(self, amount: Decimal | None, currency: str | None, day: date | datetime) -> Decimal | None:
        """An amount in the programme's currency, half-even to 4 places; None where there is no amount or no rate.

        Args:
            day: the day that its table is converted at; of an instant the day in UTC.
        """
        if amount is None or currency is None:
            return None
        rate = self.rate(currency, day.date() if isinstance(day, datetime) else day)
        return None if rate is None else EXACTLY.multiply(amount, rate).quantize(MONEY_PLACES, ROUND_HALF_EVEN)

    def write(self, folder: Path) -> None:
        """Write ``programme.toml`` and the deliveries; a table that a delivery would only repeat is left out of it."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "programme.toml").write_text(toml(self.settings), "utf-8")
        last: dict[str, list[Row]] = {}
        for day, rows in self.deliveries:
            for name, table in tables().items():
                if name in rows and rows[name] != last.get(name, []):
                    write_table(folder / "feeds" / day.isoformat() / f"{name}.csv", table, rows[name])
            last |= rows
