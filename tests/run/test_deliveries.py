"""Which file belongs to which feed, in which order; and what is nobody's delivery."""

from pathlib import Path

import pytest

from fullscore.run.deliveries import Delivered, find
from fullscore.store.layout import Layout
from fullscore.terms.fault import Fault
from fullscore.terms.programme import Feed, Programme


def delivered(folder: Path, files: list[str], patterns: list[str], until: str | None = None) -> list[Delivered]:
    layout = Layout(folder)
    for file in files:
        path = layout.feeds / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", "utf-8")
    layout.feeds.mkdir(exist_ok=True)
    feeds = tuple(Feed(files=pattern, party="msp", table="site") for pattern in patterns)
    return find(layout, Programme(name="n", currency="USD", country="US", feeds=feeds), until=until)


def claimed(folder: Path, file: str, *patterns: str) -> str | None:
    (found,) = delivered(folder, [f"2025-01-31/{file}"], list(patterns))
    return found.feed.files if found.feed else None


@pytest.mark.parametrize(
    ("file", "by"),
    [
        ("requisition.csv", "requisition*.csv"),
        ("requisition_event.csv", "requisition_event*.csv"),
        ("requisition_event_2.csv", "requisition_event*.csv"),
        ("requisitions.csv.gz", "requisition*.csv"),
        ("Requisition.csv", None),
        ("submittal.csv", None),
        ("requisition.csv.bak", None),
        ("east/requisition.csv", "requisition*.csv"),
        ("east/2024/requisition_event.csv.gz", "requisition_event*.csv"),
    ],
)
def test_the_longer_pattern_takes_the_file(tmp_path: Path, file: str, by: str | None) -> None:
    assert claimed(tmp_path, file, "requisition*.csv", "requisition_event*.csv") == by


def test_a_pattern_may_name_a_folder_inside(tmp_path: Path) -> None:
    assert claimed(tmp_path, "east/site.csv", "east/*.csv", "*.csv") == "east/*.csv"


def test_a_pattern_may_ask_for_the_packed_file(tmp_path: Path) -> None:
    assert claimed(tmp_path, "site.csv.gz", "site*.csv.gz", "site*.csv") == "site*.csv.gz"


def test_two_feeds_that_claim_a_file_equally_are_a_fault(tmp_path: Path) -> None:
    says = r'feeds/2025-01-31/site\.csv: the feeds "site\*\.csv as site" and "\*site\.csv as site" claim it equally'
    with pytest.raises(Fault, match=says):
        claimed(tmp_path, "site.csv", "site*.csv", "*site.csv")


def test_files_come_in_the_order_of_folders_then_paths(tmp_path: Path) -> None:
    files = ["2025-02-28/a.csv", "2025-01-31/b.csv", "2025-01-31/a.csv", "2024-12-31/z/a.csv", "2024-12-31/b.csv"]
    found = delivered(tmp_path, files, ["*.csv"])
    assert [item.file for item in found] == [
        "2024-12-31/b.csv",
        "2024-12-31/z/a.csv",
        "2025-01-31/a.csv",
        "2025-01-31/b.csv",
        "2025-02-28/a.csv",
    ]
    assert [item.delivery for item in found] == ["2024-12-31", "2024-12-31", "2025-01-31", "2025-01-31", "2025-02-28"]
    assert all(item.path == tmp_path / "feeds" / item.file for item in found)


def test_deliveries_after_a_day_are_left_out(tmp_path: Path) -> None:
    files = ["2025-01-31/a.csv", "2025-02-28/a.csv", "2025-03-01/a.csv"]
    found = delivered(tmp_path, files, ["*.csv"], until="2025-02-28")
    assert [item.file for item in found] == files[:2]


LEFT_BEHIND = [
    "2025-01-31/.DS_Store",
    "2025-01-31/~$site.csv",
    "2025-01-31/.site.csv.swp",
    "2025-01-31/.git/site.csv",
    ".trash/site.csv",
]


@pytest.mark.parametrize("file", LEFT_BEHIND)
def test_what_a_file_manager_leaves_behind_is_passed_over(tmp_path: Path, file: str) -> None:
    assert delivered(tmp_path, [file], ["*"]) == []


NO_DATES = [
    "January",
    "2025-13-01",
    "2025-02-30",
    "2025-1-31",
    "20250131",
    "2025-W05-5",
    "31-01-2025",
    "2025-01-31 (1)",
]


@pytest.mark.parametrize("folder", NO_DATES)
def test_a_folder_that_is_no_date_is_a_fault(tmp_path: Path, folder: str) -> None:
    with pytest.raises(Fault, match=r"only folders named by their delivery date.*Name it like 2025-01-31"):
        delivered(tmp_path, [f"{folder}/site.csv"], ["*.csv"])


def test_a_file_beside_the_folders_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"feeds/site.csv: only folders"):
        delivered(tmp_path, ["site.csv"], ["*.csv"])


def test_without_feeds_the_next_step_is_said(tmp_path: Path) -> None:
    programme = Programme(name="n", currency="USD", country="US")
    with pytest.raises(Fault, match=r"no folder called feeds\. Make feeds/YYYY-MM-DD"):
        find(Layout(tmp_path), programme)


def test_a_name_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "feeds" / "2025-01-31"
    folder.mkdir(parents=True)
    try:
        (folder / "site\udce9.csv").write_text("", "utf-8")
    except OSError:
        pytest.skip("this file system keeps only names that are text")
    with pytest.raises(Fault, match="its name is not readable as UTF-8"):
        delivered(tmp_path, [], ["*.csv"])
