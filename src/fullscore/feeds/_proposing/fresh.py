"""An export that nobody has described: the tables that fit it best, and their columns from its headings and values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fullscore.feeds._mapping.headings import folded
from fullscore.feeds._proposing.columns import Written, column_of, constant_line, words_of_table
from fullscore.feeds._proposing.known import reading_of
from fullscore.feeds._proposing.matching import Compared, Match, match
from fullscore.feeds._proposing.numbers import signs
from fullscore.feeds._proposing.products import factors
from fullscore.feeds._proposing.proposal import (
    Decision,
    Missing,
    Placed,
    Proposal,
    Unplaced,
    counted,
    quoted,
    said,
    suggested,
)
from fullscore.feeds._proposing.styles import COUNTED, DATED, declare_numbers, doubt_of_numbers
from fullscore.feeds._proposing.targets import Slot
from fullscore.model._shape import Table
from fullscore.terms.fault import Fault

_LEAST = 0.58
_FITTING = 0.35
"""What the best table must come to; below it a table would be a guess."""
_CLOSE = 0.06
"""So near in fit, two tables are told apart by nothing that the file says."""


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A table, the slots that the file's headings take in it, and how well they fit, from 0 to 1.

    ``product`` are the places of a quantity, a rate and the amount that is their product; None where none is.
    """

    table: Table
    slots: tuple[Slot, ...]
    matches: dict[int, Match]
    fit: float
    product: tuple[int, int, int] | None = None


def fitted(given: Compared) -> list[Fitted]:
    """Every table, the best fitting first."""
    product = factors(given, [at for at in range(len(given.profiles)) if not given.people[at]])
    return sorted(
        (_fit(given, table, slots, product) for table, slots in given.targets.fresh), key=lambda one: -one.fit
    )


def _fit(given: Compared, table: Table, slots: tuple[Slot, ...], product: tuple[int, int, int] | None) -> Fitted:
    matches = match(given, slots, least=_LEAST)
    if product and _is_amount(matches, slots, product):
        matches = {
            at: replace(found, score=min(found.score + 0.1, 1.0)) if at in product else found
            for at, found in matches.items()
        }
    else:
        product = None
    asked = [at for at, heading in enumerate(given.sample.headings) if heading and not given.people[at]]
    taken = {found.slot for found in matches.values()}
    needed = [at for at, slot in enumerate(slots) if not slot.feeds[0][1].optional]
    keys = [at for at, slot in enumerate(slots) if slot.essential]
    explained = sum(found.score for found in matches.values()) / max(len(asked), 1)
    filled = sum(at in taken for at in needed) / max(len(needed), 1)
    keyed = sum(at in taken for at in keys) / max(len(keys), 1)
    # The name of the file says something too, though nobody need have thought of it.
    said = 0.06 if words_of_table(table.name) <= words_of_table(given.sample.file) else 0.0
    fit = (0.7 * explained + 0.3 * filled) * (0.6 + 0.4 * keyed) + said
    return Fitted(table=table, slots=slots, matches=matches, fit=min(fit, 1.0), product=product)


def _is_amount(matches: dict[int, Match], slots: Sequence[Slot], product: tuple[int, int, int]) -> bool:
    """Whether the column that is the product of two others takes the amount, and they its quantity and rate."""
    names = {at: slots[found.slot].feeds[0][1].name for at, found in matches.items()}
    one, other, result = product
    return names.get(result) == "amount" and {names.get(one), names.get(other)} == {"quantity", "unit_rate"}


def fresh(given: Compared, *, asked: Sequence[str] = ()) -> Proposal:
    """The proposal for an export that nobody has described.

    Args:
        asked: the tables that a person named; none: the one that fits best.

    Raises:
        Fault: no heading is like any column of the tables.
    """
    order = fitted(given)
    chosen = [one for name in asked for one in order if one.table.name == name] or order[:1]
    if not any(one.matches for one in chosen):
        where = given.sample.file
        raise Fault(
            f"none of its headings is like a column of {quoted(asked) if asked else 'any table'}; found were "
            f"{quoted([heading for heading in given.sample.headings if heading])}",
            where=where,
            next_step="name the table with `--table`, or write the mapping by hand",
        )
    if not asked and order[0].fit < _FITTING:
        near = ", ".join(f"{one.table.name} ({one.fit:.0%})" for one in order[:3])
        raise Fault(
            f"no table fits its headings well enough to be proposed; the nearest are {near}",
            where=given.sample.file,
            next_step="name the table that it should feed with `--table`",
        )
    remarks = [] if asked else list(_others(given, chosen[0], order))
    doubled = _doubled(given.sample.headings)
    document: dict[str, Any] = {"id": "mapped/" + "_".join(sorted(words_of_table(given.sample.file)) or ["export"])}
    document["file"] = reading_of(given)
    document["table"] = []
    comments: dict[tuple[str, str], list[str]] = {}
    placed: dict[int, Placed] = {}
    missing: list[Missing] = []
    decide = list(_numbers(given, chosen, document["file"]))
    proven = {
        code for one in chosen for at, found in one.matches.items()
        if one.slots[found.slot].feeds[0][1].kind in DATED for code in given.profiles[at].dates.formats
    }  # fmt: skip
    for one in chosen:
        share: dict[str, Any] = {"name": one.table.name, "columns": {}}
        by_slot = {found.slot: (at, found) for at, found in one.matches.items() if at not in doubled}
        for number, slot in enumerate(one.slots):
            column = slot.feeds[0][1]
            written = column_of(given, one.table, column, by_slot.get(number), by_slot, one.slots, proven)
            written = _with_product(given, one, written)
            _note(one.table, column.name, written, share, comments, decide, missing, essential=slot.essential)
            if written.heading is not None:
                at, confidence, reasons = written.heading
                before = placed.get(at)
                names = (*(before.columns if before else ()), f"{one.table.name}.{column.name}")
                best = max(confidence, before.confidence if before else 0.0)
                placed[at] = Placed(
                    heading=given.sample.headings[at], columns=names, confidence=best,
                    reasons=before.reasons if before else reasons,
                )  # fmt: skip
        document["table"].append(share)
    for at in doubled:
        decide.append(
            Decision(column="", what=f"the heading '{given.sample.headings[at]}' stands in the file more than once, so "
                     "that no column can be read by it; rename one of them.")
        )  # fmt: skip
    remarks += _exchange(given, placed, document, decide)
    decide = [suggested(decision, document) for decision in decide]
    for decision in decide:
        name, _, of = decision.column.partition(".")
        comments.setdefault((name, of), []).append(said(decision))
    return Proposal(
        sample=given.sample,
        agreement=chosen[0].fit,
        document=document,
        comments=comments,
        placed=tuple(placed[at] for at in sorted(placed)),
        people=tuple(heading for at, heading in enumerate(given.sample.headings) if given.people[at]),
        homeless=tuple(
            Unplaced(heading=heading, why=_why_homeless(given, at, chosen))
            for at, heading in enumerate(given.sample.headings)
            if heading and at not in placed and not given.people[at]
        ),
        missing=tuple(missing),
        decide=tuple(decide),
        remarks=tuple(remarks),
    )


def _exchange(
    given: Compared, placed: dict[int, Placed], document: dict[str, Any], decide: Sequence[Decision]
) -> Iterator[str]:
    """That the file is in the exchange format already, where it is."""
    [first, *more] = document["table"]
    plain = all(set(verbs) == {"from"} for verbs in first["columns"].values()) and not document["file"]
    names = {f"{first['name']}.{folded(given.sample.headings[at])}" for at in placed}
    same = {f"{first['name']}.{folded(name)}" for name in first["columns"]}
    if plain and not more and not decide and names == same:
        yield f'Its headings are those of {first["name"]} itself: `mapping = "exchange"` reads it as it is.'


def _with_product(given: Compared, one: Fitted, written: Written) -> Written:
    if not one.product or written.heading is None or written.heading[0] != one.product[2]:
        return written
    first, second, _ = (given.sample.headings[at] for at in one.product)
    at, confidence, reasons = written.heading
    why = f"it is '{first}' times '{second}' in the rows looked at"
    return replace(written, told=f"{written.told.removesuffix('.')}; {why}.", heading=(at, confidence, (*reasons, why)))


def _note(
    table: Table,
    name: str,
    written: Written,
    share: dict[str, Any],
    comments: dict[tuple[str, str], list[str]],
    decide: list[Decision],
    missing: list[Missing],
    *,
    essential: bool,
) -> None:
    """Bring what was found of one column into the document and its comments."""
    full = f"{table.name}.{name}"
    told = comments.setdefault((table.name, name), [])
    if written.verbs:
        share["columns"][name] = written.verbs
        told.append(written.told)
    decide += written.decide
    if written.decide and not written.verbs and not essential:
        missing.append(Missing(column=full, essential=False, why="nothing in the file is like it"))
        return
    if written.verbs or table.by_name[name].optional:
        return
    missing.append(Missing(column=full, essential=essential, why="nothing in the file is like it"))
    if essential:
        # Without the column the file would land without a key; a heading that it does not have refuses it.
        share["columns"][name] = {"from": [name]}
        told.append(
            "DECIDE: essential, and no heading is like it. Put the heading that holds it here; until then the file is "
            "refused."
        )
    else:
        line = constant_line(table.by_name[name])
        empty = f"{name}: nothing in the file is like it, so that it is empty throughout."
        told.append(empty + (f"\n{line}" if line else ""))


def _numbers(given: Compared, chosen: Sequence[Fitted], reading: dict[str, Any]) -> Iterator[Decision]:
    counted_in = {
        at
        for one in chosen
        for at, found in one.matches.items()
        if one.slots[found.slot].feeds[0][1].kind in COUNTED and given.profiles[at].numbers > 0.5
    }
    found = signs(given.profiles[at].distinct for at in sorted(counted_in))
    declare_numbers(reading, found)
    if found.open:
        yield Decision(column="", what=doubt_of_numbers(found))


def _others(given: Compared, chosen: Fitted, order: Sequence[Fitted]) -> Iterator[str]:
    """What the file would feed besides: another table that fits as well, or one for the headings that are left over."""
    second = order[1]
    if second.fit > chosen.fit - _CLOSE:
        yield (
            f"It fits {second.table.name} nearly as well ({second.fit:.0%}) as {chosen.table.name} ({chosen.fit:.0%}); "
            f"`--table {second.table.name}` proposes that."
        )
    used = {at for at, found in chosen.matches.items() if found.confidence >= 0.6}
    for other in order[1:]:
        keys = {at for at, slot in enumerate(other.slots) if slot.essential}
        taken = {found.slot for found in other.matches.values()}
        more = [at for at, found in other.matches.items() if at not in used and found.score > 0.75]
        if len(more) >= 3 and keys <= taken and other.table is not chosen.table:
            names = quoted([given.sample.headings[at] for at in more])
            yield (
                f"{counted(len(more), 'other column')} would feed {other.table.name}: {names}. To take both, use "
                f"`--table {chosen.table.name} --table {other.table.name}`."
            )
            return


def _doubled(headings: Sequence[str]) -> frozenset[int]:
    letters = [folded(heading) for heading in headings]
    return frozenset(at for at, one in enumerate(letters) if one and letters.count(one) > 1)


def _why_homeless(given: Compared, at: int, chosen: Sequence[Fitted]) -> str:
    best, name, holder = 0.0, "", ""
    for one in chosen:
        holders = {found.slot: given.sample.headings[row] for row, found in one.matches.items()}
        for number, slot in enumerate(one.slots):
            for phrase, weight in slot.phrases:
                score = float(given.likeness[at, given.place[phrase]]) * weight
                if score > best:
                    best, name, holder = score, slot.feeds[0][1].name, holders.get(number, "")
    tables = " or ".join(one.table.name for one in chosen)
    if best < 0.45:
        return f"nothing in {tables} is like it"
    if holder:
        return f"nearest is {name}, which '{holder}' fits better"
    return f"nearest is {name}, but {'its values speak against it' if best >= _LEAST else 'not near enough'}"
