"""Spreadsheets (XLSX): one sheet, its heading looked for, each cell as the text that it would be in a file of text."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import python_calamine

from fullscore.feeds._cells.reasons import CELL_TOO_LONG
from fullscore.feeds._mapping.headings import LOOKED_AT, heading_row, listed
from fullscore.feeds._rows.raw_text import ALWAYS_EXPANDED, MOST_EXPANDED
from fullscore.feeds._rows.records import LONGEST, Broken, Row, cut, without_last
from fullscore.feeds._rows.streamed import streamed
from fullscore.feeds._way import Opened, Request, Traits, Way

Cell = str | int | float | bool | date | datetime | time | timedelta | None


def _open(request: Request) -> Iterator[Opened]:
    _check_archive(request)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(request.path))
        found = _sheet(request, book)
    except python_calamine.CalamineError:
        raise request.fault("the spreadsheet is damaged and cannot be read", "save it again as .xlsx or .csv") from None
    if found.sheet.start is None:
        raise request.fault(
            f"the sheet '{found.sheet.name}' is empty", "name the sheet under [file] in the mapping, or export again"
        )
    yield Opened(
        headings=found.headings,
        relation=streamed(request.engine, lambda: without_last(_rows(request, found), request.reading.footer)),
        traits=Traits(typed=True),
        breaks=True,
        notes=found.notes,
    )


def _rows(request: Request, found: "_Found") -> Iterator[Row]:
    # Rows are counted from the sheet's first, cells only from its first filled column.
    _, first = found.sheet.start
    for number, row in enumerate(found.sheet.iter_rows(), start=1):
        cells = [""] * first + [as_text(cell, request.reading.decimal) for cell in row]
        # A blank row in the middle of a sheet is no row of data, as in a file of text.
        if number <= found.line or not any(cell.strip() for cell in cells):
            continue
        long = next((at for at, cell in enumerate(cells) if len(cell) > LONGEST), None)
        heading = found.headings[long] if long is not None else ""
        yield number, cells if long is None else Broken(CELL_TOO_LONG, heading, cut(cells[long], heading))


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


@dataclass(frozen=True, kw_only=True)
class _Found:
    """The sheet that is read, the line of its heading, and notes on the choice."""

    sheet: Any
    line: int
    headings: tuple[str, ...]
    notes: tuple[str, ...]


def _sheet(request: Request, book: Any) -> _Found:
    """The declared sheet; where none is, the first that has the essential headings, or else the first."""
    reading = request.reading
    names = _names(book)
    if reading.sheet and reading.sheet not in names:
        raise request.fault(
            f"there is no sheet '{reading.sheet}'; it has {listed(names)}",
            "correct `sheet` under [file] in the mapping",
        )
    if not names:
        raise request.fault("the spreadsheet has no sheet of cells", "export the table itself")
    candidates = [reading.sheet] if reading.sheet else names
    for name in candidates:
        sheet = book.get_sheet_by_name(name)
        rows = _top(sheet, (reading.skip_rows or 0) + LOOKED_AT)
        at = reading.skip_rows if reading.skip_rows is not None else heading_row(rows, request.essential)
        if at is None or at >= len(rows):
            continue
        notes = (
            [f"the heading was found on row {at + 1}, below {at} other rows"]
            if reading.skip_rows is None and at
            else []
        )
        notes += [f"the sheet '{name}' was read, one of {len(names)}"] if len(candidates) > 1 else []
        return _Found(sheet=sheet, line=at + 1, headings=tuple(rows[at]), notes=tuple(notes))
    sheet = book.get_sheet_by_name(candidates[0])
    return _Found(sheet=sheet, line=1, headings=tuple((_top(sheet, 1) or [[]])[0]), notes=())


def sheet_names(request: Request) -> list[str]:
    """The names of a spreadsheet's sheets of cells.

    Raises:
        Fault: it is no spreadsheet, or a damaged one.
    """
    _check_archive(request)
    try:
        return _names(python_calamine.CalamineWorkbook.from_path(str(request.path)))
    except python_calamine.CalamineError:
        raise request.fault("the spreadsheet is damaged and cannot be read", "save it again as .xlsx or .csv") from None


def _names(book: Any) -> list[str]:
    # A sheet that is only a chart holds no cells.
    return [sheet.name for sheet in book.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]


def _top(sheet: Any, count: int) -> list[list[str]]:
    rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False, nrows=count) if sheet.start is not None else []
    return [[as_text(cell, ".").strip() for cell in row] for row in rows]


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
    # The remains of a computation (4.5e-13) are nothing, and are written so that they can be seen to be.
    written = f"{number:.15g}"
    return written.replace("e+", "E+") if abs(number) >= 1e15 else format(Decimal(written), "f")


spreadsheet = Way(endings=(".xlsx", ".xlsm"), open=_open)
