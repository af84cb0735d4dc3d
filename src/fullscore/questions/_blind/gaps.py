"""Where what a question needs was not delivered: whole tables, columns, or a part of the rows that ought to have it.

Where a lack is concentrated, say in a country, that part is what is named: it counts as dark where fewer of its rows
have a value than are needed, and than chance would leave out, though other parts have enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fullscore.lens.need import Need
from fullscore.model._expressions import column, constant
from fullscore.model._shape import Table
from fullscore.questions._shape import Question
from fullscore.terms.edition import Edition
from fullscore.terms.shown import heading

CHANCE = 0.002
"""A part is dark where so few would have a value with less probability, if the share that is needed had: three of three
that lack are enough at nine in ten."""
LIT = 0.5
"""Of the share that is needed, what the other parts must have for a lack to be concentrated."""
LEAST_SHARE = 0.002
"""Of all rows that ought to have a value, what a part must hold."""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something that a question needs and does not have, or not enough of.

    Attributes:
        needs: what lacks; several where a whole table does of which columns are needed.
        by, values: where the lack is concentrated; empty where it is not.
        have: of the rows that ought to have it, those in the parts named, the share that does.
        lacking: how many do not; 0 where the table itself is missing.
    """

    question: Question
    table: Table
    column: str
    needs: tuple[Need, ...]
    by: str = ""
    values: tuple[str, ...] = ()
    have: float = 0.0
    lacking: int = 0

    @property
    def where(self) -> str:
        """In words, the part of the rows that lacks; empty: all of them."""
        return f"{heading(self.by)} {', '.join(map(heading, self.values))}" if self.values else ""

    @property
    def name(self) -> str:
        """Table, column and part, as one name."""
        named = ".".join(filter(None, (self.table.name, self.column)))
        return f"{named} ({self.where})" if self.values else named

    @property
    def need(self) -> float:
        """The share that the question asks for; of a table that is not there, all."""
        return max((need.share for need in self.needs), default=1.0) if self.lacking else 1.0

    @property
    def effect(self) -> str:
        """What is lost."""
        return "; ".join(dict.fromkeys(need.effect.rstrip(".") for need in self.needs))

    @property
    def bias(self) -> str:
        """To which side it pulls the answer; empty where it does not."""
        return "; ".join(dict.fromkeys(need.bias for need in self.needs if need.bias))


@dataclass(frozen=True, kw_only=True)
class Part:
    """The rows of one value of a column, or all: how many ought to have a value, and how many do."""

    value: str
    asked: int
    there: int

    @property
    def have(self) -> float:
        return self.there / self.asked if self.asked else 0.0


def gaps(edition: Edition, questions: Sequence[Question]) -> tuple[Gap, ...]:
    """Every gap of some questions, in their order; of a column that a question needs twice, the first."""
    filled = _plainly_filled(edition, questions)
    found: dict[tuple[str, str, str], Gap] = {}
    for question in questions:
        for need in question.needs:
            gap = _gap(edition, question, need, filled)
            if gap is not None:
                found.setdefault((question.name, gap.table.name, gap.column), gap)
    return tuple(found.values())


def _plainly_filled(
    edition: Edition, questions: Sequence[Question]
) -> dict[Any, tuple[Part, dict[str, tuple[Part, ...]]]]:
    """How filled the columns are that all rows ought to have, each table read once."""
    wanted: dict[Table, list[Need]] = {}
    for question in questions:
        for need in question.needs:
            if need.column and need.among is None and not need.by and edition.has(need.table.name):
                wanted.setdefault(need.table, []).append(need)
    filled: dict[Any, tuple[Part, dict[str, tuple[Part, ...]]]] = {}
    for table, needs in wanted.items():
        rows = edition.table(table.name)
        counts = {f"_{need.column}": column(need.column).count() for need in needs}
        [told] = edition.run(rows.aggregate(_all_rows=rows.count(), **counts)).to_pylist()
        for need in needs:
            part = Part(value="", asked=told["_all_rows"], there=told[f"_{need.column}"])
            filled[table.name, need.column, None, ()] = (part, {})
    return filled


def lacking_rows(edition: Edition, gap: Gap) -> Any:
    """The rows that lack it, as an expression; None where the table itself is missing."""
    if not gap.lacking:
        return None
    rows = _asked(edition, gap.needs[0]).filter(~column("_there"))
    return rows.filter(column(gap.by).isin(gap.values)) if gap.values else rows


def _gap(
    edition: Edition, question: Question, need: Need, filled: dict[Any, tuple[Part, dict[str, tuple[Part, ...]]]]
) -> Gap | None:
    table = need.table
    if not edition.has(table.name):
        needs = tuple(other for other in question.needs if other.table is table)
        # What is lost with the table says more than what is lost with each of its columns.
        whole = tuple(other for other in needs if not other.column)
        return Gap(question=question, table=table, column="", needs=whole or needs)
    if not need.column and need.among is None:
        return None
    key = (table.name, need.column, need.among, need.by)
    if key not in filled:
        filled[key] = _filled(edition, need)
    every, cuts = filled[key]
    if not every.asked and need.among is not None:
        return None
    dark = [(by, parts) for by, all_parts in cuts.items() if (parts := _dark(all_parts, every.asked, need.share))]
    if not dark and every.there and every.have >= need.share:
        return None
    by, parts = (
        min(dark, key=lambda one: sum(p.there for p in one[1]) / sum(p.asked for p in one[1])) if dark else ("", ())
    )
    asked, there = (sum(p.asked for p in parts), sum(p.there for p in parts)) if parts else (every.asked, every.there)
    return Gap(
        question=question,
        table=table,
        column=need.column,
        needs=(need,),
        by=by,
        values=tuple(part.value for part in parts),
        have=there / asked if asked else 0.0,
        lacking=max(asked - there, 1),
    )


def _dark(parts: tuple[Part, ...], whole: int, share: float) -> tuple[Part, ...]:
    """The parts that lack, where the others do not: where all do, the lack is not concentrated."""
    from scipy.stats import binom

    large = [part for part in parts if part.asked >= LEAST_SHARE * whole]
    dark = tuple(part for part in large if binom.cdf(part.there, part.asked, share) < CHANCE)
    others = [part for part in parts if part not in dark]
    asked, there = sum(part.asked for part in others), sum(part.there for part in others)
    return dark if asked and there > LIT * share * asked else ()


def _asked(edition: Edition, need: Need) -> Any:
    """The rows that ought to have a value, with whether they do."""
    rows = need.among(edition) if need.among is not None else edition.table(need.table.name)
    return rows if "_there" in rows.columns else rows.mutate(_there=column(need.column).notnull())


def _filled(edition: Edition, need: Need) -> tuple[Part, dict[str, tuple[Part, ...]]]:
    rows = _asked(edition, need)
    counts = {"asked": column("_there").count(), "there": column("_there").ifelse(1, 0).sum()}
    cuts = {by: edition.run(rows.group_by(_of=column(by)).aggregate(**counts)).to_pylist() for by in need.by}
    [whole] = edition.run(rows.mutate(_all=constant(1)).aggregate(**counts)).to_pylist()
    return _part("", whole), {
        by: tuple(_part(str(row["_of"]), row) for row in sorted(told, key=lambda row: str(row["_of"])) if row["_of"])
        for by, told in cuts.items()
    }


def _part(value: str, row: dict[str, Any]) -> Part:
    return Part(value=value, asked=int(row["asked"]), there=int(row["there"] or 0))
