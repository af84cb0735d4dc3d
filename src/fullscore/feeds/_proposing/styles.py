"""How a file writes dates and numbers, beside what a mapping declares: proven, contradicted, or left to a person."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from fullscore.feeds._cells.date_formats import strptime_codes, swapped
from fullscore.feeds._mapping.shape import ColumnMapping, TableMapping
from fullscore.feeds._proposing.dates import ISO, Dates
from fullscore.feeds._proposing.matching import Compared
from fullscore.feeds._proposing.numbers import NumberSigns, signs
from fullscore.feeds._proposing.proposal import Decision, quoted
from fullscore.feeds._proposing.toml_values import value
from fullscore.model._shape import Column, Kind

DATED = (Kind.date, Kind.month, Kind.time)
COUNTED = (Kind.money, Kind.hours, Kind.number, Kind.whole)


def date_format(dates: Dates, column: Column, *, typed: bool) -> list[str] | None:
    """The formats that a column must declare; empty where ISO 8601 does without, None where they are not proven."""
    if dates.open or dates.torn or not dates.formats:
        return None
    formats = list(dates.formats)
    if formats == [ISO]:
        # An ISO instant is no ISO day: where a day is asked for, its hour must be declared away.
        return ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"] if column.kind is Kind.date and dates.clocks else []
    return ["%Y-%m-%d" if code == ISO else code for code in formats if not (typed and code == ISO)]


def in_doubt(name: str, dates: Dates, heading: str, *, elsewhere: Sequence[str] = ()) -> Decision:
    """What a person must decide where the formats of a column are not proven.

    Args:
        name: the column as ``table.column``.
        elsewhere: formats that other columns of the same file prove.
    """
    if dates.torn:
        both = [*dates.torn, *(swapped(code) or code for code in dates.torn)]
        return Decision(
            column=name,
            what=f"'{heading}' mixes two styles of dates: neither {both[0]} nor {both[-1]} is right for all of them. "
            "Without a format its rows are refused; have it exported in one style.",
        )
    if not dates.open:
        return Decision(
            column=name,
            what=f"the values of '{heading}' are no dates that can be read; without a format their rows are refused.",
        )
    code = dates.open[0]
    both = [code, swapped(code) or code]
    proven = [one for one in both if one in elsewhere]
    hint = f" Other columns of the file prove {proven[0]}." if proven else ""
    return Decision(
        column=name,
        what=f"no day of '{heading}' is beyond the twelfth, so that {both[0]} and {both[1]} both fit. Without a format "
        f"its rows are refused.{hint}",
        change={"date_format": (proven or both)[0]},
        note="" if proven else f"or {value(both[1])}",
    )


def declared_styles(
    given: Compared,
    shares: Sequence[TableMapping],
    place: Callable[[tuple[str, ...]], int | None],
    document: dict[str, Any],
    *,
    exact: bool,
    remarks: list[str],
) -> Iterator[Decision]:
    """Hold the declared dates and numbers of a known export against the file, and correct the document where needed.

    Args:
        place: where the file has a heading of the mapping.
        exact: all headings are the export's own, so that what it declares is believed where nothing speaks against it.
    """
    yield from _numbers(given, shares, place, document, exact=exact)
    dated = [
        (share, column, read, at)
        for share in shares
        for column in share.columns
        if share.table.by_name[column.name].kind in DATED and (column.headings or column.join)
        for read in column.reads
        if (at := place(read)) is not None and given.profiles[at].dates.share > 0.5
    ]
    declared = {code for code in map(strptime_codes, _listed(document.get("file", {}).get("date_format", []))) if code}
    proven = {code for _, _, _, at in dated for code in given.profiles[at].dates.formats}
    ordered = [code for code in proven if code != ISO and swapped(code)]
    doubtful = []
    for share, column, _, at in dated:
        dates, heading = given.profiles[at].dates, given.sample.headings[at]
        allowed = (set(column.date_format) or declared) if not column.join else declared | _days(column)
        name = f"{share.table.name}.{column.name}"
        raw = next(one for one in document["table"] if one["name"] == share.table.name)["columns"].get(column.name)
        if raw is None or dates.share < 0.5:
            continue
        fits = {
            code for code in dates.formats if code in allowed or (code == ISO and (given.sample.typed or not allowed))
        }
        if dates.torn:
            yield in_doubt(name, dates, heading)
        elif set(dates.formats) - fits:
            yield from _other_style(dates, heading, share.table.by_name[column.name], column, raw, name, given, remarks)
        elif dates.open and not set(ordered) & allowed and not exact:
            doubtful.append((name, raw, column, dates, heading))
        elif dates.open and not set(ordered) & allowed:
            told = quoted(sorted(allowed))
            what = f"no day of '{heading}' is beyond the twelfth: {told}, as the shipped mapping declares, is unproven."
            yield Decision(column=name, what=what)
    if doubtful:
        document.get("file", {}).pop("date_format", None)
    for name, raw, column, dates, heading in doubtful:
        raw.pop("date_format", None)
        doubt, formats = in_doubt(name, dates, heading), list(column.date_format) or sorted(declared)
        yield (
            replace(doubt, change={"date_format": formats}, note="as the shipped mapping declares")
            if formats
            else doubt
        )
    if ordered and declared & set(ordered):
        shown = next(given.profiles[at].dates.proof for *_, at in dated if given.profiles[at].dates.proof)
        remarks.append(f"The declared order of day and month is proven by {shown}.")


def _listed(raw: Any) -> list[str]:
    return [raw] if isinstance(raw, str) else list(raw)


def _days(column: ColumnMapping) -> set[str]:
    """The days alone of formats that a date and an hour are joined for."""
    return {code.split(" ")[0].split("T%H")[0] for code in column.date_format}


def _other_style(
    dates: Dates,
    heading: str,
    canonical: Column,
    column: ColumnMapping,
    raw: dict[str, Any],
    name: str,
    given: Compared,
    remarks: list[str],
) -> Iterator[Decision]:
    """The file's dates are written otherwise than the export's own are."""
    formats = date_format(dates, canonical, typed=given.sample.typed)
    if formats is None or column.split:
        raw.pop("date_format", None)
        yield in_doubt(name, dates, heading)
    elif not column.join:
        raw["date_format"] = formats or ["%Y-%m-%d"]
        remarks.append(f"'{heading}' is written in {quoted(raw['date_format'])}, otherwise than the export's own.")
    else:
        turned = [swapped(code) or code for code in column.date_format]
        if set(dates.formats) <= {code.split(" ")[0] for code in turned}:
            raw["date_format"] = turned
            remarks.append(f"'{heading}' is written in {quoted(list(dates.formats))}, otherwise than the export's own.")
            return
        yield Decision(
            column=name,
            what=f"'{heading}' is written in {quoted(list(dates.formats))}; the joined text needs a format to match.",
            change={"date_format": list(column.date_format)},
            note="as the shipped mapping declares",
        )


def _numbers(
    given: Compared,
    shares: Sequence[TableMapping],
    place: Callable[[tuple[str, ...]], int | None],
    document: dict[str, Any],
    *,
    exact: bool,
) -> Iterator[Decision]:
    counted = {
        at
        for share in shares
        for column in share.columns
        if share.table.by_name[column.name].kind in COUNTED and column.headings and not column.split
        if (at := place(column.headings)) is not None and given.profiles[at].numbers > 0.5
    }
    counted |= {
        at
        for share in shares
        if share.unpivot
        for read in share.unpivot.reads
        if (at := place(read)) is not None and given.profiles[at].numbers > 0.5
    }
    found = signs(given.profiles[at].distinct for at in sorted(counted))
    reading = document.setdefault("file", {})
    declared = (reading.get("decimal", "."), reading.get("thousands", ""))
    if found.open and exact:
        return
    if found.open:
        yield Decision(column="", what=doubt_of_numbers(found))
        declare_numbers(reading, found)
    elif found.proof and (found.decimal != declared[0] or (found.thousands and found.thousands != declared[1])):
        declare_numbers(reading, found)


def declare_numbers(reading: dict[str, Any], found: NumberSigns) -> None:
    """Write the signs of numbers into the part ``[file]`` of a document."""
    for key, sign, usual in (("decimal", found.decimal, "."), ("thousands", found.thousands, "")):
        reading.pop(key, None)
        if sign != usual:
            reading[key] = sign


def doubt_of_numbers(found: NumberSigns) -> str:
    sign = "." if found.decimal == "," else ","
    return (
        f"numbers such as 1{sign}500 may be one and a half or fifteen hundred, and no value proves which. As declared "
        "here they are refused; correct decimal and thousands."
    )
