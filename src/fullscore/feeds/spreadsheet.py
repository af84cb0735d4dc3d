"""Spreadsheets (XLSX): one sheet, its heading looked for, each cell as the text that it would be in a file of text."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from fullscore.feeds._headings import LOOKED_AT, heading_row, listed
from fullscore.feeds._raw_text import ALWAYS_EXPANDED, MOST_EXPANDED
from fullscore.feeds._reasons import CELL_TOO_LONG
from fullscore.feeds._records import LONGEST, Broken, Row, cut
from fullscore.feeds._streamed import streamed
from fullscore.feeds._way import Opened, Request, Traits, Way

Cell = str | int | float | bool | date | datetime | time | timedelta | None


def _open(request: Request) -> Iterator[Opened]:
    _check_archive(request)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(request.path))
        name, rows, top, notes = _sheet(request, book)
    except python_calamine.CalamineError:
        raise request.fault("the spreadsheet is damaged and cannot be read", "save it again as .xlsx or .csv") from None
    if not any(any(cell not in ("", None) for cell in row) for row in rows):
        raise request.fault(
            f"the sheet '{name}' is empty", "name the sheet under [file] in the mapping, or export again"
        )
    decimal = request.reading.decimal
    headings = tuple(as_text(cell, decimal).strip() for cell in rows[top])
    footer = request.reading.footer
    last = max((index for index, row in enumerate(rows) if any(cell not in ("", None) for cell in row)), default=top)

    def records() -> Iterator[Row]:
        for index in range(top + 1, last + 1 - footer):
            cells = [as_text(cell, decimal) for cell in rows[index]]
            # A blank line in the middle of a sheet is no row of data, as in a file of text.
            if not any(cell.strip() for cell in cells):
                continue
            long = next((at for at, cell in enumerate(cells) if len(cell) > LONGEST), None)
            if long is None:
                yield index + 1, cells
            else:
                yield index + 1, Broken(CELL_TOO_LONG, headings[long], cut(cells[long], headings[long]))

    yield Opened(
        headings=headings,
        relation=streamed(request.engine, records),
        traits=Traits(typed=True),
        breaks=True,
        notes=notes,
    )


def _check_archive(request: Request) -> None:
    """Refuse what is no spreadsheet, is protected, or would unpack to more than a spreadsheet ever does."""
    with request.path.open("rb") as file:
        first = file.read(512)
    if not first:
        raise request.fault("the file is empty", "ask for it again; the export may have failed")
    if first.startswith(b"\xd0\xcf\x11\xe0"):
        raise request.fault(
            "the spreadsheet is protected with a password, or of the old kind (.xls)", "save it without one as .xlsx"
        )
    if first.lstrip()[:1] == b"<":
        raise request.fault(
            "this is a web page, probably a sign-in page, where a spreadsheet was expected",
            "export it again while signed in; the session had run out",
        )
    try:
        with zipfile.ZipFile(request.path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise request.fault("the spreadsheet is damaged and cannot be read", "save it again as .xlsx or .csv") from None
    if unpacked > max(ALWAYS_EXPANDED, MOST_EXPANDED * request.path.stat().st_size):
        raise request.fault(
            f"it unpacks to more than {MOST_EXPANDED} times its size, as a zip bomb does", "deliver it as .csv"
        )


def _sheet(request: Request, book: Any) -> tuple[str, list[list[Cell]], int, tuple[str, ...]]:
    """The sheet's name, its rows from row 1 on, the position of its heading, and notes on the choice."""
    reading, names = request.reading, list(book.sheet_names)
    if reading.sheet and reading.sheet not in names:
        raise request.fault(
            f"there is no sheet '{reading.sheet}'; it has {listed(names)}",
            "correct `sheet` under [file] in the mapping",
        )
    first: tuple[str, list[list[Cell]], int, tuple[str, ...]] | None = None
    for name in [reading.sheet] if reading.sheet else names:
        rows: list[list[Cell]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        at = reading.skip_rows
        if at is None:
            at = heading_row([[as_text(cell, ".") for cell in row] for row in rows[:LOOKED_AT]], request.essential)
        notes: tuple[str, ...] = (
            (f"the heading was found on row {at + 1}, below {at} other rows",)
            if at and reading.skip_rows is None
            else ()
        )
        notes += (f"the sheet '{name}' was read, one of {len(names)}",) if len(names) > 1 and not reading.sheet else ()
        if at is not None and at < len(rows):
            return name, rows, at, notes
        if first is None:
            first = (name, rows, 0, ())
    assert first is not None
    return first


def as_text(cell: Cell, decimal: str) -> str:
    """A typed cell as the text that it would be: dates ISO, numbers with the declared decimal sign and no groups."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, float):
        # Beyond fifteen digits a spreadsheet has lost some: the text says so, and an id made of it is refused.
        written = str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else _plain(cell)
        return written.replace(".", decimal) if decimal != "." else written
    if isinstance(cell, timedelta):
        return str(cell)
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def _plain(number: float) -> str:
    return f"{number:.15g}".replace("e+", "E+") if abs(number) >= 1e15 else format(number, ".15g")


spreadsheet = Way(endings=(".xlsx", ".xlsm"), open=_open)
