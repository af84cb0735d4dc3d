"""The verbs of one column in a mapping: from, constant, values, split, join, pseudonym, date_format, unit."""

import re
from typing import Any

from fullscore.feeds._cells.date_formats import strptime_codes
from fullscore.feeds._cells.people import names_a_person
from fullscore.feeds._cells.units import HEXADECIMAL, UNITS
from fullscore.feeds._mapping.shape import ColumnMapping
from fullscore.feeds._mapping.toml_values import Place, flag, record, record_of_words, scalar, text, whole, words
from fullscore.model._shape import Column, Kind

_VERBS = ("from", "constant", "values", "split", "join", "separator", "pseudonym", "date_format", "unit")
_DATED = (Kind.date, Kind.month, Kind.time)
_COUNTED = (Kind.money, Kind.hours, Kind.number)


def column(canonical: Column, raw: Any, place: Place) -> ColumnMapping:
    """The mapping of one canonical column.

    Raises:
        Fault: an unknown verb, verbs that contradict each other, or a person's heading without ``pseudonym``.
    """
    raw = record(raw, place, known=_VERBS)
    headings = words(raw.get("from", []), place.at("from"))
    joined, separator = _join(raw, place)
    if headings and joined:
        raise place.fault("from and join stand together", "keep one of them")
    if not headings and not joined and "constant" not in raw:
        raise place.fault("it comes from nowhere", "write from, join or constant")
    hidden = flag(raw.get("pseudonym", False), place.at("pseudonym"))
    _check_people(headings, joined, hidden, place)
    if hidden and canonical.kind is not Kind.id:
        raise place.at("pseudonym").fault("a pseudonym is an id, and this column is none", "use it for an id column")
    split, part = _split(raw, place)
    values = record_of_words(raw.get("values", {}), place.at("values"))
    if "date_format" in raw and canonical.kind not in _DATED:
        raise place.at("date_format").fault("this column holds no date", "leave date_format out")
    return ColumnMapping(
        name=canonical.name,
        headings=headings,
        join=joined,
        separator=separator,
        split=split,
        part=part,
        values=tuple((key.strip().lower(), scalar(value, place.at("values"))) for key, value in values.items()),
        constant=scalar(raw["constant"], place.at("constant")) if "constant" in raw else None,
        pseudonym=hidden,
        date_format=date_formats(raw.get("date_format", []), place.at("date_format")),
        unit=_unit(raw.get("unit", ""), canonical, place.at("unit")),
    )


def date_formats(raw: Any, place: Place) -> tuple[str, ...]:
    """Declared date formats as strptime codes."""
    found = []
    for written in words(raw, place):
        codes = strptime_codes(written)
        if codes is None:
            raise place.fault(f"'{written}' is no date format", "write strptime codes such as %d/%m/%Y, or dd/MM/yyyy")
        found.append(codes)
    return tuple(found)


def _check_people(headings: tuple[str, ...], joined: tuple[tuple[str, ...], ...], hidden: bool, place: Place) -> None:
    named = next((one for variants in (headings, *joined) for one in variants if names_a_person(one)), None)
    if named and not hidden:
        raise place.fault(f"'{named}' identifies a person", "add `pseudonym = true`, or leave the column out")


def _join(raw: dict[str, Any], place: Place) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Headings to join, each as its variants, and what stands between them; an empty cell keeps its place."""
    written, place = raw.get("join", []), place.at("join")
    separator = text(raw.get("separator", ":"), place.at("separator"))
    if isinstance(written, dict):
        written = record(written, place, known=("headings", "separator"))
        separator = text(written.get("separator", separator), place.at("separator"))
        written = written.get("headings", [])
    if not isinstance(written, list):
        raise place.fault("a list of headings is expected here", 'write it like ["one", "other"]')
    return tuple(words(variants, place) for variants in written), separator


def _split(raw: dict[str, Any], place: Place) -> tuple[str, int]:
    """A regular expression and the number of its group that is kept."""
    if "split" not in raw:
        return "", 1
    place = place.at("split")
    written = record(raw["split"], place, known=("pattern", "part"))
    pattern, part = (
        text(written.get("pattern", ""), place.at("pattern")),
        whole(written.get("part", 1), place.at("part")),
    )
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise place.at("pattern").fault(f"it is no regular expression ({error})", "correct it") from None
    if not pattern or not 1 <= part <= groups:
        raise place.fault(
            f"the pattern has {groups} groups and part {part} is kept",
            "put the part to keep in parentheses and number it",
        )
    return pattern, part


def _unit(raw: Any, canonical: Column, place: Place) -> str:
    unit = text(raw, place)
    if unit == HEXADECIMAL and canonical.kind is Kind.whole:
        return unit
    if unit and canonical.kind not in _COUNTED:
        raise place.fault("this column counts nothing that has a unit", "leave unit out, or translate it by values")
    if unit and unit not in UNITS:
        raise place.fault(f"the unit '{unit}' is not known", f"use one of: {', '.join(UNITS)}")
    return unit
