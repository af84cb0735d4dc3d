"""Every file can be read by anyone: no index of packages, no path of somebody's machine stands in one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The names stand here backwards, so that this file does not hold what it looks for.
HOSTS = [
    name[::-1]
    for name in (
        "gro.ipyp",
        "gro.detsohnohtyp",
        "gro.gnalog",
        "gro.adnocana",
        "gro.smegybur",
        "gro.nevam",
        "moc.sjmpn",
        "moc.gkpnray",
        "moc.gkpnu",
        "moc.adnocana",
        "oi.setarc",
        "oi.rekcod",
        "ten.rviledsj",
    )
]
HOMES = ["work", "home", "root", "Users", "mnt", "srv"]
FOREIGN = re.compile(
    "|".join([rf"\b{re.escape(host)}\b" for host in HOSTS] + [rf"(?<![\w.~)}}-])/(?:{'|'.join(HOMES)})/\w"])
)


def ignored() -> set[str]:
    lines = (ROOT / ".gitignore").read_text("utf-8").split()
    return {".git", *(line.rstrip("/") for line in lines)}


def files(folder: Path, unseen: set[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in unseen or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from files(path, unseen)
        elif path.is_file():
            yield path


def test_no_file_names_an_index_or_a_machine() -> None:
    found = []
    for path in files(ROOT, ignored()):
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            if match := FOREIGN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")
    assert not found


@pytest.mark.parametrize(
    ("line", "foreign"),
    [
        ("fetch it from https://" + HOSTS[0] + "/simple", True),
        ("see " + HOSTS[0], True),
        ("open '/" + "home/ann/x.csv'", True),
        ("path = /" + "work/x", True),
        ("https://example.com/" + "home/x", False),
        ("src/" + "work/x.py", False),
        ("../" + "work/x", False),
    ],
)
def test_what_is_foreign_is_seen(line: str, foreign: bool) -> None:
    assert bool(FOREIGN.search(line)) == foreign
