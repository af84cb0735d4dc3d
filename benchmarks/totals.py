"""Whether the product and the hand-written SQL came to the same: files, rows, totals by month."""

from decimal import Decimal
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
            # A product's value that could be ours as written stands for ours, so that only a real difference is told.
            if ours and theirs and _same(theirs["value"], ours["value"]):
                theirs = {**theirs, "value": ours["value"]}
            found += _apart(f"{source} {month}", theirs, ours)
    return found


def _apart(what: str, product: dict[str, Any] | None, by_hand: dict[str, Any] | None) -> list[str]:
    if product is None or by_hand is None:
        return [f"{what}: only {'by hand' if product is None else 'the product'}"]
    return [
        f"{what}, {word}: product {product.get(word)}, by hand {value}"
        for word, value in by_hand.items()
        if product.get(word) != value
    ]


def _same(product: Any, by_hand: str) -> bool:
    """Whether a product's value is the exact one in the nine significant digits that answers are written with.

    Half a unit of the ninth digit is allowed on either side: from a value on the very half, either is right.
    """
    exact = Decimal(by_hand)
    return abs(Decimal(str(product)) - exact) <= Decimal(5).scaleb(exact.adjusted() - 9)
