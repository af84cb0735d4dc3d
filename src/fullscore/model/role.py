"""The kinds of work that are asked for: title, family, capability and level."""

from fullscore.model._columns import flag, ident, text, whole
from fullscore.model._shape import Table

role = Table(
    name="role",
    group="reference",
    key=("role_id",),
    columns=(
        ident("role_id"),
        text("title"),
        text("role_family"),
        text("capability"),
        whole("level"),
        text("soc_code", optional=True),
        flag("critical"),
    ),
    reference=True,
)
