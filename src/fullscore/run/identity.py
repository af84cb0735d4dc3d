"""Who is who in an edition, as people look at it: what is matched, what waits for them, and how much hangs on it."""

from dataclasses import dataclass
from typing import Any

from fullscore.measures.spend import in_scope_accounts
from fullscore.model._expressions import column
from fullscore.store.edition import StoredEdition
from fullscore.terms.fault import Fault


@dataclass(frozen=True, kw_only=True)
class WhoIsWho:
    """What an edition says of vendors, worker ids and org units, as plain rows."""

    vendors: tuple[dict[str, Any], ...]
    """The rows of ``vendor_match`` with ``supplier_name``, ``proposed_supplier_name`` and ``spend``: what was posted to
    the accounts in scope, in the programme's currency; the greatest first."""
    chains: tuple[dict[str, Any], ...]
    org_units: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]
    """Sentences on what could not be seen."""

    def vendors_in(self, state: str) -> tuple[dict[str, Any], ...]:
        return tuple(row for row in self.vendors if row["state"] == state)


def who_is_who(edition: StoredEdition) -> WhoIsWho:
    """Read who is who in an edition.

    Raises:
        Fault: the edition was built before anything was settled.
    """
    held = {share.table for share in edition.manifest.tables if share.parts}
    if {"ledger_line", "supplier"} <= held and not edition.has("vendor_match"):
        raise Fault(
            "this edition was built before vendors were matched",
            where=edition.id,
            next_step="run `fullscore build` and look at the edition that it makes",
        )
    notes = []
    if lacking := [table for table in ("ledger_line", "supplier") if table not in held]:
        notes.append(f"No vendor can be matched: there is no row of {' and none of '.join(lacking)}.")
    elif (share := edition.manifest.share("supplier")) and share.derived:
        notes.append("No feed delivers supplier, so vendors are matched by the ids that other tables name.")
    return WhoIsWho(
        vendors=tuple(_vendors(edition)),
        chains=tuple(_rows(edition, "worker_chain", "chain_id", "worker_id")),
        org_units=tuple(_rows(edition, "org_unit_match", "finance_id")),
        notes=tuple(notes),
    )


def _vendors(edition: StoredEdition) -> list[dict[str, Any]]:
    lines = edition.table("ledger_line")
    if accounts := in_scope_accounts(edition):
        lines = lines.filter(lines.gl_account.isin(accounts))
    spent = lines.group_by(_vendor=lines.vendor_id, _name=lines.vendor_name).aggregate(spend=lines.amount_base.sum())
    suppliers = edition.table("supplier")
    given = suppliers.select(_given="supplier_id", supplier_name="name")
    proposed = suppliers.select(_proposed="supplier_id", proposed_supplier_name="name")
    matches = edition.table("vendor_match")
    # A name may be empty, and nothing equals nothing.
    matches = matches.mutate(_written=matches.vendor_name.fill_null(""))
    spent = spent.mutate(_name=spent["_name"].fill_null(""))
    rows = matches.left_join(spent, [("vendor_id", "_vendor"), ("_written", "_name")])
    rows = rows.left_join(given, [("supplier_id", "_given")])
    rows = rows.left_join(proposed, [("proposed_supplier_id", "_proposed")])
    names = [name for name in matches.columns if not name.startswith("_")]
    rows = rows.select(*names, "supplier_name", "proposed_supplier_name", spend=column("spend").fill_null(0))
    found: list[dict[str, Any]] = edition.run(rows).to_pylist()
    return sorted(found, key=lambda row: (-row["spend"], row["vendor_id"], row["vendor_name"] or ""))


def _rows(edition: StoredEdition, table: str, *order: str) -> list[dict[str, Any]]:
    rows = edition.table(table)
    names = [name for name in rows.columns if not name.startswith("_")]
    found: list[dict[str, Any]] = edition.run(rows.order_by(list(order)).select(*names)).to_pylist()
    return found
