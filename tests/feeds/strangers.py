"""What a stranger does to headings: another case, other signs, shortenings, another order, a prefix, a slip of the pen.

Nothing here comes from what the product knows of words, and most of the shortenings are none of those that it lists.
"""

import random
import re
from collections.abc import Collection, Sequence

from fullscore.feeds._mapping.headings import folded

_SHORTENED = {
    "supplier": ("Supp", "Splr", "Suppl"), "vendor": ("Vndr", "Vend"), "number": ("No", "Num", "Nbr", "No."),
    "date": ("Dt", "Dte"), "amount": ("Amt", "Amnt"), "quantity": ("Qty", "Qnty"), "department": ("Dept", "Dpt"),
    "organisational": ("Org", "Orgl"), "organization": ("Org", "Orgn"), "center": ("Ctr", "Cntr", "Centre"),
    "business": ("Bus", "Bsns"), "unit": ("Un", "Unt"), "manager": ("Mgr", "Mngr"), "employee": ("Emp", "Empl"),
    "worker": ("Wkr", "Wrkr"), "candidate": ("Cand", "Cnd"), "requisition": ("Req", "Reqn", "Rqstn"),
    "request": ("Req", "Rqst"), "status": ("Stat", "Sts"), "description": ("Desc", "Descr"),
    "reference": ("Ref", "Refr"),
    "currency": ("Ccy", "Curr", "Cur"), "invoice": ("Inv", "Invc"), "account": ("Acct", "Acc"),
    "position": ("Pos", "Posn"),
    "positions": ("Pos", "Posns"), "start": ("Strt", "Sta"), "approved": ("Appr", "Apprvd"), "submit": ("Subm", "Sbmt"),
    "location": ("Loc", "Locn"), "category": ("Cat", "Ctgry"), "code": ("Cd", "Cde"), "title": ("Ttl", "Titl"),
    "hours": ("Hrs", "Hr"), "rate": ("Rt", "Rte"), "contract": ("Contr", "Cntrct"), "name": ("Nm", "Nme"),
    "revision": ("Rev", "Revn"), "sequence": ("Seq", "Seqn"), "maximum": ("Max", "Mx"), "actual": ("Act", "Actl"),
    "total": ("Tot", "Ttl"), "reason": ("Rsn", "Reas"), "document": ("Doc", "Docmt"), "posting": ("Post", "Pstg"),
    "line": ("Ln", "Lne"), "item": ("Itm", "It"), "period": ("Per", "Prd"), "company": ("Co", "Comp"),
    "service": ("Svc", "Serv"), "engagement": ("Eng", "Engmt"), "assignment": ("Asgmt", "Assgn", "Asg"),
    "project": ("Proj", "Prj"), "object": ("Obj", "Objt"), "expenditure": ("Exp", "Expend"),
    "profile": ("Prof", "Prfl"),
    "contingent": ("Cont", "Contgt"), "billing": ("Blg", "Bill"), "termination": ("Term", "Termn"),
    "purchasing": ("Purch", "Pur"), "classification": ("Class", "Clsf"), "current": ("Curr", "Crnt"),
    "general": ("Gen", "Genl"), "ledger": ("Ldgr", "Led"), "local": ("Loc", "Lcl"), "payment": ("Pmt", "Pymt"),
    "id": ("No", "Number", "Nr", "#", "Ident", "Id No"), "hiring": ("Hir", "Hrg"), "address": ("Addr", "Adr"),
}  # fmt: skip
_TOGETHER = {
    "work order": ("WO", "W/O", "WkOrd"), "cost center": ("CC", "CostCtr", "Cost Centre"),
    "business unit": ("BU", "BusUnit"),
    "time sheet": ("TS", "Timesheet", "Tmsht"), "purchase order": ("PO", "P.O."), "job posting": ("JP", "JobPost"),
    "line item": ("LI", "LnItm"), "hiring manager": ("HM", "Hir Mgr"), "general ledger": ("GL", "G/L"),
}  # fmt: skip
_SPELLED_OUT = {
    "#": "Number", "%": "Percent", "est.": "Estimated", "e/d": "End Date", "ot": "Overtime", "dept": "Department",
    "req": "Requisition", "po": "Purchase Order", "amt": "Amount", "disc": "Discount", "no": "Number",
    "trans": "Transaction",
    "uom": "Unit of Measure", "g/l": "General Ledger", "ref": "Reference", "org": "Organization",
}  # fmt: skip
_PREFIXES = ("FG_", "src_", "VMS ", "x_", "tbl_", "ZZ-", "Export ", "rpt.")
_SUFFIXES = ("_c", " (text)", "*", ":", "_txt", " (new)", "_fld", " -")


def _snake(words: Sequence[str]) -> str:
    return "_".join(word.lower() for word in words)


def _camel(words: Sequence[str]) -> str:
    joined = "".join(word[:1].upper() + word[1:].lower() for word in words)
    return joined[:1].lower() + joined[1:]


_STYLES = (
    _snake,
    _camel,
    lambda words: "".join(word[:1].upper() + word[1:].lower() for word in words),
    lambda words: "_".join(word.upper() for word in words),
    lambda words: " ".join(word.lower() for word in words),
    lambda words: " ".join(word.upper() for word in words),
    lambda words: " ".join(word.title() for word in words),
    lambda words: "-".join(words),
    lambda words: ".".join(word.lower() for word in words),
    lambda words: "  ".join(words),
    lambda words: "".join(word.lower() for word in words),
    lambda words: "\u00a0".join(words) + " ",
)


def renamed(headings: Sequence[str], seed: int, *, taken: Collection[str] = ()) -> dict[str, str]:
    """What one stranger makes of an export's headings, each by what it was.

    No two come out alike, and none becomes what the export calls something else, which would be no renaming.

    Args:
        taken: further names that mean something in the export.
    """
    random_ = random.Random(seed)
    style = random_.choice(_STYLES)
    prefix = random_.choice(_PREFIXES) if random_.random() < 0.25 else ""
    known = {folded(heading) for heading in (*headings, *taken)}
    found: dict[str, str] = {}
    used: set[str] = set()
    for heading in headings:
        for _ in range(20):
            name = prefix + style(_reworded(_split(heading), random_))
            if random_.random() < 0.08:
                name += random_.choice(_SUFFIXES)
            letters = folded(name)
            if letters and letters not in used and (letters == folded(heading) or letters not in known):
                break
        else:
            name = heading
        used.add(folded(name))
        found[heading] = name
    return found


def _split(heading: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", heading)
    return [word for word in re.split(r"[\s_]+", spaced) if word]


def _reworded(words: list[str], random_: random.Random) -> list[str]:
    if random_.random() < 0.5:
        words = _shorter(words, random_)
    if random_.random() < 0.3:
        words = [_SPELLED_OUT.get(word.lower(), word) if random_.random() < 0.7 else word for word in words]
    words = [piece for word in words for piece in word.split(" ")]
    if len(words) > 1 and random_.random() < 0.12:
        words = [words[-1], *words[:-1]] if random_.random() < 0.6 else [words[-1], "of", *words[:-1]]
    if random_.random() < 0.1:
        place = random_.randrange(len(words))
        if words[place].isalpha() and len(words[place]) > 3:
            words[place] = words[place][:-1] if words[place].lower().endswith("s") else words[place] + "s"
    if random_.random() < 0.07:
        words = _slip(words, random_)
    return words


def _shorter(words: list[str], random_: random.Random) -> list[str]:
    found: list[str] = []
    place = 0
    while place < len(words):
        pair = " ".join(words[place : place + 2]).lower()
        if pair in _TOGETHER and random_.random() < 0.5:
            found.append(random_.choice(_TOGETHER[pair]))
            place += 2
            continue
        word = words[place]
        place += 1
        if random_.random() < 0.4 or not word.isalpha():
            found.append(word)
        elif word.lower() in _SHORTENED and random_.random() < 0.75:
            found.append(random_.choice(_SHORTENED[word.lower()]))
        elif len(word) > 5 and random_.random() < 0.5:
            found.append(word[:1] + re.sub("[aeiou]", "", word[1:]) if random_.random() < 0.5 else word[:4])
        else:
            found.append(word)
    return found


def _slip(words: list[str], random_: random.Random) -> list[str]:
    long = [place for place, word in enumerate(words) if len(word) >= 6]
    if not long:
        return words
    place = random_.choice(long)
    word, at = words[place], random_.randrange(1, len(words[place]) - 2)
    cut = word[:at] + word[at + 1 :] if random_.random() < 0.5 else word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return [*words[:place], cut, *words[place + 1 :]]
