"""Which limit on how long people may be engaged each engagement is held to, and the time that the limit counts."""

from dataclasses import dataclass, replace

import numpy as np

from fullscore.measures.tenure import tenure
from fullscore.terms.edition import Edition
from fullscore.terms.programme import LabourRule, labour_rules_of, policy_of
from fullscore.workforce.engaged import Days, Flags, People, Spells, posts, spells

NOT_COUNTED = ("employee", "sow")
"""The client's own people; and people under a statement of work, who are their supplier's: the policy is not theirs."""

# Whoever keeps the records would rather that little is found: the client answers for it, the others brought them.
CLAIM = replace(
    tenure, name="exposure", gains_if_higher=(), gains_if_lower=("client", "msp", "vms", "supplier", "pmo"), paid_by=()
)


@dataclass(frozen=True, kw_only=True)
class Held:
    """The engagements that one limit holds, and how it counts.

    Attributes:
        rule: what a person would call it.
        held: which engagements are held to it; each to one limit at most.
        who: whose time it counts: a code of the worker, or of the post.
        spell: the time that it counts.
    """

    rule: str
    held: Flags
    who: Days
    by_post: bool
    spell: Spells
    months: float


def held_to(edition: Edition, found: People) -> list[Held]:
    """Every rule with a limit, the more specific first, and the policy's limit for whom no rule limits."""
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
        counted = spells(found, who, under, pause)
        made.append(
            Held(rule=name, held=under, who=who, by_post=by_post, spell=counted, months=float(rule.limit_months))
        )
    free = ~limited & ~np.isin(found.resource_type, NOT_COUNTED)
    months = float(policy.tenure_limit_months)
    # All of a person's time counts for the policy, also what a rule counts; only who is under no rule is held to it.
    whole = ~np.isin(found.resource_type, NOT_COUNTED)
    name = f"tenure limit: {months:g} months by worker (policy)"
    counted = spells(found, found.who, whole, default_break)
    made.append(Held(rule=name, held=free, who=found.who, by_post=False, spell=counted, months=months))
    return made


def covered(found: People, rule: LabourRule) -> Flags:
    """The engagements that a rule is about."""
    there = found.country == rule.country
    return np.asarray(there & (found.resource_type == rule.resource_type) if rule.resource_type else there)
