"""The clock split closes to the day; credits are capped, earned back and relieved as the contract says."""

from collections import defaultdict
from datetime import date

import pytest

from fullscore.lens._auditing.agreed import Level
from fullscore.lens._auditing.cells import Cell
from fullscore.lens._auditing.clock_split import held_by
from fullscore.lens._auditing.credits import _earned_back, _month, _relieved, msp_fees
from fullscore.measures._shape import measures
from fullscore.terms.lens import lens_of
from fullscore.terms.period import Month
from tests.measures.worlds import built, make_world

SEED = 51
# Whoever reads this world runs in one process: building it twice would cost six seconds more.
pytestmark = pytest.mark.xdist_group("world 51")
AXES = measures()["time_to_fill"].axes


def test_the_parts_of_the_clock_add_up_to_need_until_first_day() -> None:
    world = make_world(SEED)
    plain: dict[Month, list[int]] = defaultdict(list)
    for row in world.rows["assignment"]:
        asked = world.row("requisition", row["requisition_id"])
        if asked is None or asked["status"] == "draft" or row["end_cause"] == "no_show":
            continue
        if row["start_date"] > world.as_of:
            continue
        needed = asked["needed_at"] or asked["submitted_at"]
        days = (row["start_date"] - world.local_date(needed, asked["site_id"])).days
        plain[Month.of(row["start_date"])].append(days)
    found = held_by(built(world), min(plain), max(plain))
    assert {split.month for split in found} == {None, *plain}
    for split in found:
        parts = split.client + split.msp + split.supplier + split.worker + split.unknown
        assert parts == pytest.approx(split.need_to_start, abs=1e-9)
        days = [d for of in plain.values() for d in of] if split.month is None else plain[split.month]
        assert (split.n, split.need_to_start) == (len(days), pytest.approx(sum(days) / len(days)))
        assert min(split.client, split.msp, split.supplier, split.worker) >= 0
    assert found[0].client > 0
    assert found[0].supplier > 0


def clause(**more: object) -> Level:
    usual: dict[str, object] = {
        "clause": "C 3.1", "target": 20.0, "direction": "at_most", "valid_from": date(2024, 1, 1), "valid_to": None,
        "lens": lens_of("time_to_fill", AXES), "credit_percent": 4.0, "minimum_n": 10, "cap_percent": None,
        "earn_back_months": None, "relief": (),
    }  # fmt: skip
    return Level(**{**usual, **more})  # type: ignore[arg-type]


def cell(month: int, value: float) -> Cell:
    return Cell(
        report_id="R", measure="time_to_fill", reporter="msp", month=Month(2024, month), segment_kind="", segment="",
        value=value, half=0.05, decimals=1, n=20, stated=None, stated_definition="", reported_on=date(2024, 12, 31),
        cut_on=None, file="", line=0,
    )  # fmt: skip


def test_a_credit_is_a_percentage_of_the_months_fee_up_to_the_cap() -> None:
    assert _month(cell(1, 15.0), clause(), 25.0, 12, 1000.0).contract_credit == 40.0
    assert _month(cell(1, 15.0), clause(cap_percent=3.0), 25.0, 12, 1000.0).contract_credit == 30.0
    assert _month(cell(1, 15.0), clause(), 20.0, 12, 1000.0).contract_credit == 0.0
    few = _month(cell(1, 25.0), clause(), 25.0, 9, 1000.0)
    assert (few.contract_credit, few.reported_credit, few.why) == (0.0, 0.0, "n is below 10")


def test_a_credit_is_earned_back_by_months_without_a_miss() -> None:
    level = clause(earn_back_months=2)
    ours = [30.0, 19.0, 18.0, 30.0, 18.0, 30.0]
    months = [_month(cell(n + 1, 15.0), level, value, 12, 1000.0) for n, value in enumerate(ours)]
    kept = _earned_back(months, [level] * len(months))
    assert [month.contract_credit for month in kept] == [0.0, 0.0, 0.0, 40.0, 0.0, 40.0]


def test_relief_takes_off_the_clients_own_time() -> None:
    assert _relieved(clause(relief=("client_clock",)))["pauses"] == "client_clock"
    assert _relieved(clause())["pauses"] == "none"


def test_the_fee_is_that_of_invoice_lines_by_the_day_of_the_service() -> None:
    world = make_world(SEED)
    plain: dict[Month, float] = defaultdict(float)
    for row in world.rows["invoice_line"]:
        amount = world.base(row["amount"], row["currency"], row["service_date"] or row["invoiced_at"])
        if row["kind"] == "msp_fee" and amount is not None:
            plain[Month.of(row["service_date"] or row["invoiced_at"])] += float(amount)
    fees, assumed = msp_fees(built(world))
    assert not assumed
    assert {m: fee for m, fee in fees.items() if fee} == pytest.approx({m: fee for m, fee in plain.items() if fee})
