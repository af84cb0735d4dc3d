"""Who is engaged for longer than the law, an agreement or the policy allows, counted as each counts."""

import numpy as np

from fullscore.model.assignment import assignment
from fullscore.questions._exposure.cases import Cases
from fullscore.terms.edition import Edition
from fullscore.workforce.engaged import Days, Flags, People, Spells, last_lawful_day
from fullscore.workforce.limits import held_to


def beyond_limits(edition: Edition, found: People) -> list[Cases]:
    """For every rule with a limit the cases beyond it or near it, and those of the policy wherever no rule limits."""
    made = []
    for limit in held_to(edition, found):
        rows = _last_of_each(found, limit.who, limit.held) if limit.by_post else found.here(limit.held)
        made.append(_cases(limit.rule, found, limit.spell, rows, limit.months))
    return made


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
