"""What needs deciding: options of value, promises to be judged, limits that fall due, budgets that will be missed.

Each is of the answers' documents alone, but for the promises, which stand in the table ``decision``. Who must be in the
room are the functions whom the answer concerns. Of one question only its options of most value are told, so that one
rich answer does not fill the page; the others are counted.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from fullscore.questions.landing import SURE
from fullscore.run._week.item import Item
from fullscore.run._week.words import LEAST_PEOPLE, money, spoken
from fullscore.run._week.words import told as told_number
from fullscore.store.edition import StoredEdition
from fullscore.terms.answer import FUNCTIONS, row_id
from fullscore.terms.shown import heading

Documents = Mapping[str, Mapping[str, Any]]

AHEAD_DAYS = 90
"""As far as the answer on exposure looks ahead."""
JUDGED_AFTER_DAYS = 365
"""A promise is due once a year lies behind the change: the same season then stands on both sides of it."""
PER_QUESTION = 2
"""Options of one question that stand alone in a week."""
KINDS = ("budget", "limit", "option", "promise")


def decide(
    edition: StoredEdition, now: Documents, before: Documents, names: Mapping[str, str], since: date | None
) -> list[Item]:
    """What needs deciding: first what has a date, then options by their value, then promises.

    Args:
        now, before: documents of answers by question; ``before`` may hold none.
        names: of org units, by id.
        since: the day of the answers before; None: there are none.
    """
    found = [
        *budgets(now, before, names),
        *limits(now, before, names),
        *options(now, before),
        *promises(edition, names, since),
    ]
    return sorted(found, key=lambda item: (KINDS.index(item.kind), -item.weight))


def options(now: Documents, before: Documents) -> list[Item]:
    """The options of all answers that have a value, those of most value first; new where the answer before had none."""
    found = []
    for question, told in now.items():
        known = _ids(before, question, "options")
        valued = [one for one in told["options"] if (one["value_per_year"] or {}).get("estimate")]
        valued.sort(key=lambda one: -one["value_per_year"]["estimate"])
        for n, one in enumerate(valued):
            value = one["value_per_year"]
            stands_alone = n < PER_QUESTION
            found.append(
                Item(
                    id=row_id("week", ("option", question, one["id"])),
                    kind="option",
                    fold="" if stands_alone else question,
                    says=f"{one['says']} Worth {spoken('value', value)} a year.",
                    part=one["says"].rstrip("."),
                    many=f"{{n}} more options of “{told['title']}”; `fullscore ask {question}` lists them.",
                    functions=tuple(told["concerns"]),
                    # What is folded away comes after all that stands alone.
                    weight=float(value["estimate"]) if stands_alone else 0.0,
                    value_per_year=value,
                    question=question,
                    row=one["id"],
                    is_new=one["id"] not in known,
                )
            )
    return sorted(found, key=lambda item: -item.weight)


def budgets(now: Documents, before: Documents, names: Mapping[str, str]) -> Iterator[Item]:
    """The units that will miss their budget, the largest excess first."""
    told = now.get("landing")
    if told is None or "span" not in told["further"]:
        return
    span = told["further"]["span"]
    ends = _last_day(span["last_month"])
    is_over = ends <= told["as_of"]
    will = "missed" if is_over else "will miss"
    missed = {row["id"] for row in before.get("landing", {}).get("rows", ()) if row["p_over"] >= SURE}
    for row in told["rows"]:
        if row["p_over"] < SURE:
            continue
        over = row["landing"]["estimate"] - row["budget"]["estimate"]
        currency = row["landing"]["currency"]
        unit = names.get(row["org_unit_id"], row["org_unit_id"])
        budget = row["budget"]["estimate"]
        by = money(over, currency) + (f", {100 * over / budget:.1f}%" if budget else "")
        period = f"{span['first_month']} to {span['last_month']}"
        yield Item(
            id=row_id("week", ("budget", row["org_unit_id"], ends)),
            kind="budget",
            fold="budget",
            says=f"{unit} {will} its budget of {period} by {by}: who pays, and what stops?",
            part=f"{unit} by {by}",
            many=f"{{n}} units {will} their budgets of {period}: {{named}}. Who pays, and what stops?",
            functions=tuple(dict.fromkeys((*told["concerns"], "hiring"))),
            org_unit_id=row["org_unit_id"],
            weight=over,
            due=None if is_over else ends,
            question="landing",
            row=row["id"],
            is_new=row["id"] not in missed,
        )


def limits(now: Documents, before: Documents, names: Mapping[str, str]) -> Iterator[Item]:
    """How many reach a limit within ninety days, by rule; of a unit alone, a number is told from five on."""
    told = now.get("exposure")
    if told is None:
        return
    until = (date.fromisoformat(told["as_of"]) + timedelta(days=AHEAD_DAYS)).isoformat()
    known = {row["id"] for row in before.get("exposure", {}).get("rows", ()) if row["falling_due_90_days"]}
    for row in told["rows"]:
        due = row["falling_due_90_days"]
        if not due:
            continue
        place = f"{names.get(row['org_unit_id'], row['org_unit_id'])}, {row['country']}"
        yield Item(
            id=row_id("week", ("limit", row["id"])),
            kind="limit",
            fold="limit",
            says=f"{told_number(due, LEAST_PEOPLE)} people at {place} fall due by {until} under “{row['rule']}”, if "
            "they stay: end, convert or clear them in time.",
            group=f"under “{row['rule']}”",
            many=f"{{n}} people fall due by {until}, if they stay: {{named}}. End, convert or clear them in time.",
            functions=tuple(told["concerns"]),
            org_unit_id=row["org_unit_id"],
            weight=float(due),
            count=due,
            least=LEAST_PEOPLE,
            due=until,
            question="exposure",
            row=row["id"],
            is_new=row["id"] not in known,
        )


def promises(edition: StoredEdition, names: Mapping[str, str], since: date | None) -> Iterator[Item]:
    """Decisions whose effect can be judged; finance or the auditor signs what came of one, never its owner."""
    taken, signed = edition.table("decision"), edition.table("objective")
    of_measure: dict[str, list[str]] = {}
    for row in edition.run(signed.select("function", "measure").order_by(["function", "measure"])).to_pylist():
        if row["function"] in FUNCTIONS:
            of_measure.setdefault(row["measure"], []).append(row["function"])
    columns = ("decision_id", "title", "measure", "scope_kind", "scope", "effective_on", "owner_id")
    for row in edition.run(taken.select(*columns).order_by(["effective_on", "decision_id"])).to_pylist():
        due = row["effective_on"] + timedelta(days=JUDGED_AFTER_DAYS)
        if due.isoformat() > edition.as_of:
            continue
        is_unit = row["scope_kind"] == "org_unit"
        place = names.get(row["scope"], row["scope"]) if row["scope"] else "the whole programme"
        yield Item(
            id=row_id("week", ("promise", row["decision_id"])),
            kind="promise",
            fold=f"{row['title']} {row['measure']}",
            says=f"Did “{row['title']}” at {place} change {heading(row['measure'])} as promised? In effect since "
            f"{row['effective_on']}, it can be judged.",
            part=f"{place}, since {row['effective_on']}",
            many=f"Did “{row['title']}” change {heading(row['measure'])} as promised? It can be judged in {{n}} "
            "places: {named}.",
            owner=f"decided by {row['owner_id']}",
            owner_id=row["owner_id"],
            functions=tuple(dict.fromkeys((*of_measure.get(row["measure"], ()), "finance"))),
            org_unit_id=row["scope"] if is_unit else None,
            weight=-float(row["effective_on"].toordinal()),
            due=due.isoformat(),
            is_new=since is None or due > since,
        )


def _ids(answers: Documents, question: str, part: str) -> Collection[str]:
    return {one["id"] for one in answers.get(question, {}).get(part, ())}


def _last_day(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{month}-{monthrange(year, number)[1]:02d}"
