"""A programme's settings: what the client wrote in ``programme.toml``, checked and typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Literal, TypeVar

PARTY_KINDS = ("client", "msp", "vms", "supplier", "pmo", "independent")
FEE_BASES = ("percent_of_spend", "per_hire", "fixed", "none")


@dataclass(frozen=True, kw_only=True)
class Party:
    """Who produces data, and what they gain from how it looks."""

    id: str
    name: str
    kind: str
    fee_basis: str = "none"


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One stream of files: who controls it, which files, how they are understood.

    ``table`` is empty where the mapping says which tables the file feeds.
    """

    files: str
    party: str
    mapping: str = "exchange"
    table: str = ""
    snapshot: Literal["full", "delta"] = "full"
    every: str = ""
    sequence: str = ""
    id_prefix: str = ""

    @property
    def name(self) -> str:
        """What the feed is called in receipts: its pattern, and its table where one is named."""
        return f"{self.files} as {self.table}" if self.table else self.files


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The client's own limits and targets."""

    tenure_limit_months: int = 24
    tenure_break_days: int = 90
    early_attrition_days: int = 90
    in_scope_gl_accounts: tuple[str, ...] = ()
    cost_of_capital: float = 0.08
    target_adoption: float = 0.94


@dataclass(frozen=True, kw_only=True)
class Scope:
    """One version of which ledger accounts carry extended-workforce spend, from a day on.

    The last version names the same accounts as the policy, which every measure counts by; the earlier ones are kept so
    that a change of scope is not taken for a change of use.
    """

    valid_from: date
    in_scope_gl_accounts: tuple[str, ...]
    signed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What stands in where the client's own data say nothing; each is shown with the answer that used it."""

    productive_hours_per_year: float = 1720
    fte_hours_per_month: float = 160
    release_cost_months: float = 3
    ramp_months: float = 2
    horizon_months: float = 24
    msp_fee_percent: float = 2.0
    off_programme_saving_share: float = 0.05


@dataclass(frozen=True, kw_only=True)
class LabourRule:
    """A limit on how long people may be engaged, counted as that country's law counts."""

    country: str
    resource_type: str = ""
    limit_months: float | None = None
    break_days: int | None = None
    counts_by: Literal["worker", "post"] = "worker"
    equal_pay_after_days: int | None = None
    basis: Literal["law", "agreement", "policy"] = "law"


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """What may be known about people's conduct in a country; the default is off."""

    country: str
    manager_level: Literal["off", "group", "named"] = "off"
    minimum_group: int = 10
    usage_metering: Literal["off", "function"] = "off"
    agreement_id: str = ""


@dataclass(frozen=True, kw_only=True)
class ServiceLevel:
    """One version of one clause: the contract's own definition, target and money."""

    measure: str
    target: float
    direction: Literal["at_most", "at_least"]
    valid_from: date
    lens: Mapping[str, str] = field(default_factory=dict)
    valid_to: date | None = None
    credit_percent: float | None = None
    clause: str = ""
    minimum_n: int | None = None
    cap_percent: float | None = None
    earn_back_months: int | None = None
    relief: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The whole of ``programme.toml``."""

    name: str
    currency: str
    country: str
    policy: Policy = Policy()
    assumptions: Assumptions = Assumptions()
    fx: Mapping[str, float] = field(default_factory=dict)
    parties: tuple[Party, ...] = ()
    feeds: tuple[Feed, ...] = ()
    labour_rules: tuple[LabourRule, ...] = ()
    privacy: tuple[Privacy, ...] = ()
    service_levels: tuple[ServiceLevel, ...] = ()
    scopes: tuple[Scope, ...] = ()
    written: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The settings as parsed, which an edition's id is computed from."""

    def party(self, id: str) -> Party:
        return next(party for party in self.parties if party.id == id)


Part = TypeVar("Part")


def policy_of(settings: Mapping[str, Any]) -> Policy:
    """The client's limits and targets in an edition's settings; the usual ones where they are not written."""
    written = settings.get("policy", {})
    accounts = tuple(str(account) for account in written.get("in_scope_gl_accounts", ()))
    return _part(Policy, {**written, "in_scope_gl_accounts": accounts})


def scopes_of(settings: Mapping[str, Any]) -> tuple[Scope, ...]:
    """The versions of the scope that an edition's settings name, in the order of time; none where there is only one."""
    found = []
    for written in settings.get("scope", []):
        day = written["valid_from"]
        accounts = tuple(str(account) for account in written["in_scope_gl_accounts"])
        valid_from = date.fromisoformat(day) if isinstance(day, str) else day
        found.append(_part(Scope, {**written, "valid_from": valid_from, "in_scope_gl_accounts": accounts}))
    return tuple(sorted(found, key=lambda scope: scope.valid_from))


def assumptions_of(settings: Mapping[str, Any]) -> Assumptions:
    """What stands in where the client's own data say nothing, in an edition's settings."""
    return _part(Assumptions, settings.get("assumptions", {}))


def labour_rules_of(settings: Mapping[str, Any]) -> tuple[LabourRule, ...]:
    """The limits that an edition's settings name, the more specific first."""
    rules = [_part(LabourRule, rule) for rule in settings.get("labour_rule", [])]
    return tuple(sorted(rules, key=lambda rule: not rule.resource_type))


def privacy_of(settings: Mapping[str, Any]) -> dict[str, Privacy]:
    """By country what may be known about people's conduct; a country that is not named has the default, off."""
    return {rule["country"]: _part(Privacy, rule) for rule in settings.get("privacy", [])}


def _part(kind: type[Part], written: Mapping[str, Any]) -> Part:
    # Settings were checked when they were read; an edition of a later release may name more than is known here.
    known = {part.name for part in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in written.items() if name in known})
