"""What the values of one column of an unknown file are, whatever its heading says."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from fullscore.feeds._proposing.dates import Dates, dates
from fullscore.feeds._proposing.numbers import fits, read, undressed
from fullscore.model._shape import Column, Kind

_MOST = 1_000
_FEW = 60
"""Distinct words up to which a column may be one of few words."""
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_CODE = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_DAMAGED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+")
_FLAGS = frozenset(["true", "yes", "y", "1", "false", "no", "n", "0", "x", "t", "f", "ja", "nein", "oui", "non"])


@dataclass(frozen=True)
class Profile:
    """The cells of one column in the sample."""

    cells: Sequence[str]

    @cached_property
    def counts(self) -> Counter[str]:
        found = Counter(self.cells)
        del found[""]
        return found

    @cached_property
    def filled(self) -> int:
        return sum(self.counts.values())

    @cached_property
    def distinct(self) -> list[str]:
        """Distinct filled values, at most some hundreds, spread over all."""
        values = list(self.counts)
        return values[:: len(values) // _MOST + 1]

    @cached_property
    def unique(self) -> bool:
        return self.filled > 1 and len(self.counts) == self.filled == len(self.cells)

    @cached_property
    def dates(self) -> Dates:
        some = self.distinct[:: len(self.distinct) // 50 + 1]
        # Few columns hold dates, and proof may stand in any value, so that all are looked at only there.
        return dates(list(self.counts)) if dates(some).share > 0.2 else Dates(share=0.0)

    @cached_property
    def numbers(self) -> float:
        """The share of distinct values that are numbers in some style."""
        return self._share(lambda value: bool(fits(value)))

    @cached_property
    def whole(self) -> float:
        return self._share(lambda value: undressed(value).removesuffix(".0").removesuffix(".00").isdigit())

    @cached_property
    def mails(self) -> float:
        return self._share(lambda value: bool(_MAIL.fullmatch(value)))

    @cached_property
    def damaged(self) -> int:
        """Values that a spreadsheet turned into scientific notation."""
        return sum(bool(_DAMAGED.fullmatch(value)) for value in self.distinct)

    @property
    def few(self) -> bool:
        """Whether the values are few words again and again."""
        return 0 < len(self.counts) <= _FEW and (len(self.counts) <= 12 or len(self.counts) <= 0.2 * self.filled)

    def _share(self, holds: Callable[[str], bool]) -> float:
        return sum(map(holds, self.distinct)) / len(self.distinct) if self.distinct else 0.0

    def floats(self, decimal: str, most: int) -> list[float]:
        """The numbers of the first so many cells, NaN where a cell holds none."""
        return [read(cell, decimal) if cell and fits(cell) else float("nan") for cell in self.cells[:most]]

    def support(self, column: Column, options: Sequence[str]) -> float | None:
        """How well the values agree with what a canonical column holds, from 0 to 1.

        Args:
            options: the words of the file that are, or can be translated to, options of the column.

        Returns:
            None where there are no values.
        """
        if not self.filled:
            return None
        if column.name.endswith("currency"):
            return self._codes
        if column.name == "country" or column.name.endswith("_country"):
            return self._countries
        dated = self.dates.share
        match column.kind:
            case Kind.date | Kind.month | Kind.time:
                return dated
            case Kind.money | Kind.hours | Kind.number:
                return self._counted(column)
            case Kind.whole:
                return self.whole * (0.3 if dated > 0.9 else 1.0)
            case Kind.flag:
                return self._flags
            case Kind.choice:
                return self._chosen(options)
            case Kind.id:
                return self._identifying
            case _:
                return (0.35 + 0.65 * self._wordy) * (1 - 0.7 * dated)

    @cached_property
    def _codes(self) -> float:
        return self._share(lambda value: bool(_CODE.fullmatch(value.upper()))) if len(self.counts) <= _FEW else 0.0

    @cached_property
    def _countries(self) -> float:
        return max(self._share(lambda value: bool(_COUNTRY.fullmatch(value.upper()))), 0.4 * self._wordy)

    @cached_property
    def _flags(self) -> float:
        return self._share(lambda value: value.lower() in _FLAGS)

    @cached_property
    def _negative(self) -> float:
        return self._share(lambda value: value.startswith(("-", "(")))

    @cached_property
    def _wordy(self) -> float:
        return self._share(lambda value: any(sign.isalpha() for sign in value))

    def _counted(self, column: Column) -> float:
        share = self.numbers * (0.3 if self.dates.share > 0.9 and self.dates.formats != ("%Y%m%d",) else 1.0)
        return share * (1 - 0.5 * self._negative) if column.minimum == 0 else share

    def _chosen(self, options: Sequence[str]) -> float:
        if not self.few:
            return 0.1
        known = set(options)
        share = sum(count for word, count in self.counts.items() if word in known) / self.filled
        return 0.45 * (1 - self.numbers) * (1 - self.dates.share) + 0.55 * share

    @cached_property
    def _identifying(self) -> float:
        """An id is short, and neither a date nor a number with decimals."""
        if self.dates.share > 0.9 and self.dates.formats != ("%Y%m%d",):
            return 0.0
        long = self._share(lambda value: len(value) > 60)
        decimals = self._share(lambda value: bool(re.search(r"\d[.,]\d{1,2}$", value)) and bool(fits(value)))
        return max(0.0, 1.0 - long - decimals)
