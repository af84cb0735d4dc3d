"""Whether the product and the hand-written SQL came to the same: files, rows, totals by month."""

from decimal import Context, Decimal
from typing import Any


def differences(build: dict[str, Any], spend: dict[str, dict[str, Any]], by_hand: dict[str, Any]) -> list[str]:
    """Each difference as a sentence; empty where there is none.

    Args:
        build: what ``fullscore build --json`` printed.
        spend: what ``fullscore measure spend --by month --json`` printed, by source: ledger, timesheets.
        by_hand: what ``by_hand.py`` printed.
    """
    found: list[str] = []
    files = {file["file"].removeprefix("feeds/"): file for file in build["files"]}
    for name, ours in by_hand["files"].items():
        found += _apart(f"file {name}", files.get(name), ours)
    tables = {table["table"]: table for table in build["tables"]}
    for name, came in by_hand["tables"].items():
        # How often a row was repeated is not told of a table; it is what is missing from the landed rows.
        ours = {word: count for word, count in came.items() if word != "repeated"}
        found += _apart(f"table {name}", tables.get(name), ours)
    for source, months in by_hand["months"].items():
        rows = {row["month"]: row for row in spend[source]["rows"] if row["n"]}
        for month in sorted(set(months) | set(rows)):
            ours, theirs = months.get(month), rows.get(month)
            told = theirs and {"value": _written(theirs["value"]), "n": theirs["n"]}
            found += _apart(f"{source} {month}", told, ours and {"value": _written(ours["value"]), "n": ours["n"]})
    return found


def _apart(what: str, product: dict[str, Any] | None, by_hand: dict[str, Any] | None) -> list[str]:
    if product is None or by_hand is None:
        return [f"{what}: only {'by hand' if product is None else 'the product'}"]
    return [
        f"{what}, {word}: product {product.get(word)}, by hand {value}"
        for word, value in by_hand.items()
        if product.get(word) != value
    ]


def _written(value: Any) -> Decimal:
    """A value with the nine significant digits that answers are written with."""
    return Context(prec=9).plus(Decimal(str(value)))
