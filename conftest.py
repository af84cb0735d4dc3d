"""Each process of a run of tests computes with one thread.

Two processes share the cores, and the threads of many small matrices would only wait for each other: with them the same
checks take up to ten times as long. It must be said before numpy is first imported.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
