"""The command writes and builds the sample programme; what it holds back is what was planted, and no more."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fullscore.questions._shape import questions
from fullscore.run.figures import ask, figures
from fullscore.run.read import open_edition
from fullscore.simulate import northgate
from fullscore.simulate._claims import DECIMALS, LENSES, claims
from fullscore.simulate._story import Story
from fullscore.simulate._truth import truth
from fullscore.store.layout import Layout
from tests.conftest import Ran
from tests.simulate.conftest import SMALL

TOLD = ["spend", "time_to_fill", "fill_rate", "early_attrition", "adoption"]


def test_it_builds_and_every_claim_is_what_its_lens_gives(
    command: Callable[..., Ran], tmp_path: Path, little: Story
) -> None:
    folder = tmp_path / "sample"
    ran = command("demo", folder, "--scale", SMALL, "--no-serve", "--json")
    assert ran.code == 0, ran.err
    said = json.loads(ran.out)
    assert said["as_of"] == "2025-12-31"
    assert [figure["measure"] for figure in said["figures"]] == TOLD
    assert all(figure["rows"][0]["n"] and figure["lens"] for figure in said["figures"])
    page = Path(said["brief"]).read_text("utf-8")
    assert all(f'<section id="{name}"' in page for name in questions())
    reported = claims(little.asks, little.course, little.found, little.made, little.jobs)
    planted = truth(little, reported)["quarantine"]
    assert said["quarantined"] == planted["refused"] + planted["held"]
    assert sum(table["held"] for table in said["tables"]) == planted["held"]
    with open_edition(Layout(folder)) as edition:
        for measure, lens in LENSES.items():
            counted = figures(edition, ask(measure, by=("month",), chosen=lens))
            found = {dict(row.where)["month"]: row.estimate for row in counted.rows}
            for claim in (claim for claim in reported if claim.measure == measure):
                estimate = found[f"{2023 + claim.month // 12}-{claim.month % 12 + 1:02d}"]
                assert estimate.value is not None
                assert (round(estimate.value, DECIMALS[measure]), estimate.n) == (claim.value, claim.n)


def test_a_folder_with_something_else_in_it_is_left_alone(command: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "programme.toml").write_text('[programme]\nname = "Ours"\n', "utf-8")
    ran = command("demo", tmp_path)
    assert ran.code == 1
    assert "does not hold the sample programme" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["programme.toml"]


def test_a_file_is_no_folder(command: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert command("demo", tmp_path / "file").code == 1


@pytest.mark.parametrize("seen", [True, False])
def test_its_own_folder_is_known(tmp_path: Path, written: Path, seen: bool) -> None:
    assert northgate.is_written_in(written if seen else tmp_path) == seen
