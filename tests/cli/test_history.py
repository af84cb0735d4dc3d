"""``fullscore history`` as people and programs read it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Folder, Ran, settings

UNITS = "org_unit_id,name,parent_id,kind,country\nU1,One,,department,US\nU2,Two,,department,US\n"
ROLLOUT = "org_unit_id,go_live_on,exempt\n"
FILES = {
    "programme.toml": settings("rollout, rollout.csv, msp, full", "org_unit, unit.csv, client, full"),
    "2025-01-31/unit.csv": UNITS,
    "2025-01-31/rollout.csv": f"{ROLLOUT}U1,2025-01-01,false\nU2,2025-02-01,false\n",
    "2025-02-28/rollout.csv": f"{ROLLOUT}U1,2025-03-01,false\n",
}


@pytest.fixture
def ran(command: Callable[..., Ran], programme: Callable[..., Folder]) -> Callable[..., Ran]:
    folder = programme(FILES)
    folder.build()
    return lambda *words: command(*words, "--programme", str(folder.root))


def test_json_has_the_keys_that_were_promised(ran: Callable[..., Ran]) -> None:
    found = json.loads(ran("history", "--json").out)
    one, two = found["restatements"]
    assert one == {
        "table": "rollout",
        "key": "U1",
        "column": "go_live_on",
        "was": "2025-01-01",
        "is": "2025-03-01",
        "first_seen": "2025-01-31",
        "changed_in": "2025-02-28",
        "kind": "rewritten",
        "feed": "rollout.csv as rollout",
        "party": "msp",
        "was_at": {"file": "2025-01-31/rollout.csv", "line": 2},
        "is_at": {"file": "2025-02-28/rollout.csv", "line": 2},
    }
    assert (two["kind"], two["key"], two["column"], two["is_at"]) == ("vanished", "U2", None, None)
    assert found["changes"] == {"amended": 0, "corrected": 0, "erased": 0}
    assert (found["effects"], found["leans"], found["notes"], found["shown"]) == ([], [], [], 2)
    assert len(json.loads(ran("history", "--json", "--limit", "1").out)["restatements"]) == 1


def test_people_read_both_places_of_a_value(ran: Callable[..., Ran]) -> None:
    said = ran("history")
    assert said.code == 0
    assert "2025-01-31/rollout.csv:2" in said.out
    assert "2025-02-28/rollout.csv:2" in said.out
    assert "2 restatements; 2 of them shown" in said.out


def test_a_programme_whose_past_stands_says_so(
    command: Callable[..., Ran], programme: Callable[..., Folder], tmp_path: Path
) -> None:
    folder = programme({name: text for name, text in FILES.items() if "2025-02" not in name}, "still")
    folder.build()
    said = command("history", "--programme", str(folder.root))
    assert said.out.startswith("No delivery changed the past")
    assert command("history", "--programme", str(tmp_path)).code == 1
