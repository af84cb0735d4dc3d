"""The locks pin what pyproject.toml asks for, with hashes, from nowhere in particular."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.M)


def folded(name: str) -> str:
    """A part's name as package indexes compare it. Source: PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")


def pins(name: str) -> set[tuple[str, str]]:
    return {(folded(part), version) for part, version in PIN.findall(lock(name))}


def asked(*extras: str) -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found: list[str] = list(project["dependencies"])
    for extra in extras:
        found += project["optional-dependencies"][extra]
    return found


@pytest.mark.parametrize(("name", "extras"), [("run", ("build",)), ("test", ("build", "test"))])
def test_what_is_asked_for_is_pinned(name: str, extras: tuple[str, ...]) -> None:
    pinned = pins(name)
    for requirement in asked(*extras):
        part = folded(re.split(r"[\[=<>!~ ;]", requirement)[0])
        exact = re.search(r"==([^\s,;]+)", requirement)
        if exact:
            assert (part, exact[1]) in pinned
        else:
            assert part in {known for known, _ in pinned}


def test_tests_run_on_what_is_shipped() -> None:
    assert pins("run") <= pins("test")


@pytest.mark.parametrize("name", ["run", "test"])
def test_every_pin_has_a_hash_and_no_line_names_a_place(name: str) -> None:
    text = lock(name)
    assert "://" not in text
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert PIN.match(block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]
