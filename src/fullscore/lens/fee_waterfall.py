"""Where the money of an invoice goes: what the client is billed, what suppliers are paid, and what the MSP keeps."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from fullscore.lens._tying.span import Span
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition
from fullscore.terms.programme import Assumptions

WORK = ("labour", "expense", "deliverable", "adjustment")
PLACES = Decimal("0.0001")


@dataclass(frozen=True, kw_only=True)
class FeeWaterfall:
    """The fee identity over a span of months, by day of invoice, in the programme's currency.

    billed to client = raw bill - discounts + fees on top; paid to suppliers = raw bill - MSP fee taken off.

    Attributes:
        raw_bill: labour, expenses, deliverables and adjustments.
        discounts: what was taken off; above 0.
        msp_fee_on_top, vms_fee_on_top: fee lines that the client pays beside the raw bill.
        billed_to_client: before tax.
        tax: billed beside it.
        msp_fee_taken_off: what the supplier gives up: fee lines below 0 or, where no invoice shows an MSP fee, assumed.
        paid_to_suppliers: before discounts, which no export says who bears.
        fee_percent: of labour, assumed; None where invoices show the fee.
        source: ``invoices``, ``policy`` (the programme's own ``[assumptions]``) or ``default``.
    """

    raw_bill: Decimal
    discounts: Decimal
    msp_fee_on_top: Decimal
    vms_fee_on_top: Decimal
    billed_to_client: Decimal
    tax: Decimal
    msp_fee_taken_off: Decimal
    paid_to_suppliers: Decimal
    fee_percent: Decimal | None
    source: str

    @property
    def msp_keeps(self) -> Decimal:
        """The MSP's fee, whoever pays it."""
        return self.msp_fee_on_top + self.msp_fee_taken_off


def fee_waterfall(edition: Edition, span: Span) -> FeeWaterfall:
    """The waterfall of all invoices of a span of months.

    An invoice's MSP fee is on top where its fee lines have the sign of its labour, and taken off where they have the
    other.
    """
    lines = edition.table("invoice_line")
    lines = lines.filter(
        (lines.invoiced_at >= constant(span.first.first_day)) & (lines.invoiced_at <= constant(span.last.last_day))
    )
    sums = lines.group_by("kind").aggregate(amount=column("amount_base").sum())
    of: dict[str, Decimal] = {row["kind"]: row["amount"] or Decimal(0) for row in edition.run(sums).to_pylist()}
    on_top, taken_off = _msp_fees(edition, lines)
    raw = sum((of.get(kind, Decimal(0)) for kind in WORK), Decimal(0))
    discounts, vms, tax = -of.get("discount", Decimal(0)), of.get("vms_fee", Decimal(0)), of.get("tax", Decimal(0))
    percent, source = None, "invoices"
    if "msp_fee" not in of:
        percent, source = _assumed(edition.settings)
        taken_off = (of.get("labour", Decimal(0)) * percent / 100).quantize(PLACES, ROUND_HALF_EVEN)
    return FeeWaterfall(
        raw_bill=raw,
        discounts=discounts,
        msp_fee_on_top=on_top,
        vms_fee_on_top=vms,
        billed_to_client=raw - discounts + on_top + vms,
        tax=tax,
        msp_fee_taken_off=taken_off,
        paid_to_suppliers=raw - taken_off,
        fee_percent=percent,
        source=source,
    )


def _msp_fees(edition: Edition, lines: Any) -> tuple[Decimal, Decimal]:
    """What is on top and what is taken off; a fee is given back with the labour that is, and stays on top."""
    billed, is_fee = column("amount_base"), column("kind") == "msp_fee"
    of = lines.group_by("invoice_id").aggregate(
        fee=billed.sum(where=is_fee), labour=billed.sum(where=column("kind") == "labour")
    )
    is_off = ((of.fee < 0) & (of.labour > 0)) | ((of.fee > 0) & (of.labour < 0))
    is_off = is_off.fill_null(False)
    [row] = edition.run(of.aggregate(on_top=of.fee.sum(where=~is_off), off=of.fee.sum(where=is_off))).to_pylist()
    return row["on_top"] or Decimal(0), -(row["off"] or Decimal(0))


def _assumed(settings: dict[str, Any]) -> tuple[Decimal, str]:
    own = settings.get("assumptions", {}).get("msp_fee_percent")
    return (
        (Decimal(repr(own)), "policy") if own is not None else (Decimal(repr(Assumptions().msp_fee_percent)), "default")
    )
