"""Laws that every declaration of a canonical table obeys, whichever tables there are."""

import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from fullscore.model._shape import Column, Kind, Table, tables

ALL = list(tables().values())
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

each_table = pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)


def column_of(table: Table, names: tuple[str, ...]) -> Iterator[Column]:
    return (table.by_name[name] for name in names)


@each_table
def test_a_key_names_a_row_whatever_its_optional_columns_hold(table: Table) -> None:
    assert table.key
    for column in column_of(table, table.key):
        assert not column.optional or column.key_default is not None


@each_table
def test_an_empty_cell_stands_for_something_only_in_a_key(table: Table) -> None:
    for column in table.columns:
        if column.key_default is not None:
            assert column.name in table.key
            assert column.optional


@each_table
def test_no_column_is_declared_twice(table: Table) -> None:
    assert len(table.by_name) == len(table.columns)


@each_table
def test_every_parent_is_a_table_whose_key_is_one_column(table: Table) -> None:
    for parent in table.parents().values():
        assert parent is tables()[parent.name]
        assert len(parent.key) == 1


@each_table
def test_only_an_id_has_a_parent(table: Table) -> None:
    for column in table.columns:
        assert column.parent is None or column.kind is Kind.id


@each_table
def test_parents_come_before_their_children(table: Table) -> None:
    order = list(tables())
    for parent in table.parents().values():
        assert order.index(parent.name) <= order.index(table.name)


@each_table
def test_a_choice_has_options_and_nothing_else_does(table: Table) -> None:
    for column in table.columns:
        assert bool(column.options) == (column.kind is Kind.choice)
        assert len(set(column.options)) == len(column.options)
        assert all(SNAKE.fullmatch(option) for option in column.options)


@each_table
def test_money_has_a_currency_beside_it(table: Table) -> None:
    if table.money:
        assert "currency" in table.by_name
        needs_one = any(not column.optional for column in column_of(table, table.money))
        assert not (needs_one and table.by_name["currency"].optional)


@each_table
def test_only_a_table_with_money_needs_a_day_for_its_rate(table: Table) -> None:
    assert not table.currency_day or table.money
    for column in column_of(table, table.currency_day):
        assert column.kind in (Kind.date, Kind.time)


@each_table
@pytest.mark.parametrize("role", ["cut_by", "currency_day"])
def test_a_row_always_has_a_date_to_be_cut_or_converted_by(table: Table, role: str) -> None:
    names: tuple[str, ...] = getattr(table, role)
    assert not names or not table.by_name[names[-1]].optional
    assert all(table.by_name[name].optional for name in names[:-1])


@each_table
def test_a_table_is_cut_by_days(table: Table) -> None:
    assert all(column.kind is Kind.date for column in column_of(table, table.cut_by))


@each_table
def test_an_instant_can_always_be_given_its_local_day(table: Table) -> None:
    if table.times and table.site_via:
        via = table.by_name[table.site_via]
        assert "site_id" not in table.by_name
        assert isinstance(via.parent, Table)
        assert "site_id" in via.parent.by_name
    elif table.times:
        assert "site_id" in table.by_name
    else:
        assert table.site_via is None


@each_table
def test_a_local_day_never_takes_a_name_that_is_in_use(table: Table) -> None:
    for column in table.columns:
        if column.kind is Kind.time and column.name.endswith("_at"):
            assert column.name.removesuffix("_at") + "_on" not in table.by_name


@each_table
def test_a_name_is_lower_case_and_never_a_column_of_the_house(table: Table) -> None:
    for column in table.columns:
        assert SNAKE.fullmatch(column.name)
        assert not column.name.endswith("_base")


@each_table
def test_only_what_can_be_counted_has_a_least_value(table: Table) -> None:
    for column in table.columns:
        if column.minimum is not None:
            assert column.kind in (Kind.money, Kind.hours, Kind.number, Kind.whole)
        if column.kind is Kind.hours or (column.kind is Kind.money and column.name.endswith("rate")):
            assert column.minimum == 0


@each_table
def test_what_refuses_a_file_is_never_optional(table: Table) -> None:
    for column in table.columns:
        if column.essential:
            assert not column.optional
        if column.name in table.essential:
            assert not column.optional


@each_table
def test_only_words_are_free(table: Table) -> None:
    for column in table.columns:
        assert not column.free or column.kind is Kind.text


@each_table
def test_progress_is_said_once_and_never_of_a_key(table: Table) -> None:
    said = [*table.progress, *table.progress_together, *table.progress_once]
    assert len(said) == len(set(said))
    assert not set(said) & set(table.key)


@each_table
def test_a_derived_table_holds_an_id_and_is_named_by_others(table: Table) -> None:
    if table.reference:
        assert table.by_name[table.key[0]].kind is Kind.id
        assert any(table in other.parents().values() for other in ALL if other is not table)


@each_table
def test_a_table_opens_with_one_sentence(table: Table) -> None:
    said = (import_module(f"fullscore.model.{table.name}").__doc__ or "").split("\n\n")[0]
    assert said.endswith(".")
    assert len(said) < 140


def test_a_table_that_names_a_column_it_lacks_is_refused() -> None:
    column = Column(name="a", kind=Kind.id)
    with pytest.raises(ValueError, match="b"):
        Table(name="t", group="work", key=("b",), columns=(column,))
    with pytest.raises(ValueError, match="c"):
        Table(name="t", group="work", key=("a",), columns=(column,), site_via="c")
