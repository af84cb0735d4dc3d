"""Building: everything read is accounted for, an edition is published whole or not at all, and nothing is silent."""

import fcntl
import gzip
import os
from collections.abc import Callable

import pytest

from fullscore.run.rulings import Rulings
from fullscore.store import manifest as manifests
from fullscore.terms.fault import Fault
from tests.conftest import Folder, contents, ledger, settings

JANUARY = {"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD", "D2,2025-01-06,6410,U1,20,USD")}
FEBRUARY = {"2025-02-28/ledger.csv": ledger("D3,2025-02-05,6410,U1,30,USD")}
UNREADABLE = {"2025-02-28/ledger.csv": "vendor_id,amount\nV1,10\n"}
FULL = settings("ledger_line, ledger*.csv, client, full")


def test_what_was_read_is_loaded_or_in_quarantine(programme: Callable[..., Folder]) -> None:
    rows = ["D1,2025-01-05,6410,U1,10,USD", "D1,2025-01-05,6410,U1,10,USD", "D1,2025-01-05,6410,U1,11,USD"]
    rows += ["D2,soon,6410,U1,20,USD", "D3,2025-01-05,6410,U9,20,USD"]
    folder = programme(
        {
            "programme.toml": settings("ledger_line, ledger*.csv, client, delta", "org_unit, unit*.csv, client, full"),
            "2025-01-31/ledger.csv": ledger(*rows),
            "2025-01-31/unit.csv": "org_unit_id,name,parent_id,kind,country\nU1,One,,department,US\n",
            "2025-02-28/ledger.csv": ledger("D1,2025-01-05,6410,U1,12,USD"),
        }
    )
    made = folder.built()
    assert (made.read, made.quarantined) == (7, 3)
    share = made.share("ledger_line")
    assert share is not None
    assert (share.landed, share.in_force, share.superseded, share.repeated, share.held) == (5, 1, 1, 1, 2)
    for file in made.files:
        assert file.read == file.landed + file.refused


def test_nothing_changed_makes_nothing(programme: Callable[..., Folder]) -> None:
    folder = programme(JANUARY)
    first = folder.build()
    stamp = (folder.layout.editions / first.manifest.id / "manifest.json").stat().st_mtime_ns  # type: ignore[union-attr]
    second = folder.build()
    assert not first.unchanged
    assert second.unchanged
    assert second.manifest == first.manifest
    assert manifests.ids(folder.layout) == [second.manifest.id]  # type: ignore[union-attr]
    assert (folder.layout.editions / second.manifest.id / "manifest.json").stat().st_mtime_ns == stamp  # type: ignore[union-attr]


def test_the_date_of_an_edition_is_that_of_its_newest_delivery(programme: Callable[..., Folder]) -> None:
    folder = programme({**JANUARY, **FEBRUARY})
    made = folder.built()
    assert made.as_of == "2025-02-28"
    assert made.id.startswith("2025-02-28-")
    assert len(made.id) == len("2025-02-28-") + 12


def test_an_edition_as_of_a_day_is_kept_and_not_current(programme: Callable[..., Folder]) -> None:
    folder = programme({**JANUARY, **FEBRUARY})
    made = folder.built()
    earlier = folder.build(as_of="2025-02-15")
    assert earlier.manifest
    assert not earlier.published
    assert earlier.manifest.as_of == "2025-02-15"
    assert [file.delivery for file in earlier.manifest.files] == ["2025-01-31"]
    assert folder.current() == made.id
    assert manifests.ids(folder.layout) == [earlier.manifest.id, made.id]
    with folder.edition(earlier.manifest.id) as edition:
        assert edition.run(edition.table("ledger_line")).num_rows == 2


def test_an_edition_as_of_a_day_before_everything_is_a_fault(programme: Callable[..., Folder]) -> None:
    with pytest.raises(Fault, match="nothing had been delivered by 2024-12-31"):
        programme(JANUARY).build(as_of="2024-12-31")


def test_a_file_changed_in_place_lands_again_and_the_build_says_so(programme: Callable[..., Folder]) -> None:
    folder = programme(JANUARY)
    first = folder.built()
    folder.put({"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,99,USD")})
    second = folder.build()
    (note,) = second.notes
    assert note.startswith("feeds/2025-01-31/ledger.csv: its bytes changed since it landed; it was landed again")
    assert [(str(a), d) for d, a in folder.rows("ledger_line", "document_id", "amount")] == [("99.0000", "D1")]
    assert second.manifest
    assert {first.files[0].folder, second.manifest.files[0].folder} <= {p.name for p in folder.layout.landed.iterdir()}
    assert folder.build().notes == ()


def test_a_file_that_was_only_touched_changes_nothing(programme: Callable[..., Folder]) -> None:
    folder = programme(JANUARY)
    folder.built()
    os.utime(folder.layout.feeds / "2025-01-31/ledger.csv", (1, 1))
    again = folder.build()
    assert again.unchanged
    assert again.notes == ()


def test_the_same_bytes_again_in_a_delta_feed_are_reported(programme: Callable[..., Folder]) -> None:
    again = {"2025-02-28/ledger.csv": JANUARY["2025-01-31/ledger.csv"]}
    built = programme({**JANUARY, **again}).build()
    assert built.notes == (
        "feeds/2025-02-28/ledger.csv: the same bytes as feeds/2025-01-31/ledger.csv; a delta feed gains nothing",
    )
    full = programme({**JANUARY, **again, "programme.toml": FULL}, at="full").build()
    assert full.notes == ()
    for made in (built.manifest, full.manifest):
        assert made
        share = made.share("ledger_line")
        assert share
        assert (share.landed, share.in_force, share.repeated) == (4, 2, 2)


def test_a_gap_in_a_declared_rhythm_is_reported(programme: Callable[..., Folder]) -> None:
    april = {"2025-04-30/ledger.csv": ledger("D9,2025-04-05,6410,U1,30,USD")}
    folder = programme({**JANUARY, **april, "programme.toml": settings() + 'every = "month"\n'})
    (said,) = folder.build().notes
    assert "2 months without a delivery between 2025-01-31 and 2025-04-30" in said


def test_a_feed_that_stopped_coming_is_reported_without_a_clock(programme: Callable[..., Folder]) -> None:
    feeds = settings("org_unit, unit*.csv, client, full", "ledger_line, ledger*.csv, client, delta")
    unit = "org_unit_id,name,parent_id,kind,country\nU1,One,,department,US\n"
    folder = programme({**JANUARY, "programme.toml": feeds + 'every = "month"\n', "2025-04-30/unit.csv": unit})
    (said,) = folder.build().notes
    assert "nothing has come for 3 months since 2025-01-31, while other feeds came until 2025-04-30" in said


def test_a_numbered_file_that_is_missing_is_reported_in_the_edition(programme: Callable[..., Folder]) -> None:
    feeds = settings("ledger_line, part_*.csv, client, delta") + "sequence = 'part_(\\d+)'\n"
    files = {f"2025-0{n}-28/part_{n}.csv": ledger(f"D{n},2025-0{n}-05,6410,U1,10,USD") for n in (1, 2, 4)}
    made = programme({"programme.toml": feeds, **files}).built()
    (said,) = made.notes
    assert "number 3 of its sequence did not come" in said


def test_an_unreadable_file_leaves_the_last_good_edition(programme: Callable[..., Folder]) -> None:
    folder = programme(JANUARY)
    first = folder.built()
    built = folder.put(UNREADABLE).build()
    assert built.manifest is None
    assert not built.published
    (fault,) = built.faults
    assert fault.where == "feeds/2025-02-28/ledger.csv"
    assert "document_id" in str(fault)
    assert folder.current() == first.id
    assert folder.rows("ledger_line", "document_id") == [("D1",), ("D2",)]
    folder.put(FEBRUARY)
    assert len(folder.built().files) == 2


def test_every_unreadable_file_is_named_at_once(programme: Callable[..., Folder]) -> None:
    files = {
        **JANUARY,
        **UNREADABLE,
        "2025-02-28/ledger-2.csv": "",
        "2025-02-28/ledger-3.csv": b"\x00\x01\x02\xff" * 100,
    }
    built = programme(files).build()
    assert [fault.where for fault in built.faults] == [
        "feeds/2025-02-28/ledger-2.csv",
        "feeds/2025-02-28/ledger-3.csv",
        "feeds/2025-02-28/ledger.csv",
    ]


def test_a_file_of_refused_rows_is_published_beside_good_ones_and_named(programme: Callable[..., Folder]) -> None:
    refused = {"2025-02-28/ledger.csv": ledger("D3,soon,6410,U1,30,USD", "D4,never,6410,U1,30,USD")}
    folder = programme({**JANUARY, **refused})
    built = folder.build()
    assert built.unusable == ("2025-02-28/ledger.csv",)
    assert built.published
    assert built.manifest
    assert (built.manifest.read, built.manifest.quarantined) == (4, 2)


def test_a_snapshot_of_refused_rows_does_not_say_that_everything_is_gone(programme: Callable[..., Folder]) -> None:
    refused = {"2025-02-28/ledger.csv": ledger("D1,05/01/2025,6410,U1,10,USD", "D2,06/01/2025,6410,U1,20,USD")}
    folder = programme({**JANUARY, **refused, "programme.toml": FULL})
    built = folder.build()
    assert built.unusable == ("2025-02-28/ledger.csv",)
    assert folder.rows("ledger_line", "document_id") == [("D1",), ("D2",)]
    folder.put({"2025-03-31/ledger.csv": ledger("D2,2025-01-06,6410,U1,20,USD")}).built()
    assert folder.rows("ledger_line", "document_id", "_to") == [("D2", None)]


def test_refused_rows_alone_are_kept_to_be_read_and_replace_nothing(programme: Callable[..., Folder]) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D3,soon,6410,U1,30,USD")})
    built = folder.build()
    assert built.unusable == ("2025-01-31/ledger.csv",)
    assert not built.published
    assert built.manifest
    assert (built.manifest.read, built.manifest.quarantined) == (1, 1)
    assert folder.current() is None


def test_files_that_no_feed_asks_for_are_named(programme: Callable[..., Folder]) -> None:
    built = programme({**JANUARY, "2025-01-31/readme.txt": "hello", "2025-01-31/.DS_Store": "x"}).build()
    assert built.unmatched == ("2025-01-31/readme.txt",)


def test_a_packed_file_and_a_folder_inside_are_read(programme: Callable[..., Folder]) -> None:
    packed = gzip.compress(JANUARY["2025-01-31/ledger.csv"].encode())
    folder = programme({"2025-01-31/east/ledger.csv.gz": packed})
    folder.built()
    assert folder.rows("ledger_line", "_file", "_line") == [
        ("2025-01-31/east/ledger.csv.gz", 2),
        ("2025-01-31/east/ledger.csv.gz", 3),
    ]


def test_one_build_at_a_time(programme: Callable[..., Folder]) -> None:
    folder = programme(JANUARY)
    first = folder.built()
    folder.put(FEBRUARY)
    with folder.layout.lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(Fault, match="another build of this programme is running"):
            folder.build()
    assert folder.current() == first.id
    assert folder.built().id != first.id


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"programme.toml": settings().split("[[feed]]")[0]}, r"declares no \[\[feed\]\]"),
        ({}, "no folder called feeds"),
        ({"2025-01-31/site.csv": "site_id\n"}, r"no file in feeds matches any feed \(ledger\*\.csv\)"),
    ],
)
def test_nothing_to_build_is_a_fault_with_its_next_step(
    programme: Callable[..., Folder], files: dict[str, str], says: str
) -> None:
    folder = programme(files)
    if "programme.toml" in files:
        folder.put(JANUARY)
    with pytest.raises(Fault, match=says):
        folder.build()


def test_a_folder_that_cannot_be_written_is_a_fault(programme: Callable[..., Folder]) -> None:
    folder = programme(JANUARY)
    folder.layout.derived.write_text("in the way", "utf-8")
    with pytest.raises(Fault, match="nothing can be written there"):
        folder.build()


def test_equal_inputs_make_the_same_edition_in_two_folders(programme: Callable[..., Folder]) -> None:
    first = programme({**JANUARY, **FEBRUARY}, at="one").built()
    second = programme({**FEBRUARY, **JANUARY}, at="two [copy]").built()
    assert second.id == first.id
    assert contents(second) == contents(first)
    assert second.tables == first.tables


CHANGES = {
    "a setting": {"programme.toml": settings() + "\n[policy]\ntenure_limit_months = 12\n"},
    "a comment alone": {"programme.toml": settings() + "\n# no change\n"},
    "a party's interest": {"programme.toml": settings().replace('kind = "msp"', 'kind = "msp"\nfee_basis = "fixed"')},
    "a cell": {"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,11,USD", "D2,2025-01-06,6410,U1,20,USD")},
    "another file": {"2025-01-31/ledger-2.csv": ledger("D9,2025-01-05,6410,U1,11,USD")},
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_input_makes_another_edition(programme: Callable[..., Folder], change: str) -> None:
    folder = programme(JANUARY)
    first = folder.built()
    second = folder.put(CHANGES[change]).built()
    assert (second.id == first.id) == (change == "a comment alone")


def test_rulings_are_part_of_what_an_edition_is_made_of(programme: Callable[..., Folder]) -> None:
    folder = programme(JANUARY)
    plain, ruled = (
        folder.built(),
        folder.built(rulings=Rulings(of_vendors=({"vendor_id": "V-1", "supplier_id": "S-1"},))),
    )
    assert plain.id != ruled.id
    assert (plain.rulings, bool(ruled.rulings)) == ("", True)


def test_progress_is_told_to_whoever_asks(programme: Callable[..., Folder]) -> None:
    told: list[tuple[str, int, int]] = []
    programme(JANUARY).build(progress=lambda what, done, of: told.append((what, done, of)))
    assert ("landing 2025-01-31/ledger.csv", 0, 1) in told
    assert ("building ledger_line", 0, 1) in told
    assert all(0 <= done <= of for _, done, of in told)


def test_a_refused_row_of_a_snapshot_leaves_what_stood(programme: Callable[..., Folder]) -> None:
    february = ledger("D1,soon,6410,U1,10,USD", "D3,2025-02-05,6410,U1,30,USD", ",2025-02-05,6410,U1,10,USD")
    folder = programme({**JANUARY, "2025-02-28/ledger.csv": february, "programme.toml": FULL})
    built = folder.build()
    assert folder.rows("ledger_line", "document_id") == [("D1",), ("D3",)]
    assert built.notes == (
        "feeds/2025-02-28/ledger.csv: ledger_line: 1 refused rows name their key; what stood under it stays in force",
        "feeds/2025-02-28/ledger.csv: ledger_line: 1 refused rows do not name their key; what they stood for looks "
        "ended",
    )
    march = ledger("D1,2025-01-05,6410,U1,10,USD", "D3,2025-02-05,6410,U1,30,USD")
    made = folder.put({"2025-03-31/ledger.csv": march}).built()
    share = made.share("ledger_line")
    assert share
    assert (share.landed, share.in_force, share.superseded, share.repeated) == (5, 2, 1, 2)


def test_a_waiting_row_of_a_snapshot_leaves_what_stood(programme: Callable[..., Folder]) -> None:
    unit = "org_unit_id,name,parent_id,kind,country\nU1,One,,department,US\n"
    feeds = settings("ledger_line, ledger*.csv, client, full", "org_unit, unit*.csv, client, delta")
    february = ledger("D1,2025-01-05,6410,U9,10,USD", "D3,2025-02-05,6410,U1,30,USD")
    folder = programme(
        {**JANUARY, "programme.toml": feeds, "2025-01-31/unit.csv": unit, "2025-02-28/ledger.csv": february}
    )
    folder.built()
    assert folder.rows("ledger_line", "document_id", "org_unit_id") == [("D1", "U1"), ("D3", "U1")]
    folder.put({"2025-03-31/unit.csv": unit.replace("U1,One", "U9,Nine")}).built()
    assert folder.rows("ledger_line", "document_id", "org_unit_id") == [("D1", "U9"), ("D3", "U1")]


def test_a_feed_that_becomes_a_snapshot_is_landed_anew(programme: Callable[..., Folder]) -> None:
    february = ledger("D1,soon,6410,U1,10,USD", "D3,2025-02-05,6410,U1,30,USD")
    folder = programme({**JANUARY, "2025-02-28/ledger.csv": february})
    folder.built()
    folder.put({"programme.toml": FULL}).built()
    assert folder.rows("ledger_line", "document_id") == [("D1",), ("D3",)]
