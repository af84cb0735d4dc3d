"""Times the judging of 300 suppliers by 200,000 starts: the primary outcome, and all outcomes with ranks.

Prints seconds and processor seconds of each, after the methods' own parts are loaded. Ends with 1 where the primary
outcome takes more than 3 processor seconds or everything more than 12: on one thread that is what it takes on a machine
of its own, and neighbours do not stretch it. Run it from the house's root, on one thread for products of small
matrices: ``OMP_NUM_THREADS=1 python -m benchmarks.suppliers``.
"""

import argparse
import json
import sys
import time

import numpy as np

from fullscore.questions._supplier.chances import chances
from fullscore.questions._supplier.outcomes import scores_of
from fullscore.stats.acceptability import acceptability
from fullscore.stats.ranks import ranks
from fullscore.workforce.standardised import early_ends, share_of_ends
from fullscore.workforce.starts import Starts
from tests.questions.supplier_worlds import Shape, world

PRIMARY_LIMIT, WHOLE_LIMIT = 3.0, 12.0
MARGIN = 0.02
SCORED_SHARE, RATERS = 0.3, 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=200_000)
    parser.add_argument("--suppliers", type=int, default=300)
    parser.add_argument("--units", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    early_ends(starts(500, 5, 10, 1))  # Loads what is imported where it is used.
    made = starts(given.starts, given.suppliers, given.units, given.seed)
    random = np.random.default_rng(given.seed)
    began, cpu = time.perf_counter(), time.process_time()
    found, _ = early_ends(made)
    judged = chances(found, made, MARGIN)
    ranks(judged.quality)
    told = {"primary": (time.perf_counter() - began, time.process_time() - cpu)}
    ended = made.is_over & ~made.is_no_show
    for hit in (made.is_completed, random.random(len(made)) < 0.3, random.random(len(made)) < 0.05):
        share_of_ends(made, ended, hit)
    row = np.flatnonzero(random.random(len(made)) < SCORED_SHARE)
    scores_of(made, row, random.random(len(row)), random.integers(0, RATERS, len(row)))
    acceptability([judged.quality, judged.quality * 30], [(2000, 6000), (100, 400)])
    told["whole"] = (time.perf_counter() - began, time.process_time() - cpu)
    rows = {name: {"seconds": round(a, 2), "cpu_seconds": round(b, 2)} for name, (a, b) in told.items()}
    ok = told["primary"][1] <= PRIMARY_LIMIT and told["whole"][1] <= WHOLE_LIMIT
    said = {"starts": given.starts, "suppliers": given.suppliers, "ok": ok, **rows}
    print(json.dumps(said, indent=1) if given.json else "\n".join(f"{k:<10} {v}" for k, v in said.items()))
    sys.exit(0 if ok else 1)


def starts(count: int, suppliers: int, units: int, seed: int) -> Starts:
    return world(seed, Shape(starts=count, suppliers=suppliers, units=units, sites=30, capabilities=15)).starts


if __name__ == "__main__":
    main()
