"""Which rate card holds for an assignment on a day."""

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fullscore.model._expressions import column
from fullscore.terms.edition import Edition

SCOPE = ("supplier_id", "site_id", "country")
MONEY = ("min_bill_rate", "max_bill_rate")
TELLS = ("rate_card_id", *MONEY, "currency", "rate_unit")
"""What a card gives to the assignments that it holds for."""
_RATE = Decimal(1).scaleb(-24)


def cards_of(edition: Edition, work: Any, days: tuple[str, ...]) -> Any:
    """The rate card that holds for each assignment on each of some days.

    The supplier's own card goes before the general, then the one for the site, for the country, for anywhere, then the
    latest ``valid_from``, then the first ``rate_card_id``. Both ends of a card's validity are in.

    Args:
        work: assignments with segments, and a date column of each name in ``days``.

    Returns:
        An expression of ``held_by`` (assignments that any card could hold for) and, for each day, ``<day>_<column>``
        for what a card tells, null where none holds; beside its money ``…_base``, in the programme's currency on the
        day of the assignment's start, which is the day of the rate that it is compared with.
    """
    cards = _numbered(edition)
    lent = edition.lend(cards.select(["role_id", *SCOPE, "valid_from", "valid_to", "number"]))
    lent = lent.rename(**{f"_{name}": name for name in ("role_id", *SCOPE)})
    pairs = work.select(*dict.fromkeys(("assignment_id", "role_id", "start_date", *SCOPE, *days))).join(
        lent, [("role_id", "_role_id")]
    )
    pairs = pairs.filter(
        [column(f"_{scope}").isnull() | (column(f"_{scope}") == column(scope)) for scope in SCOPE],
    )
    # One whole number ranks the cards: the best has the least, and what is left over of it names the card.
    place = column("_site_id").notnull().ifelse(0, column("_country").notnull().ifelse(1, 2))
    rank = (column("_supplier_id").isnull().ifelse(3, 0) + place) * cards.num_rows + column("number")
    begins, ends = column("valid_from"), column("valid_to")
    best = edition.run(
        pairs.group_by(held_by="assignment_id").aggregate(
            started_on=column("start_date").max(),
            **{day: rank.min(where=(begins <= column(day)) & (ends.isnull() | (column(day) <= ends))) for day in days},
        )
    )
    found = {"held_by": best["held_by"]}
    for day in days:
        ranks = best[day]
        number = pc.subtract(ranks, pc.multiply(pc.divide(ranks, max(cards.num_rows, 1)), cards.num_rows))
        told = cards.select(list(TELLS)).take(number)
        found |= {f"{day}_{name}": told[name] for name in TELLS}
        for name in MONEY:
            found[f"{day}_{name}_base"] = _converted(edition, told[name], told["currency"], best["started_on"])
    return edition.lend(pa.table(found))


def _converted(edition: Edition, amounts: Any, currencies: Any, days: Any) -> pa.Array:
    """Amounts in the programme's currency, each at its own day, half-even to 4 places; null where no rate is known."""
    coded = [one.combine_chunks().dictionary_encode() for one in (currencies, days)]
    currency, day = (one.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) for one in coded)
    wide = len(coded[1].dictionary) + 1
    is_told = amounts.is_valid().to_numpy(zero_copy_only=False) & (currency >= 0) & (day >= 0)
    pairs, pair = np.unique(np.where(is_told, currency * wide + day, -1), return_inverse=True)
    names, dates = (one.dictionary.to_pylist() for one in coded)
    found = [None if one < 0 else edition.rate(names[one // wide], dates[one % wide]) for one in pairs.tolist()]
    # As many digits as one product of amounts can have.
    rates = pa.array([None if rate is None else rate.quantize(_RATE) for rate in found], pa.decimal256(50, 24))
    product = pc.multiply(amounts.cast(pa.decimal256(18, 4)), rates.take(pa.array(pair)))
    return pc.round(product, ndigits=4, round_mode="half_to_even").cast(pa.decimal128(18, 4))


def _numbered(edition: Edition) -> pa.Table:
    """Every rate card with its ``number``: those that begin later come first."""
    cards = edition.table("rate_card")
    cards = cards.select("role_id", *SCOPE, "valid_from", "valid_to", *TELLS)
    found = edition.run(cards.order_by([column("valid_from").desc(), "rate_card_id"]))
    return found.append_column("number", pa.array(range(found.num_rows), pa.int64()))
