"""The awkward cases that a generated programme must hold, each as a sentence that a row makes true."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from tests.measures.world_programme import World


def cases(world: World) -> Iterator[tuple[str, bool]]:
    """Each awkward case, once for every row that it could be seen in."""
    requisitions = world.rows["requisition"]
    for row in requisitions:
        yield f"requisition {row['status']}", True
        yield "need unknown", row["needed_at"] is None
        yield "worker identified", row["identified"]
        yield "several positions", row["positions"] > 1
        origin = world.row("requisition", row["reopened_from"])
        yield "reposted", origin is not None
        yield "reposted twice", origin is not None and origin["reopened_from"] is not None
        yield (
            "local day is not the day of UTC",
            world.local_date(row["submitted_at"], row["site_id"]) != row["submitted_at"].date(),
        )
        yield "closed without a cause", row["close_reason"] is not None and row["close_cause"] is None
        yield f"closed by {row['close_cause']}", row["close_cause"] is not None
    instants = Counter(row["submitted_at"] for row in requisitions)
    yield "submitted at the same instant", max(instants.values()) > 1
    with_held = {row["requisition_id"] for row in world.rows["requisition_event"] if row["event"] == "held"}
    for row in requisitions:
        known = row["hold_days"] is not None and row["hold_days"] > 0
        yield "hold days without events", known and row["requisition_id"] not in with_held
        yield "hold days beside events", known and row["requisition_id"] in with_held
    for row in world.rows["requisition_event"]:
        yield f"{row['event']} by {row['actor']}", True
    for row in world.rows["distribution"]:
        yield f"round {row['round']}", True
        yield f"response {row['response']}", True
    for row in world.rows["submittal"]:
        yield f"submittal {row['outcome']}", True
        yield "interviewed, never reviewed", row["interviewed_at"] is not None and row["reviewed_at"] is None
        yield "accepted, then withdrew", row["accepted_at"] is not None and row["outcome"] == "withdrawn"
        yield "placed, acceptance unknown", row["accepted_at"] is None and row["outcome"] == "placed"
    yield from _work_cases(world)
    yield from _money_cases(world)


def _work_cases(world: World) -> Iterator[tuple[str, bool]]:
    first_planned: dict[str, date] = {}
    first_start: dict[str, date] = {}
    for row in world.history["assignment"]:
        first_planned.setdefault(row["assignment_id"], row["planned_end"])
        first_start.setdefault(row["assignment_id"], row["start_date"])
    by_worker: dict[str, list[tuple[date, date]]] = {}
    for row in world.rows["assignment"]:
        asked = world.row("requisition", row["requisition_id"])
        end = row["end_date"]
        yield f"ended by {row['end_cause']}", end is not None
        yield "asked for after the start", asked is not None and asked["submitted_at"].date() > row["start_date"]
        yield "nobody asked", asked is None
        yield "no submittal", asked is not None and row["submittal_id"] is None
        yield "starts later", row["start_date"] > world.as_of
        yield "end announced", end is not None and end > world.as_of
        yield "over its planned end", end is None and row["planned_end"] < world.as_of
        yield "planned end moved", row["planned_end"] != first_planned[row["assignment_id"]]
        yield "came late", row["start_date"] > first_start[row["assignment_id"]]
        yield "came early", row["start_date"] < first_start[row["assignment_id"]]
        yield "hired, not said to be converted", bool(row["converted_employee_id"]) and row["end_cause"] != "converted"
        yield "converted, nobody hired", row["converted_employee_id"] is None and row["end_cause"] == "converted"
        yield f"paid by the {row['rate_unit']}", True
        yield f"paid in {row['currency']}", True
        by_worker.setdefault(row["worker_id"], []).append((row["start_date"], end or world.as_of))
    for spans in by_worker.values():
        spans.sort()
        for (_, end), (start, _) in pairwise(spans):
            gap, limit = (start - end).days, world.policy["tenure_break_days"]
            yield "overlapping work", gap < 0
            yield "break too short", 0 < gap <= limit
            yield "break long enough", gap > limit
    for row in world.rows["timesheet"]:
        yield f"timesheet {row['status']}", True
        yield "approved by itself", row["approved_at"] is not None and row["approved_at"] == row["submitted_at"]
        yield "overtime unknown", row["overtime_hours"] is None
        yield "overtime", bool(row["overtime_hours"])


def _money_cases(world: World) -> Iterator[tuple[str, bool]]:
    billed = Counter(row["timesheet_id"] for row in world.rows["invoice_line"] if row["timesheet_id"])
    for row in world.rows["invoice_line"]:
        yield f"line of {row['kind']}", True
        yield "credit", row["amount"] < 0
        yield "labour without a timesheet", row["kind"] == "labour" and row["timesheet_id"] is None
        yield "day of service unknown", row["service_date"] is None
        yield "unpaid", row["paid_at"] is None
    yield "billed again on another invoice", max(billed.values()) > 2
    bills = {row["invoice_id"] for row in world.rows["invoice_line"]}
    for row in world.rows["ledger_line"]:
        yield "ledger line names an invoice", row["invoice_reference"] in bills
        yield "ledger line names an unknown invoice", row["invoice_reference"] not in {*bills, None}
        yield "vendor by the supplier's id", world.row("supplier", row["vendor_id"]) is not None
        yield "out of scope", row["gl_account"] not in ("6410", "6420")
        yield "no rate", world.base(row["amount"], row["currency"], row["posted_at"]) is None
        yield "negative posting", row["amount"] < 0
    for row in world.rows["survey_response"]:
        yield f"survey of {row['instrument']} by {row['function']}", True
        yield f"scale to {row['scale_max']:g}", True
    votes = Counter((row["subject_id"], row["respondent_id"]) for row in world.rows["survey_response"])
    yield "answered twice", max(votes.values()) > 1
    gone = {row["document_id"] for row in world.history["ledger_line"]}
    yield "posting vanished", gone > {row["document_id"] for row in world.rows["ledger_line"]}
    for row in world.rows["rate_card"]:
        yield "card of one supplier", row["supplier_id"] is not None
        yield "card of a site", row["site_id"] is not None
        yield "card of a country", row["country"] is not None
        yield "card without a minimum", row["min_bill_rate"] is None
        yield "card that ended", row["valid_to"] is not None


AWKWARD = {
    *(f"requisition {s}" for s in ("draft", "pending_approval", "open", "on_hold", "filled", "cancelled", "closed")),
    *("need unknown", "worker identified", "several positions", "reposted", "local day is not the day of UTC"),
    *("closed without a cause", "closed by client", "closed by unable_to_fill", "submitted at the same instant"),
    *("hold days without events", "hold days beside events", "held by client", "held by msp", "resumed by msp"),
    *("reopened by client", "filled by msp", "round None", "round 1", "round 2", "response None", "response declined"),
    *(f"submittal {outcome}" for outcome in ("placed", "rejected", "withdrawn", "declined", "pending")),
    *("interviewed, never reviewed", "accepted, then withdrew", "placed, acceptance unknown"),
    *(f"ended by {cause}" for cause in ("completed", "performance", "resignation", "no_show", "converted", "unknown")),
    *("asked for after the start", "nobody asked", "no submittal", "starts later", "over its planned end"),
    *("planned end moved", "converted, nobody hired", "paid by the day", "paid by the month", "paid by the hour"),
    *("paid in USD", "paid in EUR", "paid in GBP", "paid in INR", "overlapping work", "break too short"),
    *("break long enough", "approved by itself", "overtime unknown", "overtime", "no rate"),
    *(f"timesheet {status}" for status in ("Draft", "Rejected", "Submitted", "Approved", "Invoiced")),
    *(f"line of {kind}" for kind in ("labour", "expense", "deliverable", "msp_fee", "vms_fee", "tax", "adjustment")),
    *("credit", "labour without a timesheet", "day of service unknown", "unpaid", "billed again on another invoice"),
    *("ledger line names an invoice", "ledger line names an unknown invoice", "vendor by the supplier's id"),
    *("out of scope", "negative posting", "posting vanished", "scale to 5", "scale to 10", "answered twice"),
    *("survey of assignment by hiring", "survey of supplier by procurement", "survey of programme by finance"),
    *("card of one supplier", "card of a site", "card of a country", "card without a minimum", "card that ended"),
}
RARE = {"reposted twice", "came late", "came early", "end announced", "hired, not said to be converted"}
