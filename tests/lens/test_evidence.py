"""A claim is as strong as its weakest link; only who gains by the opposite can make it stronger."""

from collections.abc import Callable
from itertools import product

import pytest

from fullscore.lens.evidence import evidence_of, grade_of_report
from fullscore.lens.parties import parties
from fullscore.measures._shape import measure_called
from fullscore.measures.spend import spend
from fullscore.measures.time_to_fill import time_to_fill
from fullscore.terms.evidence import GRADES, weakest
from fullscore.terms.lens import lens_of
from tests.conftest import Folder, ledger, settings

LENS = lens_of("spend", spend.axes)
ROWS = [f"D{n},2025-01-{n + 1:02d},6410,U1,{10 * n + 10},USD" for n in range(20)]


def graded(folder: Folder, claim: str = "") -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    folder.built()
    with folder.edition() as edition:
        found = evidence_of(edition, spend, LENS, claim)  # type: ignore[arg-type]
    [link] = found.links
    return found.grade, link.corroborated_by, link.contradicted_by


def by(party: str, *, fee: str = "", more: str = "") -> str:
    text = settings(f"ledger_line, ledger*.csv, {party}, delta", more=more)
    return text.replace('kind = "msp"\n', f'kind = "msp"\nfee_basis = "{fee}"\n') if fee else text


@pytest.mark.parametrize(
    ("party", "fee", "claim", "grade"),
    [
        ("client", "", "", "independent"),
        ("msp", "", "", "recomputed"),
        ("msp", "percent_of_spend", "", "recomputed"),
        ("msp", "fixed", "", "independent"),
        ("msp", "", "higher", "recomputed"),
        # What the MSP's own records admit against its interest needs no second witness.
        ("msp", "", "lower", "independent"),
    ],
)
def test_interest_belongs_to_a_claim(
    programme: Callable[..., Folder], party: str, fee: str, claim: str, grade: str
) -> None:
    folder = programme({"programme.toml": by(party, fee=fee), "2025-01-31/ledger.csv": ledger(*ROWS)})
    assert graded(folder, claim)[0] == grade


def test_the_client_gains_where_a_missed_level_pays_a_credit(programme: Callable[..., Folder]) -> None:
    level = (
        '\n[[service_level]]\nmeasure = "time_to_fill"\ntarget = 30\ndirection = "at_most"\nvalid_from = 2024-01-01\n'
    )
    heading = (
        "requisition_id,title,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,positions,currency,rate_unit,"
        "submitted_at,status,status_at,identified\n"
    )
    row = "R1,T,RO,U,S,M,temp,1,USD,hour,2025-01-02T08:00:00,open,2025-01-02T08:00:00,false\n"
    for credit, grade in (("", "independent"), ("credit_percent = 2.0\n", "recomputed")):
        folder = programme(
            {
                "programme.toml": settings("requisition, requisition.csv, client, full", more=level + credit),
                "2025-01-31/requisition.csv": heading + row,
            },
            at=f"credit{bool(credit)}",
        )
        folder.built()
        with folder.edition() as edition:
            lens = lens_of("time_to_fill", time_to_fill.axes)
            assert evidence_of(edition, time_to_fill, lens, "higher").grade == grade
            assert evidence_of(edition, time_to_fill, lens, "lower").grade == "independent"
            assert grade_of_report(edition, time_to_fill, parties(edition)["msp"]) == "reported"


TWO = settings("ledger_line, msp*.csv, msp, delta", "ledger_line, own*.csv, {0}, delta")
LESS = '\n[[party]]\nid = "auditor"\nname = "A"\nkind = "independent"\n'


@pytest.mark.parametrize(
    ("second", "theirs", "found"),
    [
        # Nobody gains from lower spend by default: a neutral witness raises no grade.
        ("auditor", ROWS, ("recomputed", (), ())),
        ("client", ROWS, ("corroborated", ("client",), ())),
        ("client", ROWS[:9], ("recomputed", (), ())),
        ("client", [row.replace(",10,", ",11,") for row in ROWS], ("corroborated", ("client",), ())),
        ("client", [f"{row[:-4]}5,USD" for row in ROWS], ("recomputed", (), ("client",))),
    ],
)
def test_only_an_opposed_interest_raises_a_grade(
    programme: Callable[..., Folder],
    monkeypatch: pytest.MonkeyPatch,
    second: str,
    theirs: list[str],
    found: tuple[str, tuple[str, ...], tuple[str, ...]],
) -> None:
    monkeypatch.setitem(spend.__dict__, "gains_if_lower", ("client",))
    folder = programme(
        {
            "programme.toml": TWO.replace("{0}", second) + LESS,
            "2025-01-31/msp.csv": ledger(*ROWS),
            "2025-01-31/own.csv": ledger(*theirs),
        }
    )
    assert graded(folder) == found


def test_the_weakest_link_decides() -> None:
    for grades in product(GRADES, repeat=3):
        assert weakest(grades) in grades
        assert all(GRADES.index(weakest(grades)) <= GRADES.index(grade) for grade in grades)


def test_every_measure_says_who_gains_in_one_direction_only() -> None:
    for name in ("time_to_fill", "fill_rate", "adoption", "spend"):
        measure = measure_called(name)
        assert not set(measure.gains_if_higher) & set(measure.gains_if_lower)
