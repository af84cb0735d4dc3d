"""What an audit comes to, as plain data."""

from dataclasses import dataclass
from typing import Any

from fullscore.lens._auditing.cells import Refused
from fullscore.lens._auditing.verdict import Status
from fullscore.terms.lens import Lens
from fullscore.terms.period import Month


@dataclass(frozen=True, kw_only=True)
class Consistent:
    """A definition that the figures are consistent with; ``aliases`` count the same in all data."""

    lens: Lens
    cells_matched: int
    cells: int
    aliases: tuple[Lens, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Departure:
    """An axis on which every consistent definition differs from what was agreed.

    Attributes:
        contract: the option that was agreed, in the last month in which it is departed from.
        consistent_with: the options that the figures are consistent with.
        swing: by how much the mean of the figures moves from the agreed lens if this axis alone moves, in the measure's
            unit; None where nothing is counted then.
        since: the first month of the departure.
    """

    axis: str
    contract: str
    consistent_with: tuple[str, ...]
    swing: float | None
    since: Month


@dataclass(frozen=True, kw_only=True)
class Record:
    """A canonical row, by its table and key, and where it was delivered."""

    table: str
    key: tuple[tuple[str, Any], ...]
    file: str
    line: int


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Records that the agreed lens counts in the audited months and the consistent one in none."""

    n: int
    records: tuple[Record, ...]


@dataclass(frozen=True, kw_only=True)
class MonthOfCredit:
    """A month under the version of the contract in force.

    Attributes:
        fee: the MSP's fee of the month.
        contract: the figure under the agreed lens, after relief; None where there is none.
        contract_credit, reported_credit: what each figure would credit, after cap and earn-back.
        clause: which version.
        why: why nothing is judged.
    """

    month: Month
    clause: str
    target: float
    fee: float
    contract: float | None
    n: int
    reported: float
    contract_missed: bool
    reported_missed: bool
    contract_credit: float
    reported_credit: float
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Credit:
    """Credits at stake: those under the agreed lens less those under the reported figures.

    Attributes:
        at_stake: None where the contract has no money for the measure.
        before: what the contract does not give, such as relief and cap: the credits are before them.
        fee_is_assumed: whether the fee is the assumed percentage of labour, since invoices show none.
    """

    at_stake: float | None
    currency: str
    under_contract: float
    under_reported: float
    months: tuple[MonthOfCredit, ...]
    before: tuple[str, ...]
    fee_is_assumed: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HeldBy:
    """The mean days from the need to the first day, by who held them; they add up to ``need_to_start``.

    Attributes:
        month: of the first day; None: of all months.
        unknown: days between two known events of which the events between, of several holders, are missing.
    """

    month: Month | None
    n: int
    client: float
    msp: float
    supplier: float
    worker: float
    unknown: float
    need_to_start: float


@dataclass(frozen=True, kw_only=True)
class AuditedCell:
    """A reported figure beside ours."""

    report_id: str
    month: Month
    segment_kind: str
    segment: str
    reported: float
    reported_n: int | None
    contract: float | None
    contract_n: int
    consistent: float | None
    consistent_n: int | None
    matched: bool


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A definition that changed: the axes and options that all definitions before it, and all after, agree on."""

    month: Month
    before: tuple[tuple[str, tuple[str, ...]], ...]
    after: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Audit:
    """The audit of what one party reported of one measure.

    Attributes:
        against: "contract", or "client" where no service level is in force in any month.
        contract_lens: the agreed lens of the last audited month.
        vintage, subtrees: the state of the data in which the class holds.
        widened: whether late entries and corrections explain what the class misses.
        consistent_count: how many definitions of the whole lens space, aliases among them, the figures are consistent
            with; ``consistent`` are those that count differently, of which ``consistent_lenses`` tells more of the
            first.
        consistent_axes: for each axis the options that they choose.
        swing_total: by how much all departures move the mean; ``interaction`` is what is left of it when the swings of
            the named axes are taken off.
        reported_mean, contract_mean: plain means over the audited figures of the whole programme (of all, where none
            is of the whole) for which both are known.
        client_mean: the same of the client's own definition, as the records stand now; None where nothing was counted.
        late, corrected: the shares of rows that come late, or are corrected after notice, as deliveries show.
    """

    measure: str
    title: str
    unit: str
    reporter: str
    months: int
    first: Month
    last: Month
    status: Status
    says: str
    against: str
    contract_lens: Lens
    stated_lens: Lens | None
    vintage: str
    subtrees: bool
    widened: bool
    late: float
    corrected: float
    consistent_count: int
    consistent_axes: tuple[tuple[str, tuple[str, ...]], ...]
    consistent_lenses: tuple[Consistent, ...]
    consistent: tuple[Lens, ...]
    departures: tuple[Departure, ...]
    swing_total: float | None
    interaction: float | None
    changed: Changed | None
    reported_mean: float | None
    contract_mean: float | None
    client_mean: float | None
    left_out: LeftOut
    credit: Credit
    held_by: tuple[HeldBy, ...]
    cells: tuple[AuditedCell, ...]
    notes: tuple[str, ...]

    @property
    def excluded_records(self) -> int:
        """How many records the consistent lens leaves out."""
        return self.left_out.n


@dataclass(frozen=True, kw_only=True)
class Audits:
    """Every audit of an edition, and the figures that were refused."""

    edition: str
    as_of: str
    currency: str
    audits: tuple[Audit, ...]
    refused: tuple[Refused, ...]
