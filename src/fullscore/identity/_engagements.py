"""The few engagements and accounts that can tell of worker ids that are one person, out of all that there are."""

import pyarrow as pa
import pyarrow.compute as pc

from fullscore.identity.workers import PSEUDONYM
from fullscore.store.computed import BuiltTables

COLUMNS = ("worker_id", "supplier_id", "start_date", "planned_end", "end_date", "submittal_id", "converted_employee_id")


def can_tell(built: BuiltTables) -> bool:
    """Whether anything is delivered that two worker ids could share."""
    if not built.has("assignment"):
        return False
    shared = built.has("submittal") or built.has("access_account")
    return shared or bool(built.ids("assignment", "converted_employee_id"))


def engagements_and_accounts(built: BuiltTables) -> tuple[pa.Table, pa.Table]:
    """The engagements of workers who share something, and the personal accounts that had several worker ids; in order.

    Engagements of candidates whom several suppliers placed are among them, since they tell whose count the ids are of.
    """
    jobs = built.distinct("assignment", *COLUMNS)
    submittals = built.distinct("submittal", "submittal_id", "candidate_id")
    jobs = jobs.join(submittals, "submittal_id").drop_columns("submittal_id")
    # A badge is handed on; an account of the identity system is a person's own, also where its worker id changed.
    accounts = built.distinct("access_account", "account_id", "worker_id", "source", versions=True)
    accounts = accounts.filter(pc.equal(accounts["source"], "identity_system"))
    accounts = accounts.filter(_several(accounts, "account_id", "worker_id")).drop_columns("source")
    telling = pc.or_(_several(jobs, "candidate_id", "worker_id"), _several(jobs, "converted_employee_id", "worker_id"))
    telling = pc.or_(telling, _several(jobs, "candidate_id", "supplier_id"))
    for name in ("worker_id", "candidate_id", "converted_employee_id"):
        pseudonym = pc.match_substring_regex(jobs[name].cast(pa.string()), f"^{PSEUDONYM.pattern}$")
        telling = pc.or_(telling, pc.fill_null(pseudonym, False))
    telling = pc.or_(telling, pc.is_in(jobs["worker_id"], accounts["worker_id"].combine_chunks()))
    # All the work of such a worker counts, since it may overlap with that of another id.
    workers = jobs.filter(telling)["worker_id"].unique()
    jobs = jobs.filter(pc.is_in(jobs["worker_id"], workers))
    return jobs.sort_by([(name, "ascending") for name in jobs.column_names]), accounts


def _several(rows: pa.Table, key: str, of: str) -> pa.ChunkedArray:
    """Whether the key of each row stands with several different values of another column."""
    counted = rows.group_by(key).aggregate([(of, "count_distinct")])
    several = counted.filter(pc.greater(counted[f"{of}_count_distinct"], 1))[key].combine_chunks()
    return pc.and_(pc.is_valid(rows[key]), pc.is_in(rows[key], several))
