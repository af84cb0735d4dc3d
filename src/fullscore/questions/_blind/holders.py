"""Who holds what is missing: whose feed delivers the table, else whose would, else who usually keeps such records."""

from fullscore.lens.parties import controllers, parties, senders
from fullscore.model._shape import Table
from fullscore.model.access_account import access_account
from fullscore.model.agreement import agreement
from fullscore.model.benchmark import benchmark
from fullscore.model.clearance import clearance
from fullscore.model.deliverable import deliverable
from fullscore.model.invoice_line import invoice_line
from fullscore.model.reported_measure import reported_measure
from fullscore.model.rollout import rollout
from fullscore.model.sow import sow
from fullscore.model.supplier import supplier
from fullscore.terms.edition import Edition
from fullscore.terms.programme import Party

OF_GROUP = {
    "reference": "client",
    "sourcing": "msp",
    "work": "msp",
    "money": "finance",
    "talent": "hr",
    "voice": "pmo",
    "identity": "client",
}
"""Who usually keeps the records of a group of tables."""
OF_TABLE = {
    access_account: "client",
    agreement: "procurement",
    benchmark: "independent",
    clearance: "msp",
    deliverable: "procurement",
    invoice_line: "msp",
    reported_measure: "msp",
    rollout: "pmo",
    sow: "procurement",
    supplier: "msp",
}
"""The tables of a group that others keep."""
SPOKEN = {
    "client": "the client's own systems",
    "msp": "the MSP",
    "finance": "finance",
    "hr": "HR",
    "pmo": "the programme office",
    "procurement": "procurement",
    "independent": "an independent index",
}


def held_by(edition: Edition, table: Table) -> str:
    """By name, the parties whose feeds deliver a table or would deliver it.

    A feed whose mapping says which tables it brings is known by what it brought. Where no feed names the table, the
    usual holder is taken: a declared party of that id, else the only one of that kind, else in words.
    """
    told = [_named(party) for party in controllers(edition, table.name)] if edition.has(table.name) else []
    told = told or list(
        dict.fromkeys(_named(sender.party) for sender in senders(edition).values() if sender.table == table.name)
    )
    return " and ".join(told) if told else _usual(edition, table)


def _usual(edition: Edition, table: Table) -> str:
    holder = OF_TABLE.get(table, OF_GROUP[table.group])
    known = parties(edition)
    if holder in known:
        return _named(known[holder])
    kind = [_named(party) for party in known.values() if party.kind == holder]
    return kind[0] if len(kind) == 1 else SPOKEN[holder]


def _named(party: Party) -> str:
    """A party of the client's bears its function in its name; of others it is told what they are."""
    return f"{party.name} ({party.kind.upper()})" if party.kind in ("msp", "vms") else party.name
