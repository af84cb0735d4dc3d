"""Every number that stands in `build_or_buy` and that a person may set otherwise, with where its value comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from fullscore.terms.answer import Assumption, Source
from fullscore.terms.assumed import WhatIf
from fullscore.terms.edition import Edition
from fullscore.terms.fault import Fault
from fullscore.terms.programme import Assumptions, Policy

DEFAULTS: Mapping[str, float] = {
    "cost_of_capital": Policy.cost_of_capital,
    "tenure_limit_months": Policy.tenure_limit_months,
    "productive_hours_per_year": Assumptions.productive_hours_per_year,
    "fte_hours_per_month": Assumptions.fte_hours_per_month,
    "release_cost_months": Assumptions.release_cost_months,
    "ramp_months": Assumptions.ramp_months,
    "horizon_months": Assumptions.horizon_months,
    "msp_fee_percent": Assumptions.msp_fee_percent,
    "attrition_per_year": 0.15,
    "lead_months": 3.0,
    "hiring_cost_months": 2.0,
    "burden": 1.4,
    "plan_share": 0.5,
    "cost_uncertainty": 0.05,
    "ramp_uncertainty": 0.3,
    "bill_rate_factor": 1.0,
    "annual_cost_factor": 1.0,
    "demand_factor": 1.0,
}
"""What each is where neither the client's settings nor its data say.

``hiring_cost_months`` is in months of a post's loaded cost; ``burden`` is what a public wage is multiplied by to be a
loaded cost; ``plan_share`` how much of the growth that a demand plan adds comes true, on average; the uncertainties
are standard deviations as shares; the factors multiply what the data say.
"""
POSITIVE = (
    "productive_hours_per_year", "fte_hours_per_month", "horizon_months", "tenure_limit_months", "burden",
    "bill_rate_factor", "annual_cost_factor",
)  # fmt: skip
MOST = {"horizon_months": 60.0, "attrition_per_year": 10.0, "cost_of_capital": 1.0, "plan_share": 2.0,
        "lead_months": 120.0, "ramp_months": 60.0, "cost_uncertainty": 1.0, "ramp_uncertainty": 1.0}  # fmt: skip
"""Beyond these a value is a slip of the pen, or the paths would take minutes."""
ALWAYS = (
    "cost_of_capital", "horizon_months", "ramp_months", "release_cost_months", "productive_hours_per_year",
    "fte_hours_per_month", "tenure_limit_months", "cost_uncertainty", "ramp_uncertainty", "plan_share",
)  # fmt: skip


@dataclass(kw_only=True)
class Assumed:
    """The values of one asking; it notes which of them were used, and which the client's own data replaced."""

    what_if: WhatIf
    written: Mapping[str, float]
    used: dict[str, Assumption] = field(default_factory=dict)

    @staticmethod
    def of(edition: Edition, what_if: WhatIf) -> "Assumed":
        """Those of an edition's settings and of a person.

        Raises:
            Fault: a person sets a value that cannot be.
        """
        for name, value in what_if.items():
            least = 1.0 if name == "horizon_months" else 0.0
            most = MOST.get(name, 1e9)
            if not least <= value <= most or (name in POSITIVE and value == 0):
                bound = "above 0" if name in POSITIVE and not least else f"from {least:g}"
                raise Fault(f"{name} cannot be {value:g}", next_step=f"give it a number {bound} to {most:g}")
        known = {f.name for part in (Policy, Assumptions) for f in fields(part)} & set(DEFAULTS)
        said = {**edition.settings.get("policy", {}), **edition.settings.get("assumptions", {})}
        return Assumed(what_if=what_if, written={name: float(said[name]) for name in known if name in said})

    def is_what_if(self, name: str) -> bool:
        return name in self.what_if

    def value(self, name: str) -> float:
        """The value: a person's, else the client's settings', else the default."""
        source: Source = "what if" if name in self.what_if else "policy" if name in self.written else "default"
        value = float(self.what_if.get(name, self.written.get(name, DEFAULTS[name])))
        # A factor of one changes nothing and is nobody's assumption.
        if not (name.endswith("_factor") and source == "default"):
            self.used[name] = Assumption(name=name, value=value, source=source)
        return value

    def own(self, name: str, value: float) -> float:
        """The same, as the client's own data have it, all capabilities together."""
        self.used[name] = Assumption(name=name, value=value, source="own data")
        return value

    def public(self, name: str, value: float) -> float:
        """The same, as a public table has it."""
        self.used[name] = Assumption(name=name, value=value, source="public")
        return value
