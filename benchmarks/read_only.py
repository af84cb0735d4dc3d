"""The least that anyone could do with the benchmark's files: read them and sum amounts by month. No duties, no limit.

Repeats, orphans and superseded rows are in its sums, so they are not held against anything; only its time is.
"""

import argparse
import json
import os
import tomllib
from pathlib import Path

import duckdb

DATED = {"timesheet": "week_ending", "ledger_line": "posted_at"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programme", type=Path, help="the programme folder")
    parser.add_argument("--memory-limit", default="2GB")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    given = parser.parse_args()
    rates = tomllib.loads((given.programme / "programme.toml").read_text("utf-8"))["fx"]
    rated = " ".join(f"WHEN '{currency}' THEN {rate}" for currency, rate in rates.items())
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{given.memory_limit}'; SET threads = {given.threads}")
        for table, dated in DATED.items():
            files = (given.programme / "feeds" / "*" / f"{table}*.csv").as_posix().replace("'", "''")
            found = connection.execute(f"""
                SELECT date_trunc('month', try_cast({dated} AS DATE)) AS month, count(*),
                       sum(try_cast(amount AS DECIMAL(18,4)) * CASE currency {rated} ELSE 1 END)
                FROM read_csv('{files}', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')
                GROUP BY month ORDER BY month
            """).fetchall()
            print(json.dumps({table: [[str(month), n, str(value)] for month, n, value in found]}))


if __name__ == "__main__":
    main()
