"""Marks that several pictures share: a value with its interval, one line a thing."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from fullscore.charts._theme import WIDTH

PAINTS = ("role:one", "role:two", "role:three", "role:four", "role:quiet")
LINE = 22
"""Pixels that one thing takes up."""


def flat(rows: Sequence[Mapping[str, Any]], estimate: str) -> list[dict[str, Any]]:
    """The rows that have a value of an estimate, with ``value``, ``low`` and ``high`` beside their own columns."""
    found = []
    for row in rows:
        told = row.get(estimate)
        if isinstance(told, Mapping) and told.get("estimate") is not None:
            value = told["estimate"]
            low, high = (told.get(end) if told.get(end) is not None else value for end in ("low", "high"))
            found.append({**row, "value": value, "low": low, "high": high})
    return found


def intervals(
    rows: Sequence[Mapping[str, Any]],
    *,
    label: str,
    title: str,
    kind: str = "",
    kinds: Sequence[str] = (),
    style: str = "",
    reference: float | None = None,
) -> Any:
    """A dot for each row's ``value`` and a line from ``low`` to ``high``, in the order of the rows.

    Args:
        label: the column that names a row.
        title: of the value's axis, with its unit.
        kind: a column whose words are told apart by colour and shape; ``kinds`` are those words in their order.
        style: how numbers are written, in the notation of d3-format.
        reference: where a line says that nothing differs.
    """
    data = alt.Data(values=list(rows))
    order = [row[label] for row in rows]
    axis = alt.Axis(format=style) if style else alt.Axis()
    y = alt.Y(f"{label}:N", sort=order, title=None)
    paint: dict[str, Any] = {}
    shape: dict[str, Any] = {}
    if kind:
        scale = alt.Scale(domain=list(kinds), range=list(PAINTS[: len(kinds)]))
        paint = {"color": alt.Color(f"{kind}:N", scale=scale)}
        shape = {"shape": alt.Shape(f"{kind}:N", scale=alt.Scale(domain=list(kinds)))}
    plain = {} if kind else {"color": "role:one"}
    base = alt.Chart(data)
    line = base.mark_rule(strokeWidth=2, opacity=0.75, **plain).encode(
        x=alt.X("low:Q", title=title, axis=axis), x2="high:Q", y=y, **paint
    )
    dots = base.mark_point(filled=True, size=70, opacity=1, **plain).encode(
        x=alt.X("value:Q", title=title, axis=axis), y=y, **paint, **shape
    )
    layers = [line, dots]
    if reference is not None:
        zero = alt.Chart(alt.Data(values=[{"at": reference}]))
        layers.insert(0, zero.mark_rule(color="role:quiet", strokeDash=[4, 3]).encode(x="at:Q"))
    return alt.layer(*layers).properties(width=WIDTH, height=max(LINE * len(rows), 2 * LINE))
