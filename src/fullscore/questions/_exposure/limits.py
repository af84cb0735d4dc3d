"""Who is engaged for longer than the law, an agreement or the policy allows, counted as each counts."""

import numpy as np

from fullscore.model.assignment import assignment
from fullscore.questions._exposure.cases import Cases
from fullscore.questions._exposure.people import Days, Flags, People, Spells, last_lawful_day, posts, spells
from fullscore.terms.edition import Edition
from fullscore.terms.programme import LabourRule, labour_rules_of, policy_of

NOT_COUNTED = ("employee", "sow")
"""The client's own people; and people under a statement of work, who are their supplier's: the policy is not theirs."""


def beyond_limits(edition: Edition, found: People) -> list[Cases]:
    """For every rule with a limit the cases beyond it or near it, and those of the policy wherever no rule limits."""
    made = []
    limited = np.zeros(len(found.who), dtype=np.bool_)
    policy = policy_of(edition.settings)
    default_break = policy.tenure_break_days
    for rule in labour_rules_of(edition.settings):
        if rule.limit_months is None:
            continue
        under = covered(found, rule) & ~limited
        limited |= under
        by_post = rule.counts_by == "post"
        who = posts(found, under) if by_post else found.who
        pause = default_break if rule.break_days is None else rule.break_days
        name = (
            f"tenure limit: {rule.resource_type or 'all types'}, {rule.limit_months:g} months "
            f"by {rule.counts_by} ({rule.basis})"
        )
        rows = _last_of_each(found, who, under) if by_post else found.here(under)
        made.append(_cases(name, found, spells(found, who, under, pause), rows, rule.limit_months))
    free = ~limited & ~np.isin(found.resource_type, NOT_COUNTED)
    months = float(policy.tenure_limit_months)
    # All of a person's time counts for the policy, also what a rule counts; only who is under no rule is held to it.
    whole = ~np.isin(found.resource_type, NOT_COUNTED)
    whole_time = spells(found, found.who, whole, default_break)
    name = f"tenure limit: {months:g} months by worker (policy)"
    made.append(_cases(name, found, whole_time, found.here(free), months))
    return made


def covered(found: People, rule: LabourRule) -> Flags:
    """The engagements that a rule is about."""
    there = found.country == rule.country
    return np.asarray(there & (found.resource_type == rule.resource_type) if rule.resource_type else there)


def _last_of_each(found: People, who: Days, under: Flags) -> Days:
    """Of each post that is filled now, the engagement that fills it."""
    rows = np.flatnonzero(under & found.is_here & found.came)
    order = rows[np.lexsort((found.first[rows], who[rows]))]
    is_last = np.append(who[order][1:] != who[order][:-1], True)[: len(order)]
    return np.asarray(order[is_last], dtype=np.int64)


def _cases(rule: str, found: People, spell: Spells, rows: Days, months: float) -> Cases:
    lawful = last_lawful_day(spell.began[rows], months, spell.gaps[rows])
    # Who is known to leave by the last lawful day will not be against the rule.
    kept = (lawful < found.today) | (found.until[rows] > lawful)
    rows, lawful = rows[kept], lawful[kept]
    return Cases(
        rule=rule,
        country=found.country[rows],
        unit=found.unit[rows],
        days=found.today - lawful,
        rests_on=(assignment,),
        table=assignment,
        key=("assignment_id",),
        records=of_spells(found, spell, rows),
    )


def of_spells(found: People, spell: Spells, rows: Days) -> list[list[tuple[object, ...]]]:
    """For each engagement the ids of those of its spell."""
    order = np.argsort(spell.spell, kind="stable")
    keys = spell.spell[order]
    first, past = (np.searchsorted(keys, spell.spell[rows], side) for side in ("left", "right"))
    return [
        [(found.assignment_id[row],) for row in order[a:b].tolist()]
        for a, b in zip(first.tolist(), past.tolist(), strict=True)
    ]
