"""What the year's assignments are billed at, beside the card, the level that was ordered and what is like them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.findings._work import Floats, Texts, Work, floats_of, texts_of, work_of
from fullscore.lens.kept import kept
from fullscore.measures._cards import cards_of
from fullscore.measures._rates import Rate, hourly
from fullscore.measures._segments import with_segments
from fullscore.model._expressions import column
from fullscore.stats.robust_effects import RobustEffects, robust_effects
from fullscore.terms.edition import Edition
from fullscore.workforce.inside import parents, top

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Of each assignment of ``work_of``, in its order.

    Attributes:
        log_rate: the logarithm of the bill rate of an hour in its own currency, so that no exchange rate moves it; nan
            where unknown.
        log_base: the same in the programme's currency.
        over_card: the logarithm of the rate over the maximum of the card at the day of the start; nan without a card.
        above_card: whether the rate is above it.
        currency: of the rate; None where unknown.
        ordered_role: of its requisition; None where unknown.
        level_gap: the billed level less the ordered one, of the same capability; nan where one of them is unknown.
        unit: the org unit at the top of its own.
        order: what is one decision and no more: its requisition, or the assignment itself where it has none.
    """

    log_rate: Floats
    log_base: Floats
    over_card: Floats
    above_card: Flags
    currency: Texts
    ordered_role: Texts
    level_gap: Floats
    unit: Texts
    order: Texts

    @property
    def raised(self) -> Flags:
        """Billed at a level above the one ordered."""
        return np.nan_to_num(self.level_gap) > 0


@kept
def rates_of(edition: Edition) -> Rates:
    """The rates of the year's assignments."""
    work = work_of(edition)
    rows = with_segments(edition, edition.table("assignment")).mutate(start=column("start_date"))
    year = edition.lend(pa.table({"_in_year": pa.array(work.texts["assignment_id"], pa.string())}))
    rows = rows.semi_join(year, [("assignment_id", "_in_year")])
    paid = Rate(amount=column("bill_rate"), base=column("bill_rate_base"), currency=column("currency"),
                unit=column("rate_unit"))  # fmt: skip
    rows = rows.left_join(cards_of(edition, rows, ("start",)), [("assignment_id", "held_by")])
    card = Rate(
        amount=column("start_max_bill_rate"),
        base=column("start_max_bill_rate_base"),
        currency=column("start_currency"),
        unit=column("start_rate_unit"),
    )
    same = column("currency") == column("start_currency")
    asked = edition.table("requisition").select(_asked="requisition_id", ordered_role="role_id")
    role = edition.table("role").select(_role="role_id", ordered_capability="capability", ordered_level="level")
    asked = asked.left_join(role, [("ordered_role", "_role")])
    rows = rows.left_join(asked, [("requisition_id", "_asked")])
    told = edition.run(
        rows.select(
            "assignment_id", "currency", "ordered_role", "ordered_capability",
            ordered_level=column("ordered_level").cast("float64"),
            own=paid.hourly,
            base=hourly(column("bill_rate_base"), column("rate_unit")),
            ratio=same.ifelse(
                paid.hourly / card.hourly,
                hourly(column("bill_rate_base"), column("rate_unit")) / hourly(card.base, card.unit),
            ),
            above=paid.is_above(card).cast("float64"),
        ).order_by("assignment_id")
    )  # fmt: skip
    at = {id: n for n, id in enumerate(told["assignment_id"].to_pylist())}
    taken = np.array([at[id] for id in work.texts["assignment_id"]], dtype=np.int64)

    def floats(name: str) -> Floats:
        return floats_of(told, name)[taken]

    def texts(name: str) -> Texts:
        return texts_of(told, name)[taken]

    capability, ordered = texts("ordered_capability"), floats("ordered_level")
    above = parents(edition)
    tops = {unit: top(unit, above) for unit in {*work.texts["org_unit_id"]} if unit is not None}
    requisition, own = work.texts["requisition_id"], work.texts["assignment_id"]
    return Rates(
        log_rate=_log(floats("own")),
        log_base=_log(floats("base")),
        over_card=_log(floats("ratio")),
        above_card=np.nan_to_num(floats("above")) > 0,
        currency=texts("currency"),
        ordered_role=texts("ordered_role"),
        unit=np.array([tops.get(unit) for unit in work.texts["org_unit_id"]], dtype=object),
        order=np.array([a or b for a, b in zip(requisition, own, strict=True)], dtype=object),
        level_gap=np.where(capability == work.texts["capability"], work.level - ordered, np.nan),
    )


def _log(values: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(values > 0, np.log(values), np.nan)


@dataclass(frozen=True, kw_only=True)
class Ways:
    """How rates are taken apart: by capability and country, role, capability and resource type, supplier, org unit.

    The level of a capability costs the same part more in every country: cells of role by country would be too small.

    Attributes:
        codes: of each way of grouping, one of each assignment, -1 where unknown.
        levels: how many codes each way has.
    """

    codes: list[Codes]
    levels: list[int]

    @property
    def known(self) -> Flags:
        """Assignments of which everything is known."""
        return np.asarray(np.all([codes >= 0 for codes in self.codes], axis=0), dtype=np.bool_)

    def fitted(self, outcome: Floats, rows: Flags) -> RobustEffects:
        """The effects that some rows tell."""
        return robust_effects(outcome[rows], [codes[rows] for codes in self.codes], self.levels)


def ways_of(work: Work, rates: Rates, role: Texts) -> Ways:
    """The ways of ``Ways``, with each assignment taken as if it were of a role.

    Args:
        role: of each assignment, of its own capability.
    """
    texts = work.texts
    each = [
        coded(texts["capability"], texts["country"], rates.currency),
        coded(role),
        coded(texts["capability"], texts["resource_type"]),
        coded(texts["supplier_id"]),
        coded(rates.unit),
    ]
    return Ways(codes=[codes for codes, _ in each], levels=[len(names) for _, names in each])


def coded(*texts: Sequence[object] | Texts) -> tuple[Codes, list[tuple[object, ...]]]:
    """Codes of rows by what all of some columns say, -1 where one of them is unknown; and what each code stands for."""
    key, known, words = np.zeros(len(texts[0]), dtype=np.int64), np.ones(len(texts[0]), dtype=np.bool_), []
    for text in texts:
        cells = pa.array(text)
        encoded = (cells.cast(pa.string()) if pa.types.is_null(cells.type) else cells).dictionary_encode()
        code = np.asarray(encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)
        words.append(encoded.dictionary.to_pylist())
        key, known = key * max(len(words[-1]), 1) + code, known & (code >= 0)
    found, inverse = np.unique(key[known], return_inverse=True)
    codes = np.full(len(key), -1, dtype=np.int64)
    codes[known] = inverse
    columns: list[list[object]] = []
    for word in reversed(words):
        found, place = np.divmod(found, max(len(word), 1))
        columns.append([word[n] for n in place])
    return codes, list(zip(*reversed(columns), strict=True))
