"""Figures with what they do not hold: refused files, rows that wait, missing rates, tables that nobody delivers."""

from collections.abc import Callable

from fullscore.run.figures import ask, figures
from fullscore.terms.figure import Figures
from fullscore.terms.period import Month
from tests.conftest import LEDGER, Folder, ledger, settings

JANUARY = {"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD", "D2,2025-02-06,6410,U1,20,USD")}


def asked(folder: Folder, *by: str, first: str = "", last: str = "", **chosen: str) -> Figures:
    span = {"first": Month.parse(first) if first else None, "last": Month.parse(last) if last else None}
    with folder.edition() as edition:
        return figures(edition, ask("spend", by=by, chosen=chosen, **span))  # type: ignore[arg-type]


def built(folder: Folder) -> Folder:
    folder.built()
    return folder


def test_a_figure_names_what_it_is(programme: Callable[..., Folder]) -> None:
    folder = built(programme(JANUARY))
    found = asked(folder, "month")
    assert (found.measure, found.unit, found.currency) == ("spend", "currency", "USD")
    assert (found.edition, found.as_of, found.by) == (folder.current(), "2025-01-31", ("month",))
    assert [(row.where, row.estimate.value, row.estimate.n, row.why) for row in found.rows] == [
        ((("month", "2025-01"),), 10.0, 1, None),
        ((("month", "2025-02"),), 20.0, 1, None),
    ]
    assert all(row.estimate.low == row.estimate.high == row.estimate.value for row in found.rows)
    assert found.notes == ("All ledger accounts are counted, since [policy] in_scope_gl_accounts names none.",)


def test_accounts_in_scope_are_those_that_the_policy_names(programme: Callable[..., Folder]) -> None:
    toml = {"programme.toml": settings(more='\n[policy]\nin_scope_gl_accounts = ["6420"]\n')}
    lines = ledger("D1,2025-01-05,6410,U1,10,USD", "D2,2025-01-06,6420,U1,20,USD")
    found = asked(built(programme({"2025-01-31/ledger.csv": lines, **toml})))
    assert [(row.estimate.value, row.estimate.n) for row in found.rows] == [(20.0, 1)]
    assert found.notes == ()


def test_the_evidence_is_as_strong_as_whoever_keeps_the_records(programme: Callable[..., Folder]) -> None:
    kept_by_client = asked(built(programme(JANUARY)))
    assert kept_by_client.evidence.grade == "independent"
    toml = {"programme.toml": settings("ledger_line, ledger*.csv, msp, delta")}
    assert asked(built(programme({**JANUARY, **toml}, at="msp"))).evidence.grade == "recomputed"


def test_refused_rows_are_named_with_what_they_came_to(programme: Callable[..., Folder]) -> None:
    rows = ["D3,soon,6410,U1,30.25,USD", "D4,soon,6410,U1,40,USD"]
    found = asked(built(programme({**JANUARY, "2025-02-28/ledger.csv": ledger(*rows)})), "month")
    assert found.notes[1:] == (
        "2 rows (amounts as delivered: 70.25) in 2025-02-28/ledger.csv (its months are not known) were refused and "
        "not counted here.",
    )


def test_one_refused_row_is_one_row(programme: Callable[..., Folder]) -> None:
    found = asked(built(programme({**JANUARY, "2025-02-28/ledger.csv": ledger("D3,soon,6410,U1,,USD")})))
    assert found.notes[1:] == (
        "1 row in 2025-02-28/ledger.csv (its months are not known) was refused and not counted here.",
    )


def test_rows_that_wait_are_named(programme: Callable[..., Folder]) -> None:
    toml = settings("ledger_line, ledger*.csv, client, delta", "org_unit, unit*.csv, client, full")
    units = "org_unit_id,name,parent_id,kind,country\nU2,Two,,department,US\n"
    found = asked(built(programme({**JANUARY, "programme.toml": toml, "2025-01-31/unit.csv": units})))
    assert "2 rows of ledger_line wait in quarantine and are not counted." in found.notes
    (row,) = found.rows
    assert (row.estimate.value, row.estimate.n, row.why) == (None, 0, "Nothing was counted.")


def test_rows_without_a_rate_are_counted_as_left_out(programme: Callable[..., Folder]) -> None:
    rows = ["D1,2025-01-05,6410,U1,10,USD", "D2,2025-01-06,6410,U1,20,XAU", "D3,2025-03-06,6410,U1,20,XAU"]
    folder = built(programme({"2025-01-31/ledger.csv": ledger(*rows)}))
    assert asked(folder).notes[1:] == ("2 rows of ledger_line have no exchange rate for their day and are left out.",)
    january = asked(folder, "month", last="2025-02")
    assert january.notes[1:] == ("1 rows of ledger_line have no exchange rate for their day and are left out.",)
    assert [(row.estimate.value, row.estimate.n) for row in january.rows] == [(10.0, 1)]
    march = asked(folder, "month", first="2025-03")
    assert [(row.estimate.value, row.estimate.n, row.why) for row in march.rows] == [(None, 0, "Nothing was counted.")]


def test_a_table_of_which_every_row_was_refused_was_delivered(programme: Callable[..., Folder]) -> None:
    toml = settings("ledger_line, ledger*.csv, client, delta", "invoice_line, invoice*.csv, msp, delta")
    invoices = "invoice_id,line_no,supplier_id,kind,amount,currency,invoiced_at\nI1,1,S1,labour,10,USD,soon\n"
    folder = built(programme({**JANUARY, "programme.toml": toml, "2025-01-31/invoice.csv": invoices}))
    found = asked(folder, source="invoices")
    assert [row.why for row in found.rows] == ["Nothing was counted."]
    assert "1 row (amounts as delivered: 10.00) in 2025-01-31/invoice.csv" in found.notes[0]


def test_a_table_that_nobody_delivers_is_named(programme: Callable[..., Folder]) -> None:
    folder = built(programme(JANUARY))
    (row,) = asked(folder, source="invoices").rows
    assert (row.where, row.estimate.value, row.estimate.n) == ((), None, 0)
    assert row.why == "No feed delivers invoice_line."
    assert asked(folder, "month", source="invoices").rows == ()


def test_a_span_without_a_row_counts_nothing(programme: Callable[..., Folder]) -> None:
    (row,) = asked(built(programme(JANUARY)), first="2030-01").rows
    assert (row.estimate.value, row.estimate.n, row.why) == (None, 0, "Nothing was counted.")


def test_a_line_without_a_unit_is_under_the_unknown_one(programme: Callable[..., Folder]) -> None:
    lines = f"{LEDGER}\nD1,1,V,A,2025-01-05,6410,,10,USD\nD2,1,V,A,2025-01-05,6410,U1,20,USD\n"
    found = asked(built(programme({"2025-01-31/ledger.csv": lines})), "org_unit")
    assert [(row.where[0][1], row.estimate.value) for row in found.rows] == [("U1", 20.0), (None, 10.0)]
