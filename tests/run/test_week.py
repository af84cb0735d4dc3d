"""The week of a programme with two deliveries: what waits, what moved, what needs deciding, and who is shown what."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from fullscore.questions._shape import answered, question_called
from fullscore.run import kept_answers
from fullscore.run.week import Week, week
from fullscore.terms.fault import Fault
from tests.conftest import LEDGER, Folder, settings

FEEDS = (
    "ledger_line, ledger*.csv, client, delta", "supplier, supplier*.csv, msp, full", "site, site*.csv, client, full",
    "org_unit, org_unit*.csv, client, full", "assignment, assignment*.csv, msp, delta",
    "objective, objective*.csv, client, full", "decision, decision*.csv, client, full",
    "adoption_step, step*.csv, client, full", "agreement, agreement*.csv, client, full",
)  # fmt: skip
HEADS = "assignment_id,worker_id,supplier_id,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,start_date,"
HEADS += "planned_end,bill_rate,currency,rate_unit\n"
TABLES = {
    "ledger": LEDGER + "\nD-1,1,V-1,Acme,2025-01-15,6410,CC-1,100.00,USD\n",
    "supplier": "supplier_id,name,msp_affiliated,country,status\nS-1,Orrery,false,US,active\n",
    "site": "site_id,name,country,region,timezone,zone\nP-1,Here,US,West,America/New_York,Z\n",
    "org_unit": "org_unit_id,name,parent_id,kind,country\nBU-1,Care,,business_unit,US\nCC-1,Wards,BU-1,cost_centre,US\n"
    "BU-2,Labs,,business_unit,US\n",
    "objective": "function,measure,target,by_month,owner_id\nhr,early_attrition,0.06,2025-12,P-hr\n"
    "sponsor,adoption,0.94,2025-12,P-top\n",
    "decision": "decision_id,title,measure,scope_kind,scope,effective_on,owner_id\n"
    "DC-1,Calls in the first week,early_attrition,org_unit,BU-2,2024-01-10,P-labs\n"
    "DC-2,Fewer signatures,time_to_fill,programme,,2024-12-10,P-labs\n",
    "step": "org_unit_id,friction,change,owner_id,starts_on,stage\n"
    "BU-2,slow approval,a reminder,P-step,2024-06-01,enabled\n"
    "BU-1,no portal,an hour,P-step,2024-06-01,tried\nCC-1,no phone,a phone,P-step,2025-02-01,enabled\n",
    "agreement": "agreement_id,party_id,clause,granted,valid_to\nAG-1,msp,pay rate disclosed,false,\n"
    "AG-2,msp,exports,true,2025-01-31\nAG-3,msp,notice,true,2026-01-31\n",
}


@pytest.fixture(autouse=True)
def few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two questions tell as much of a week as all do, in a quarter of the time."""
    asked = {name: question_called(name) for name in ("leverage", "exposure")}
    monkeypatch.setattr(kept_answers, "questions", lambda: asked)
    monkeypatch.setattr(
        kept_answers, "answers", lambda edition: (answered(edition, question) for question in asked.values())
    )


def jobs(*told: str) -> str:
    """Assignments from ``id, unit, manager, start``, each of a worker of its own."""
    lines = [HEADS]
    for one in told:
        id, unit, manager, start = one.split()
        lines.append(f"A-{id},W-{id},S-1,R-1,{unit},P-1,{manager},temp,{start},2026-12-31,40,USD,hour\n")
    return "".join(lines)


NEW = [f"{n} BU-2 M-2 2025-01-05" for n in range(2)]
OLD = [f"{n} CC-1 M-1 2022-01-05" for n in range(10, 17)]


def delivered(day: str, work: str) -> dict[str, str]:
    return {f"{day}/{name}.csv": text for name, text in {**TABLES, "assignment": work}.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Of the second delivery seven people have been there for longer than the policy allows."""
    made = Folder(tmp_path_factory.mktemp("week"))
    made.put({"programme.toml": settings(*FEEDS), **delivered("2025-01-31", jobs(*NEW))}).built()
    made.put(delivered("2025-02-28", jobs(*NEW, *OLD))).built()
    return made


def told(folder: Folder, **asked: object) -> Week:
    with folder.edition() as edition:
        return week(edition, limit=99, **asked)  # type: ignore[arg-type]


def says(listed) -> str:  # type: ignore[no-untyped-def]
    return " ".join(line.says for line in listed.lines)


def test_a_verdict_moved_for_what_came_in_between(folder: Folder) -> None:
    found = told(folder)
    assert (found.as_of, found.since, found.reader) == ("2025-02-28", "2025-01-31", "")
    verdicts = [line for line in found.moved.lines if line.kind == "verdict"]
    assert found.moved.lines[: len(verdicts)] == tuple(verdicts)
    [first] = [line for line in verdicts if line.question == "exposure"]
    assert first.says.startswith("Who is here without standing? From cannot tell to yes: Of 9 people here, some")
    assert first.why == "In between 7 assignments came."
    assert found.says.startswith("Since 2025-01-31 ")


def test_what_waits_is_told_with_its_owner(folder: Folder) -> None:
    found = {line.kind: line for line in told(folder).waits.lines}
    assert set(found) == {"objective", "agreement", "adoption_step"}
    assert found["objective"].says.endswith("not known: Procurement; Finance; Hiring.")
    assert found["agreement"].says == (
        "2 agreements that were asked for do not stand: “pay rate disclosed” of Msp is not granted; “exports” of Msp "
        "lapsed on 2025-01-31."
    )
    # A step that was tried waits for nobody, nor does one that has just been enabled.
    assert found["adoption_step"].says.startswith("At Labs (BU-2) the step “a reminder” against “slow approval”")
    assert found["adoption_step"].owner == "P-step"


def test_a_promise_is_due_after_a_year(folder: Folder) -> None:
    [line] = [line for line in told(folder).decide.lines if line.kind == "promise"]
    assert line.says.startswith("Did “Calls in the first week” at Labs (BU-2) change early attrition as promised?")
    assert (line.functions, line.owner, line.due) == (("hr", "finance"), "decided by P-labs", "2025-01-09")
    # It was due before the delivery that the week is compared with.
    assert line.is_new is False


def test_rows_that_could_not_be_used_wait_for_their_sender(programme: Callable[..., Folder]) -> None:
    bad = jobs("1 BU-1 M-1 2025-01-05") + "A-2,W-2,S-1,R-1,BU-1,P-1,M-1,temp,soon,2026-12-31,40,USD,hour\n"
    made = programme({"programme.toml": settings(*FEEDS), **delivered("2025-01-31", bad)})
    made.built()
    found = told(made)
    [line] = [line for line in found.waits.lines if line.kind == "quarantine"]
    assert line.says.startswith("1 row of assignment in the newest delivery could not be used and wait")
    assert line.owner == "Msp"
    assert found.since is None
    assert found.says.startswith("This is the first delivery, so nothing can have moved: ")
    # What was refused in an earlier delivery is no news of this one.
    made.put(delivered("2025-02-28", jobs("1 BU-1 M-1 2025-01-05"))).built()
    assert "quarantine" not in {line.kind for line in told(made).waits.lines}


def test_a_feed_that_did_not_come_is_told(programme: Callable[..., Folder]) -> None:
    ledger, *others = FEEDS
    late = settings(*others, ledger).rstrip("\n") + '\nevery = "month"\n'
    made = programme({"programme.toml": late, **delivered("2025-01-31", jobs(*NEW))})
    for day in ("2025-02-28", "2025-03-31"):
        made.put({f"{day}/assignment.csv": jobs(*NEW)})
    made.built()
    [line] = [line for line in told(made).waits.lines if line.kind == "feed"]
    assert line.says == (
        "Ledger line from Client has not come for 2 months, since 2025-01-31, though it is due every month; what rests "
        "on it stands still."
    )


def test_where_nothing_is_new_one_sentence_says_so(programme: Callable[..., Folder]) -> None:
    made = programme({"programme.toml": settings(*FEEDS), **delivered("2025-01-31", jobs(*NEW))})
    made.put({"2025-02-28/objective.csv": TABLES["objective"]}).built()
    found = told(made)
    assert found.moved.lines == ()
    assert found.says == (
        "Nothing new since 2025-01-31: no answer moved, 3 things wait and 1 thing needs deciding as before."
    )


def test_an_edition_that_stands_is_compared_with_and_else_the_day_is_looked_back_to(folder: Folder) -> None:
    built = told(folder)
    first, second = sorted(path.name for path in folder.layout.editions.iterdir())
    assert (folder.layout.answers / first / "exposure.json").exists()
    aside = folder.layout.root / "aside"
    (folder.layout.editions / first).rename(aside)
    try:
        looked_back = told(folder)
    finally:
        aside.rename(folder.layout.editions / first)
    assert (folder.layout.answers / second / "as-of-2025-01-31" / "exposure.json").exists()
    assert looked_back == built


def test_a_setting_that_changed_is_a_reason(programme: Callable[..., Folder]) -> None:
    made = programme({"programme.toml": settings(*FEEDS), **delivered("2025-01-31", jobs(*OLD))})
    made.built()
    made.put({"programme.toml": settings(*FEEDS, more="\n[policy]\ntenure_limit_months = 48\n")})
    made.put({"2025-02-28/objective.csv": TABLES["objective"]}).built()
    first = told(made).moved.lines[0]
    assert first.says.startswith("Who is here without standing? From yes to cannot tell")
    assert "The setting policy.tenure_limit_months is 48, was not set." in first.why


def test_a_function_is_shown_what_concerns_it(folder: Folder) -> None:
    hr, finance = told(folder, name="hr"), told(folder, name="finance")
    assert hr.reader == "hr"
    assert all("hr" in line.functions for listed in (hr.waits, hr.moved, hr.decide) for line in listed.lines)
    assert "exposure" in {line.question for line in hr.moved.lines}
    assert "exposure" not in {line.question for line in finance.moved.lines}
    # A fold is told anew for whom it is shown to.
    assert "Finance has signed no objective" in says(finance.waits)
    for name in ("sponsor", "pmo", "auditor"):
        assert told(folder, name=name).moved == told(folder).moved


def test_a_person_is_shown_what_their_function_is_and_what_they_own(folder: Folder) -> None:
    assert told(folder, name="P-hr").moved == told(folder, name="hr").moved
    assert told(folder, name="P-top").waits == told(folder).waits
    labs, step = told(folder, name="P-labs"), told(folder, name="P-step")
    assert "Calls in the first week" in says(labs.decide)
    assert [line.kind for line in step.waits.lines] == ["adoption_step"]
    assert (step.moved.lines, step.decide.lines) == ((), ())


def test_a_manager_is_shown_hiring_in_their_own_units_and_what_lies_in_none(folder: Folder) -> None:
    with folder.edition() as edition:
        labs, wards = (week(edition, name=name, limit=99) for name in ("M-2", "M-1"))
        hiring = week(edition, name="hiring", limit=99)
    assert [line.kind for line in labs.waits.lines] == ["objective", "adoption_step"]
    assert [line.kind for line in wards.waits.lines] == ["objective"]
    assert [line.kind for line in hiring.waits.lines] == ["objective", "adoption_step"]
    # Counts over all units are not for who sees some of them.
    assert "count" in {line.kind for line in hiring.moved.lines}
    assert "count" not in {line.kind for listed in (labs, wards) for line in listed.moved.lines}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("msp", "the week compares parties with each other, which the role msp is never shown"),
        ("supplier", "which the role supplier is never shown"),
        ("S-1", "which the role supplier is never shown"),
        ("admin", "the role admin keeps accounts and settings and is shown no answers"),
        ("W-1", "nobody called W-1 is known"),
    ],
)
def test_who_is_shown_nothing_gets_one_sentence(folder: Folder, name: str, said: str) -> None:
    with pytest.raises(Fault, match=said):
        told(folder, name=name)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2025, 2, 28), "is not before the edition's own day 2025-02-28"),
        (date(2024, 12, 31), "nothing had been delivered by 2024-12-31"),
    ],
)
def test_a_day_that_cannot_be_compared_with_gets_one_sentence(folder: Folder, day: date, said: str) -> None:
    with pytest.raises(Fault, match=said):
        told(folder, since=day)
    assert told(folder, since=date(2025, 2, 27)).since == "2025-01-31"


def test_nobodys_conduct_is_told(folder: Folder) -> None:
    """Neither a worker nor a manager is named, whoever asks."""
    for name in (None, "hiring", "M-1", "M-2"):
        found = told(folder, name=name)
        text = " ".join(
            f"{line.says} {line.why} {line.owner}" for part in (found.waits, found.moved, found.decide)
            for line in part.lines
        )  # fmt: skip
        assert not re.search(r"\b(M-\d|W-\d)", text)
