"""Each capability's choice between building and buying, as draws, with what would tell what is in doubt."""

from collections.abc import Sequence

from fullscore.model.employee import employee
from fullscore.model.role import role
from fullscore.model.vacancy import vacancy
from fullscore.questions._decision import Decision, Doubt
from fullscore.questions._staffing.policy import CHOSEN_ON, TRIED
from fullscore.questions._staffing.sentences import Judged

YEAR = 12


def decisions(judged: Sequence[Judged]) -> tuple[Decision, ...]:
    """One for each capability: buy on, or how many posts to open; taken once in a horizon."""
    found = []
    for one in judged:
        case, rest = one.case, slice(CHOSEN_ON, None)
        spread = f"spread {100 * case.cost_factor.std():.0f}%"
        cost = f"{'public wages' if case.costs.is_public else 'own records'}, {spread}"
        doubts = (
            Doubt(name="cost of a post", prior=cost, draws=case.cost_factor[rest], table=role, column="soc_code"),
            Doubt(name="cost of a post", prior=cost, draws=case.cost_factor[rest], table=employee, part=1.0),
            Doubt(
                name="yearly attrition",
                prior=f"gamma, as of {case.costs.leavers:.0f} leavers in {case.costs.years:.0f} years",
                draws=case.leaving[rest],
                table=employee,
                part=1.0,
            ),
            Doubt(
                name="months until a post is filled",
                prior=f"normal about {case.costs.lead_months:.1f}, spread {case.costs.lead_error:.1f}",
                draws=case.lead[rest],
                table=vacancy,
                part=1.0,
            ),
        )
        found.append(
            Decision(
                says=f"build or buy {one.name}",
                options=tuple(f"{times:g} times the posts" if times else "buy on" for times in TRIED),
                benefit=one.staffing.gains,
                per_year=YEAR / case.months,
                doubts=doubts,
            )
        )
    return tuple(found)
