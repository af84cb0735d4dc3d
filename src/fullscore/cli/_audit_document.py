"""The lens audit as JSON."""

from typing import Any

from fullscore.cli._asking import rounded


def audits_document(found: Any) -> dict[str, Any]:
    """What ``fullscore lens --json`` prints."""
    return {
        "edition": found.edition,
        "as_of": found.as_of,
        "audits": [_audit(a) for a in found.audits],
        "refused": [
            {
                "report_id": r.report_id,
                "measure": r.measure,
                "why": r.why,
                "next_step": r.next_step,
                "file": r.file,
                "line": r.line,
            }
            for r in found.refused
        ],
    }


def _audit(a: Any) -> dict[str, Any]:
    return {
        "measure": a.measure,
        "reporter": a.reporter,
        "unit": a.unit,
        "months": a.months,
        "from": str(a.first),
        "to": str(a.last),
        "status": a.status,
        "says": a.says,
        "against": a.against,
        "contract_lens": a.contract_lens.as_dict(),
        "stated_lens": a.stated_lens.as_dict() if a.stated_lens else None,
        "vintage": a.vintage,
        "widened": a.widened,
        "late_share": rounded(a.late),
        "corrected_share": rounded(a.corrected),
        "consistent_count": a.consistent_count,
        "consistent_axes": {axis: list(options) for axis, options in a.consistent_axes},
        "consistent_lenses": [
            {
                "lens": c.lens.as_dict(),
                "lens_id": c.lens.id,
                "cells_matched": c.cells_matched,
                "cells": c.cells,
                "aliases": [alias.as_dict() for alias in c.aliases],
            }
            for c in a.consistent_lenses
        ],
        "departures": [
            {
                "axis": d.axis,
                "contract": d.contract,
                "consistent_with": " or ".join(d.consistent_with),
                "options": list(d.consistent_with),
                "swing": rounded(d.swing),
                "since": str(d.since),
            }
            for d in a.departures
        ],
        "swing_total": rounded(a.swing_total),
        "interaction": rounded(a.interaction),
        "changed": {
            "month": str(a.changed.month),
            "before": {axis: list(options) for axis, options in a.changed.before},
            "after": {axis: list(options) for axis, options in a.changed.after},
        }
        if a.changed
        else None,
        "reported_mean": rounded(a.reported_mean),
        "contract_mean": rounded(a.contract_mean),
        "excluded_records": a.excluded_records,
        "records": [{"table": r.table, "key": dict(r.key), "file": r.file, "line": r.line} for r in a.left_out.records],
        "credit_at_stake": {"estimate": rounded(a.credit.at_stake), "currency": a.credit.currency},
        "credit": _credit(a.credit),
        "held_by": [
            {
                "month": str(h.month) if h.month else None,
                "n": h.n,
                "client_days": rounded(h.client),
                "msp_days": rounded(h.msp),
                "supplier_days": rounded(h.supplier),
                "worker_days": rounded(h.worker),
                "unknown_days": rounded(h.unknown),
                "need_to_start_days": rounded(h.need_to_start),
            }
            for h in a.held_by
        ],
        "cells": [
            {
                "report_id": c.report_id,
                "month": str(c.month),
                "segment_kind": c.segment_kind or None,
                "segment": c.segment or None,
                "reported": rounded(c.reported),
                "reported_n": c.reported_n,
                "contract": rounded(c.contract),
                "contract_n": c.contract_n,
                "consistent": rounded(c.consistent),
                "consistent_n": c.consistent_n,
                "matched": c.matched,
            }
            for c in a.cells
        ],
        "notes": list(a.notes),
    }


def _credit(credit: Any) -> dict[str, Any]:
    return {
        "under_contract": rounded(credit.under_contract),
        "under_reported": rounded(credit.under_reported),
        "before": list(credit.before),
        "fee_is_assumed": credit.fee_is_assumed,
        "notes": list(credit.notes),
        "months": [
            {
                "month": str(m.month),
                "clause": m.clause,
                "target": m.target,
                "fee": rounded(m.fee),
                "contract": rounded(m.contract),
                "n": m.n,
                "reported": rounded(m.reported),
                "contract_missed": m.contract_missed,
                "reported_missed": m.reported_missed,
                "contract_credit": rounded(m.contract_credit),
                "reported_credit": rounded(m.reported_credit),
                "why": m.why or None,
            }
            for m in credit.months
        ],
    }
