"""Units in which exports write what the canonical tables hold in hours, in whole currency units or as plain numbers."""

from fractions import Fraction

UNITS = {
    "hour": Fraction(1),
    "minute": Fraction(1, 60),
    "second": Fraction(1, 3600),
    "quarter_hour": Fraction(1, 4),
    "one": Fraction(1),
    "cent": Fraction(1, 100),
    "thousand": Fraction(1000),
    "million": Fraction(1_000_000),
    "percent": Fraction(1, 100),
}
"""By how much a delivered number is multiplied. What a rate is *per* (hour, day, month) is no such unit: it is the word
in the column ``rate_unit``, which ``values`` translates, because nobody knows how many hours their day had."""

HEXADECIMAL = "hexadecimal"
"""Not a factor but a way of writing whole numbers: systems that name a line by a code of such digits number it so."""
