"""ARCHITECTURE.md says which rooms there are, what each knows and which parts were chosen: all three are checked."""

import pkgutil
import re
import tomllib
from configparser import ConfigParser
from itertools import permutations
from pathlib import Path

import fullscore

ROOT = Path(__file__).resolve().parents[2]
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading of ARCHITECTURE.md, without its own heading."""
    section = ARCHITECTURE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def documented() -> dict[str, set[str]]:
    """Each room with those that it says it knows, and those that they know."""
    told = {row[0].strip("` "): set(re.findall(r"`(\w+)`", row[2])) for row in rows("Rooms")}

    def known(room: str) -> set[str]:
        return told[room].union(*(known(other) for other in told[room]))

    return {room: known(room) for room in told}


def enforced() -> dict[str, set[str]]:
    """Each room with those that .importlinter lets it import."""
    settings = ConfigParser()
    settings.read(ROOT / ".importlinter")
    contracts = [settings[name] for name in settings.sections() if ":contract:" in name]
    [layers] = [contract for contract in contracts if contract["type"] == "layers"]
    height = {
        room.strip(): depth
        for depth, line in enumerate(layers["layers"].strip().splitlines())
        for room in line.split("|")
    }
    allowed = {a: {b for b in height if height[b] > height[a]} for a in height}
    for contract in contracts:
        if contract["type"] == "forbidden":
            for room in modules(contract["source_modules"]) & set(allowed):
                allowed[room] -= modules(contract["forbidden_modules"])
    return allowed


def modules(setting: str) -> set[str]:
    return {line.strip().removeprefix("fullscore.") for line in setting.strip().splitlines()}


def test_the_rooms_are_those_of_the_architecture() -> None:
    there = {module.name for module in pkgutil.iter_modules(fullscore.__path__)}
    assert there - {"__main__"} == set(documented())


def test_each_room_may_import_exactly_those_that_it_knows() -> None:
    said, held = documented(), enforced()
    for room, other in permutations(said, 2):
        assert (other in said[room]) == (other in held[room]), f"{room} -> {other}"


def test_rooms_to_come_are_not_there_yet() -> None:
    absent = ARCHITECTURE.split("Deliberately absent for now")[1].split("\n\n")[0]
    coming = set(re.findall(r"`(\w+)`", absent.split("No room stands empty")[0]))
    assert coming
    assert not coming & set(documented())


def test_every_part_is_named_with_its_reason_and_every_name_is_a_part() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [
        *project["dependencies"],
        *(part for extra in project["optional-dependencies"].values() for part in extra),
    ]
    used = {re.match(r"[\w-]+", part)[0].lower() for part in needed}  # type: ignore[index]
    reasons = {name.lower(): row[2] for row in rows("Parts and why") for name in row[1].split(", ")}
    assert used == set(reasons)
    assert all(reasons.values())
