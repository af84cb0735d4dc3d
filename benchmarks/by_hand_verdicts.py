"""What becomes of the landed rows that are not simply in force: orphans, repeats, conflicts, earlier versions.

Each query reads the view ``staged`` (a table's rows with ``_number`` of their file, ``_from``, ``_file``, ``_line``)
and gives rows of ``judged``: file number, line, verdict, and the day on which a superseded version ended.
"""

from by_hand_tables import Table


def orphans(table: Table, parents: str) -> str:
    """Rows that name a parent which is not among ``parents``, a Parquet path as an SQL literal."""
    return f"""
        SELECT _number, _line, 'orphan', NULL FROM staged
        WHERE _faults IS NULL AND {table.parent} NOT IN (
            SELECT {table.parent} FROM read_parquet({parents}) WHERE _to IS NULL
        )
    """


def rivals(table: Table) -> str:
    """Of keys told more than once: superseded versions, repeats of the version before, conflicts within a file.

    Only rows of such keys are compared; windows over every row took six times as long.
    """
    key = ", ".join(table.key)
    content = f"struct_pack({', '.join(f'{column} := {column}' for column in table.kinds if column not in table.key)})"
    return f"""
        WITH several AS (SELECT {key} FROM staged WHERE _faults IS NULL GROUP BY ALL HAVING count(*) > 1),
        rivals AS (
            SELECT {key}, _number, _from, _file, _line, {content} AS content
            FROM (SELECT * FROM staged WHERE _faults IS NULL) SEMI JOIN several USING ({key})
            ANTI JOIN judged USING (_number, _line)
        ),
        in_file AS (
            SELECT *, row_number() OVER told AS nth, first_value(content) OVER told AS told_first
            FROM rivals WINDOW told AS (PARTITION BY {key}, _number ORDER BY _line)
        ),
        leaders AS (
            SELECT *, content IS NOT DISTINCT FROM lag(content) OVER told AS is_same
            FROM in_file WHERE nth = 1 WINDOW told AS (PARTITION BY {key} ORDER BY _from, _file)
        ),
        versions AS (
            SELECT *, lead(_from) OVER (PARTITION BY {key} ORDER BY _from, _file) AS _to
            FROM leaders WHERE NOT is_same
        )
        SELECT _number, _line, 'superseded', _to FROM versions WHERE _to IS NOT NULL
        UNION ALL
        SELECT _number, _line, 'repeated', NULL FROM leaders WHERE is_same
        UNION ALL
        SELECT _number, _line,
               CASE WHEN content IS NOT DISTINCT FROM told_first THEN 'repeated' ELSE 'conflicting_key' END, NULL
        FROM in_file WHERE nth > 1
    """


def held(table: Table) -> str:
    """The quarantine rows of what is held: the column at fault, its value, the verdict."""
    key = ", ".join(table.key)
    named = " || ':' || ".join(f"{column}::VARCHAR" for column in table.key)
    return f"""
        SELECT _from, '{table.name}', _file, _line,
               CASE verdict WHEN 'orphan' THEN '{table.parent}' ELSE '{key}' END,
               CASE verdict WHEN 'orphan' THEN {table.parent or "NULL"} ELSE {named} END, verdict
        FROM staged JOIN judged USING (_number, _line) WHERE verdict IN ('orphan', 'conflicting_key')
    """
