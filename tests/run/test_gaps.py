"""Gaps: what a feed's declared rhythm or numbering says did not come."""

from pathlib import Path

import pytest

from fullscore.run.deliveries import Delivered
from fullscore.run.gaps import gaps
from fullscore.run.land import Arrival
from fullscore.store.landed import Landed
from fullscore.terms.programme import Feed


def arrivals(feed: Feed, *files: str) -> list[Arrival]:
    found = []
    for file in files:
        day = file.split("/")[0]
        receipt = Landed(
            delivery=day,
            file=file,
            sha256="",
            size=0,
            feed=feed.name,
            mapping="",
            mapping_hash="",
            rows=0,
            untaken=0,
            period=None,
            person_headings=(),
            unknown_headings=(),
            tables=(),
        )
        delivered = Delivered(delivery=day, file=file, path=Path(file), feed=feed)
        found.append(Arrival(delivered=delivered, feed=feed, folder=Path(), receipt=receipt))
    return found


def missing(every: str, *days: str) -> list[str]:
    feed = Feed(files="a*.csv", party="msp", table="site", every=every)
    return gaps(feed, arrivals(feed, *(f"{day}/a.csv" for day in days)))


@pytest.mark.parametrize(
    ("every", "days"),
    [
        ("month", ["2025-01-31", "2025-02-28", "2025-03-31"]),
        ("month", ["2025-01-01", "2025-02-28"]),
        ("month", ["2024-12-31", "2025-01-01"]),
        ("month", ["2025-01-05", "2025-01-31"]),
        ("quarter", ["2024-12-31", "2025-03-31", "2025-06-30"]),
        ("week", ["2025-01-03", "2025-01-10", "2025-01-17"]),
        ("month", ["2025-01-31"]),
        ("month", []),
        ("", ["2020-01-31", "2025-01-31"]),
    ],
)
def test_a_rhythm_that_was_kept_has_no_gap(every: str, days: list[str]) -> None:
    assert missing(every, *days) == []


@pytest.mark.parametrize(
    ("every", "days", "says"),
    [
        ("month", ["2025-01-31", "2025-03-31"], "1 month without a delivery between 2025-01-31 and 2025-03-31"),
        ("month", ["2024-11-30", "2025-02-28"], "2 months without"),
        ("quarter", ["2024-06-30", "2025-03-31"], "2 quarters without"),
        ("week", ["2025-01-03", "2025-01-24"], "2 weeks without"),
    ],
)
def test_a_missing_delivery_is_said_with_its_neighbours(every: str, days: list[str], says: str) -> None:
    (sentence,) = missing(every, *days)
    assert says in sentence
    assert sentence.startswith("a*.csv as site: ")


def numbered(*names: str) -> list[str]:
    feed = Feed(files="p*.csv", party="msp", table="site", sequence=r"part_(\d+)")
    return gaps(feed, arrivals(feed, *(f"2025-01-31/{name}.csv" for name in names)))


def test_a_numbering_without_holes_has_no_gap() -> None:
    assert numbered("part_9", "part_10", "part_011", "notes") == []


def test_a_missing_number_is_named() -> None:
    assert ["number 3 of its sequence" in said for said in numbered("part_2", "part_4")] == [True]
    assert ["number 3 to 8 of" in said for said in numbered("part_2", "part_9")] == [True]
    assert len(numbered("part_1", "part_3", "part_5")) == 2


def silent(every: str, until: str, *days: str) -> list[str]:
    feed = Feed(files="a*.csv", party="msp", table="site", every=every)
    return gaps(feed, arrivals(feed, *(f"{day}/a.csv" for day in days)), until)


@pytest.mark.parametrize(
    ("every", "until", "days"),
    [
        ("month", "2025-03-31", ["2025-02-28", "2025-03-31"]),
        ("month", "2025-03-30", ["2025-01-31", "2025-02-28"]),
        ("month", "2025-03-16", ["2025-01-05", "2025-02-14"]),
        ("quarter", "2025-06-29", ["2024-12-31", "2025-03-31"]),
        ("week", "2025-01-16", ["2025-01-03", "2025-01-10"]),
        ("", "2025-12-31", ["2025-01-31"]),
    ],
)
def test_a_period_that_is_not_over_for_the_feed_is_no_silence(every: str, until: str, days: list[str]) -> None:
    assert silent(every, until, *days) == []


@pytest.mark.parametrize(
    ("every", "until", "days", "says"),
    [
        ("month", "2025-02-28", ["2025-01-31"], "nothing has come for 1 month since 2025-01-31"),
        ("month", "2025-03-17", ["2025-01-05", "2025-02-14"], "nothing has come for 1 month since 2025-02-14"),
        (
            "month",
            "2025-12-31",
            ["2025-08-31"],
            "for 4 months since 2025-08-31, while other feeds came until 2025-12-31",
        ),
        ("quarter", "2025-06-30", ["2024-12-31", "2025-03-31"], "for 1 quarter"),
        ("week", "2025-01-24", ["2025-01-03", "2025-01-10"], "for 2 weeks"),
    ],
)
def test_a_feed_that_stopped_is_told_against_the_newest_delivery(
    every: str, until: str, days: list[str], says: str
) -> None:
    (sentence,) = silent(every, until, *days)
    assert says in sentence


def test_a_feed_that_never_came_is_told_where_a_rhythm_was_declared() -> None:
    (sentence,) = silent("month", "2025-01-31")
    assert "every month and has never come" in sentence
    assert silent("", "2025-01-31") == []


def test_a_delta_feed_that_is_read_out_of_order_is_told() -> None:
    feed = Feed(files="p*.csv", party="msp", table="site", sequence=r"part_(\d+)", snapshot="delta")
    inside = gaps(feed, arrivals(feed, "2025-01-31/part_10.csv", "2025-01-31/part_9.csv"))
    assert len(inside) == 1
    assert "number 10 of its sequence is read before number 9" in inside[0]
    late = gaps(feed, arrivals(feed, "2025-01-31/part_1.csv", "2025-02-28/part_3.csv", "2025-03-31/part_2.csv"))
    assert ["number 3" in said and "number 2" in said for said in late] == [True]
    assert gaps(feed, arrivals(feed, "2025-01-31/part_9.csv", "2025-02-28/part_10.csv")) == []
