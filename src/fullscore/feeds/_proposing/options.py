"""Words of a file, translated to the words that a column may hold."""

from collections.abc import Iterable, Mapping

from fullscore.feeds._mapping.headings import folded
from fullscore.feeds._proposing.words import words
from fullscore.model._shape import Column

_MEANT = {
    "hour": ("hourly", "hr", "hrs", "h", "per hour", "hours", "st/hr", "per hr"),
    "day": ("daily", "per day", "days", "d", "per diem"),
    "month": ("monthly", "per month", "mo", "months"),
    "on_hold": ("hold", "halted", "paused", "suspended"),
    "pending_approval": ("awaiting approval", "in approval", "submitted for approval", "pending"),
    "open": ("active", "sourcing", "live"),
    "cancelled": ("canceled", "withdrawn", "recalled"),
    "filled": ("complete", "completed"),
    "closed": ("close",),
    "labour": ("labor", "time", "timesheet", "time sheet", "time & labor", "hours"),
    "expense": ("expenses", "expense sheet"),
    "deliverable": ("milestone", "fixed price"),
    "msp_fee": ("management fee", "programme fee", "program fee"),
    "vms_fee": ("technology fee", "licence fee", "license fee"),
    "tax": ("vat", "gst", "sales tax"),
    "adjustment": ("credit", "credit memo", "correction"),
    "time_and_materials": ("t&m", "time & materials", "tm", "time and material"),
    "fixed": ("fixed fee", "fixed price", "lump sum"),
    "milestone": ("milestones", "deliverable based"),
    "contractor": ("contingent", "contingent worker", "cw"),
    "temp": ("temporary", "temporary worker", "agency", "agency worker", "agency temp"),
    "payrolled": ("payroll", "payrollee"),
    "independent_contractor": ("ic", "1099", "freelancer", "self employed"),
    "sow": ("statement of work", "sow worker"),
    "employee": ("permanent", "fte", "perm"),
    "placed": ("hired", "accepted", "selected"),
    "rejected": ("not selected", "declined by client"),
    "withdrawn": ("candidate withdrew", "withdrew"),
    "pending": ("in review", "under review", "submitted", "new"),
    "business_unit": ("bu",),
    "department": ("dept",),
    "cost_centre": ("cost center", "cc"),
    "inactive": ("deactivated", "closed"),
    "completed": ("completed assignment", "end of assignment", "assignment complete"),
    "resignation": ("resigned", "quit", "voluntary"),
    "no_show": ("no show", "never started"),
    "client": ("buyer", "customer", "hiring manager"),
    "supplier": ("vendor", "agency"),
    "worker": ("contractor",),
}  # fmt: skip
UNKNOWN = "?"
"""Stands for a translation that a person has yet to give. It is no option, so that its rows are refused until then."""
TRUE, FALSE = ("true", "yes", "y", "1"), ("false", "no", "n", "0")
_FLAGS = {
    "true": ("t", "x", "ja", "oui", "si", "sim", "on", "wahr"),
    "false": ("f", "nein", "non", "nao", "off", "falsch"),
}


def translated(
    column: Column, said: Iterable[str], learned: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Each word of the file that is no option as it stands, with the option it means, and the words that mean none.

    Args:
        said: the distinct filled values.
        learned: what the shipped mappings translate for this column, by words in small letters.
    """
    options = column.options or ("true", "false")
    same = {folded(option): option for option in options}
    meant = dict(_FLAGS) if not column.options else {option: _MEANT.get(option, ()) for option in options}
    by_word = {folded(word): option for option, known in meant.items() for word in known}
    by_words = {frozenset(words(option)): option for option in options}
    taken = {option.lower() for option in options} | set(TRUE + FALSE if not column.options else ())
    found, unknown = dict[str, str](), list[str]()
    for word in said:
        letters = folded(word)
        if word.lower() in taken:
            continue
        option = learned.get(word.lower()) or same.get(letters) or by_word.get(letters)
        option = option or by_words.get(frozenset(words(word)))
        if option:
            found[word] = option
        else:
            unknown.append(word)
    return found, tuple(unknown)
