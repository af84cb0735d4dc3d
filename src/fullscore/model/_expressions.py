"""The few words of the expression library that readers of tables need beside the methods of expressions."""

from typing import Any

import ibis

from fullscore.model._shape import Kind

_EXPRESSED_AS = {
    Kind.date: "date",
    Kind.month: "date",
    Kind.time: "timestamp",
    Kind.money: "decimal(18, 4)",
    Kind.hours: "decimal(9, 2)",
    Kind.number: "float64",
    Kind.whole: "int64",
    Kind.flag: "boolean",
}


def constant(value: Any) -> Any:
    """The same value in every row."""
    return ibis.literal(value)


def unknown(kind: Kind) -> Any:
    """Nothing, as a column of a kind."""
    return ibis.null(_EXPRESSED_AS.get(kind, "string"))


def column(name: str) -> Any:
    """A column of the table that the expression is used on, by name."""
    return ibis._[name]
