"""How a process is set up for what is computed here: many small matrices, and expressions of many small parts."""

import gc
import os


def ready() -> None:
    """Set up this process, and those that it starts: one thread for matrices, and a collector that looks seldom.

    It must be called before numpy is imported. Threads of small matrices wait for each other more than they help: with
    two the suppliers' estimates take more than twice as long. The parts of an expression stay for as long as it does;
    to look through them as often as is usual takes a tenth of the time.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    gc.set_threshold(100_000, 20, 100)
