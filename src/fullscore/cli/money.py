"""``fullscore money``."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any

import typer

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._asking import month, names
from fullscore.cli._drawing import print_json, print_table

WORDS = {
    "programme_invoices": "programme invoices",
    "timing": "timing: posted, less invoiced",
    "other_accounts": "posted to accounts out of scope",
    "between_units": "charged to another unit",
    "off_programme": "off-programme",
    "currency": "currency: ledger's rate, less invoice's",
}
SPLITS = ("month", "org_unit")
SHOWN = 20
"""So many lines are shown where no limit is set; JSON holds all."""


def money(
    by: Annotated[str | None, typer.Option(metavar="A,B", help="The bridge of each month, org_unit, or both.")] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="MONTH", help="First month, like 2025-01.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="MONTH", help="Last month.")] = None,
    limit: Annotated[int | None, typer.Option(min=0, help="How many lines of each kind to list at the most.")] = None,
    programme: ProgrammeDir = HERE,
    edition: EditionId = None,
    as_json: AsJson = False,
) -> None:
    """Tie the ledger to invoices, timesheets and contract, and show what is left unexplained."""
    from fullscore.run.money import follow_the_money
    from fullscore.run.read import open_edition
    from fullscore.store.layout import Layout
    from fullscore.terms.fault import Fault

    split = names(by)
    for name in split:
        if name not in SPLITS:
            raise Fault(f"the money circle cannot be split by {name}", next_step=f"use {' or '.join(SPLITS)}")
    with open_edition(Layout(programme), edition) as opened:
        found = follow_the_money(opened, first=month(first), last=month(last), by_unit="org_unit" in split)
    if as_json:
        print_json(_document(found, limit))
    else:
        _draw(found, split, SHOWN if limit is None else limit)


def _document(found: Any, limit: int | None) -> dict[str, Any]:
    return {
        "edition": found.edition,
        "as_of": found.as_of,
        "currency": found.currency,
        "from": str(found.span.first),
        "to": str(found.span.last),
        **_bridge(found.bridge),
        "timing": [{"part": part, "amount": float(amount)} for part, amount in found.timing],
        "months": [{"month": str(at), **_bridge(bridge)} for at, bridge in found.months],
        "org_units": [{"org_unit": unit, **_bridge(bridge)} for unit, bridge in found.units],
        "unexplained_lines": [_fields(line) for line in found.unexplained[:limit]],
        "off_programme": [_fields(vendor) for vendor in found.off_programme[:limit]],
        "gross_error": float(found.gross_error),
        "net_error": float(found.net_error),
        "line_errors": [_fields(error) for error in found.errors[:limit]],
        "errors": len(found.errors),
        "fee": _fields(found.fee) | {"msp_keeps": float(found.fee.msp_keeps)},
        "notes": list(found.notes),
    }


def _bridge(bridge: Any) -> dict[str, Any]:
    return {
        "ledger": float(bridge.ledger),
        "bridge": [{"step": step, "amount": float(amount)} for step, amount in bridge.steps],
        "unexplained": float(bridge.unexplained),
        "residual": float(bridge.residual),
    }


def _fields(row: Any) -> dict[str, Any]:
    return {name: float(cell) if isinstance(cell, Decimal) else cell for name, cell in vars(row).items()}


def _draw(found: Any, split: tuple[str, ...], limit: int) -> None:
    print(f"Money circle of {found.span} in {found.currency}, edition {found.edition}")
    whole = found.bridge
    rows = [[WORDS.get(step, step), _amount(amount), _share(amount, whole.ledger)] for step, amount in whole.steps]
    rows = [row for row, (step, amount) in zip(rows, whole.steps, strict=True) if amount or step in ALWAYS]
    rows.append(["unexplained", _amount(whole.unexplained), _share(whole.unexplained, whole.ledger)])
    rows.append(["= ledger", _amount(whole.ledger), _share(whole.ledger, whole.ledger)])
    rows.append(["residual of the bridge", _amount(whole.residual), ""])
    print_table(["step", found.currency, "of the ledger"], rows, right=(1, 2))
    if any(amount for _, amount in found.timing):
        parts = "; ".join(f"{part.replace('_', ' ')} {_amount(amount)}" for part, amount in found.timing if amount)
        print(f"Timing: {parts}.")
    if "month" in split:
        _draw_bridges("month", [(str(at), bridge) for at, bridge in found.months])
    if "org_unit" in split:
        _draw_bridges("org unit", [(unit or "unknown", bridge) for unit, bridge in found.units])
    _draw_unexplained(found, limit)
    _draw_vendors(found, limit)
    if found.has_invoices:
        _draw_errors(found, limit)
        _draw_fee(found)
    for note in found.notes:
        print(note)


ALWAYS = ("programme_invoices", "fees", "tax", "timing", "off_programme", "currency")


def _draw_bridges(what: str, bridges: Iterable[tuple[str, Any]]) -> None:
    bridges = list(bridges)
    used = [step for n, (step, _) in enumerate(bridges[0][1].steps) if any(b.steps[n][1] for _, b in bridges)]
    headings = [what, *(step.replace("_", " ") for step in used), "unexplained", "ledger"]
    rows = [
        [
            name,
            *(_amount(amount) for step, amount in b.steps if step in used),
            _amount(b.unexplained),
            _amount(b.ledger),
        ]
        for name, b in bridges
    ]
    print_table(headings, rows, right=tuple(range(1, len(headings))))


def _draw_unexplained(found: Any, limit: int) -> None:
    if not found.unexplained:
        return
    rows = [
        [f"{u.document_id} {u.line_no}", u.vendor_name, u.invoice_reference or "", _amount(u.amount), u.currency,
         _place(u)]
        for u in found.unexplained[:limit]
    ]  # fmt: skip
    print_table(["ledger line", "vendor", "invoice", "unexplained", "", "file and line"], rows, right=(3,))
    print(f"{len(rows):,} of {found.unexplained_lines:,} ledger lines behind the unexplained.")


def _draw_vendors(found: Any, limit: int) -> None:
    if not found.off_programme:
        return
    known = sum((v.amount for v in found.off_programme if v.supplier_id), Decimal(0))
    rows = [
        [v.vendor_name, v.supplier_id or "", f"{v.lines:,}", _amount(v.amount)] for v in found.off_programme[:limit]
    ]
    print_table(["off-programme vendor", "supplier", "lines", found.currency], rows, right=(2, 3))
    print(
        f"{len(rows):,} of {len(found.off_programme):,} vendors; {_amount(known)} went to suppliers of the programme, "
        "past it."
    )


def _draw_errors(found: Any, limit: int) -> None:
    if not found.errors:
        print("No invoice line was found wrong.")
        return
    kinds = []
    for kind in sorted({error.kind for error in found.errors}):
        of = [error for error in found.errors if error.kind == kind]
        bases = [error.amount_base or Decimal(0) for error in of]
        still = sum(error.is_open for error in of)
        back = sum(error.is_correction for error in of)
        net, gross = sum(bases, Decimal(0)), sum(map(abs, bases), Decimal(0))
        kinds.append([kind, f"{len(of) - back:,}", f"{still:,}", f"{back:,}", _amount(gross), _amount(net)])
    kinds.append(["all", *(f"{sum(int(row[n].replace(',', '')) for row in kinds):,}" for n in (1, 2, 3)),
                  _amount(found.gross_error), _amount(found.net_error)])  # fmt: skip
    print_table(["error", "lines", "still open", "corrections", "gross", "net"], kinds, right=(1, 2, 3, 4, 5))
    rows = [
        [f"{e.invoice_id} {e.line_no}", e.kind + (", taken back" if e.is_correction else ""), e.supplier_id,
         _amount(e.amount), e.currency, _place(e)]
        for e in found.errors[:limit]
    ]  # fmt: skip
    print_table(["invoice line", "error", "supplier", "billed - due", "", "file and line"], rows, right=(3,))
    print(f"{len(rows):,} of {len(found.errors):,} lines.")


def _draw_fee(found: Any) -> None:
    fee = found.fee
    rows = [
        ["raw bill", _amount(fee.raw_bill)],
        ["- discounts", _amount(-fee.discounts)],
        ["+ MSP fee on top", _amount(fee.msp_fee_on_top)],
        ["+ VMS fee on top", _amount(fee.vms_fee_on_top)],
        ["= billed to the client, before tax", _amount(fee.billed_to_client)],
        ["MSP fee taken off suppliers", _amount(fee.msp_fee_taken_off)],
        ["paid to suppliers, before discounts", _amount(fee.paid_to_suppliers)],
    ]
    print_table(["fee", found.currency], rows, right=(1,))
    if fee.fee_percent is not None:
        whose = "the programme's own assumption" if fee.source == "policy" else "the product's default"
        print(f"No invoice shows an MSP fee; {fee.fee_percent}% of labour, taken off suppliers, is {whose}.")


def _place(row: Any) -> str:
    return f"{row.file}:{row.line}" if row.file else ""


def _amount(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _share(amount: Decimal, of: Decimal) -> str:
    return f"{100 * amount / of:.2f}%" if of else ""
