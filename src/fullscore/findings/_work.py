"""What each assignment worked and cost in the twelve months up to the edition's date, as findings look at it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.lens.kept import kept
from fullscore.measures._rates import hours_in
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition
from fullscore.workforce.worked import Year, fees, worked

Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, kw_only=True)
class Work:
    """Assignments that something was worked or billed of in the year, in the order of their ids.

    Attributes:
        texts: by name, of each assignment: assignment_id, worker_id, requisition_id, org_unit_id, supplier_id,
            site_id, role_id, capability, country, resource_type; None where unknown.
        level: nan where unknown.
        hours: worked in the year; nan where nobody records them.
        spend: what they cost with fees, in the programme's currency; nan without an exchange rate.
        rate: the bill rate of an hour in the programme's currency, without fees; nan where unknown.
        started, ended: ordinal days (proleptic Gregorian); ``ended`` is nan while the work goes on.
    """

    texts: dict[str, Texts]
    level: Floats
    hours: Floats
    spend: Floats
    rate: Floats
    started: Floats
    ended: Floats

    def __len__(self) -> int:
        return len(self.spend)

    @property
    def known_spend(self) -> Floats:
        """``spend``, 0 where it is unknown."""
        return np.nan_to_num(self.spend)


TEXTS = (
    *("assignment_id", "worker_id", "requisition_id", "org_unit_id", "supplier_id", "site_id", "role_id"),
    *("capability", "country", "resource_type"),
)


@kept
def work_of(edition: Edition) -> Work:
    """The year's work of an edition; empty where no assignment was delivered."""
    year = Year.of(edition)
    found = worked(edition, year)
    of_supplier, of_all, _ = fees(edition, year)
    extra = edition.table("assignment").select(
        "assignment_id", "worker_id", "requisition_id", "site_id", "role_id",
        rate=column("bill_rate_base").cast("float64") / hours_in(column("rate_unit")),
        started=column("start_date").epoch_days().cast("float64"),
        ended=column("end_date").epoch_days().cast("float64"),
    )  # fmt: skip
    more = edition.run(extra)
    rows = found.join(more, "assignment_id", join_type="left outer").sort_by("assignment_id")
    texts = {name: texts_of(rows, name) for name in TEXTS}
    fee = np.array([of_supplier.get(name, of_all) for name in texts["supplier_id"]])
    return Work(
        texts=texts,
        level=floats_of(rows, "level"),
        hours=floats_of(rows, "hours"),
        spend=floats_of(rows, "cost") * (1 + fee),
        rate=floats_of(rows, "rate"),
        started=floats_of(rows, "started"),
        ended=floats_of(rows, "ended"),
    )


def texts_of(rows: pa.Table, name: str) -> Texts:
    """A column as texts; None where it is null."""
    return np.array(rows[name].to_pylist(), dtype=object)


def floats_of(rows: pa.Table, name: str) -> Floats:
    """A column as numbers; nan where it is null."""
    return np.asarray(rows[name].cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
