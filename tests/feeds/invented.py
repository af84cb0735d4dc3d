"""Cells as a shipped export would hold them, invented by a seed: its own words, dates and numbers."""

import csv
import io
import random
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from datetime import date, timedelta

from fullscore.feeds._mapping.headings import folded
from fullscore.feeds._mapping.shape import ColumnMapping, Mapping, TableMapping
from fullscore.model._shape import Column, Kind

_FIRMS = ("Acme Staffing", "Northwind Talent", "Brightside Nursing", "Calder & Sons", "Delta People", "Eastgate Ltd")
_PEOPLE = ("Ada Byron", "Grace Moss", "Alan Holt", "Edith Clarke", "Mary Ward", "Karl Benz", "Emmy Roth")
_TITLES = ("Registered Nurse", "Data Analyst", "Welder II", "Project Manager", "Lab Technician", "Java Developer")
_PLACES = ("Leeds", "Austin", "Lyon", "Graz", "Porto", "Basel")


def readers(mapping: Mapping, heading: str) -> list[tuple[TableMapping, ColumnMapping]]:
    """The columns of a mapping that read a heading."""
    letters = folded(heading)
    return [
        (share, column)
        for share in mapping.tables
        for column in share.columns
        for read in column.reads
        if letters in {folded(one) for one in read if one}
    ]


def cells(mapping: Mapping, heading: str, rows: int, seed: int) -> list[str]:
    """The cells of one column."""
    random_ = random.Random(f"{seed} {heading}")
    make = _maker(mapping, heading, random_)
    return [make(row) for row in range(rows)]


def _maker(mapping: Mapping, heading: str, random_: random.Random):  # type: ignore[no-untyped-def]
    lower = heading.lower()
    read = readers(mapping, heading)
    chosen = [word for share in mapping.tables for one, words in share.where if folded(one) == folded(heading)
              for word in words if word]  # fmt: skip
    words = chosen or _words(read)
    direct = [share.table.by_name[column.name] for share, column in read if column.headings and not column.split]
    listed = {folded(one) for share in mapping.tables if share.unpivot for one in share.unpivot.columns}
    formats = mapping.file.date_format or ("%Y-%m-%d",)
    own = [column.date_format for _, column in read if column.headings and column.date_format]
    kind = direct[0].kind if direct else None
    if words:
        return lambda row: random_.choice(words)
    if (
        kind in (Kind.date, Kind.month, Kind.time)
        or bool({"date", "day", "startdate", "enddate", "jobpostingenddate"} & set(lower.replace("/", " ").split()))
        or lower.endswith("e/d")
    ):
        return lambda row: _day(random_).strftime((own or [formats])[0][0])
    if "time" in lower.split() and "zone" not in lower and "type" not in lower and "sheet" not in lower:
        return lambda row: f"{random_.randint(1, 12):02d}:{random_.randint(0, 59):02d} {random_.choice(['AM', 'PM'])}"
    if folded(heading) in listed and {"amount", "rate"} & _fed(mapping):
        return lambda row: f"{random_.uniform(1, 900):.2f}"
    return _plain(lower, kind, direct, mapping, random_)


def _plain(lower: str, kind: Kind | None, direct: Sequence[Column], mapping: Mapping, random_: random.Random):  # type: ignore[no-untyped-def]
    if kind in (Kind.money, Kind.hours, Kind.number):
        top, sign = (60.0 if kind is Kind.hours else 4_000.0), mapping.file.thousands
        point = mapping.file.decimal
        return lambda row: f"{random_.uniform(1, top):,.2f}".replace(",", "_").replace(".", point).replace("_", sign)
    if kind is Kind.whole or lower in ("sequence", "revision", "revision number", "line number", "line item"):
        return lambda row: str(row % 4 + 1)
    if "currency" in lower and "amount" not in lower:
        return lambda row: random_.choice(["USD", "USD", "EUR", "GBP"])
    if "email" in lower:
        return lambda row: f"{random_.choice(_PEOPLE).split()[1].lower()}{row}@example.com"
    if "name" in lower.split() or lower.endswith("name") or lower in ("supplier", "vendor"):
        supplied = any(word in lower for word in ("supplier", "vendor", "company", "body"))
        return lambda row: random_.choice(_FIRMS if supplied else _PLACES if "site" in lower else _PEOPLE)
    if "title" in lower or lower == "description":
        return lambda row: random_.choice(_TITLES)
    if any(
        word in lower for word in ("rate", "amount", "hours", "%", "bill", "pay ", "budget", "spend", "total", "tax")
    ):
        return lambda row: f"{random_.uniform(1, 300):.2f}"
    if "city" in lower or "state" in lower:
        return lambda row: random_.choice(_PLACES)
    if lower == "trans no":
        return lambda row: f"{46_200_000 + row // 2}_{row % 2 + 1}"
    mark = "".join(word[0] for word in lower.split())[:3].upper()
    if "work order" in lower:
        return lambda row: f"ACMEWO{row:08d}"
    if lower == "invoice line item id":
        return lambda row: f"TS_1093_2025-06-30_{row + 4096:08x}"
    few = any(word in lower for word in ("code", "unit", "center", "type", "option", "category"))
    return lambda row: f"{mark}{1000 + (row % 7 if few else row)}"


def _words(read: Sequence[tuple[TableMapping, ColumnMapping]]) -> list[str]:
    """Words that a column of few words translates, or may hold as they are."""
    for share, column in read:
        canonical = share.table.by_name[column.name]
        if canonical.kind is Kind.choice and column.headings and not column.split:
            translated = [word.title() for word, option in column.values if word not in ("", "*") and option]
            return translated or list(canonical.options)
        if canonical.name in ("status", "rate_unit", "kind") and column.values:
            return [word for word, option in column.values if word not in ("", "*") and option]
    return []


def _fed(mapping: Mapping) -> set[str]:
    return {column.name for share in mapping.tables for column in share.columns}


def _day(random_: random.Random) -> date:
    return date(2024, 1, 1) + timedelta(days=random_.randrange(500))


def as_csv(headings: Sequence[str], columns: Dictionary[str, Sequence[str]], names: Dictionary[str, str]) -> str:
    """A file of columns, under the names that a stranger gave the headings."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([names[heading] for heading in headings])
    writer.writerows(zip(*(columns[heading] for heading in headings), strict=True))
    return file.getvalue()
