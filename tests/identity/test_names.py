"""Names taken apart: habits of spelling go, what tells one company from another stays."""

import pytest

from fullscore.identity._names import name_of, names_of, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hays Specialist Recruitment Ltd", "HAYS SPECIALIST RECRUITMENT LIMITED"),
        ("Smith & Jones", "SMITH AND JONES LTD."),
        ("A. F. Blakemore & Son Ltd", "A F BLAKEMORE & SON LIMITED"),
        ("A.F.Blakemore & Son", "AF BLAKEMORE AND SONS"),
        ("Müller Systeme GmbH", "MULLER SYSTEME G.M.B.H."),
        ("Northgate Mgmt Svcs", "Northgate Management Services"),
        ("The Oyster Partnership Ltd", "Oyster Partnership"),
        ("O'Brien Consulting", "OBRIEN CONSULTING LLC"),
        ("Kone (U.K.) Ltd", "Kone UK"),
        ("DO NOT USE - Whitesprint Group Limited", "Whitesprint Group Ltd"),
        ("Garnett Dickinson Mailing Limi", "Garnett Dickinson Mailing Limited"),
    ],
)
def test_two_spellings_come_to_the_same_words(one: str, other: str) -> None:
    assert {s.joined for s in name_of(one).spellings} & {s.joined for s in name_of(other).spellings}


@pytest.mark.parametrize(
    ("written", "inside"),
    [
        ("Lanstar Properties Ltd T/A The Kirk Hotel", {"lanstarproperty", "kirkhotel"}),
        ("SCC (SPECIALIST COMPUTER CENTRES PLC)", {"scc", "specialistcomputercentre"}),
        ("Tennant UK Ltd - Green Machines", {"tennantuk"}),
        ("Acme Corp formerly known as Zenith Staffing Inc", {"acme", "zenithstaffing"}),
    ],
)
def test_each_of_several_names_is_one(written: str, inside: set[str]) -> None:
    assert inside <= {spelling.joined for spelling in name_of(written).spellings}


@pytest.mark.parametrize("written", ["British Gas Trading Ltd", "Knowledge Now Limited", "Hays (Leeds) Ltd"])
def test_words_of_a_name_do_not_part_it(written: str) -> None:
    assert len(name_of(written).spellings) == 1


@pytest.mark.parametrize("written", ["", "   ", "Ltd", "- Limited -", "!!!", "&"])
def test_a_name_of_nothing_has_no_spelling(written: str) -> None:
    assert not name_of(written).spellings


def test_a_company_with_two_names_is_one_name() -> None:
    both = names_of(("Zenith Staffing", None, "Acme Holdings plc"))
    assert [spelling.joined for spelling in both.spellings] == ["zenithstaffing", "acmeholding"]


@pytest.mark.parametrize(
    ("written", "left"),
    [("Acme, Ltd.", "acme"), ("Ltd", "ltd"), ("ACME CO LTD", "acme"), ("Élan—Vital", "élan vital"), (None, None)],
)
def test_a_plain_name_lacks_only_capitals_signs_and_form(written: str | None, left: str | None) -> None:
    assert plain(written) == left
