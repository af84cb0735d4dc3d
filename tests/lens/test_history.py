"""Planted changes, each of one kind: what is a restatement, what is not, and what is said about it."""

from collections.abc import Callable
from typing import Any

import pytest

from fullscore.lens.history import History
from fullscore.run.history import told
from tests.conftest import Folder, settings

REQUISITION = (
    "requisition_id,title,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,positions,currency,rate_unit,"
    "submitted_at,approved_at,status,status_at,identified"
)
ASSIGNMENT = (
    "assignment_id,worker_id,supplier_id,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,start_date,"
    "planned_end,end_date,end_cause,bill_rate,currency,rate_unit,extensions"
)
NOTICE = "notice_id,party_id,table,keys,columns,valid_from,valid_to,reason,asked_by,announced_on,kind"
JANUARY, FEBRUARY, MARCH, APRIL = "2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"
FEEDS = settings(
    "requisition, req*.csv, msp, full",
    "assignment, asg*.csv, msp, full",
    "correction_notice, notice*.csv, client, delta",
)


def req(id: str, **cells: str) -> str:
    usual = {
        "title": "Nurse",
        "unit": "U1",
        "positions": "1",
        "submitted": "2025-01-05T08:00:00",
        "approved": "",
        "status": "open",
    }
    c = {**usual, **cells}
    return (
        f"{id},{c['title']},RO1,{c['unit']},SI1,M1,temp,{c['positions']},USD,hour,"
        f"{c['submitted']},{c['approved']},{c['status']},2025-01-06T08:00:00,false"
    )


def asg(id: str, **cells: str) -> str:
    usual = {"worker": "W1", "planned": "2025-06-30", "end": "", "cause": "", "rate": "50", "extensions": "0"}
    c = {**usual, **cells}
    return (
        f"{id},{c['worker']},S1,RO1,U1,SI1,M1,temp,2025-01-06,{c['planned']},{c['end']},{c['cause']},{c['rate']},USD,"
        f"hour,{c['extensions']}"
    )


def sheet(head: str, *rows: str) -> str:
    return "\n".join((head, *rows)) + "\n"


def history_of(folder: Folder) -> History:
    folder.build()
    with folder.edition() as edition:
        return told(edition, of=())


def restated(found: History) -> list[tuple[Any, ...]]:
    return [(r.kind, r.key, r.column, r.was, r.now, str(r.first_seen), str(r.changed_in)) for r in found.restatements]


def test_only_what_nothing_explains_is_restated(programme: Callable[..., Folder]) -> None:
    first = [asg(f"A{n}") for n in range(9)]
    second = [
        asg("A0", planned="2025-09-30", extensions="1"),
        asg("A1", planned="2025-09-30"),
        asg("A2", end="2025-02-14", cause="completed"),
        asg("A3", extensions="1"),
        asg("A4", rate="55"),
        asg("A5", worker="W2"),
        asg("A6", end="2025-03-31"),
        asg("A8"),
    ]
    third = [
        *second[:2],
        asg("A2", end="2025-02-21", cause="completed"),
        *second[3:6],
        # An announced end that an extension does away with is amended.
        asg("A6", planned="2025-12-31", extensions="1"),
        asg("A7"),
        asg("A8", worker="", end="", rate="50"),
    ]
    found = history_of(
        programme(
            {
                "programme.toml": FEEDS,
                f"{JANUARY}/asg.csv": sheet(ASSIGNMENT, *first),
                f"{FEBRUARY}/asg.csv": sheet(ASSIGNMENT, *second),
                f"{MARCH}/asg.csv": sheet(ASSIGNMENT, *third[:-1], asg("A8")),
            }
        )
    )
    assert restated(found) == [
        ("rewritten", "A1", "planned_end", "2025-06-30", "2025-09-30", JANUARY, FEBRUARY),
        ("rewritten", "A3", "extensions", "0", "1", JANUARY, FEBRUARY),
        ("rewritten", "A4", "bill_rate", "50.0000", "55.0000", JANUARY, FEBRUARY),
        ("rewritten", "A5", "worker_id", "W1", "W2", JANUARY, FEBRUARY),
        ("vanished", "A7", "", None, None, JANUARY, FEBRUARY),
        ("rewritten", "A2", "end_date", "2025-02-14", "2025-02-21", FEBRUARY, MARCH),
        ("reappeared", "A7", "", None, None, JANUARY, MARCH),
    ]
    assert [(c.kind, c.why, c.changes) for c in found.counts if c.kind == "amended"] == [("amended", "extension", 1)]
    by_key = {(r.key, r.kind): r for r in found.restatements}
    gone = by_key["A7", "vanished"]
    assert (gone.was_at.file, gone.was_at.line, gone.now_at) == (f"{JANUARY}/asg.csv", 9, None)
    moved = by_key["A1", "rewritten"]
    assert moved.now_at is not None
    assert (moved.was_at.line, moved.now_at.file, moved.now_at.line) == (3, f"{FEBRUARY}/asg.csv", 3)


def test_ordinary_progress_alone_is_no_history(programme: Callable[..., Folder]) -> None:
    drafts = {"title": "Something", "status": "draft"}
    files = {
        "programme.toml": FEEDS,
        f"{JANUARY}/req.csv": sheet(
            REQUISITION, req("R1", status="pending_approval"), req("R2", **drafts), req("R3", **drafts)
        ),
        f"{FEBRUARY}/req.csv": sheet(
            REQUISITION,
            req("R1", approved="2025-02-03T08:00:00"),
            req("R2", title="Clerk", submitted="2025-02-01T08:00:00"),
        ),
        f"{MARCH}/req.csv": sheet(
            REQUISITION,
            req("R1", approved="2025-02-03T08:00:00", status="filled"),
            req("R2", title="Clerk", submitted="2025-02-01T08:00:00", status="cancelled"),
            req("R4"),
        ),
        f"{JANUARY}/asg.csv": sheet(ASSIGNMENT, asg("A1")),
        f"{MARCH}/asg.csv": sheet(
            ASSIGNMENT, asg("A1", planned="2025-09-30", extensions="1", end="2025-03-15", cause="budget")
        ),
    }
    found = history_of(programme(files))
    assert (found.restatements, found.counts, found.effects, found.leans, found.notes) == ((), (), (), (), ())


def notices(*rows: str) -> str:
    return sheet(NOTICE, *rows)


def test_a_notice_covers_its_keys_columns_and_days(programme: Callable[..., Folder]) -> None:
    later = {"worker": "W9", "rate": "60"}
    keys = "A1;A2,A3; A4"
    found = history_of(
        programme(
            {
                "programme.toml": FEEDS.replace('files = "asg*.csv"', 'files = "asg*.csv"\nid_prefix = "X-"'),
                f"{JANUARY}/asg.csv": sheet(ASSIGNMENT, *(asg(f"A{n}") for n in range(1, 9))),
                f"{FEBRUARY}/notice.csv": notices(
                    f'N1,msp,assignment,"{keys}",worker_id,,,typing,P1,2025-02-10,correction',
                    # Given with the prefix; not yet announced when A5 changes, nor any longer valid when A6 does.
                    "N2,msp,assignment,X-A5,,,,typing,P1,2025-03-05,correction",
                    "N3,msp,assignment,A6,,2025-02-01,2025-02-20,typing,P1,2025-02-01,correction",
                    # Over when it was announced, so that its span is that of the records: A7 starts in it.
                    "N4,msp,assignment,A7,,2025-01-01,2025-01-10,typing,P1,2025-02-01,correction",
                    "N5,msp,assignment,A8,,,,asked,P1,2025-02-01,erasure",
                ),
                f"{FEBRUARY}/asg.csv": sheet(ASSIGNMENT, *(asg(f"A{n}", **later) for n in range(1, 8))),
            }
        )
    )
    assert {(r.key, r.column) for r in found.restatements} == {
        *((f"X-A{n}", "bill_rate") for n in (1, 2, 3, 4, 5, 6)),
        *((f"X-A{n}", "worker_id") for n in (5, 6)),
    }
    counts = {(c.kind, c.why): c.changes for c in found.counts if c.why}
    assert counts == {("corrected", "N1"): 4, ("corrected", "N4"): 2, ("erased", "N5"): 1}


def test_a_notice_that_names_nothing_there_is_covers_nothing_and_is_told(programme: Callable[..., Folder]) -> None:
    found = history_of(
        programme(
            {
                "programme.toml": FEEDS,
                f"{JANUARY}/asg.csv": sheet(ASSIGNMENT, asg("A1")),
                f"{JANUARY}/notice.csv": notices(
                    "N1,msp,asignment,A1,,,,typing,P1,2025-01-10,correction",
                    "N2,msp,assignment,A1,colour,,,typing,P1,2025-01-10,correction",
                    "N3,msp,assignment,A1,,,,typing,P1,,correction",
                    "N4,msp,assignment,A1,,2025-03-01,2025-02-01,typing,P1,2025-01-10,correction",
                ),
                f"{FEBRUARY}/asg.csv": sheet(ASSIGNMENT, asg("A1", rate="55")),
                f"{MARCH}/notice.csv": sheet(
                    NOTICE.replace(",announced_on", ""), "N5,msp,assignment,A1,,,,t,P1,correction"
                ),
            }
        )
    )
    assert [r.kind for r in found.restatements] == ["rewritten"]
    assert found.notes == (
        "Notice N1 names the table 'asignment', which does not exist: it covers nothing.",
        "Notice N2 names the column 'colour', which assignment does not have: it covers nothing.",
        "Notice N4 is valid from 2025-03-01 to 2025-02-01, which is no span: it covers nothing.",
        "Notice N5 does not say when it was announced: it covers nothing.",
        "1 rows of correction_notice delivered on 2025-01-31 were refused or wait in quarantine: they cover nothing.",
    )


def test_a_notice_that_came_late_or_names_everything_is_told(programme: Callable[..., Folder]) -> None:
    found = history_of(
        programme(
            {
                "programme.toml": FEEDS,
                f"{JANUARY}/asg.csv": sheet(ASSIGNMENT, asg("A1"), asg("A2")),
                f"{FEBRUARY}/asg.csv": sheet(ASSIGNMENT, asg("A1", rate="55")),
                f"{MARCH}/notice.csv": notices("N1,msp,assignment,,,,,typing,P1,2025-02-10,correction"),
            }
        )
    )
    assert not found.restatements
    assert found.notes == (
        "Notice N1 first reached us on 2025-03-31, after 2 of the changes that it covers; it says that it was "
        "announced before them.",
        "Notice N1 names neither rows nor columns: 2 changes are covered by it alone.",
    )


def test_of_several_feeds_each_is_compared_with_itself(programme: Callable[..., Folder]) -> None:
    files = {
        "programme.toml": settings("requisition, a*.csv, msp, delta", "requisition, b*.csv, client, full"),
        f"{JANUARY}/a.csv": sheet(REQUISITION, req("R1"), req("R2")),
        f"{JANUARY}/b.csv": sheet(REQUISITION, req("R1", positions="2"), req("R3"), req("R4", positions="2")),
        # Left out of a delta feed, R2 has not gone; another feed's word about R1 restates nothing.
        f"{FEBRUARY}/a.csv": sheet(REQUISITION, req("R1", submitted="2025-01-04T08:00:00")),
        # The client's own feed: it may change what it needs, and not when it asked for it.
        f"{FEBRUARY}/b.csv": sheet(
            REQUISITION, req("R1", positions="2"), req("R4", positions="3", submitted="2025-01-07T08:00:00")
        ),
    }
    found = history_of(programme(files))
    assert [(r.kind, r.key, r.column, r.party) for r in found.restatements] == [
        ("rewritten", "R1", "submitted_at", "msp"),
        ("vanished", "R3", "", "client"),
        ("rewritten", "R4", "submitted_at", "client"),
    ]
    assert [(c.why, c.changes) for c in found.counts if c.kind == "amended"] == [("client feed", 1)]


def test_a_folder_that_comes_late_is_read_at_its_date(programme: Callable[..., Folder]) -> None:
    folder = programme(
        {
            "programme.toml": FEEDS,
            f"{JANUARY}/req.csv": sheet(REQUISITION, req("R1")),
            f"{MARCH}/req.csv": sheet(REQUISITION, req("R1", submitted="2025-01-09T08:00:00")),
        }
    )
    assert restated(history_of(folder))[0][5:] == (JANUARY, MARCH)
    folder.put({f"{FEBRUARY}/req.csv": sheet(REQUISITION, req("R1", submitted="2025-01-07T08:00:00"))})
    found = restated(history_of(folder))
    assert [row[3:] for row in found] == [
        ("2025-01-05T08:00:00", "2025-01-07T08:00:00", JANUARY, FEBRUARY),
        ("2025-01-07T08:00:00", "2025-01-09T08:00:00", FEBRUARY, MARCH),
    ]


def test_a_new_revision_amends_and_a_place_in_the_file_is_no_revision(programme: Callable[..., Folder]) -> None:
    def mapping(verb: str) -> str:
        names = ASSIGNMENT.split(",")
        columns = "\n".join(f'{name} = {{ from = ["{name}"] }}' for name in names)
        return f'id = "own/map"\n[[table]]\nname = "assignment"\n{verb}\n[table.columns]\n{columns}\n'

    def rows(*told: tuple[str, str]) -> str:
        return sheet(f"{ASSIGNMENT},rev", *(f"{row},{rev}" for row, rev in told))

    files = {
        f"{JANUARY}/asg.csv": rows((asg("A1"), "1"), (asg("A2"), "1")),
        f"{FEBRUARY}/asg.csv": rows((asg("A2", rate="55"), "1"), (asg("A1", rate="55"), "2")),
    }
    for at, verb, expected in (
        ("ordered", 'order_by = ["rev"]', ["A2"]),
        ("first", 'first_by = ["assignment_id"]', ["A1", "A2"]),
    ):
        folder = programme(
            {
                "programme.toml": FEEDS.replace('files = "asg*.csv"', 'files = "asg*.csv"\nmapping = "map.toml"'),
                **files,
            },
            at,
        )
        (folder.root / "map.toml").write_text(mapping(verb))
        found = history_of(folder)
        assert [r.key for r in found.restatements] == expected, verb


def test_what_only_seems_to_be_gone_is_told(programme: Callable[..., Folder]) -> None:
    def after(later: str, at: str) -> History:
        january = {"programme.toml": FEEDS, f"{JANUARY}/req.csv": sheet(REQUISITION, req("R1"), req("R2"))}
        return history_of(programme({**january, f"{FEBRUARY}/req.csv": sheet(REQUISITION, req("R1"), later)}, at))

    # A refused row that names its key keeps what stood under it in force.
    assert after(req("R2", submitted="soon"), "named").restatements == ()
    found = after(req("4.17E+05"), "nameless")
    assert [(r.kind, r.key) for r in found.restatements] == [("vanished", "R2")]
    assert found.notes == (
        "1 rows of requisition are gone with the delivery of 2025-02-28, in which 1 rows were refused or wait in "
        "quarantine: these may be among those gone.",
    )


@pytest.mark.parametrize("told_of", ["extensions", "nothing"])
def test_what_cannot_be_seen_is_told(programme: Callable[..., Folder], told_of: str) -> None:
    number = "0" if told_of == "extensions" else ""
    found = history_of(
        programme(
            {
                "programme.toml": FEEDS,
                f"{JANUARY}/asg.csv": sheet(ASSIGNMENT, asg("A1", extensions=number)),
                f"{FEBRUARY}/asg.csv": sheet(ASSIGNMENT, asg("A1", extensions=number, planned="2025-12-31")),
                f"{JANUARY}/req.csv": sheet(REQUISITION, req("R1")),
                f"{FEBRUARY}/req.csv": sheet(REQUISITION, req("R1", positions="4")),
            }
        )
    )
    assert len(found.restatements) == 2
    assert [note for note in found.notes if "requisition_event" in note] == [
        "No feed delivers requisition_event: whether 1 changes of requisition are amendments cannot be seen, and they "
        "count as rewritten."
    ]
    assert any("No delivery tells extensions" in note for note in found.notes) is (told_of == "nothing")
