"""The starts that a supplier is judged by: what was ordered, where, for whom, how long they lasted, how they ended."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from fullscore.lens.kept import kept
from fullscore.measures._engagements import engagements, first_planned_ends
from fullscore.measures._frame import flags, numbers
from fullscore.measures._rates import hourly
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition
from fullscore.terms.programme import policy_of

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BAD = ("performance", "resignation", "no_show")
UNSEEN_SHARE = 0.002
"""So few of all ends lie before the day from which ends are on record, which a single odd date must not move."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """Codes of a column, and what each stands for."""

    codes: Codes
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Starts:
    """Assignments that were to begin, one element each, on units inside the programme at that time.

    Days are counted from the start. ``entered`` is the first day on which it would be on record whatever became of it.
    """

    supplier: Names
    unit: Names
    site: Names
    capability: Names
    level: Names
    """As ordered: of the requisition's role where there is one."""
    tier: Names
    """By which rule and in which round the requisition was released to the supplier."""
    manager: Names
    began: Codes
    """Days since 1970."""
    entered: Codes
    left: Codes
    """The day of its end, or to which it was seen."""
    is_over: Flags
    is_bad: Flags
    """Ended by performance, resignation or a no-show, or for a cause that is not known."""
    is_unknown: Flags
    is_disputed: Flags
    """Deliveries gave its end different causes."""
    is_no_show: Flags
    is_completed: Flags
    """It lasted as long as was first planned, or its worker was hired."""
    is_kept: Flags
    """It was extended, or the same worker was asked for again by the same manager through the same supplier."""
    is_converted: Flags
    daily_bill: Floats
    """Eight hours at its bill rate in the programme's currency; NaN where that is not known."""
    ids: tuple[str, ...]
    window_days: int
    today: int
    outside: int
    """Starts on units that were not in the programme."""

    def __len__(self) -> int:
        return len(self.began)


@kept
def starts_of(edition: Edition) -> Starts:
    """Read the starts of an edition."""
    rows = _with_release(edition, _with_order(edition, engagements(edition)))
    rows = rows.left_join(first_planned_ends(edition), [("assignment_id", "told_id")])
    rows = rows.left_join(_disputed(edition), [("assignment_id", "_disputed_id")])
    rows = rows.left_join(_live(edition), [("org_unit_id", "_unit")])
    rows = rows.order_by("assignment_id")
    cause = rows.end_cause.fill_null("unknown")
    over = rows.ended_on.notnull()
    lasted = rows.ended_on >= rows.first_planned_end
    table = edition.run(
        rows.select(
            "assignment_id",
            supplier=rows.supplier_id,
            unit=rows.org_unit_id,
            site=rows.site_id,
            manager=rows.hiring_manager_id,
            worker=rows.worker_id,
            capability=rows._capability_ordered,
            level=rows._level_ordered.cast("string"),
            tier=rows._release.fill_null(""),
            began=rows.start_date,
            ended=rows.ended_on,
            go_live=rows._go_live,
            is_exempt=rows._is_exempt.fill_null(False),
            is_planned=rows._is_planned.fill_null(False),
            is_no_show=rows.is_no_show,
            is_bad=(cause.isin((*BAD, "unknown")) & over) | rows.is_no_show,
            is_unknown=(cause == "unknown") & over,
            is_disputed=rows._is_disputed.fill_null(False),
            is_completed=(lasted | (cause == "converted")).fill_null(False) & over,
            is_extended=(rows.extensions > 0).fill_null(rows.planned_end > rows.first_planned_end).fill_null(False),
            is_converted=(cause == "converted") & over,
            daily_bill=hourly(rows.bill_rate_base, rows.rate_unit) * 8,
        )
    )
    return _starts(edition, table)


def _starts(edition: Edition, table: Any) -> Starts:
    today = (date.fromisoformat(edition.as_of) - date(1970, 1, 1)).days
    began, ended, go_live = (days_of(table[name]) for name in ("began", "ended", "go_live"))
    is_no_show = flags(table["is_no_show"])
    over = ~np.isnan(ended) | is_no_show
    last = np.where(np.isnan(ended), np.where(is_no_show, began, today), ended)
    on_record = float(np.quantile(last[over], UNSEEN_SHARE)) if over.any() else 0.0
    inside = ~(flags(table["is_exempt"]) | flags(table["is_planned"])) & (np.isnan(go_live) | (go_live <= began))
    # What ended before ends were recorded is there by accident; what cannot end was entered wrongly.
    kept = np.flatnonzero(inside & (last >= np.maximum(began, on_record)) & ~np.isnan(began))
    taken = table.take(kept)
    day, end = began[kept].astype(np.int64), last[kept].astype(np.int64)
    supplier, manager = names_of(taken["supplier"]), names_of(taken["manager"])
    again = _asked_again(names_of(taken["worker"]).codes, supplier.codes, manager.codes, day)
    policy = policy_of(edition.settings).early_attrition_days
    return Starts(
        supplier=supplier,
        unit=names_of(taken["unit"]),
        site=names_of(taken["site"]),
        capability=names_of(taken["capability"]),
        level=names_of(taken["level"]),
        tier=names_of(taken["tier"]),
        manager=manager,
        began=day,
        entered=np.maximum(0, int(on_record) - day),
        left=end - day,
        is_over=over[kept],
        is_bad=flags(taken["is_bad"]),
        is_unknown=flags(taken["is_unknown"]),
        is_disputed=flags(taken["is_disputed"]),
        is_no_show=is_no_show[kept],
        is_completed=flags(taken["is_completed"]),
        is_kept=flags(taken["is_extended"]) | again,
        is_converted=flags(taken["is_converted"]),
        daily_bill=numbers(taken["daily_bill"]),
        ids=tuple(taken["assignment_id"].to_pylist()),
        window_days=int(policy),
        today=today,
        outside=int(table.num_rows - np.count_nonzero(inside)),
    )


def names_of(texts: Any) -> Names:
    """A column of text as codes; an empty cell is a name of its own, empty."""
    coded = texts.combine_chunks().fill_null("").dictionary_encode()
    names = np.array(coded.dictionary.to_pylist(), dtype=object)
    order = np.argsort(names.astype(str), kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    codes = np.asarray(coded.indices, dtype=np.int64)
    return Names(codes=place[codes] if len(order) else codes, names=tuple(names[order]))


def days_of(dates: Any) -> Floats:
    """A column of dates as days since 1970; NaN where it is empty."""
    days = dates.combine_chunks().cast("int32")
    return np.asarray(days.cast("float64").to_numpy(zero_copy_only=False), dtype=np.float64)


def _asked_again(worker: Codes, supplier: Codes, manager: Codes, began: Codes) -> Flags:
    """Whether the same worker began again later for the same manager through the same supplier."""
    order = np.lexsort((began, manager, supplier, worker))
    key = np.stack([worker, supplier, manager])[:, order]
    same = (key[:, 1:] == key[:, :-1]).all(0) if key.shape[1] else np.zeros(0, dtype=np.bool_)
    again = np.zeros(len(worker), dtype=np.bool_)
    again[order[:-1][same]] = True
    return again


def _with_order(edition: Edition, rows: Any) -> Any:
    """With capability and level of the role that was ordered, which no supplier sets; else of the role assigned."""
    roles = edition.table("role")
    ordered = edition.table("requisition").select(_asked="requisition_id", _asked_role="role_id")
    ordered = ordered.left_join(
        roles.select(_role="role_id", _capability="capability", _level="level"), [("_asked_role", "_role")]
    )
    rows = rows.left_join(ordered.drop("_role"), [("requisition_id", "_asked")])
    return rows.mutate(
        _capability_ordered=column("_capability").fill_null(column("capability")),
        _level_ordered=column("_level").fill_null(column("level")),
    )


def _with_release(edition: Edition, rows: Any) -> Any:
    """With the rule and the round by which the requisition came to the supplier."""
    released = edition.table("distribution")
    turn = released["round"].fill_null(1)
    released = released.select(
        _released="requisition_id",
        _to_supplier="supplier_id",
        _release=released.rule.fill_null("") + (turn > 1).ifelse(" later", ""),
        _turn=turn,
    )
    first = released.group_by("_released", "_to_supplier").aggregate(_release=released["_release"].min())
    return rows.left_join(first, [("requisition_id", "_released"), ("supplier_id", "_to_supplier")])


def _disputed(edition: Edition) -> Any:
    """Assignments whose end was given different causes."""
    told = edition.versions("assignment")
    causes = told.group_by(_disputed_id="assignment_id").aggregate(
        _first=told.end_cause.min(), _last=told.end_cause.max()
    )
    return causes.select("_disputed_id", _is_disputed=causes["_first"] != causes["_last"])


def _live(edition: Edition) -> Any:
    """Each unit with the first day on which it, or a unit above it, was in the programme."""
    rolled = edition.table("rollout")
    above = edition.ancestors("org_unit")
    found = above.inner_join(rolled, [("ancestor_id", "org_unit_id")])
    found = found.group_by(_unit="id").aggregate(
        _go_live=found.go_live_on.min(), _is_exempt=found.exempt.ifelse(1, 0).max() > 0, _n=found.exempt.count()
    )
    return found.select("_unit", "_go_live", "_is_exempt", _is_planned=found["_go_live"].isnull())
