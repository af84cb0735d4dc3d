"""The words of a heading: what people shorten them to, and which words they use for the same thing."""

import re
import unicodedata

SHORT = {
    "no": ("number",), "num": ("number",), "nbr": ("number",), "nr": ("number",), "qty": ("quantity",),
    "amt": ("amount",), "dt": ("date",), "dte": ("date",), "ccy": ("currency",), "curr": ("currency", "current"),
    "cc": ("cost", "centre"), "emp": ("employee",), "mgr": ("manager",), "hm": ("hiring", "manager"),
    "dept": ("department",), "org": ("organisation",), "bu": ("business", "unit"), "hrs": ("hours",),
    "req": ("requisition", "request"), "wo": ("work", "order"), "ts": ("time", "sheet"), "po": ("purchase", "order"),
    "gl": ("general", "ledger"), "acct": ("account",), "ac": ("account",), "inv": ("invoice",), "ot": ("overtime",),
    "desc": ("description",), "ref": ("reference",), "loc": ("location",), "supp": ("supplier",),
    "vnd": ("vendor",), "cand": ("candidate",), "pos": ("position", "positions"), "jp": ("job", "posting"),
    "ses": ("service", "entry", "sheet"), "le": ("legal", "entity"), "pct": ("percent",), "ord": ("order",),
    "cat": ("category",), "eff": ("effective",), "est": ("estimated",), "addr": ("address",), "nm": ("name",),
    "wkr": ("worker",), "we": ("week", "ending"), "std": ("standard",), "st": ("standard", "start", "status"),
    "uom": ("unit",), "dob": ("birth",), "fx": ("exchange",), "yr": ("year",), "mth": ("month",), "hr": ("hour",),
    "svc": ("service",), "sup": ("supplier",), "ven": ("vendor",), "seq": ("sequence",), "rev": ("revision",),
}  # fmt: skip
"""Shortenings whose letters do not show what they stand for; the others are recognised by their letters."""

ALIKE = (
    frozenset(["supplier", "vendor", "agency", "creditor", "payee"]),
    frozenset(["requisition", "request", "requirement", "demand"]),
    frozenset(["assignment", "engagement", "placement", "contract"]),
    frozenset(["organisation", "organization", "department", "division"]),
    frozenset(["centre", "center"]),
    frozenset(["site", "location", "plant", "office", "facility", "worksite"]),
    frozenset(["worker", "contractor", "resource", "contingent"]),
    frozenset(["id", "number", "code", "key", "reference", "identifier", "uid", "guid", "identification"]),
    frozenset(["amount", "value", "sum", "total"]),
    frozenset(["rate", "price"]),
    frozenset(["date", "day", "on", "at", "time", "timestamp"]),
    frozenset(["title", "name", "description", "text"]),
    frozenset(["submit", "submitted", "submission"]),
    frozenset(["approve", "approved", "approval"]),
    frozenset(["post", "posted", "posting"]),
    frozenset(["bill", "billed", "billing"]),
    frozenset(["invoice", "invoiced"]),
    frozenset(["pay", "paid", "payment"]),
    frozenset(["end", "ending", "finish", "close", "closed"]),
    frozenset(["start", "begin", "beginning", "starting", "commencement"]),
    frozenset(["labour", "labor"]),
    frozenset(["quantity", "units", "volume"]),
    frozenset(["status", "state", "stage"]),
    frozenset(["reason", "cause"]),
    frozenset(["type", "kind", "category", "class"]),
    frozenset(["role", "job", "occupation"]),
)
"""Words that mean nearly the same; two of them count as less than the same word, since one file may use both."""

SORTS = (
    frozenset(["id", "number", "code", "key", "reference", "identifier", "uid", "guid"]),
    frozenset(["name", "title", "description"]),
    frozenset(["date", "day", "on", "at", "time", "ending"]),
    frozenset(["amount", "rate", "price", "cost", "value", "fee", "salary"]),
    frozenset(["status", "state"]),
    frozenset(["type", "kind", "category"]),
    frozenset(["reason", "cause"]),
)
"""Words that say what sort of thing a column holds: headings of different sorts are not alike, whatever they share."""

IDENTIFYING = next(words for words in ALIKE if "number" in words)
NAMING = next(words for words in ALIKE if "title" in words)

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SAID = {"#": " number ", "%": " percent ", "№": " number ", "&": " and ", "º": " "}
_FILLERS = frozenset(["the", "of", "a", "an", "and", "for", "in", "to", "s", "by"])


def words(heading: str) -> tuple[str, ...]:
    """The words of a heading in small letters, without accents, punctuation and fillers."""
    for sign, said in _SAID.items():
        heading = heading.replace(sign, said)
    plain = unicodedata.normalize("NFKD", heading)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    found = re.findall(r"[^\W_]+", _CAMEL.sub(" ", plain).casefold())
    return tuple(word for word in found if word not in _FILLERS) or tuple(found)


def said_fully(heading: str) -> str:
    """The heading with its shortenings written out, for whoever must see that ``wkr nm`` is a worker's name."""
    return " ".join(" ".join(SHORT.get(word, (word,))[:3]) for word in words(heading))


def singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
