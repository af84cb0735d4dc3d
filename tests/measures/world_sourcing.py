"""Requisitions of a generated programme and all that happens to them until somebody is placed."""

from datetime import datetime, timedelta
from decimal import Decimal

from tests.measures.world_places import ROLES, SITES, UNITS, WORKING_SUPPLIERS, typical
from tests.measures.world_story import Making, Placement, Story

REASONS = (
    ("Budget cut", "client"), ("Project cancelled", "client"), ("Need withdrawn", "client"),
    ("Unable to fill", "unable_to_fill"), ("Filled by outside vendor", "outside_vendor"),
    ("Worker withdrawn", "worker_withdrawn"), ("Duplicate request", "other"),
)  # fmt: skip
FATES = ("filled",) * 11 + ("cancelled",) * 3 + ("closed",) * 2 + ("open",) * 2 + ("on_hold", "pending", "draft")
MANAGERS = tuple(f"M{n}" for n in range(1, 19))


def make_demand(making: Making, requisitions: int) -> None:
    """Tell requisitions, their events, distributions and submittals; leave the placements to whoever tells work."""
    moments = sorted(making.moment() for _ in range(requisitions))
    for n, submitted in enumerate(moments, 1):
        _Demand(making, n, submitted).tell()


class _Demand:
    """One requisition in the making."""

    def __init__(self, making: Making, n: int, submitted: datetime) -> None:
        self.making, self.id, self.submitted = making, f"REQ-{n:04}", submitted
        self.fate = making.one(FATES)
        self.silent = making.chance(0.1) or not making.shape.events
        self.seen: set[tuple[str, datetime]] = set()
        self.suppliers = list(WORKING_SUPPLIERS)

    def tell(self) -> None:
        making = self.making
        self.story = self._requisition()
        if self.fate == "draft":
            return
        if making.chance(0.03):
            self.story.then(self.submitted + timedelta(days=100), submitted_at=self.submitted + timedelta(days=2))
        self._event("submitted", self.submitted, "client")
        if self.fate == "pending":
            if making.chance(0.2):
                self._submittals(self.submitted, 1, 0)
            return
        approved = making.later(self.submitted, 15)
        released = making.later(approved, 5)
        if making.chance(0.92):
            self.story.then(approved, approved_at=approved)
            self._event("approved", approved, "client")
        if making.chance(0.92):
            self.story.then(released, released_at=released)
            self._event("released", released, "msp")
        self._status("open", approved)
        self._distribute(released)
        resumed = self._holds(released)
        wanted = self.story.first["positions"]
        placed = wanted if making.chance(0.85) else making.draw.randint(0, wanted)
        if self.fate != "filled":
            placed = making.draw.randint(0, wanted) if making.chance(0.2) else 0
        count = making.draw.randint(4, 10) if making.shape.busy else making.one([0, 1, 2, 2, 3, 4, 6])
        ready = self._submittals(released, max(count, placed), placed)
        self._settle(max([resumed, *ready]), bool(ready))

    def _requisition(self) -> Story:
        making, first_status = self.making, "draft" if self.fate == "draft" else "pending_approval"
        site = making.one(SITES)
        unit = making.one(["hour"] * 7 + ["day", "day", "month"])
        role_id, reopened, born = making.one(ROLES)[0], None, self.submitted
        ended = [
            story for story in making.stories["requisition"]
            if (told := story.told(born)) and told["status"] in ("cancelled", "closed", "filled")
        ] if making.chance(0.15 if making.shape.busy else 0.08) else []  # fmt: skip
        if ended:
            again = [story for story in ended if story.first["reopened_from"]]
            source = making.one(again if again and making.chance(0.4) else ended)
            reopened, role_id = source.first["requisition_id"], source.first["role_id"]
        currency = making.currency_of(site[2]) if making.chance(0.9) else making.currency
        day, needed = self.submitted.date(), self.submitted - timedelta(minutes=making.draw.randint(-7000, 30000))
        return making.tell(
            "requisition", born, requisition_id=self.id, title=f"Need {self.id}", role_id=role_id,
            org_unit_id=making.one([u[0] for u in UNITS[2:]]), site_id=site[0], hiring_manager_id=making.one(MANAGERS),
            resource_type=making.one(["contractor"] * 4 + ["temp"] * 3 + ["payrolled", "consultant"]),
            positions=making.one([1, 1, 1, 1, 2, 3] if not making.shape.busy else [1, 2, 3]),
            max_bill_rate=None if making.chance(0.2) else typical(making, role_id, currency, unit, 0.15),
            currency=currency, rate_unit=unit,
            needed_at=None if making.chance(0.3) else needed,
            submitted_at=self.submitted, approved_at=None, released_at=None,
            target_start=None if making.chance(0.15) else day + timedelta(days=making.draw.randint(5, 60)),
            status=first_status, status_at=self.submitted, close_reason=None, close_cause=None, hold_days=None,
            identified=making.chance(0.18), reopened_from=reopened,
        )  # fmt: skip

    def _status(self, status: str, at: datetime, **more: object) -> None:
        self.story.then(at, status=status, status_at=at, **more)

    def _event(self, event: str, at: datetime, actor: str, reason: str | None = None) -> None:
        if self.silent or (event, at) in self.seen:
            return
        self.seen.add((event, at))
        self.making.tell(
            "requisition_event", max(at, self.submitted), requisition_id=self.id, event=event, at=at, actor=actor,
            reason=reason,
        )  # fmt: skip

    def _distribute(self, released: datetime) -> None:
        making = self.making
        self.suppliers = making.draw.sample(WORKING_SUPPLIERS[:7], making.draw.randint(2, 5))
        if not making.shape.events or making.chance(0.06):
            return
        plans = [(supplier, 1, making.later(released, 2)) for supplier in self.suppliers]
        if making.chance(0.25):
            again = making.draw.sample(WORKING_SUPPLIERS, 2)
            plans += [(supplier, 2, released + timedelta(days=making.draw.randint(3, 12))) for supplier in again]
            self.suppliers = list({*self.suppliers, *again})
            self.suppliers.sort()
        for supplier, turn, at in plans:
            story = making.tell(
                "distribution", max(at, self.submitted), requisition_id=self.id, supplier_id=supplier,
                distributed_at=at, round=None if turn == 1 and making.chance(0.4) else turn, response=None,
                rule=making.one([None, "contract_tier", "client_directed", "licence", "msp_choice"]),
                decided_by=making.one([None, "desk"]),
            )  # fmt: skip
            if making.chance(0.8):
                story.then(making.later(at, 4), response=making.one(["submitted", "submitted", "declined", "none"]))

    def _holds(self, released: datetime) -> datetime:
        """Hold and resume a few times; the instant after which nothing is held any more."""
        making, at = self.making, released
        if making.chance(0.1):
            at = self.submitted
        count = making.one([0] * 6 + [1, 1, 2, 3]) if not making.shape.busy else making.one([0, 1, 2, 3])
        held_days = 0
        for _ in range(count):
            held = making.later(at, 15)
            resumed = making.later(held, 20)
            if held == at or resumed == held:
                continue
            actor = making.one(["client", "client", "msp", "supplier", "worker"])
            self._event("held", held, actor, making.one([None, "awaiting budget"]))
            self._event("resumed", resumed, actor if making.chance(0.7) else "msp")
            self._status("on_hold", held)
            self._status("open", resumed)
            held_days += (resumed.date() - held.date()).days
            at = resumed
            if making.chance(0.7):
                self.story.then(resumed, hold_days=held_days)
        if held_days and self.silent:
            self.story.then(at, hold_days=held_days)
        if not count and self.silent and making.chance(0.3):
            self.story.then(at, hold_days=making.draw.randint(0, 12))
        return at

    def _submittals(self, released: datetime, count: int, placed: int) -> list[datetime]:
        """Put people forward, place so many of them; returns when each placement was agreed."""
        making, agreed = self.making, []
        direct = self.story.first["identified"] and making.chance(0.6)
        if direct:
            for _ in range(placed):
                at = making.later(released, 10)
                making.placements.append(Placement(requisition=self.story, submittal=None, agreed_at=at))
                agreed.append(at)
            return agreed
        at = released
        for n in range(count):
            at = making.later(released, 20) if not making.chance(0.1) else at
            if making.chance(0.03):
                at = self.submitted + timedelta(minutes=5)
            agreed += self._submittal(n, at, n < placed)
        return agreed

    def _submittal(self, n: int, at: datetime, placed: bool) -> list[datetime]:
        making, requisition = self.making, self.story.first
        rate = typical(making, requisition["role_id"], requisition["currency"], requisition["rate_unit"], 0.2)
        born = max(at, self.submitted)
        story = making.tell(
            "submittal", born, submittal_id=f"SUB-{self.id[4:]}-{n}", requisition_id=self.id,
            supplier_id=making.one(self.suppliers), candidate_id=f"W-{self.id[4:]}-{n}", submitted_at=at,
            reviewed_at=None, interviewed_at=None, offered_at=None, accepted_at=None, closed_at=None,
            outcome="pending", bill_rate=rate,
            pay_rate=None if making.chance(0.3) else (rate * Decimal("0.75")).quantize(Decimal("0.0001")),
            currency=requisition["currency"],
        )  # fmt: skip
        step = at
        offered = placed or making.chance(0.2)
        for column, share, days in (
            ("reviewed_at", 0.7, 3),
            ("interviewed_at", 0.85 if placed else 0.45, 8),
            ("offered_at", 0.85 if offered else 0.0, 4),
            ("accepted_at", 0.92 if placed else 0.4 if offered else 0.01, 3),
        ):
            if making.chance(share):
                step = making.later(step, days)
                story.then(step, **{column: step})
        step = making.later(step, 2)
        if placed:
            story.then(step, outcome="placed", **({"closed_at": step} if making.chance(0.6) else {}))
            making.placements.append(Placement(requisition=self.story, submittal=story, agreed_at=step))
            return [step]
        if making.chance(0.8):
            step = making.later(step, 20)
            outcome = making.one(["rejected", "rejected", "withdrawn", "declined"])
            story.then(step, outcome=outcome, **({"closed_at": step} if making.chance(0.8) else {}))
        return []

    def _settle(self, ready: datetime, filled: bool) -> None:
        """What the requisition comes to, and whether it opens again."""
        making, at = self.making, self.making.later(ready, 3)
        if self.fate == "on_hold":
            at += timedelta(hours=1)
            self._event("held", at, making.one(["client", "msp"]))
            self._status("on_hold", at)
        elif self.fate in ("cancelled", "closed"):
            at = making.later(at, 50)
            reason, cause = making.one(REASONS)
            told: dict[str, object] = {}
            if making.chance(0.85):
                told["close_reason"] = reason
            if making.chance(0.6):
                told["close_cause"] = cause
            self._status(self.fate, at, **told)
            self._event(self.fate, at, making.one(["client", "msp"]), reason)
            if making.chance(0.1):
                self._reopen(at)
        elif self.fate == "filled" and (filled or making.chance(0.1)):
            self._status("filled", at)
            self._event("filled", at, "msp")
            if filled and making.chance(0.12):
                self._reopen(at)

    def _reopen(self, at: datetime) -> None:
        """Open again, once or twice, and mostly fill what opened."""
        making = self.making
        for _ in range(making.one([1, 1, 2])):
            opened = making.later(at, 30) + timedelta(minutes=1)
            self._event("reopened", opened, making.one(["client", "msp"]))
            self._status("open", opened, close_reason=None, close_cause=None)
            at = opened
        if making.placements and making.placements[-1].requisition is self.story and self.fate == "filled":
            last = making.placements.pop()
            making.placements.append(
                Placement(
                    requisition=last.requisition, submittal=last.submittal, agreed_at=last.agreed_at, no_show=True
                )
            )
        if making.chance(0.7):
            agreed = self._submittal(90, making.later(at, 10), True)[0]
            self._status("filled", agreed)
            self._event("filled", agreed, "msp")
