"""The README's example is run as it stands there, and what the README says of it is what comes out."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
ENVIRONMENT = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}


@pytest.fixture(scope="module")
def northgate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    script = README.split("```sh\n")[1].split("```")[0]
    done = subprocess.run(
        ["sh", "-eu", "-c", script], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "northgate"


def printed(northgate: Path, *arguments: str) -> Any:
    done = subprocess.run(
        ["fullscore", *arguments, "--json"], cwd=northgate, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_january_comes_to_what_the_readme_says(northgate: Path) -> None:
    [row] = printed(northgate, "measure", "spend", "--by", "month")["rows"]
    assert (row["month"], row["value"], row["n"]) == ("2025-01", 5280.5, 3)
    assert "Spend in January 2025 is 5,280.50." in README


def test_the_wrong_date_is_where_the_readme_says(northgate: Path) -> None:
    found = printed(northgate, "quarantine")
    assert (found["read"], found["loaded"], found["quarantined"]) == (4, 3, 1)
    [row] = found["quarantine"]
    assert (row["line"], row["column"], row["value"]) == (5, "posted_at", "31/01/2025")
    assert "line 5, column `posted_at`, value `31/01/2025`" in README


def test_the_figure_leads_back_to_its_lines(northgate: Path) -> None:
    found = printed(northgate, "trace", "spend", "--where", "month=2025-01")
    assert sorted(record["line"] for record in found["records"]) == [2, 3, 4]
    assert all(record["file"].endswith("ledger.csv") for record in found["records"])


def test_the_edition_verifies(northgate: Path) -> None:
    assert printed(northgate, "verify")["ok"] is True
