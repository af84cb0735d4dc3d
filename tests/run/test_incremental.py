"""The incremental law: whatever happened on the way, an edition holds what one build of everything at once holds."""

import random
import shutil
from collections.abc import Callable

import pytest

from fullscore.store.manifest import Manifest
from tests.conftest import LEDGER, Folder, contents, ledger, settings

UNITS, SITES = ["U1", "U2", "U3", "U4"], ["S1", "S2"]
ZONES = ["America/New_York", "Europe/London", "UTC"]
DAYS = ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"]
HEADINGS = {
    "org_unit": "org_unit_id,name,parent_id,kind,country",
    "site": "site_id,name,country,subdivision,time_zone",
    "fx_rate": "currency,on,rate",
    "assignment": (
        "assignment_id,requisition_id,submittal_id,worker_id,supplier_id,role_id,org_unit_id,site_id,"
        "hiring_manager_id,resource_type,start_date,planned_end,bill_rate,currency,rate_unit"
    ),
    "timesheet": "timesheet_id,assignment_id,week_ending,regular_hours,amount,currency,submitted_at,status",
    "ledger_line": LEDGER,
}


class World:
    """What may happen to a programme folder, drawn from a seed: files come, come late, change or are taken back."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.tables = ["ledger_line", *self.draw.sample([t for t in HEADINGS if t != "ledger_line"], 4)]
        self.full = {table: self.draw.random() < 0.4 for table in self.tables}
        self.files: dict[str, str] = {}
        self.rates = ""
        self.pattern = "*"

    def settings(self) -> str:
        feeds = [
            f"{table}, {table}{self.pattern}.csv, client, {'full' if self.full[table] else 'delta'}"
            for table in sorted(self.tables)
        ]
        return settings(*feeds, more=self.rates)

    def step(self, day: str) -> None:
        """One delivery, and sometimes something that should not happen but does."""
        for table in self.draw.sample(self.tables, self.draw.randint(1, len(self.tables))):
            self.files[f"{day}/{table}.csv"] = self.file(table)
        if self.draw.random() < 0.3:
            self.files[f"{day}/ledger_line-2.csv"] = self.file("ledger_line")
        if self.draw.random() < 0.2:
            late = self.draw.choice(self.tables)
            self.files[f"{day[:7]}-05/{late}.csv"] = self.file(late)
        if self.draw.random() < 0.2:
            name = self.draw.choice(sorted(self.files))
            self.files[name] = self.file(name.split("/")[1].split(".")[0].split("-")[0])
        if self.draw.random() < 0.15 and len(self.files) > 3:
            del self.files[self.draw.choice(sorted(self.files))]
        if self.draw.random() < 0.15:
            self.rates = self.draw.choice(["", "\n[fx]\nEUR = 1.1\n"])
        if self.draw.random() < 0.15:
            self.pattern = self.draw.choice(["*", "**"])

    def file(self, table: str) -> str:
        rows = [getattr(self, table)() for _ in range(self.draw.randint(1, 6))]
        return "\n".join([HEADINGS[table], *rows]) + "\n"

    def one(self, *options: str) -> str:
        return self.draw.choice(options)

    def org_unit(self) -> str:
        return f"{self.one(*UNITS)},{self.one('a', 'b')},{self.one('', *UNITS)},department,US"

    def site(self) -> str:
        return f"{self.one(*SITES)},x,US,,{self.one(*ZONES)}"

    def fx_rate(self) -> str:
        return f"EUR,2025-0{self.draw.randint(1, 4)}-0{self.draw.randint(1, 9)},1.{self.draw.randint(0, 9)}"

    def assignment(self) -> str:
        ids = f"A{self.draw.randint(1, 5)},,,W,V,R,{self.one(*UNITS)},{self.one(*SITES)},M"
        return f"{ids},temp,2025-01-0{self.draw.randint(1, 9)},2025-06-30,10.00,{self.one('USD', 'EUR')},hour"

    def timesheet(self) -> str:
        hour = f"2025-0{self.draw.randint(1, 4)}-{self.draw.randint(10, 28)}T{self.draw.randint(10, 23)}:30:00Z"
        week = f"2025-0{self.draw.randint(1, 4)}-1{self.draw.randint(0, 9)}"
        ids = f"T{self.draw.randint(1, 6)},A{self.draw.randint(1, 5)}"
        return f"{ids},{week},8,{self.draw.randint(1, 3)}0.00,{self.one('USD', 'EUR')},{hour},approved"

    def ledger_line(self) -> str:
        day = f"2025-0{self.draw.randint(1, 4)}-1{self.draw.randint(0, 9)}"
        money = f"{self.draw.randint(1, 3)}0.00,{self.one('USD', 'EUR', 'XAU')}"
        wrong = self.one(day, day, day, day, day, day, day, "soon")
        return f"D{self.draw.randint(1, 6)},1,V,Acme,{wrong},6410,{self.one('', *UNITS)},{money}"


def brought(folder: Folder, world: World) -> Folder:
    """Make the folder hold exactly what the world holds now."""
    shutil.rmtree(folder.layout.feeds, ignore_errors=True)
    return folder.put({"programme.toml": world.settings(), **world.files})


def told(manifest: Manifest) -> dict[str, tuple[int, ...]]:
    return {s.table: (s.landed, s.in_force, s.superseded, s.repeated, s.held, s.without_base) for s in manifest.tables}


@pytest.mark.parametrize("seed", [106, 120, 125, 147])
def test_step_by_step_equals_all_at_once(programme: Callable[..., Folder], seed: int) -> None:
    world = World(seed)
    grown = programme({}, at="grown")
    for day in DAYS:
        world.step(day)
        made = brought(grown, world).built()
    anew = brought(programme({}, at="whole"), world).built()
    assert told(made) == told(anew)
    assert contents(made) == contents(anew)
    assert made.id == anew.id


def test_what_is_derived_can_be_deleted_and_made_again(programme: Callable[..., Folder]) -> None:
    world = World(7)
    world.step(DAYS[0])
    folder = brought(programme({}), world)
    made = folder.built()
    shutil.rmtree(folder.layout.derived)
    anew = folder.built()
    assert (anew.id, contents(anew), told(anew)) == (made.id, contents(made), told(made))


UNIT_FEEDS = settings("ledger_line, ledger*.csv, client, delta", "org_unit, unit*.csv, client, delta")


def units(*ids: str) -> str:
    return "\n".join([HEADINGS["org_unit"], *(f"{id},{id},,department,US" for id in ids)]) + "\n"


def test_a_row_whose_parent_comes_later_takes_its_place(programme: Callable[..., Folder]) -> None:
    folder = programme(
        {
            "programme.toml": UNIT_FEEDS,
            "2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD", "D2,2025-01-05,6410,U2,20,USD"),
            "2025-01-31/unit.csv": units("U1"),
        }
    )
    assert told(folder.built())["ledger_line"] == (2, 1, 0, 0, 1, 0)
    assert folder.rows("ledger_line", "document_id") == [("D1",)]
    folder.put({"2025-02-28/unit.csv": units("U2")})
    assert told(folder.built())["ledger_line"] == (2, 2, 0, 0, 0, 0)
    assert folder.rows("ledger_line", "document_id") == [("D1",), ("D2",)]


def test_a_row_whose_parent_is_taken_back_waits_again(programme: Callable[..., Folder]) -> None:
    folder = programme(
        {
            "programme.toml": UNIT_FEEDS,
            "2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD", "D2,2025-01-05,6410,U2,20,USD"),
            "2025-01-31/unit.csv": units("U1", "U2"),
        }
    )
    assert told(folder.built())["ledger_line"] == (2, 2, 0, 0, 0, 0)
    folder.put({"2025-01-31/unit.csv": units("U1"), "2025-02-28/ledger.csv": ledger("D3,2025-02-05,6410,U1,30,USD")})
    assert told(folder.built())["ledger_line"] == (3, 2, 0, 0, 1, 0)


def test_a_month_that_a_delivery_does_not_touch_keeps_its_file(programme: Callable[..., Folder]) -> None:
    folder = programme(
        {"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD", "D2,2025-02-05,6410,U1,20,USD")}
    )
    first = folder.built().share("ledger_line")
    folder.put({"2025-02-28/ledger.csv": ledger("D3,2025-02-06,6410,U1,30,USD", "D4,2025-03-06,6410,U1,40,USD")})
    second = folder.built().share("ledger_line")
    assert first is not None
    assert second is not None
    january = first.parts[0]
    assert [part.file.split("/")[1][:7] for part in second.parts] == ["2025-01", "2025-02", "2025-03"]
    assert second.parts[0] == january
    assert first.parts[1] not in second.parts
