"""A mapping is understood whole, or its author is told which key is wrong and what to write."""

from pathlib import Path

import pytest

from fullscore.feeds._mapping.load import load, shipped
from fullscore.model._shape import tables
from fullscore.terms.fault import Fault

TABLE = '[[table]]\nname = "role"\n[table.columns]\nrole_id = { from = ["Role"] }\n'


def parsed(tmp_path: Path, toml: str, table: str = "") -> object:
    (tmp_path / "own.toml").write_text(toml, "utf-8")
    return load("own.toml", table, tmp_path)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("", "own.toml: the mapping feeds no table. Add a [[table]]"),
        ("x = 1\n" + TABLE, "own.toml, x: the key 'x' is not known here. Use one of: id, file, table."),
        ("[file]\nskip = 1\n" + TABLE, "own.toml, file.skip: the key 'skip' is not known here"),
        ('[file]\nskip_rows = "1"\n' + TABLE, "own.toml, file.skip_rows: a whole number from 0 on is expected here"),
        ('[file]\ndecimal = ","\nthousands = ","\n' + TABLE, "own.toml, file: decimal and thousands are the same sign"),
        ('[file]\ndelimiter = "::"\n' + TABLE, "own.toml, file.delimiter: a delimiter is one character"),
        ('[file]\ndate_format = "soon"\n' + TABLE, "own.toml, file.date_format: 'soon' is no date format"),
        ('[file]\nperiod = "(x"\n' + TABLE, "own.toml, file.period: it is no regular expression"),
        ('[file]\nperiod = "x"\n' + TABLE, "own.toml, file.period: it has no group called first"),
        ('[[table]]\nname = "rolle"\n', "own.toml, table 1.name: there is no table 'rolle'. Name one of: "),
        ('[[table]]\nname = "role"\n', "own.toml, table role: it has no columns"),
        (TABLE + TABLE, "own.toml: the table role stands in it twice"),
        (TABLE + 'colour = { from = ["C"] }\n', "own.toml, table role.colour: the table role has no column 'colour'"),
        (TABLE + 'title = { form = ["T"] }\n', "own.toml, table role.title.form: the key 'form' is not known here"),
        (TABLE + "title = { }\n", "own.toml, table role.title: it comes from nowhere"),
        (TABLE + 'title = { from = ["T"], join = ["U"] }\n', "table role.title: from and join stand together"),
        (TABLE + "title = { from = [1] }\n", "own.toml, table role.title.from: a list of texts is expected here"),
        (
            TABLE + 'title = { from = ["T"], split = { pattern = "x" } }\n',
            "the pattern has 0 groups and part 1 is kept",
        ),
        (TABLE + 'title = { from = ["T"], date_format = "%Y" }\n', "title.date_format: this column holds no date"),
        (TABLE + 'title = { from = ["T"], unit = "minute" }\n', "title.unit: this column counts nothing"),
        (TABLE + 'title = { from = ["T"], pseudonym = true }\n', "title.pseudonym: a pseudonym is an id"),
        (
            TABLE + 'title = { from = ["Worker Name"] }\n',
            "table role.title: 'Worker Name' identifies a person. Add `pseud",
        ),
        (TABLE + "title = { constant = [] }\n", "own.toml, table role.title.constant: a single value is expected here"),
        (
            TABLE.replace("[table.columns]", 'where = { "E-mail" = ["x"] }\n[table.columns]'),
            "own.toml, table role: 'E-mail' identifies a person",
        ),
        (
            TABLE.replace("[table.columns]", "unpivot = { columns = [] }\n[table.columns]"),
            "own.toml, table role.unpivot: it does not say which columns",
        ),
        (
            TABLE.replace(
                "[table.columns]",
                'unpivot = { columns = ["A"], less = ["B"], name = "n", value = "v" }\n[table.columns]',
            ),
            "own.toml, table role.unpivot.less: 'B' is none of the columns",
        ),
        ("= 1", "own.toml: the mapping is not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(tmp_path: Path, toml: str, said: str) -> None:
    with pytest.raises(Fault) as fault:
        parsed(tmp_path, toml)
    assert said in str(fault.value)


def test_a_unit_must_be_known(tmp_path: Path) -> None:
    toml = '[[table]]\nname = "timesheet"\n[table.columns]\nregular_hours = { from = ["M"], unit = "parsec" }\n'
    with pytest.raises(Fault, match=r"the unit 'parsec' is not known\. Use one of: hour, minute"):
        parsed(tmp_path, toml)


@pytest.mark.parametrize(
    ("name", "table", "said"),
    [
        ("exchange", "", "a feed in the exchange format does not say which table it feeds"),
        ("exchange", "rolle", "there is no table 'rolle'"),
        (
            "nobody/nothing",
            "",
            "there is no shipped mapping 'nobody/nothing'. Use exchange, the path of a .toml, or one of",
        ),
        ("absent.toml", "", "absent.toml: there is no such mapping file"),
        ("uk/public_spend", "role", "the mapping does not feed the table role. Let the feed name one of: ledger_line"),
    ],
)
def test_a_name_that_leads_nowhere(tmp_path: Path, name: str, table: str, said: str) -> None:
    with pytest.raises(Fault) as fault:
        load(name, table, tmp_path)
    assert said in str(fault.value)


def test_a_mapping_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Fault, match="the mapping is not UTF-8 text"):
        load("own.toml", "", tmp_path)


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_mapping_is_understood_and_called_by_its_id(tmp_path: Path, name: str) -> None:
    assert load(name, "", tmp_path).name == name
    text = (Path(load.__code__.co_filename).parents[1] / "mappings" / f"{name}.toml").read_text("utf-8")
    assert f'\nid = "{name}"\n' in text


@pytest.mark.parametrize("table", tables())
def test_the_exchange_format_maps_each_table_onto_itself(tmp_path: Path, table: str) -> None:
    (share,) = load("exchange", table, tmp_path).tables
    assert [(column.name, column.headings) for column in share.columns] == [
        (name, (name,)) for name in tables()[table].by_name
    ]


def test_the_hash_says_whether_two_mappings_read_alike(tmp_path: Path) -> None:
    one = load("exchange", "role", tmp_path)
    assert one.hash == load("exchange", "role", tmp_path).hash
    assert len(one.hash) == 64
    assert one.hash != load("exchange", "site", tmp_path).hash
    (tmp_path / "own.toml").write_text("# a remark\n" + TABLE, "utf-8")
    (tmp_path / "same.toml").write_text(TABLE, "utf-8")
    (tmp_path / "other.toml").write_text(TABLE.replace("Role", "Roles"), "utf-8")
    hashes = [load(name, "", tmp_path).hash for name in ("own.toml", "same.toml", "other.toml")]
    assert hashes[0] == hashes[1] != hashes[2]
