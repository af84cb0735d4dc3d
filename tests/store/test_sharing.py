"""Editions share what did not change: a delivery of one table leaves the files of another as they are."""

from collections.abc import Callable

from fullscore.store.manifest import Manifest
from tests.conftest import Folder, ledger, settings

UNITS = "org_unit_id,name,parent_id,kind,country\n"
RATES = "currency,on,rate\n"
FEEDS = settings(
    "ledger_line, ledger*.csv, client, delta",
    "org_unit, unit*.csv, client, delta",
    "fx_rate, fx*.csv, client, delta",
)
JANUARY = {
    "programme.toml": FEEDS,
    "2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,EUR", "D2,2025-02-05,6410,U1,20,USD"),
    "2025-01-31/unit.csv": f"{UNITS}U1,One,,department,US\n",
    "2025-01-31/fx.csv": f"{RATES}EUR,2025-01-03,2.0\n",
}


def files(folder: Folder, manifest: Manifest, table: str) -> dict[str, tuple[int, int]]:
    """The files of a table: inode and time of writing by name."""
    share = manifest.share(table)
    assert share is not None
    found = {part.file: (folder.layout.parts / part.file).stat() for part in share.all}
    return {file: (stat.st_ino, stat.st_mtime_ns) for file, stat in found.items()}


def test_a_delivery_of_one_table_leaves_the_files_of_another(programme: Callable[..., Folder]) -> None:
    folder = programme(JANUARY)
    first = folder.built()
    before = {table: files(folder, first, table) for table in ("ledger_line", "org_unit", "fx_rate")}
    folder.put({"2025-02-28/unit.csv": f"{UNITS}U2,Two,,department,US\n"})
    second = folder.built()
    assert second.id != first.id
    assert files(folder, second, "ledger_line") == before["ledger_line"]
    assert files(folder, second, "fx_rate") == before["fx_rate"]
    assert files(folder, second, "org_unit") != before["org_unit"]


def test_a_new_rate_changes_the_months_that_use_it_and_no_other(programme: Callable[..., Folder]) -> None:
    folder = programme(JANUARY)
    january, february = files(folder, folder.built(), "ledger_line").items()
    folder.put({"2025-02-28/fx.csv": f"{RATES}EUR,2025-01-04,3.0\n"})
    after = files(folder, folder.built(), "ledger_line")
    assert february[0] in after
    assert january[0] not in after
    assert after[february[0]] == february[1]


def test_a_delivery_that_repeats_everything_adds_no_part(programme: Callable[..., Folder]) -> None:
    folder = programme({**JANUARY, "programme.toml": FEEDS.replace('"delta"', '"full"')})
    first = folder.built()
    before = {table: files(folder, first, table) for table in ("ledger_line", "org_unit", "fx_rate")}
    later = {name.replace("2025-01-31", "2025-02-28"): text for name, text in JANUARY.items() if "/" in name}
    second = folder.put(later).built()
    assert second.id != first.id
    assert {table: files(folder, second, table) for table in before} == before
    share = second.share("ledger_line")
    assert share is not None
    assert (share.landed, share.in_force, share.repeated) == (4, 2, 2)


def test_a_part_that_is_gone_is_made_again(programme: Callable[..., Folder]) -> None:
    folder = programme(JANUARY)
    first = folder.built()
    lost, kept = files(folder, first, "ledger_line")
    (folder.layout.parts / lost).unlink()
    folder.put({"2025-02-28/unit.csv": f"{UNITS}U2,Two,,department,US\n"})
    assert set(files(folder, folder.built(), "ledger_line")) == {lost, kept}
    assert folder.rows("ledger_line", "document_id") == [("D1",), ("D2",)]


def test_other_settings_that_shape_no_table_share_every_part(programme: Callable[..., Folder]) -> None:
    folder = programme(JANUARY)
    first = folder.built()
    second = folder.put({"programme.toml": FEEDS + "\n[policy]\ntenure_limit_months = 12\n"}).built()
    assert second.id != first.id
    assert second.tables == first.tables
