"""The most that a request offers for an hour, against what is usually billed for the same role in the same country.

What is usual is the median bill rate of all assignments of the role in the country, so that 1.1 offers a tenth more.
Both are taken in the currency they were agreed in: an exchange rate that moves raises nobody's limit.
"""

from typing import Any

from fullscore.lens.need import Need
from fullscore.measures._rates import hourly
from fullscore.model._expressions import column
from fullscore.model.assignment import assignment
from fullscore.model.requisition import requisition
from fullscore.questions._levers._shape import Lever
from fullscore.terms.edition import Edition


def _values(edition: Edition) -> Any:
    places = edition.table("site").select(_site="site_id", _country="country")
    rate = hourly(column("bill_rate"), column("rate_unit"))
    billed = edition.table("assignment").left_join(places, [("site_id", "_site")]).mutate(_rate=rate)
    usual = billed.group_by(_of_role="role_id", _in="_country", _billed_in="currency").aggregate(
        usual=column("_rate").median()
    )
    most = hourly(column("max_bill_rate"), column("rate_unit"))
    asked = edition.table("requisition").left_join(places, [("site_id", "_site")]).mutate(_most=most)
    asked = asked.inner_join(usual, [("role_id", "_of_role"), ("_country", "_in"), ("currency", "_billed_in")])
    asked = asked.filter(column("usual") > 0)
    return asked.select("requisition_id", value=column("_most") / column("usual")).filter(column("value").notnull())


rate_ceiling = Lever(
    name="rate_ceiling",
    title="Highest rate offered, against what is usual",
    unit="times the usual rate",
    step=0.05,
    stepped="five in a hundred more offered at the most",
    owners=("procurement", "hiring"),
    set_for="request",
    needs=(
        Need(table=requisition, column="max_bill_rate", effect="what a tighter or looser limit does cannot be seen"),
        Need(table=assignment, column="bill_rate", effect="what is usual cannot be told"),
    ),
    values=_values,
)
