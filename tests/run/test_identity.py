"""Who is who in editions: built from delivered tables, shared, left out where nothing can be seen."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from fullscore.run.identity import who_is_who
from fullscore.terms.fault import Fault
from tests.conftest import LEDGER, Folder, ledger, settings

LINES = "\n".join(
    [
        LEDGER,
        "D-1,1,V-1,ORRERY LTD,2025-01-15,6410,CC-01,100.00,USD",
        "D-2,1,V-1,ORRERY LTD,2025-01-16,6410,CC-1,50.00,USD",
        "D-3,1,V-2,Kerb Stone,2025-01-16,6410,CC-2,900.00,USD",
        "D-4,1,V-2,Kerb Stone,2025-01-16,9999,CC-2,900.00,USD\n",
    ]
)
SUPPLIER = "supplier_id,name,msp_affiliated,country,status\nS-1,Orrery,false,US,active\n"
UNITS = "org_unit_id,name,parent_id,kind,country\nCC-1,Nursing,,cost_centre,US\nCC-2,Pharmacy,,cost_centre,US\n"
HEADS = "assignment_id,worker_id,supplier_id,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,start_date,"
HEADS += "planned_end,end_date,bill_rate,currency,rate_unit,converted_employee_id\n"
WORK = HEADS + "".join(
    f"A-{n},W-{n},S-1,R-1,CC-1,P-1,M-1,temp,2024-0{n}-01,2024-0{n}-20,2024-0{n}-20,40,USD,hour,{employee}\n"
    for n, employee in ((1, "E-1"), (2, "E-1"), (3, ""))
)
FEEDS = settings(
    "ledger_line, ledger*.csv, client, delta",
    "supplier, supplier*.csv, msp, full",
    "org_unit, org_unit*.csv, client, full",
    "assignment, assignment*.csv, msp, full",
    more='\n[policy]\nin_scope_gl_accounts = ["6410"]\n',
)


@pytest.fixture
def folder(programme: Callable[..., Folder]) -> Folder:
    files = {"ledger.csv": LINES, "supplier.csv": SUPPLIER, "org_unit.csv": UNITS, "assignment.csv": WORK}
    made = programme({"programme.toml": FEEDS, **{f"2025-01-31/{name}": text for name, text in files.items()}})
    made.build()
    return made


def test_vendors_stand_with_what_hangs_on_them(folder: Folder) -> None:
    with folder.edition() as edition:
        found = who_is_who(edition)
    # A line that waits in quarantine is no spend yet, nor is one of an account out of scope.
    assert [(v["vendor_id"], v["supplier_id"], v["supplier_name"], float(v["spend"])) for v in found.vendors] == [
        ("V-2", None, None, 900.0),
        ("V-1", "S-1", "Orrery", 50.0),
    ]
    assert found.notes == ()


def test_worker_ids_of_one_person_are_a_chain(folder: Folder) -> None:
    assert folder.rows("worker_chain", "worker_id", "chain_id", "via") == [
        ("W-1", "W-1", None), ("W-2", "W-1", "employee"),
    ]  # fmt: skip


def test_a_code_that_holds_rows_back_is_recognised(folder: Folder) -> None:
    assert folder.rows("org_unit_match", "finance_id", "org_unit_id", "state") == [("CC-01", "CC-1", "matched")]


def test_a_ledger_alone_has_nobody_to_be_matched_with(programme: Callable[..., Folder]) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D-1, 2025-01-15, 6410, D1, 5, USD")})
    assert folder.built().share("vendor_match") is None
    with folder.edition() as edition:
        found = who_is_who(edition)
        assert edition.run(edition.table("vendor_match").count().name("n").as_table()).to_pylist() == [{"n": 0}]
    assert found.vendors == ()
    assert found.notes == ("No vendor can be matched: there is no row of supplier.",)


def test_an_edition_from_before_says_what_to_do(folder: Folder) -> None:
    with folder.edition() as edition:
        kept = tuple(share for share in edition.manifest.tables if share.table != "vendor_match")
        edition.manifest = replace(edition.manifest, tables=kept)
        with pytest.raises(Fault, match=r"built before vendors were matched. Run `fullscore build`"):
            who_is_who(edition)


def test_a_table_that_is_computed_cannot_be_delivered(programme: Callable[..., Folder]) -> None:
    folder = programme({"programme.toml": settings("vendor_match, v*.csv, client, full"), "2025-01-31/v.csv": "a\n1\n"})
    with pytest.raises(Fault, match="vendor_match"):
        folder.build()
