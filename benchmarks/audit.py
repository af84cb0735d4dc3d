"""Times the lens audit of every measure over 36 months of the sample programme, as if all had been reported.

The programme's folder is only read: what the MSP reports is made in memory, half of the measures through the client's
own lens and half through a planted departure, which the audit must find again. Measures are audited side by side in two
processes, as ``fullscore lens`` does over a large edition; starting one counts. Prints for each measure its seconds,
processor seconds and status; ends with 1 where a truth is not in its class, or everything takes more than 20 seconds.
Run it from the house's root on a built programme: ``python -m benchmarks.audit FOLDER``.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from fullscore.lens._auditing.once import Once, once
from fullscore.lens._auditing.results import Audit
from fullscore.lens._auditing.space import policy_days, space
from fullscore.lens.audit import audit
from fullscore.measures._atoms import everywhere, load
from fullscore.measures._many import evaluate
from fullscore.measures._shape import Measure, measures
from fullscore.run.audits import longest_first
from fullscore.run.read import open_edition
from fullscore.run.side_by_side import side_by_side
from fullscore.store.layout import Layout
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Lens
from fullscore.terms.period import Month
from tests.lens.reporting import Report, Reporting, in_class, told

Figures = Mapping[Month, tuple[float, int | None]]
LIMIT = 20.0
MONTHS = 36
LEAST_FIGURES = 12
"""A planted lens through which fewer are seen is drawn again: an accrual is owed for the last months alone."""
WIDTHS = {"measure": 24, "seconds": 7, "cpu_seconds": 7, "figures": 3, "status": 20, "found": 5}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programme", type=Path, help="a built programme folder")
    parser.add_argument("--only", nargs="*", default=[], help="measures; all, unless some are named")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    names = given.only or list(measures())
    with open_edition(Layout(given.programme)) as edition:
        made = {
            name: planted_in(edition, measures()[name], (n + given.seed) % 2 == 1, given.seed)
            for n, name in enumerate(measures())
            if name in names
        }
        assignments = int(edition.run(edition.table("assignment").count().name("n").as_table())["n"][0].as_py())
        order = longest_first(edition, names)
    began, cpu = time.perf_counter(), cpu_of_all()
    # Another reader than the one that made the figures, so that the audit finds nothing read already.
    opening = partial(opened, given.programme, {name: report.figures for name, (_, report) in made.items()})
    found = dict(side_by_side(opening, timed, order))
    seconds, cpu_seconds = time.perf_counter() - began, cpu_of_all() - cpu
    rows = [told_of(found[name], made[name][0], measures()[name]) for name in names]
    if not given.json:
        print("\n".join("  ".join(f"{row[key]!s:<{wide}}" for key, wide in WIDTHS.items()) for row in rows))
    ok = seconds <= LIMIT and all(row["found"] for row in rows)
    said = {
        "measures": len(rows), "assignments": assignments, "months": MONTHS,
        "seconds": round(seconds, 2), "cpu_seconds": round(cpu_seconds, 2), "ok": ok,
    }  # fmt: skip
    print(
        json.dumps({**said, "each": rows}, indent=1)
        if given.json
        else "\n".join(f"{k:<12} {v}" for k, v in said.items())
    )
    sys.exit(0 if ok else 1)


def planted_in(edition: Edition, measure: Measure, is_own: bool, seed: int) -> tuple[Lens, Report]:
    """A lens and what an MSP that counts through it reports: the client's own, or a departure with figures enough."""
    lenses = list(space(measure, policy_days(edition)).lenses)
    own, others = lenses[0], lenses[1:]
    random.Random(f"{measure.name} {seed}").shuffle(others)
    for lens in [] if is_own else others:
        report = reported(edition, measure, lens)
        if len(report.figures) >= LEAST_FIGURES:
            return lens, report
    return own, reported(edition, measure, own)


def reported(edition: Edition, measure: Measure, lens: Lens) -> Report:
    """The figures of the last months through a lens."""
    readings = [measure.reading(measure.canonical(lens))]
    atoms = load(edition, measure, readings)
    coding = everywhere(atoms, ("month",))
    found = evaluate(atoms, coding, readings)
    figures = {
        str(place[0]): (float(found.values[0, n]), int(found.counts[0, n])) for n, place in enumerate(coding.places)
    }
    last = Month.parse(edition.as_of[:7])
    kept = {month: figure for month, figure in told(figures).items() if last + -MONTHS < month <= last}
    return Report(measure=measure, reporter="msp", figures=kept)


def cpu_of_all() -> float:
    """Processor seconds of this process, and of all that were started and have ended."""
    taken = os.times()
    return taken.user + taken.system + taken.children_user + taken.children_system


@dataclass(frozen=True, kw_only=True)
class Timed:
    """The audit of one measure, and what it took."""

    audit: Audit
    seconds: float
    cpu_seconds: float


@contextmanager
def opened(programme: Path, figures: Mapping[str, Figures]) -> Iterator[Once]:
    """The programme's edition, as if these figures had been reported to it."""
    reports = [Report(measure=measures()[name], reporter="msp", figures=told) for name, told in figures.items()]
    with open_edition(Layout(programme), threads=1) as edition:
        yield once(Reporting(edition, reports))


def timed(reporting: Once, name: str) -> Timed:
    """The audit of what was reported of a measure."""
    began, cpu = time.perf_counter(), time.process_time()
    [found] = audit(reporting, name).audits
    return Timed(audit=found, seconds=time.perf_counter() - began, cpu_seconds=time.process_time() - cpu)


def told_of(found: Timed, planted: Lens, measure: Measure) -> dict[str, Any]:
    """A measure's line."""
    return {
        "measure": measure.name,
        "seconds": round(found.seconds, 2),
        "cpu_seconds": round(found.cpu_seconds, 2),
        "figures": len(found.audit.cells),
        "status": found.audit.status,
        "found": in_class(found.audit, planted, measure.canonical(planted)),
    }


if __name__ == "__main__":
    main()
