"""Who is who in an edition that is being built: three tables, from what is built and from what people ruled."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from fullscore.identity._engagements import can_tell, engagements_and_accounts
from fullscore.identity.org_units import match_org_units
from fullscore.identity.workers import Account, Engagement, chains
from fullscore.model._derived.org_unit_match import org_unit_match
from fullscore.model._derived.vendor_match import vendor_match
from fullscore.model._derived.worker_chain import worker_chain
from fullscore.store.assemble import Assembly
from fullscore.store.computed import BuiltTables, compute, texts

FINANCE, ORGANISATION = ("ledger_line", "budget"), ("employee", "assignment", "requisition", "vacancy")
UNIT = "org_unit_id"
SUPPLIER = ("supplier_id", "name", "legal_name", "registration_no", "parent_id")


def settle(assembly: Assembly, rulings: Sequence[dict[str, Any]]) -> None:
    """Add ``vendor_match``, ``worker_chain`` and ``org_unit_match`` to an assembly whose tables are built.

    Each is there where the tables that it is computed from are; an edition that computed it from the same shares it.

    Args:
        rulings: what people ruled last about each vendor and supplier.
    """
    built = BuiltTables(assembly)
    if built.has("ledger_line") and built.has("supplier"):
        compute(
            assembly,
            vendor_match,
            ("ledger_line", "supplier"),
            list(rulings),
            lambda: _vendors_and_suppliers(built),
            lambda vendors, suppliers: _vendor_rows(vendors, suppliers, rulings),
        )
    if can_tell(built):
        of = ("assignment", "submittal", "access_account")
        compute(
            assembly,
            worker_chain,
            of,
            [assembly.terms.as_of],
            lambda: engagements_and_accounts(built),
            lambda jobs, accounts: _chain_rows(jobs, accounts, assembly.terms.as_of),
        )
    if any(map(built.has, FINANCE)) and (not built.is_derived("org_unit") or any(map(built.has, ORGANISATION))):
        compute(
            assembly,
            org_unit_match,
            ("org_unit", *FINANCE, *ORGANISATION),
            [],
            lambda: _codes_and_units(built),
            _org_unit_rows,
        )


def _vendors_and_suppliers(built: BuiltTables) -> tuple[pa.Table, pa.Table]:
    return built.distinct("ledger_line", "vendor_id", "vendor_name"), built.distinct("supplier", *SUPPLIER)


def _vendor_rows(vendors: pa.Table, suppliers: pa.Table, rulings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    # What compares names takes longer to load than a build without a new vendor may.
    from fullscore.identity.vendors import Ruling, Supplier, match

    return match(
        [(row["vendor_id"], row["vendor_name"]) for row in vendors.to_pylist()],
        [Supplier(**row) for row in suppliers.to_pylist()],
        [Ruling(**ruling) for ruling in rulings],
    )


def _chain_rows(jobs: pa.Table, accounts: pa.Table, as_of: str) -> list[dict[str, Any]]:
    until = date.fromisoformat(as_of)
    engagements = [
        Engagement(
            worker_id=row["worker_id"],
            supplier_id=row["supplier_id"],
            start_date=row["start_date"],
            end_date=row["end_date"] or max(row["start_date"], min(row["planned_end"], until)),
            candidate_id=row["candidate_id"],
            employee_id=row["converted_employee_id"],
        )
        for row in jobs.to_pylist()
    ]
    return chains(engagements, [Account(**row) for row in accounts.to_pylist()])


def _codes_and_units(built: BuiltTables) -> tuple[pa.Table, pa.Table]:
    """The codes of finance to be recognised, and the org units of the organisation, each with its name."""
    if built.is_derived("org_unit"):
        units: dict[str, str | None] = dict.fromkeys(id for table in ORGANISATION for id in built.ids(table, UNIT))
        codes: dict[str, str | None] = dict.fromkeys(id for table in FINANCE for id in built.ids(table, UNIT))
    else:
        rows = built.distinct("org_unit", UNIT, "name", "_feed").to_pylist()
        theirs = _known_to_finance_alone(built, rows)
        units = {row[UNIT]: row["name"] for row in rows if row[UNIT] not in theirs}
        codes = {row[UNIT]: row["name"] for row in rows if row[UNIT] in theirs}
        # Rows that name an unknown org unit wait in quarantine; what they name is what must be recognised.
        codes |= dict.fromkeys(id for table in FINANCE for id in built.orphans(table, UNIT))
    return _named({code: name for code, name in codes.items() if code not in units}), _named(units)


def _known_to_finance_alone(built: BuiltTables, rows: list[dict[str, Any]]) -> set[str]:
    """Where several feeds list org units: those of finance's own lists, which nobody works in."""
    if len({row["_feed"] for row in rows}) < 2:
        return set()
    staffed = {id for table in ORGANISATION for id in built.ids(table, UNIT)}
    posted = {id for table in FINANCE for id in built.ids(table, UNIT)}
    lists = {row["_feed"] for row in rows if row[UNIT] in staffed}
    return {row[UNIT] for row in rows if row["_feed"] not in lists and row[UNIT] in posted - staffed}


def _named(units: dict[str, str | None]) -> pa.Table:
    ids = sorted(units)
    return pa.table({"id": texts(ids), "name": texts(units[id] for id in ids)})


def _org_unit_rows(codes: pa.Table, units: pa.Table) -> list[dict[str, Any]]:
    finance, organisation = (
        dict(zip(rows["id"].to_pylist(), rows["name"].to_pylist(), strict=True)) for rows in (codes, units)
    )
    return match_org_units(finance, organisation)
