"""Writes a programme folder large enough to be timed: 36 months of timesheets and ledger lines in two deliveries.

The same sizes and seed give the same bytes for one version of the engine. The first delivery (2025-12-31) holds
every row; the second (2026-01-31) sends one key in a hundred again, nine of ten changed, one as it was. About one
row in a thousand is faulty, one timesheet in a thousand names an assignment that nobody delivered, one row in two
thousand repeats another exactly, and one in ten thousand gives a known key other content.
"""

import argparse
import hashlib
import json
from pathlib import Path

import duckdb

FIRST, SECOND = "2025-12-31", "2026-01-31"
COMPLETE = "generated.json"

PROGRAMME = """\
[programme]
name = "Ten million timesheets"
currency = "USD"
country = "US"

[fx]
EUR = 1.08

[[party]]
id = "msp"
name = "The managing provider"
kind = "msp"
fee_basis = "percent_of_spend"

[[party]]
id = "client"
name = "The client"
kind = "client"

[[feed]]
table = "assignment"
files = "assignment*.csv"
party = "msp"
mapping = "exchange"
snapshot = "full"

[[feed]]
table = "timesheet"
files = "timesheet*.csv"
party = "msp"
mapping = "exchange"
snapshot = "delta"

[[feed]]
table = "ledger_line"
files = "ledger_line*.csv"
party = "client"
mapping = "exchange"
snapshot = "delta"
"""

# Hashed three times, because the low bits of `hash(n, seed, nth)` for two `nth` move together.
DRAW = "CREATE TEMP MACRO draw(n, seed, nth) AS hash(xor(hash(xor(hash(n), seed::UBIGINT)), nth::UBIGINT))"
# A row at place `i` tells the facts of row `k`, which is itself except where it repeats the row seven places before;
# `own` is what its non-key columns are drawn from, `f` says which fault it has, if any (0 to 9 of 10,000).
PLACES = """
    SELECT i, k, own, draw(own, {seed}, 1) AS h, draw(own, {seed}, 2) AS g, draw(k, {seed}, 3) % 10000 AS f,
           draw(k, {seed}, 4) % 1000 = 0 AS is_orphan
    FROM (
        SELECT i,
               CASE WHEN is_repeat OR is_conflict THEN i - 7 ELSE i END AS k,
               CASE WHEN is_repeat THEN i - 7 ELSE i END AS own
        FROM (
            SELECT i, lot < 5 AND is_clean AS is_repeat, lot = 5 AND is_clean AS is_conflict
            FROM (
                SELECT i, draw(i, {seed}, 5) % 10000 AS lot,
                       i > 7 AND draw(i - 7, {seed}, 3) % 10000 >= 10 AND draw(i - 7, {seed}, 4) % 1000 > 0 AS is_clean
                FROM range(1, {rows} + 1) AS places(i)
            )
        )
    )
"""
# Of the second delivery: the keys sent again; a changed row draws its content anew, an unchanged one does not.
SENT_AGAIN = """
    SELECT i, k, own, draw(own, {seed}, 1) AS h, draw(own, {seed}, 2) AS g, 9999 AS f,
           draw(k, {seed}, 4) % 1000 = 0 AS is_orphan
    FROM (
        SELECT i, i AS k, CASE WHEN draw(i, {seed}, 7) % 10 = 0 THEN i ELSE i + {rows} END AS own
        FROM range(1, {rows} + 1) AS places(i) WHERE draw(i, {seed}, 6) % 100 = 0
    )
"""

# The export is in order of weeks, one row in ten up to eight weeks late.
TIMESHEET = """
    SELECT CASE f WHEN 0 THEN NULL ELSE format('TS{{:09d}}', k) END AS timesheet_id,
           CASE WHEN f = 1 THEN NULL WHEN is_orphan THEN format('X{{:07d}}', h % 1000)
                ELSE format('A{{:07d}}', h % {assignments} + 1) END AS assignment_id,
           CASE f WHEN 2 THEN '2024-02-31' WHEN 3 THEN 'next week' ELSE strftime(sunday, '%Y-%m-%d') END AS week_ending,
           CASE f WHEN 4 THEN '-8.00' WHEN 5 THEN 'full week' ELSE printf('%d.%02d', hours // 4, hours % 4 * 25) END
               AS regular_hours,
           CASE WHEN f = 6 THEN '-2.00' WHEN h % 5 > 0 THEN NULL ELSE printf('%d.00', g % 9) END AS overtime_hours,
           CASE f WHEN 5 THEN 'see PO' WHEN 7 THEN NULL ELSE printf('%d.%02d', cents // 100, cents % 100) END AS amount,
           CASE WHEN f = 8 THEN 'US$' WHEN g % 10 = 0 THEN 'EUR' ELSE 'USD' END AS currency,
           CASE WHEN f = 9 THEN 'on Monday' WHEN h % 50 = 0 THEN NULL
                ELSE strftime(sunday + to_seconds((g % 200000)::INT), '%Y-%m-%dT%H:%M:%SZ') END AS submitted_at,
           CASE WHEN h % 25 = 0 THEN NULL
                ELSE strftime(sunday + to_seconds((g % 600000 + 200000)::INT), '%Y-%m-%dT%H:%M:%SZ') END AS approved_at,
           CASE WHEN f = 0 THEN NULL WHEN g % 3 = 0 THEN 'invoiced' ELSE 'approved' END AS status
    FROM (
        SELECT *, hours * (900 + h % 2600) AS cents
        FROM (
            SELECT *, 120 + g % 60 AS hours,
                   DATE '2023-01-08' + 7 * greatest(
                       0, (k - 1) * 155 // {rows} - CASE WHEN h % 10 = 0 THEN (g % 9)::INT ELSE 0 END)::INT AS sunday
            FROM ({places})
        )
    )
    ORDER BY i
"""
LEDGER_LINE = """
    SELECT CASE f WHEN 0 THEN NULL ELSE format('D{{:09d}}', k // 4) END AS document_id,
           CASE f WHEN 1 THEN 'first' ELSE (k % 4 + 1)::VARCHAR END AS line_no,
           CASE f WHEN 2 THEN NULL ELSE format('V{{:06d}}', h % 8000) END AS vendor_id,
           CASE f WHEN 2 THEN NULL ELSE format('Vendor number {{}} Limited', h % 8000) END AS vendor_name,
           CASE f WHEN 3 THEN '2024-02-31' WHEN 4 THEN NULL ELSE strftime(day, '%Y-%m-%d') END AS posted_at,
           CASE f WHEN 5 THEN NULL ELSE (6400 + g % 40)::VARCHAR END AS gl_account,
           CASE WHEN h % 20 = 0 THEN NULL ELSE format('CC{{:04d}}', h % 700) END AS org_unit_id,
           CASE WHEN f IN (6, 7) THEN 'to follow' WHEN f = 8 THEN NULL
                ELSE printf('%s%d.%0' || CASE WHEN g % 100 = 0 THEN '4d' ELSE '2d' END,
                            CASE WHEN h % 33 = 0 THEN '-' ELSE '' END, g % 9000,
                            CASE WHEN g % 100 = 0 THEN h % 10000 ELSE h % 100 END) END AS amount,
           CASE WHEN f IN (7, 9) THEN 'US$' WHEN g % 10 = 0 THEN 'EUR' ELSE 'USD' END AS currency,
           CASE WHEN h % 3 = 0 THEN NULL
                ELSE format('Agency staff, "{{}}" team, lot {{}}', chr((65 + h % 26)::INT), g % 50) END AS description,
           CASE WHEN h % 4 = 0 THEN NULL ELSE format('PO{{:06d}}', g % 60000) END AS purchase_order,
           CASE WHEN h % 7 = 0 THEN NULL ELSE format('INV{{:07d}}', k // 12) END AS invoice_reference
    FROM (
        SELECT *, DATE '2023-01-01' + greatest(
                   0, (k - 1) * 1096 // {rows} - CASE WHEN h % 10 = 0 THEN (g % 60)::INT ELSE 0 END)::INT AS day
        FROM ({places})
    )
    ORDER BY i
"""
ASSIGNMENT = """
    SELECT format('A{{:07d}}', i) AS assignment_id, format('R{{:07d}}', i // 2) AS requisition_id, NULL AS submittal_id,
           format('W{{:07d}}', h % {rows}) AS worker_id, format('S{{:03d}}', h % 120) AS supplier_id,
           format('RO{{:03d}}', h % 200) AS role_id, format('CC{{:04d}}', h % 700) AS org_unit_id,
           format('L{{:02d}}', h % 40) AS site_id, format('M{{:05d}}', h % 3000) AS hiring_manager_id,
           'contractor' AS resource_type, strftime(DATE '2022-10-01' + (h % 1100)::INT, '%Y-%m-%d') AS start_date,
           strftime(DATE '2022-12-30' + (h % 1100)::INT, '%Y-%m-%d') AS planned_end, NULL AS end_date,
           NULL AS end_reason, NULL AS end_cause, printf('%d.50', 20 + h % 80) AS bill_rate, NULL AS pay_rate,
           CASE WHEN h % 10 = 0 THEN 'EUR' ELSE 'USD' END AS currency, 'hour' AS rate_unit, NULL AS extensions,
           NULL AS converted_employee_id
    FROM (SELECT i, draw(i, {seed}, 8) AS h FROM range(1, {rows} + 1) AS places(i))
    ORDER BY i
"""


def generate(folder: Path, *, timesheets: int, ledger: int, seed: int) -> None:
    """Write the programme into ``folder``; nothing is done where it already stands complete.

    Args:
        timesheets: rows of the first delivery's timesheet file; a hundredth of them, at least one, are assignments.
        ledger: rows of its ledger file.
        seed: another seed gives other rows, with the same shares of faults.
    """
    # What wrote the files is part of what they are: a changed generator or engine writes them anew.
    generator = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    told = {
        "timesheets": timesheets,
        "ledger": ledger,
        "seed": seed,
        "generator": generator,
        "engine": duckdb.__version__,
    }
    marker = folder / COMPLETE
    if marker.exists() and json.loads(marker.read_text("utf-8")) == told:
        return
    assignments = max(1, timesheets // 100)
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2; SET memory_limit = '2GB'")
        connection.execute("SET temp_directory = $1", [str(folder / "spill")])
        connection.execute(DRAW)
        for delivery, places in ((FIRST, PLACES), (SECOND, SENT_AGAIN)):
            target = folder / "feeds" / delivery
            target.mkdir(parents=True, exist_ok=True)
            for name, query, rows in (("timesheet", TIMESHEET, timesheets), ("ledger_line", LEDGER_LINE, ledger)):
                numbers = {"seed": seed, "rows": rows, "assignments": assignments}
                chosen = query.format(places=places.format(**numbers), **numbers)
                write(connection, chosen, target / f"{name}.csv")
        write(connection, ASSIGNMENT.format(seed=seed, rows=assignments), folder / "feeds" / FIRST / "assignment.csv")
    (folder / "programme.toml").write_text(PROGRAMME, "utf-8")
    marker.write_text(json.dumps(told), "utf-8")


def write(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write a query's rows to a CSV file with a heading, in the query's order."""
    connection.execute(f"COPY ({query}) TO '{path.as_posix()}' (FORMAT csv, HEADER)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the programme folder to write")
    parser.add_argument("--timesheets", type=int, default=10_000_000)
    parser.add_argument("--ledger", type=int, default=5_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    generate(given.folder, timesheets=given.timesheets, ledger=given.ledger, seed=given.seed)


if __name__ == "__main__":
    main()
