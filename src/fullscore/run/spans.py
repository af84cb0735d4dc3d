"""Spans: what the dates in a file say of the period that it was sent for."""

from itertools import groupby

from fullscore.run.land import Arrival


def spans(arrivals: list[Arrival]) -> list[str]:
    """Sentences about files whose dates are not those of their period.

    A portal that lost its filter sends the previous period's rows once more, and says nothing. Such a file is known by
    its dates: in a delta feed they reach no further than those of an earlier delivery, or none lies in the months that
    the file's name tells. It may be a file of corrections, so that it lands, and is named.

    Args:
        arrivals: one feed's landed files, in the order of deliveries.
    """
    found: list[str] = []
    reached: dict[str, tuple[str, Arrival]] = {}
    for _, delivery in groupby(arrivals, key=lambda arrival: arrival.delivered.delivery):
        files = list(delivery)
        for arrival in files:
            found += [*_behind(arrival, reached), *_outside(arrival)]
        for arrival in files:
            for share in arrival.receipt.tables:
                if share.days and share.days[1] > reached.get(share.table, ("",))[0]:
                    reached[share.table] = share.days[1], arrival
    return found


def _behind(arrival: Arrival, reached: dict[str, tuple[str, Arrival]]) -> list[str]:
    if arrival.feed.snapshot != "delta":
        return []
    found = []
    for share in arrival.receipt.tables:
        until, earlier = reached.get(share.table, ("", arrival))
        # The very same bytes are told of elsewhere.
        if share.days and share.days[1] <= until and earlier.receipt.sha256 != arrival.receipt.sha256:
            found.append(
                f"feeds/{arrival.receipt.file}: the last day of its {share.table} rows is {share.days[1]}, and "
                f"feeds/{earlier.receipt.file} reached {until}; it may carry an earlier period's rows once more"
            )
    return found


def _outside(arrival: Arrival) -> list[str]:
    period = arrival.receipt.period
    return [
        f"feeds/{arrival.receipt.file}: its name tells of {period[0]} to {period[1]}, and its {share.table} rows are "
        f"of {share.days[0]} to {share.days[1]}"
        for share in arrival.receipt.tables
        if period and share.days and (share.days[1][:7] < period[0] or share.days[0][:7] > period[1])
    ]
