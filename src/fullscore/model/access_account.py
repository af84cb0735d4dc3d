"""Each badge or sign-in that lets an outside worker in: when it was opened, when closed, and who vouched."""

from fullscore.model._columns import choice, date, ident
from fullscore.model._shape import Table

access_account = Table(
    name="access_account",
    group="talent",
    key=("account_id",),
    columns=(
        ident("account_id"),
        ident("worker_id", optional=True),
        choice("source", "badge", "identity_system"),
        date("opened_on"),
        date("closed_on", optional=True),
        ident("sponsor_id", optional=True),
    ),
)
