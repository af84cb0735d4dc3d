"""Each request for people: what is needed, where, by whom, at what price at most, and how far it has come."""

from fullscore.model._columns import (
    RATE_UNITS,
    RESOURCE_TYPES,
    choice,
    currency,
    date,
    flag,
    ident,
    money,
    text,
    time,
    whole,
)
from fullscore.model._shape import Table
from fullscore.model.org_unit import org_unit
from fullscore.model.role import role
from fullscore.model.site import site

requisition = Table(
    name="requisition",
    group="sourcing",
    key=("requisition_id",),
    columns=(
        ident("requisition_id"),
        text("title", free=True),
        ident("role_id", role),
        ident("org_unit_id", org_unit),
        ident("site_id", site),
        ident("hiring_manager_id"),
        choice("resource_type", *RESOURCE_TYPES),
        whole("positions", minimum=1),
        money("max_bill_rate", optional=True, minimum=0),
        currency(),
        choice("rate_unit", *RATE_UNITS),
        time("needed_at", optional=True),
        time("submitted_at"),
        time("approved_at", optional=True),
        time("released_at", optional=True),
        date("target_start", optional=True),
        choice("status", "draft", "pending_approval", "open", "on_hold", "filled", "cancelled", "closed"),
        time("status_at"),
        text("close_reason", optional=True, free=True),
        choice("close_cause", "client", "unable_to_fill", "outside_vendor", "worker_withdrawn", "other", optional=True),
        whole("hold_days", optional=True, minimum=0),
        flag("identified"),
        ident("reopened_from", "self", optional=True),
    ),
    currency_day=("submitted_at",),
    progress=("status", "status_at", "hold_days"),
    amendable=(
        *("title", "role_id", "org_unit_id", "site_id", "hiring_manager_id", "resource_type", "positions"),
        *("max_bill_rate", "currency", "rate_unit", "needed_at", "target_start"),
    ),
)
