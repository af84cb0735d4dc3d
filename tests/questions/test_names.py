"""Sentences name suppliers and units as people call them."""

import pyarrow as pa

from fullscore.lens.names import spelt
from fullscore.terms.named import called, in_place
from tests.questions.told_edition import ToldEdition

SUPPLIERS = pa.table({"supplier_id": ["S-1", "S-2"], "name": ["Alder Staffing", None]})
EDITION = ToldEdition({"supplier": [("2024-12-31", SUPPLIERS)]}, {}, "2024-12-31")


def test_a_thing_is_named_and_its_id_kept() -> None:
    text = f"It is {called('supplier', 'S-1')}, not {called('supplier', 'S-2')} of {called('org_unit', 'BU-9')}."
    assert spelt(EDITION, text) == "It is Alder Staffing S-1, not S-2 of BU-9."


def test_a_place_says_its_columns_where_they_have_no_name() -> None:
    scope = {"supplier_id": "S-1", "capability": "Nursing"}
    assert spelt(EDITION, in_place(scope)) == "capability Nursing, Alder Staffing S-1"
