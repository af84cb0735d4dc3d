"""How long each assignment may still run: limits of law, agreement and policy, counted as each rule counts.

The rule of an assignment is the first for its site's country and its resource type, else the first for the country
alone, else the policy's. Counted by worker, the days of earlier assignments count until a break of the rule's days,
across suppliers; by post, those of everybody on the same requisition do. Days of a break are not counted.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fullscore.measures._presence import days_added, reach_before
from fullscore.questions._talent.hazards import Flags, Floats, Ints
from fullscore.terms.edition import Edition
from fullscore.terms.programme import labour_rules_of, policy_of

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A limit; a country and a resource type that are empty stand for all."""

    country: str
    resource_type: str
    months: float
    break_days: int
    by_post: bool
    basis: str

    @property
    def says(self) -> str:
        who = " ".join(filter(None, (self.country, self.resource_type.replace("_", " ")))) or "all"
        return f"{who}: {self.months:g} months by {'post' if self.by_post else 'worker'} ({self.basis})"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """For each assignment its rule by place, and the days from its own start on that the rule leaves it."""

    rules: tuple[Rule, ...]
    rule: Ints
    days: Floats
    by_law: Flags


def rules_of(edition: Edition, policy_months: float) -> tuple[Rule, ...]:
    """The limits that the programme's settings name, the policy's own last."""
    break_days = int(policy_of(edition.settings).tenure_break_days)
    found = [
        Rule(
            country=rule.country,
            resource_type=rule.resource_type,
            months=float(rule.limit_months),
            break_days=break_days if rule.break_days is None else rule.break_days,
            by_post=rule.counts_by == "post",
            basis=rule.basis,
        )
        for rule in labour_rules_of(edition.settings)
        if rule.limit_months is not None
    ]
    whole = Rule(
        country="", resource_type="", months=policy_months, break_days=break_days, by_post=False, basis="policy"
    )
    return (*found, whole)


def limits(
    rules: tuple[Rule, ...],
    countries: list[str | None],
    resource_types: list[str | None],
    worker: Ints,
    post: Ints,
    start: Floats,
    last: Floats,
) -> Limits:
    """What limits each assignment.

    Args:
        worker, post: numbers of who works, and of the requisition that is worked on; -1 where there is none.
        start, last: days since 1970; of one that runs, the last is the edition's date.
    """
    known: dict[tuple[Any, Any], int] = {}
    rule = np.empty(len(start), dtype=np.int64)
    for n, pair in enumerate(zip(countries, resource_types, strict=True)):
        if pair not in known:
            known[pair] = next(
                place
                for place, one in enumerate(rules)
                if one.country in ("", pair[0]) and one.resource_type in ("", pair[1])
            )
        rule[n] = known[pair]
    # A post of its own where no requisition is named.
    post = np.where(post < 0, post.max(initial=0) + 1 + np.arange(len(post)), post)
    before = np.zeros(len(start))
    for place in np.unique(rule):
        who = post if rules[place].by_post else worker
        here = rule == place
        before[here] = _before(who, start, last, rules[place].break_days)[here]
    months = np.array([one.months for one in rules])[rule]
    by_law = np.array([one.basis == "law" for one in rules])[rule]
    return Limits(rules=rules, rule=rule, days=months * DAYS_PER_MONTH - before, by_law=by_law)


def _before(who: Ints, start: Floats, last: Floats, break_days: int) -> Floats:
    """Days that count before each assignment's own start, since the last break."""
    order = np.lexsort((start, who))
    owner, first, end = who[order].astype(np.float64), start[order], np.maximum(last, start)[order]
    reach = reach_before(owner, end)
    spell = np.cumsum(first - reach - 1 >= break_days) - 1 if len(first) else np.empty(0, np.int64)
    added = days_added(first, end, reach)
    so_far = np.cumsum(added) - added
    begins = np.append(True, spell[1:] != spell[:-1])[: len(spell)]
    in_spell = so_far - so_far[begins][spell] if len(spell) else so_far
    # What earlier ones hold from its own start on is no time before it.
    inside = np.where(begins, 0, np.maximum(reach - first + 1, 0))
    found = np.empty(len(start))
    found[order] = np.maximum(in_spell - inside, 0)
    return found
