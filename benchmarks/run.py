"""Times the product's build and monthly spend against hand-written SQL with the same duties, on the same files.

Prints seconds, processor seconds, peak memory and ratios. Ends with 1 where the product takes more than 1.5 times as
long as the hand-written SQL, where its memory reaches 3 GB, or where the two do not come to the same files, rows and
monthly totals. The ratio to SQL that only reads and sums stands beside it, without a limit.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from timing import Run, timed
from totals import differences

HERE = Path(__file__).resolve().parent
RATIO_LIMIT, PEAK_LIMIT_GB = 1.5, 3.0


def main() -> None:
    given = arguments()
    programme = given.dir / f"{given.timesheets}-{given.ledger}-{given.seed}"
    sizes = ["--timesheets", str(given.timesheets), "--ledger", str(given.ledger), "--seed", str(given.seed)]
    timed([sys.executable, str(HERE / "generate.py"), str(programme), *sizes])
    for csv in sorted(programme.glob("feeds/*/*.csv")):
        read_once(csv)
    runs: dict[str, Run] = {"read_only": reference("read_only", programme, given.memory_limit)}
    with tempfile.TemporaryDirectory(dir=given.dir) as work:
        runs["by_hand"] = reference("by_hand", programme, given.memory_limit, work)
    by_hand = json.loads(runs["by_hand"].output)
    told: dict[str, Any] = {"timesheets": given.timesheets, "ledger": given.ledger, "memory_limit": given.memory_limit}
    if not given.reference_only:
        apart = product(programme, given, runs, by_hand)
        ratio = runs["product"].seconds / runs["by_hand"].seconds
        told["ratio"] = round(ratio, 2)
        told["cpu_ratio"] = round(runs["product"].cpu_seconds / runs["by_hand"].cpu_seconds, 2)
        told["ratio_to_reading_only"] = round(runs["product"].seconds / runs["read_only"].seconds, 2)
        told["differences"] = apart
        told["ok"] = ratio <= RATIO_LIMIT and runs["product"].peak_gb < PEAK_LIMIT_GB and not apart
    told["runs"] = {name: run.figures() for name, run in runs.items()}
    print(json.dumps(told, indent=1) if given.json else table(told))
    sys.exit(0 if told.get("ok", True) else 1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--timesheets", type=int, default=10_000_000)
    parser.add_argument("--ledger", type=int, default=5_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dir", type=Path, default=Path(tempfile.gettempdir()) / "fullscore-bench", help="kept files")
    parser.add_argument("--memory-limit", default="2GB")
    parser.add_argument("--fullscore", default=str(Path(sys.executable).parent / "fullscore"), help="the command")
    parser.add_argument("--reference-only", action="store_true", help="time the SQL alone, without the product")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    given.dir.mkdir(parents=True, exist_ok=True)
    return given


def read_once(path: Path) -> None:
    """Bring a file into the system's cache, so that the first run does not pay the disk for all."""
    with path.open("rb") as file:
        while file.read(1 << 20):
            pass


def reference(script: str, programme: Path, memory_limit: str, *work: str) -> Run:
    """Time one of the SQL scripts."""
    return timed([sys.executable, str(HERE / f"{script}.py"), str(programme), *work, "--memory-limit", memory_limit])


def product(programme: Path, given: argparse.Namespace, runs: dict[str, Run], by_hand: dict[str, Any]) -> list[str]:
    """Time the product in a copy of the programme, add it to ``runs``, and say where it differs."""
    with tempfile.TemporaryDirectory(dir=given.dir) as work:
        copy = Path(work) / "programme"
        # Links instead of copies: the product only reads what was delivered.
        shutil.copytree(programme, copy, copy_function=os.link, ignore=shutil.ignore_patterns(".fullscore"))
        environment = {"FULLSCORE_MEMORY_LIMIT": given.memory_limit}

        def fullscore(*words: str) -> Run:
            return timed([given.fullscore, *words, "--programme", str(copy), "--json"], environment)

        runs["build"] = fullscore("build")
        runs["spend, ledger"] = fullscore("measure", "spend", "--by", "month")
        runs["spend, timesheets"] = fullscore("measure", "spend", "--by", "month", "--lens", "source=timesheets")
    runs["product"] = runs["build"].then(runs["spend, ledger"]).then(runs["spend, timesheets"])
    spend = {source: json.loads(runs[f"spend, {source}"].output) for source in ("ledger", "timesheets")}
    return differences(json.loads(runs["build"].output), spend, by_hand)


def table(told: dict[str, Any]) -> str:
    """The same for people."""
    lines = [f"{told['timesheets']:,} timesheets, {told['ledger']:,} ledger lines, memory limit {told['memory_limit']}"]
    lines += [f"{'':20}{'seconds':>10}{'cpu':>10}{'peak GB':>10}"]
    lines += [
        f"{name:20}{run['seconds']:>10.1f}{run['cpu_seconds']:>10.1f}{run['peak_gb']:>10.2f}"
        for name, run in told["runs"].items()
    ]
    if "ok" in told:
        lines += [
            f"{told['ratio']:.2f} times the SQL by hand (limit {RATIO_LIMIT}; by processor {told['cpu_ratio']:.2f})"
        ]
        lines += [f"{told['ratio_to_reading_only']:.2f} times reading and summing only (no limit)"]
        lines += [f"peak {told['runs']['product']['peak_gb']:.2f} GB (limit {PEAK_LIMIT_GB:.0f})"]
        lines += [f"differs: {difference}" for difference in told["differences"][:20]]
        lines += ["passed" if told["ok"] else "FAILED"]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
