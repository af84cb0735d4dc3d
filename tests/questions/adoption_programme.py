"""The sample programme's tables that adoption reads, as an edition in memory, as they stood at a delivery."""

import tomllib
from typing import Any

import pyarrow as pa

from fullscore.simulate import _ledger, _money, _organisation, _requests, _suppliers, _talent, _voice, _work
from fullscore.simulate._deliveries import MONTH_ENDS, MONTHS
from fullscore.simulate._settings import HEAD, TAIL
from tests.questions.told_edition import ToldEdition, northgate_told

READ = (
    *("org_unit", "rollout", "requisition", "requisition_event", "submittal", "assignment", "invoice_line"),
    *("ledger_line", "adoption_step", "supplier"),
)


class Kept(ToldEdition):
    """A told edition that computes again what others keep."""

    def keep(self, expression: Any) -> Any:
        return expression


def adoption_edition(seed: int, scale: float, last: int = MONTHS - 1, **policy: Any) -> Kept:
    """As it stood at a delivery, the last by default; ``policy`` says otherwise than the sample's settings."""
    told = northgate_told(seed, scale)
    sheets = [
        *_organisation.sheets(), *_suppliers.sheets(told.who),
        *_requests.sheets(told.asks, told.course, told.sent, told.found, told.made),
        *_work.sheets(told.jobs, told.weeks)[:1], _money.sheet(told.jobs, told.bills), _ledger.sheet(told.lines),
        *_talent.sheets(told.seed, told.scale, told.jobs)[:0], *_voice.sheets(told.seed, told.jobs, told.made),
    ]  # fmt: skip
    tables: dict[str, list[tuple[str, pa.Table]]] = {}
    for sheet in sheets:
        if sheet.table not in READ:
            continue
        some = [n for n in range(last + 1) if n % sheet.every == 0 or n == MONTHS - 1]
        # Tables that grow tell their news only; those told whole tell all that is so.
        some = some[-1:] if sheet.full else some
        tables[sheet.table] = [(str(MONTH_ENDS[n]), rows) for n in some if (rows := sheet.as_of(n)).num_rows]
    settings = tomllib.loads(HEAD + '\n[[party]]\nid = "hr"\nname = "HR"\nkind = "client"\n' + TAIL)
    settings["feed"] = [{"table": name, "files": f"hr_{name}.csv", "party": "hr"} for name in tables]
    settings["policy"] = {**settings["policy"], **policy}
    return Kept(tables, settings, str(MONTH_ENDS[last]))
