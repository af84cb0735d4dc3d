"""What each verb of a mapping does to a file."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fullscore.store.engine import parquet
from fullscore.terms.fault import Fault


def roles(columns: str, *, table: str = "", file: str = "") -> str:
    """A mapping onto ``role`` whose other columns are constants."""
    rest = {
        "role_id": '"R"',
        "title": '"T"',
        "role_family": '"F"',
        "capability": '"C"',
        "level": "1",
        "critical": "true",
    }
    given = {line.split("=")[0].strip() for line in columns.splitlines() if line and not line.startswith(" ")}
    constants = "".join(f"{name} = {{ constant = {value} }}\n" for name, value in rest.items() if name not in given)
    return f'[file]\n{file}\n[[table]]\nname = "role"\n{table}\n[table.columns]\n{columns}\n{constants}'


def test_from_finds_a_heading_however_it_is_written(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role Number", "Role #"] }\ntitle = { from = ["JobTitle"] }')
    for head in ("Role Number,Job Title", "role_number ,JOB-TITLE", "ROLE #,job_title", "Role. number,Job  Title"):
        assert landing(f"{head}\n007,Nurse\n", toml=toml).rows("role_id, title") == [("007", "Nurse")]


def test_a_heading_written_exactly_comes_before_one_that_only_folds_alike(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role"] }')
    assert landing("Role #,Role\nno,yes\n", toml=toml).column("role_id") == ["yes"]


def test_two_headings_for_one_column_are_refused(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role", "Role ID"] }')
    with pytest.raises(Fault, match="the headings 'Role', 'Role ID' all stand for the same column"):
        landing("Role,Role ID\n1,2\n", toml=toml)


def test_constant_alone_and_beside_from(landing: Any) -> None:
    toml = roles(
        'role_id = { from = ["Role"] }\ntitle = { from = ["Title"], constant = "untitled" }\nlevel = { constant = 3 }'
    )
    assert landing("Role,Title\n1,Nurse\n2,\n", toml=toml).rows("title, level") == [("Nurse", 3), ("untitled", 3)]
    assert landing("Role\n1\n", toml=toml).rows("title, level") == [("untitled", 3)]


def test_values_translate_without_regard_to_case_and_let_others_pass(landing: Any) -> None:
    toml = roles(
        'role_id = { from = ["Role"] }\n'
        'title = { from = ["Title"], values = { "RN" = "Nurse", " lpn " = "Practical nurse", "" = "none", "x" = "" } }'
    )
    result = landing("Role,Title\n1,rn\n2, LPN\n3,\n4,Doctor\n5,X\n", toml=toml)
    assert result.column("title") == ["Nurse", "Practical nurse", "none", "Doctor"]
    assert result.faults() == [(6, "title", "X", "missing")]


def test_split_keeps_a_part_and_refuses_what_has_another_shape(landing: Any) -> None:
    toml = roles(
        'role_id = { from = ["Role"], split = { pattern = "^([A-Z]+)-([0-9]+)$", part = 2 }, constant = "none" }'
    )
    result = landing("Role\nRN-17\nRN17\nLP-3\n", toml=toml)
    assert result.column("role_id") == ["17", "3"]
    assert result.faults() == [(3, "role_id", "RN17", "not_split")]


def test_a_shape_of_which_the_group_takes_no_part_gives_nothing(landing: Any) -> None:
    split = 'split = { pattern = "^(?:closed:(.+)|active:.*)$", part = 1 }'
    toml = roles(f'role_id = {{ from = ["Role"] }}\nsoc_code = {{ join = ["State", "Code"], {split} }}')
    result = landing("Role,State,Code\n1,closed,A\n2,active,B\n3,active,\n4,,\n5,open,C\n", toml=toml)
    assert result.rows("role_id, soc_code") == [("1", "A"), ("2", None), ("3", None), ("4", None)]
    assert result.faults() == [(6, "soc_code", "open:C", "not_split")]


def test_a_joined_heading_with_an_empty_variant_may_be_left_out(landing: Any) -> None:
    toml = roles('role_id = { join = ["A", ["B", "Beta", ""]] }')
    assert landing("A,Beta\n1,2\n", toml=toml).column("role_id") == ["1:2"]
    assert landing("A,\n1,2\n", toml=toml).column("role_id") == ["1"]
    with pytest.raises(Fault, match="'A'"):
        landing("Beta,C\n1,2\n", toml=toml)


@pytest.mark.parametrize(
    "verb", ['join = ["A", "B"], separator = "|"', 'join = { headings = ["A", "B"], separator = "|" }']
)
def test_join_keeps_the_place_of_an_empty_cell(landing: Any, verb: str) -> None:
    result = landing("A,B\n1,2\n,2\n1,\n,\n", toml=roles(f"role_id = {{ {verb} }}"))
    assert result.column("role_id") == ["1|2", "|2", "1|"]
    assert result.faults() == [(5, "", "", "empty_row")]


def test_join_takes_variants_and_misses_none(landing: Any) -> None:
    toml = roles('role_id = { join = [["A", "Alpha"], "B"] }')
    assert landing("Alpha,B\n1,2\n", toml=toml).column("role_id") == ["1:2"]
    with pytest.raises(Fault, match="'A or Alpha'"):
        landing("B,C\n1,2\n", toml=toml)


def test_units_are_converted_exactly(landing: Any) -> None:
    toml = (
        '[file]\ndate_format = "%d.%m.%Y"\n[[table]]\nname = "timesheet"\n[table.columns]\n'
        'timesheet_id = { from = ["T"] }\nassignment_id = { from = ["T"] }\nweek_ending = { from = ["W"] }\n'
        'regular_hours = { from = ["Minutes"], unit = "minute" }\namount = { from = ["Pence"], unit = "cent" }\n'
        'currency = { constant = "GBP" }\nstatus = { constant = "approved" }\n'
    )
    result = landing("T,W,Minutes,Pence\n1,31.01.2025,2250,1234567890123457\n", toml=toml)
    assert result.rows("week_ending, regular_hours, amount") == [
        (date(2025, 1, 31), Decimal("37.50"), Decimal("12345678901234.57"))
    ]


def test_a_column_may_have_a_date_format_of_its_own(landing: Any) -> None:
    toml = (
        '[file]\ndate_format = "%d/%m/%Y"\n[[table]]\nname = "budget"\n[table.columns]\n'
        'org_unit_id = { from = ["U"] }\nmonth = { from = ["M"], date_format = "Mon yyyy" }\n'
        'category = { constant = "x" }\namount = { from = ["A"] }\ncurrency = { constant = "USD" }\n'
    )
    assert landing("U,M,A\n1,Mar 2025,5\n", toml=toml).column("month") == [date(2025, 3, 1)]


def test_where_takes_rows_and_the_others_are_kept_as_untaken(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role"] }', table='where = { "Kind" = ["Job", ""], "State" = ["open"] }')
    result = landing("Role,Kind,State\n1,job,OPEN\n2,,open\n3,task,open\n4,Job,closed\n5,job\n", toml=toml)
    assert result.column("role_id") == ["1", "2"]
    assert (result.receipt.rows, result.share.read, result.receipt.untaken) == (5, 2, 3)
    untaken = result.engine.rows(
        f"SELECT _line, _faults FROM {parquet(result.folder / 'untaken.parquet')} ORDER BY _line"
    )
    assert [(line, faults[0]["column"], faults[0]["value"], faults[0]["reason"]) for line, faults in untaken] == [
        (4, "Kind", "task", "not_taken"),
        (5, "Kind", "Job", "not_taken"),
        (6, "", "2 instead of 3", "wrong_number_of_fields"),
    ]


def test_where_over_plain_text_needs_no_second_reader(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role"] }', table='where = { "Kind" = ["job"] }')
    result = landing("Role,Kind\n1,job\n2,task\n3,job\n", toml=toml)
    assert result.rows("role_id, _line") == [("1", 2), ("3", 4)]
    assert (result.receipt.rows, result.receipt.untaken) == (3, 1)


def test_nothing_untaken_leaves_no_file(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role"] }', table='where = { "Kind" = ["job"] }')
    result = landing("Role,Kind\n1,job\n", toml=toml)
    assert result.receipt.untaken == 0
    assert not (result.folder / "untaken.parquet").exists()


@pytest.mark.parametrize("columns", ['["Rate ST", "Rate OT"]', '"rate .*"'])
def test_unpivot_gives_a_row_for_each_filled_column(landing: Any, columns: str) -> None:
    toml = roles(
        'role_id = { join = ["Role", "Pay code"] }\ntitle = { from = ["Pay rate"] }',
        table=f'unpivot = {{ columns = {columns}, name = "Pay code", value = "Pay rate" }}',
    )
    result = landing("Role,Rate ST,Rate OT\nR1,10,15\nR2,,20\nR3,,\nR4,x,y,z\n", toml=toml)
    assert result.rows("role_id, title, _line") == [
        ("R1:Rate ST", "10", 2),
        ("R1:Rate OT", "15", 2),
        ("R2:Rate OT", "20", 3),
    ]
    assert result.reasons() == [("", "wrong_number_of_fields")]
    assert (result.receipt.rows, result.share.read, result.receipt.untaken) == (4, 4, 1)
    assert result.receipt.unknown_headings == ()


def test_an_unpivoted_heading_may_have_variants_of_which_rows_bear_the_first(landing: Any) -> None:
    toml = roles(
        'role_id = { join = ["Role", "Pay code"] }\ntitle = { from = ["Pay rate"] }',
        table='unpivot = { columns = [["Rate ST", "Std Rt"], "Rate OT"], name = "Pay code", value = "Pay rate" }',
    )
    rows = [("R1:Rate ST", "10", 2), ("R1:Rate OT", "15", 2)]
    assert landing("Role,std rt,RATE OT\nR1,10,15\n", toml=toml).rows("role_id, title, _line") == rows


def test_unpivot_without_its_columns_is_refused(landing: Any) -> None:
    toml = roles('role_id = { from = ["N"] }', table='unpivot = { columns = "rate .*", name = "N", value = "V" }')
    with pytest.raises(Fault, match="it has none of the columns to unpivot"):
        landing("Role\n1\n", toml=toml)


def test_order_by_orders_revisions_by_number_or_date(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role"] }', table='order_by = ["Sequence"]', file='date_format = "%d/%m/%Y"')
    result = landing("Role,Sequence\n1,2\n1,10\n1,\n1,later\n", toml=toml)
    assert sorted(result.column("_revision"), key=lambda r: (r is None, r)) == [2, 10, None]
    assert result.faults() == [(5, "Sequence", "later", "no_revision")]
    dated = landing("Role,Sequence\n1,31/01/2025\n1,01/02/2025\n", toml=toml).column("_revision")
    assert dated[0] < dated[1]


def test_first_by_lets_the_first_row_win(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role"] }', table='first_by = ["Role"]')
    result = landing("Role\n1\n1\n2\n", toml=toml)
    assert result.rows("role_id, _line, _revision") == [("1", 2, -2), ("1", 3, -3), ("2", 4, -4)]
    quoted = landing('Role\n"1"\n"1\n"\n', toml=toml)
    assert quoted.rows("_line, _revision") == [(2, -2), (3, -3)]


def test_the_first_row_of_the_highest_revision_wins_where_both_are_named(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role"] }', table='order_by = ["Sequence"]\nfirst_by = ["Role"]')
    result = landing("Role,Sequence\n1,2\n1,10\n1,10\n1,\n1,later\n", toml=toml)
    order = dict(result.rows("_revision, _line"))
    assert [order[revision] for revision in sorted(order, reverse=True)] == [3, 4, 2, 5]
    assert result.faults() == [(6, "Sequence", "later", "no_revision")]


def test_one_file_may_feed_several_tables(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role"] }') + (
        '[[table]]\nname = "org_unit"\nwhere = { "Unit" = ["U1"] }\n[table.columns]\n'
        'org_unit_id = { from = ["Unit"] }\n'
        'name = { from = ["Unit"] }\nkind = { constant = "department" }\ncountry = { constant = "us" }\n'
    )
    result = landing("Role,Unit,Note\n1,U1,x\n2,,y\n", toml=toml)
    assert result.column("role_id", "role") == ["1", "2"]
    assert result.rows("org_unit_id, country", "org_unit") == [("U1", "US")]
    assert (result.receipt.rows, result.receipt.untaken) == (2, 0)
    assert result.receipt.unknown_headings == ("Note",)
    only = landing("Role,Unit,Note\n1,U1,x\n2,,y\n", toml=toml, table="role")
    assert [share.table for share in only.receipt.tables] == ["role"]
    assert only.receipt.unknown_headings == ("Note",)


def test_id_prefix_goes_before_ids_of_this_programmes_rows_only(landing: Any) -> None:
    head = "document_id,line_no,vendor_id,vendor_name,posted_at,gl_account,org_unit_id,amount,currency\n"
    result = landing(head + "D1,1,V1,V,2025-01-03,6410,U1,5,USD\nD2,1,V1,V,2025-01-03,6410,,5,USD\n",
                     table="ledger_line", id_prefix="A-")  # fmt: skip
    assert result.rows("document_id, vendor_id, gl_account, org_unit_id, currency") == [
        ("A-D1", "V1", "6410", "A-U1", "USD"),
        ("A-D2", "V1", "6410", None, "USD"),
    ]
    rates = landing("currency,on,rate\nEUR,2025-01-03,1.1\n", table="fx_rate", id_prefix="A-")
    assert rates.column("currency") == ["EUR"]


def test_aside_headings_are_no_news(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role"] }', file='aside = ["Cap or Rev"]')
    assert landing("Role,cap_or_rev,Other\n1,x,y\n", toml=toml).receipt.unknown_headings == ("Other",)


def test_a_star_stands_for_every_other_word_and_for_no_empty_cell(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role"] }\ntitle = { from = ["T"], values = { "a" = "A", "*" = "other" } }')
    result = landing("Role,T\n1,a\n2,b\n3,*\n4,\n", toml=toml)
    assert result.column("title") == ["A", "other", "other"]
    assert result.faults() == [(5, "title", "", "missing")]
    toml = roles('role_id = { from = ["Role"] }\ntitle = { from = ["T"], values = { "" = "none", "*" = "some" } }')
    assert landing("Role,T\n1,a\n2,\n", toml=toml).column("title") == ["some", "none"]


def test_unpivot_turns_the_sign_of_what_is_taken_off(landing: Any) -> None:
    toml = (
        '[file]\nthousands = ","\n[[table]]\nname = "invoice_line"\n'
        'unpivot = { columns = ["Bill", "Rebate"], less = ["Rebate"], name = "What", value = "Worth" }\n'
        '[table.columns]\ninvoice_id = { from = ["No"] }\namount = { from = ["Worth"] }\n'
        'line_no = { from = ["What"], values = { "Bill" = "1", "Rebate" = "2" } }\ninvoiced_at = { from = ["On"] }\n'
    )
    rebates = ["5", '"1,234.50"', "-5", "5-", "(5)", "$5", "-$5", "+5", "0.00", "1-2"]
    text = "No,On,BILL,rebate\n" + "".join(f"{n},2025-01-03,,{rebate}\n" for n, rebate in enumerate(rebates))
    result = landing(text, toml=toml)
    worth = ["-5", "-1234.50", "5", "5", "5", "-5", "5", "-5", "0"]
    assert result.column("amount") == [Decimal(amount) for amount in worth]
    assert result.faults() == [(11, "amount", "1-2", "not_a_number")]


def test_hexadecimal_digits_number_a_line(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role"] }\nlevel = { from = ["L"], unit = "hexadecimal" }')
    result = landing("Role,L\n1,ff\n2,0A\n3,fg\n4,123456789abcdef\n5,1123456789abcdef\n", toml=toml)
    assert result.column("level") == [255, 10, 0x123456789ABCDEF]
    assert result.reasons() == [("level", "not_a_whole_number")] * 2


def test_a_condition_that_allows_the_empty_cell_allows_the_absent_heading(landing: Any) -> None:
    toml = roles('role_id = { from = ["Role"] }', table='where = { "Kind" = ["job", ""] }')
    assert landing("Role\n1\n2\n", toml=toml).column("role_id") == ["1", "2"]
    result = landing("Role,Kind\n1,job\n2,task\n3,\n", toml=toml)
    assert (result.column("role_id"), result.receipt.untaken) == (["1", "3"], 1)
    with pytest.raises(Fault, match="'Kind'"):
        landing("Role\n1\n", toml=toml.replace(', ""]', "]"))


def test_one_damaged_piece_damages_a_joined_id(landing: Any) -> None:
    toml = roles('role_id = { join = ["A", "B"], separator = "|" }')
    result = landing("A,B\nX,5.1E+09\n5E+9,Y\nE+9,Y\nX,1E+9b\n", toml=toml)
    assert [line for line, _, _, reason in result.faults() if reason == "excel_damaged_id"] == [2, 3]
    assert result.column("role_id") == ["E+9|Y", "X|1E+9b"]
