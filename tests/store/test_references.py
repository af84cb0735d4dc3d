"""References that nobody delivered: the ids that other tables name, each once, and nothing made up beside them."""

from collections.abc import Callable

from fullscore.model.org_unit import org_unit
from fullscore.model.supplier import supplier
from tests.conftest import Folder, ledger, settings

LINES = ledger("D1,2025-01-05,6410,U1,10,USD", "D2,2025-01-05,6410,U2,20,USD", "D3,2025-02-05,6410,,30,USD")
UNITS = "org_unit_id,name,parent_id,kind,country\n"


def test_each_id_is_there_once_and_the_rest_is_unknown(programme: Callable[..., Folder]) -> None:
    folder = programme({"2025-01-31/ledger.csv": LINES, "2025-02-28/ledger.csv": LINES.replace("U1", "U3")})
    share = folder.built().share("org_unit")
    assert share
    assert share.derived
    assert (share.landed, share.in_force) == (3, 3)
    columns = [column.name for column in org_unit.columns]
    ids = {row[0]: dict(zip(columns, row, strict=True)) for row in folder.rows("org_unit", *columns)}
    assert set(ids) == {"U1", "U2", "U3"}
    for id, row in ids.items():
        assert row.pop("name") == row.pop("org_unit_id") == id
        assert set(row.values()) == {None}


def test_an_unknown_affiliation_is_never_false(programme: Callable[..., Folder]) -> None:
    work = "sow_id,supplier_id,title,org_unit_id,start_date,end_date,value,currency,pricing\n"
    folder = programme(
        {
            "programme.toml": settings("sow, sow*.csv, client, full"),
            "2025-01-31/sow.csv": f"{work}W1,V1,Work,U1,2025-01-01,2025-12-31,100,USD,fixed\n",
        }
    )
    folder.built()
    assert supplier.by_name["msp_affiliated"].optional is False
    assert folder.rows("supplier", "supplier_id", "msp_affiliated", "_feed") == [("V1", None, "derived")]


def test_what_is_delivered_is_not_derived(programme: Callable[..., Folder]) -> None:
    folder = programme(
        {
            "programme.toml": settings("ledger_line, ledger*.csv, client, delta", "org_unit, unit*.csv, client, full"),
            "2025-01-31/ledger.csv": LINES,
            "2025-01-31/unit.csv": f"{UNITS}U1,One,,department,US\n",
        }
    )
    made = folder.built()
    units, lines = made.share("org_unit"), made.share("ledger_line")
    assert units
    assert lines
    assert not units.derived
    assert folder.rows("org_unit", "org_unit_id") == [("U1",)]
    assert lines.held == 1


def test_nobody_names_a_supplier_so_there_is_none(programme: Callable[..., Folder]) -> None:
    folder = programme({"2025-01-31/ledger.csv": LINES})
    assert folder.built().share("supplier") is None
    with folder.edition() as edition:
        assert not edition.has("supplier")
        assert edition.run(edition.table("supplier")).num_rows == 0


def test_the_first_delivery_of_a_reference_ends_the_derived_one(programme: Callable[..., Folder]) -> None:
    feeds = settings("ledger_line, ledger*.csv, client, delta", "org_unit, unit*.csv, client, full")
    folder = programme({"programme.toml": feeds, "2025-01-31/ledger.csv": LINES})
    folder.built()
    assert len(folder.rows("org_unit", "org_unit_id")) == 2
    folder.put({"2025-02-28/unit.csv": f"{UNITS}U1,One,,department,US\n"}).built()
    assert folder.rows("org_unit", "org_unit_id", "name") == [("U1", "One")]
    assert folder.rows("ledger_line", "document_id") == [("D1",), ("D3",)]
