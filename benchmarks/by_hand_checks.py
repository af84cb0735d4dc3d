"""The reading of one CSV file: typed columns, and every reason in the rows that are refused."""

from pathlib import Path

from by_hand_tables import TYPES, Table


def staging(table: Table, csv: Path) -> str:
    """The query of a file's rows in file order: the table's columns, and ``_faults``, null in a row that is taken."""
    typed = {column: TYPES[kind] for column, kind in table.kinds.items() if kind in TYPES}
    casts = "".join(f", try_cast({column} AS {type_}) AS t_{column}" for column, type_ in typed.items())
    values = ", ".join(f"t_{column} AS {column}" if column in typed else column for column in table.kinds)
    listed = ", ".join(
        f"CASE WHEN {condition} THEN {{'column': '{column}', 'value': {column}, 'reason': '{words}'}} END"
        for column, condition, words in reasons(table)
    )
    return f"""
        SELECT {values},
               CASE WHEN {refused(table)} THEN list_filter([{listed}], lambda x: x IS NOT NULL) END AS _faults
        FROM (
            SELECT *{casts}
            FROM read_csv({text(csv)}, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')
        )
    """


def refused(table: Table) -> str:
    """The condition under which a row is refused, written to be quick, since it is asked of every row.

    Asking each reason of every row instead took a third longer.
    """
    asked = []
    for column, kind in table.kinds.items():
        if kind in TYPES:
            asked.append(f"t_{column} IS NULL" + ("" if column in table.required else f" AND {column} IS NOT NULL"))
        elif column in table.required:
            asked.append(f"{column} IS NULL OR trim({column}) = ''")
    asked += [f"t_{column} < 0" for column in table.of_kind("hours")]
    asked += [not_currency(column) for column in table.of_kind("currency")]
    return " OR ".join(f"({condition})" for condition in asked)


def reasons(table: Table) -> list[tuple[str, str, str]]:
    """Every reason for which a cell is faulty, as (column, condition, words)."""
    found = []
    for column, kind in table.kinds.items():
        empty = f"({column} IS NULL OR trim({column}) = '')"
        if column in table.required:
            found.append((column, empty, "required, but empty"))
        if kind in TYPES:
            found.append((column, f"t_{column} IS NULL AND NOT {empty}", f"not a {kind}"))
    found += [(column, f"t_{column} < 0", "below zero") for column in table.of_kind("hours")]
    found += [(column, not_currency(column), "not a currency code") for column in table.of_kind("currency")]
    return found


def not_currency(column: str) -> str:
    """Whether a cell has another shape than a code of ISO 4217."""
    return f"NOT regexp_full_match({column}, '[A-Z]{{3}}')"


def text(value: object) -> str:
    """An SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"
