"""The benchmark of judging suppliers runs, on little, and says what it took."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_it_says_what_it_took() -> None:
    command = [sys.executable, "-m", "benchmarks.suppliers", "--json"]
    ran = subprocess.run(
        [*command, "--starts", "3000", "--suppliers", "10", "--units", "20"], cwd=ROOT, capture_output=True, text=True
    )
    said = json.loads(ran.stdout)
    assert said["suppliers"] == 10
    assert 0 < said["primary"]["cpu_seconds"] <= said["whole"]["cpu_seconds"]
    assert (ran.returncode == 0) == said["ok"]
