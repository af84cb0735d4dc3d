"""Parsing a mapping's TOML: every key is known, or the author is told which one is not."""

import re
from typing import Any

from fullscore.feeds._cells.people import names_a_person
from fullscore.feeds._mapping.column_verbs import column, date_formats
from fullscore.feeds._mapping.shape import FileReading, Mapping, TableMapping, Unpivot
from fullscore.feeds._mapping.toml_values import Place, record, record_of_words, text, whole, words
from fullscore.model._shape import Table, tables

_FILE = (
    "encoding", "delimiter", "sheet", "skip_rows", "footer", "date_format", "decimal", "thousands", "period", "aside",
)  # fmt: skip
_TABLE = ("name", "where", "unpivot", "first_by", "order_by", "columns")


def parse(raw: dict[str, object], *, name: str, where: str) -> Mapping:
    """The mapping that parsed TOML describes.

    Args:
        name: what the feed calls it.
        where: the file, for the sentence of a fault.

    Raises:
        Fault: an unknown key, verb, table or canonical column, or a value of the wrong kind; it names the key.
    """
    top = Place(where)
    record(raw, top, known=("id", "file", "table"))
    shares = raw.get("table", [])
    if not isinstance(shares, list) or not shares:
        raise top.fault("the mapping feeds no table", "add a [[table]] with its name and its [table.columns]")
    parsed = tuple(_share(share, Place(where, f"table {number}")) for number, share in enumerate(shares, start=1))
    names = [share.table.name for share in parsed]
    twice = next((one for one in names if names.count(one) > 1), None)
    if twice:
        raise top.fault(
            f"the table {twice} stands in it twice", "bring both into one [[table]], with unpivot where needed"
        )
    return Mapping(name=name, file=_file(raw.get("file", {}), Place(where, "file")), tables=parsed)


def _file(raw: Any, place: Place) -> FileReading:
    raw = record(raw, place, known=_FILE)
    decimal = text(raw.get("decimal", "."), place.at("decimal"))
    thousands = text(raw.get("thousands", ""), place.at("thousands"))
    if decimal not in (".", ","):
        raise place.at("decimal").fault(f"'{decimal}' is no decimal sign", 'write "." or ","')
    if thousands not in ("", ".", ",", " ", "'", "\u2019"):
        raise place.at("thousands").fault(f"'{thousands}' is no thousands sign", "write one of . , ' or a blank")
    if thousands == decimal:
        raise place.fault("decimal and thousands are the same sign", "declare both as the file writes them")
    delimiter = text(raw.get("delimiter", ""), place.at("delimiter"))
    if len(delimiter) > 1 or delimiter in ('"', "\n", "\r"):
        raise place.at("delimiter").fault("a delimiter is one character", 'write one, such as ";"')
    return FileReading(
        encoding=text(raw.get("encoding", ""), place.at("encoding")),
        delimiter=delimiter,
        sheet=text(raw.get("sheet", ""), place.at("sheet")),
        skip_rows=whole(raw["skip_rows"], place.at("skip_rows")) if "skip_rows" in raw else None,
        footer=whole(raw.get("footer", 0), place.at("footer")),
        date_format=date_formats(raw.get("date_format", []), place.at("date_format")),
        decimal=decimal,
        thousands=thousands,
        period=_pattern(raw.get("period", ""), place.at("period"), groups=("first",)),
        aside=words(raw.get("aside", []), place.at("aside")),
    )


def _share(raw: Any, place: Place) -> TableMapping:
    raw = record(raw, place, known=_TABLE)
    name = text(raw.get("name", ""), place.at("name"))
    if name not in tables():
        raise place.at("name").fault(f"there is no table '{name}'", f"name one of: {', '.join(sorted(tables()))}")
    table: Table = tables()[name]
    place = Place(place.where, f"table {name}")
    columns = raw.get("columns", {})
    if not isinstance(columns, dict) or not columns:
        raise place.fault("it has no columns", "add [table.columns]")
    unknown = next((key for key in columns if key not in table.by_name), None)
    if unknown:
        known = ", ".join(table.by_name)
        raise place.at(unknown).fault(f"the table {name} has no column '{unknown}'", f"use one of: {known}")
    where = tuple(
        (heading, words(values, place.at("where").at(heading)))
        for heading, values in record_of_words(raw.get("where", {}), place.at("where")).items()
    )
    order_by, first_by = (
        words(raw.get("order_by", []), place.at("order_by")),
        words(raw.get("first_by", []), place.at("first_by")),
    )
    for heading in [heading for heading, _ in where] + [*order_by, *first_by]:
        if names_a_person(heading):
            raise place.fault(f"'{heading}' identifies a person", "use another heading")
    return TableMapping(
        table=table,
        columns=tuple(column(table.by_name[key], columns[key], place.at(key)) for key in columns),
        where=where,
        unpivot=_unpivot(raw["unpivot"], place.at("unpivot")) if "unpivot" in raw else None,
        first_by=first_by,
        order_by=order_by,
    )


def _unpivot(raw: Any, place: Place) -> Unpivot:
    raw = record(raw, place, known=("columns", "less", "name", "value"))
    listed = raw.get("columns", "")
    pattern = _pattern(listed, place.at("columns")) if isinstance(listed, str) else ""
    variants = _variants(listed, place.at("columns")) if not isinstance(listed, str) else ()
    columns = tuple(heading for heading, *_ in variants)
    name, value = text(raw.get("name", ""), place.at("name")), text(raw.get("value", ""), place.at("value"))
    if not (pattern or columns) or not name or not value:
        raise place.fault(
            "it does not say which columns, or where their name and value go",
            "write columns (headings, or one regular expression), name and value",
        )
    less = words(raw.get("less", []), place.at("less"))
    unlisted = next((heading for heading in less if heading not in columns), None)
    if unlisted is not None:
        raise place.at("less").fault(f"'{unlisted}' is none of the columns", "list it under columns as well")
    others = tuple((heading, tuple(further)) for heading, *further in variants if further)
    return Unpivot(columns=columns, others=others, pattern=pattern, less=less, name=name, value=value)


def _variants(raw: Any, place: Place) -> tuple[tuple[str, ...], ...]:
    """A list of headings, each a text or its variants."""
    if not isinstance(raw, list):
        raise place.fault("a list of headings is expected here", 'write it like ["one", "other"]')
    return tuple(variants for one in raw if (variants := words(one, place)))


def _pattern(raw: Any, place: Place, groups: tuple[str, ...] = ()) -> str:
    pattern = text(raw, place)
    try:
        missing = [group for group in groups if pattern and group not in re.compile(pattern).groupindex]
    except re.error as error:
        raise place.fault(f"it is no regular expression ({error})", "correct it") from None
    if missing:
        raise place.fault(f"it has no group called {missing[0]}", f"write (?P<{missing[0]}>…) in it")
    return pattern
