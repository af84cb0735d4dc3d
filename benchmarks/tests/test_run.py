"""The timer passes a product that comes to the same as the hand-written SQL, and fails one that does not."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1]
SIZES = ["--timesheets", "3000", "--ledger", "2000"]

STAND_IN = """\
#!{python}
import json, os, sys
told = json.load(open({told!r}))
assert os.environ["FULLSCORE_MEMORY_LIMIT"] == "500MB"
assert os.path.exists(os.path.join(sys.argv[sys.argv.index("--programme") + 1], "programme.toml"))
source = "timesheets" if "source=timesheets" in sys.argv else "ledger"
print(json.dumps(told["build"] if sys.argv[1] == "build" else told["spend"][source]))
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def answers(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the product prints where it comes to the same: as documented, values in nine significant digits."""
    run("--reference-only", kept=kept)
    work = tmp_path_factory.mktemp("work")
    programme = kept / "3000-2000-1"
    command = [sys.executable, str(BENCHMARKS / "by_hand.py"), str(programme), str(work)]
    by_hand = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {
        "build": {
            "files": [{"file": name, **file} for name, file in by_hand["files"].items()],
            "tables": [{"table": name, **table} for name, table in by_hand["tables"].items()],
        },
        "spend": {
            source: {
                "rows": [
                    {"month": month, "value": float(f"{float(row['value']):.9g}"), "n": row["n"]}
                    for month, row in months.items()
                ]
            }
            for source, months in by_hand["months"].items()
        },
    }


def run(*words: str, kept: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BENCHMARKS / "run.py"), *SIZES, "--dir", str(kept), "--memory-limit", "500MB"]
    return subprocess.run([*command, *words], check=False, capture_output=True, text=True)


def stand_in(folder: Path, answers: dict[str, Any]) -> str:
    """A command that prints these answers, in the product's place."""
    told, command = folder / "told.json", folder / "fullscore"
    told.write_text(json.dumps(answers), "utf-8")
    command.write_text(STAND_IN.format(python=sys.executable, told=str(told)), "utf-8")
    command.chmod(0o755)
    return str(command)


def test_the_same_totals_pass(kept: Path, answers: dict[str, Any], tmp_path: Path) -> None:
    ended = run("--json", "--fullscore", stand_in(tmp_path, answers), kept=kept)
    told = json.loads(ended.stdout)
    assert told["differences"] == []
    assert (ended.returncode, told["ok"]) == (0, True)
    assert set(told["runs"]) == {"read_only", "by_hand", "build", "spend, ledger", "spend, timesheets", "product"}
    assert all(run["seconds"] > 0 and run["peak_gb"] > 0 for run in told["runs"].values())
    assert sorted(path.name for path in kept.iterdir()) == ["3000-2000-1"], "work was left behind"


def test_a_total_that_differs_fails_and_is_named(kept: Path, answers: dict[str, Any], tmp_path: Path) -> None:
    wrong = json.loads(json.dumps(answers))
    wrong["spend"]["ledger"]["rows"][5]["value"] *= 1.000001
    wrong["spend"]["timesheets"]["rows"][0]["n"] += 1
    wrong["build"]["tables"][1]["held"] += 1
    ended = run("--fullscore", stand_in(tmp_path, wrong), kept=kept)
    assert ended.returncode == 1
    assert ended.stdout.count("differs: ") == 3
    assert "FAILED" in ended.stdout


def test_a_month_that_is_missing_fails(kept: Path, answers: dict[str, Any], tmp_path: Path) -> None:
    wrong = json.loads(json.dumps(answers))
    month = wrong["spend"]["ledger"]["rows"].pop()["month"]
    ended = run("--fullscore", stand_in(tmp_path, wrong), kept=kept)
    assert ended.returncode == 1
    assert f"ledger {month}: only by hand" in ended.stdout


def test_a_product_that_cannot_run_is_said_in_a_sentence(kept: Path, tmp_path: Path) -> None:
    ended = run("--fullscore", str(tmp_path / "absent"), kept=kept)
    assert ended.returncode == 1
    assert "cannot be run" in ended.stderr
    assert "Traceback" not in ended.stderr
