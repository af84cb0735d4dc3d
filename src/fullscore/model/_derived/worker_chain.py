"""The worker ids that are one person under several: each with the id that it was linked to, and by what."""

from fullscore.model._columns import choice, ident, text
from fullscore.model._shape import Table

worker_chain = Table(
    name="worker_chain",
    group="identity",
    key=("worker_id",),
    columns=(
        ident("worker_id"),
        ident("chain_id"),
        ident("linked_to", optional=True),
        choice("via", "employee", "candidate", "access_account", "pseudonym", optional=True),
        ident("shared_id", optional=True),
        choice("decided_by", "model", "person"),
        text("reasons", optional=True),
    ),
)
