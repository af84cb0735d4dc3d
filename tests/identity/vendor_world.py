"""Made suppliers and the vendors of a made ledger: who is who is known, and the spellings are as bad as real ones.

It knows nothing of how the product takes names apart: the ways in which a name goes wrong are written from what finance
systems do to names. Most vendors are nobody's supplier, and many of those are near to one: the same family name in
another trade, the same brand in another place, one digit or one letter apart.
"""

import random
from dataclasses import dataclass

SHAPES = {
    "british": (
        "Sheffield Oxford Leeds York Derby Kent Essex Bath Stoke Hull Luton Bolton Dover Surrey Devon Norfolk Reading",
        ("Ltd", "Limited", "PLC", "LLP", "", "Ltd.", "CIC"),
        "Recruitment Consulting Engineering Care Cleaning Security Training Software Systems Logistics Electrical",
    ),
    "american": (
        "Boston Austin Dallas Denver Phoenix Tampa Atlanta Portland Seattle Houston Nashville Cleveland Omaha Fresno",
        ("Inc", "LLC", "Inc.", "Corp", "Corporation", "LLP", "Co", ""),
        "Staffing Consulting Technologies Healthcare Logistics Analytics Security Construction Engineering Media",
    ),
    "continental": (
        "Köln München Zürich Lyon Milano Málaga Wien Basel Genève Torino Sevilla Bremen Nürnberg Liège Gent Porto",
        ("GmbH", "AG", "SA", "SAS", "SRL", "S.p.A.", "BV", "B.V.", "S.L.", "KG", ""),
        "Personal Beratung Systeme Technik Logistik Solutions Services Consulting Medizin Ingenieure Software Bau",
    ),
}
TRADES = (
    "Services Solutions Management Group Partners Associates Supplies Design Property Transport Catering "
    "Plumbing Legal Marketing Research Digital Networks Print Energy Facilities Interiors Maintenance Events "
    "Fire Nursing Education "
)
FIRST = "Ab Al Ar Bel Bran Cal Cor Dar Del Ex Fal Gal Har In Jor Kel Lam Mar Nor Or Pel Quin Ral Sol Tar Ul Ven Wel Zen"
LAST = "adon ania aris by core dale ector elis en enta era ford ham ia ick ington is ity lon man mere on or ow ston um"
COLOURS = "Blue Red Green Silver Golden Bright Clear First Prime Apex Summit North Castle River Oak Stone Swift Lion"
NOUNS = "bridge field wood gate light point water hill tree sky line works view mark path house side bank ridge lake"
SHORT = {
    "Services": ("Svcs", "Serv", "Srvcs", "Servs"), "Solutions": ("Solns", "Sol", "Sltns"),
    "Management": ("Mgmt", "Mgt", "Mgmnt", "Manag"), "Recruitment": ("Rec", "Recruit", "Rcrtmnt", "Recr."),
    "Engineering": ("Eng", "Engrg", "Engineer"), "Consulting": ("Cons", "Consult", "Cnsltng"), "Group": ("Grp", "Gp"),
    "Associates": ("Assoc", "Assocs", "Ass."), "Technologies": ("Tech", "Techn", "Technology"), "Systems": ("Sys",),
    "Logistics": ("Log", "Logist", "Lgstcs"), "Security": ("Sec", "Secur"), "Construction": ("Constr", "Const"),
    "Healthcare": ("Hlthcare", "Health Care", "Hc"), "Electrical": ("Elec", "Elect", "Electl"), "Training": ("Trng",),
    "Maintenance": ("Maint", "Mtce"), "Property": ("Prop", "Ppty"), "Transport": ("Trans", "Trnspt"),
    "Marketing": ("Mktg", "Mkting"), "Facilities": ("Fac", "Facil"), "Education": ("Educ", "Edu"), "Legal": ("Lgl",),
    "Partners": ("Ptnrs", "Prtnrs"), "Supplies": ("Supp", "Suppl"), "Staffing": ("Staff", "Stfg"),
}  # fmt: skip
FORMS = {
    "Ltd": ("Limited", "LTD.", "", "Ltd", "L.T.D"), "Limited": ("Ltd", "", "LTD", "Lim"), "PLC": ("plc", "P.L.C.", ""),
    "Inc": ("Incorporated", "", "INC.", ", Inc"), "LLC": ("L.L.C.", "", ", LLC"), "GmbH": ("G.m.b.H.", "", "GMBH & Co"),
    "Corp": ("Corporation", "Corp.", ""), "SA": ("S.A.", ""), "BV": ("B.V.", ""), "AG": ("A.G.", ""),
}  # fmt: skip
NEAR_SHARE, KNOWN_SHARE, MATCHED_SHARE = 0.14, 0.75, 0.12


@dataclass(frozen=True)
class Firm:
    """One company: its words in order, where each comes from, and its legal form."""

    brand: tuple[str, ...]
    trade: tuple[str, ...]
    place: str
    form: str

    def name(self) -> str:
        return " ".join(filter(None, (*self.brand, *self.trade, self.place, self.form)))

    def core(self) -> str:
        return "".join(c for c in "".join((*self.brand, *self.trade, self.place)).casefold() if c.isalnum())


@dataclass(frozen=True)
class VendorWorld:
    """Suppliers and vendors as tables of plain rows, and the supplier that each vendor truly is."""

    suppliers: list[dict[str, str | None]]
    vendors: list[tuple[str, str]]
    truth: dict[str, str]
    """Vendor id to supplier id; a vendor that is nobody's supplier is not in it."""


def vendor_world(seed: int, *, suppliers: int, vendors: int, shape: str = "british") -> VendorWorld:
    """A world of so many suppliers and vendors."""
    making = _Making(seed, shape)
    firms = [making.new_firm() for _ in range(suppliers)]
    rows: list[dict[str, str | None]] = []
    for number, firm in enumerate(firms):
        owner = f"S-{making.draw.randrange(number)}" if number and making.draw.random() < 0.08 else None
        legal = making.new_firm().name() if making.draw.random() < 0.07 else None
        rows.append({"supplier_id": f"S-{number}", "name": firm.name(), "legal_name": legal, "parent_id": owner})
    spelt: list[tuple[str, int | None]] = []
    known = [n for n in range(suppliers) if making.draw.random() < KNOWN_SHARE]
    while len(spelt) < MATCHED_SHARE * vendors:
        number = making.draw.choice(known)
        legal = rows[number]["legal_name"]
        spelt.append((making.misspelt(firms[number], legal), number))
    while len(spelt) < vendors:
        firm = making.near(making.draw.choice(firms)) if making.draw.random() < NEAR_SHARE else making.new_firm()
        spelt.append((making.misspelt(firm, None), None))
    making.draw.shuffle(spelt)
    return VendorWorld(
        suppliers=rows,
        vendors=[(f"V{n:06}", name) for n, (name, _) in enumerate(spelt)],
        truth={f"V{n:06}": f"S-{supplier}" for n, (_, supplier) in enumerate(spelt) if supplier is not None},
    )


class _Making:
    def __init__(self, seed: int, shape: str) -> None:
        self.draw = random.Random(f"{seed} {shape}")
        places, self.forms, trades = SHAPES[shape]
        self.places = places.split()
        self.trades = [*trades.split(), *TRADES.split()]
        self.cores: set[str] = set()

    def one(self, words: str) -> str:
        return self.draw.choice(words.split())

    def new_firm(self) -> Firm:
        """A company whose words no other bears."""
        while True:
            firm = Firm(
                brand=self.brand(),
                trade=tuple(self.draw.sample(self.trades, self.draw.choice((0, 1, 1, 1, 2, 2)))),
                place=self.draw.choice(("", "", "", "", "UK", self.draw.choice(self.places))),
                form=self.draw.choice(self.forms),
            )
            if self._is_new(firm):
                return firm

    def brand(self) -> tuple[str, ...]:
        kind = self.draw.random()
        if kind < 0.3:
            return (self.surname(),)
        if kind < 0.42:
            return (self.surname(), "&", self.surname())
        if kind < 0.5:
            return (self.draw.choice("ABCDEFGHJKLMNPRSTW"), self.draw.choice("ABCDEFGHJKLMNPRSTW"), self.surname())
        if kind < 0.6:
            return ("".join(self.draw.choices("ABCDEFGHIJKLMNOPRSTVWX", k=self.draw.choice((2, 3, 3, 4)))),)
        if kind < 0.8:
            joined = self.draw.random() < 0.4
            colour, noun = self.one(COLOURS), self.one(NOUNS)
            return (colour + noun,) if joined else (colour, noun.title())
        if kind < 0.88:
            return (self.draw.choice(self.places), self.one(NOUNS).title())
        return (self.surname(), self.surname())

    def surname(self) -> str:
        middle = self.draw.choice(("", "", "l", "d", "th", "r", "an", "e", "is", "un", "ock", "ev"))
        return self.one(FIRST) + middle + self.one(LAST)

    def near(self, firm: Firm) -> Firm:
        """Another company that looks like one of the suppliers."""
        while True:
            brand, trade, place = firm.brand, firm.trade, firm.place
            kind = self.draw.random()
            if kind < 0.35:
                trade = tuple(self.draw.sample(self.trades, max(1, len(trade))))
            elif kind < 0.6:
                place = self.draw.choice(self.places)
                trade = trade or (self.draw.choice(self.trades),)
            elif kind < 0.75:
                brand = (*brand, self.draw.choice(("2", "3", "24", "360", "II", "One")))
            elif kind < 0.9:
                brand = (self.brand()[0], *brand[1:]) if len(brand) > 1 else (brand[0], self.surname())
            else:
                brand = (*brand[:-1], self.draw.choice(brand[-1][:1]) + self.surname().lower())
            other = Firm(brand=brand, trade=trade, place=place, form=self.draw.choice(self.forms))
            if self._is_new(other):
                return other
            firm = self.new_firm() if self.draw.random() < 0.05 else firm

    def _is_new(self, firm: Firm) -> bool:
        core = firm.core()
        if core in self.cores:
            return False
        self.cores.add(core)
        return True

    def misspelt(self, firm: Firm, legal: str | None) -> str:
        """A spelling of a company's name as a ledger might hold it."""
        words = [*firm.brand, *firm.trade, *filter(None, (firm.place,))]
        form = firm.form
        for wrong in self.draw.sample(WRONGS, self.draw.choices((0, 1, 2, 3), (22, 40, 26, 12))[0]):
            words, form = wrong(self.draw, words, form, firm)
        name = " ".join([*words, form] if form else words)
        if legal and self.draw.random() < 0.5:
            name = self.draw.choice((legal, f"{legal} T/A {name}", f"{name} ({legal})"))
        elif self.draw.random() < 0.04:
            name = f"{self.new_firm().name()} {self.draw.choice(('T/A', 't/a', 'trading as'))} {name}"
        name = name.upper() if self.draw.random() < 0.6 else name
        return name[:30].strip() if self.draw.random() < 0.2 else name


def _form(draw: random.Random, words: list[str], form: str, firm: Firm) -> tuple[list[str], str]:
    return words, draw.choice(FORMS.get(form, ("", form, "Ltd")))


def _short(draw: random.Random, words: list[str], form: str, firm: Firm) -> tuple[list[str], str]:
    at = [n for n, word in enumerate(words) if word in SHORT]
    if at:
        n = draw.choice(at)
        words = [*words[:n], draw.choice(SHORT[words[n]]), *words[n + 1 :]]
    return words, form


def _typing(draw: random.Random, words: list[str], form: str, firm: Firm) -> tuple[list[str], str]:
    n = draw.randrange(len(words))
    word = words[n]
    if len(word) < 4:
        return words, form
    at = draw.randrange(len(word) - 1)
    wrong = draw.choice((
        word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :],
        word[:at] + word[at] * 2 + word[at + 1 :], word[:at] + draw.choice("aeiorstn") + word[at + 1 :],
    ))  # fmt: skip
    return [*words[:n], wrong, *words[n + 1 :]], form


def _order(draw: random.Random, words: list[str], form: str, firm: Firm) -> tuple[list[str], str]:
    if len(words) < 2:
        return words, form
    n = draw.randrange(1, len(words))
    return [*words[n:-1], words[-1] + draw.choice(("", ",")), *words[:n]], form


def _signs(draw: random.Random, words: list[str], form: str, firm: Firm) -> tuple[list[str], str]:
    swap = {"&": draw.choice(("and", "+", "AND")), "UK": draw.choice(("(UK)", "U.K.", "United Kingdom"))}
    words = [swap.get(word, word) for word in words]
    if len(words[0]) == 1 and len(words[1]) == 1:
        return draw.choice((
            [f"{words[0]}.{words[1]}.", *words[2:]], [words[0] + words[1], *words[2:]],
        )), form  # fmt: skip
    n = draw.randrange(len(words))
    return [*words[:n], words[n] + draw.choice(("", ".", "'s", " -")), *words[n + 1 :]], form


def _joined(draw: random.Random, words: list[str], form: str, firm: Firm) -> tuple[list[str], str]:
    if len(words) < 2:
        return words, form
    n = draw.randrange(len(words) - 1)
    return [*words[:n], words[n] + draw.choice(("", "-")) + words[n + 1].lower(), *words[n + 2 :]], form


def _dropped(draw: random.Random, words: list[str], form: str, firm: Firm) -> tuple[list[str], str]:
    if len(words) <= len(firm.brand):
        return words, form
    return (words[:-1] if draw.random() < 0.7 else words[: len(firm.brand)]), form


def _added(draw: random.Random, words: list[str], form: str, firm: Firm) -> tuple[list[str], str]:
    more = draw.choice(
        ("UK", "Group", "(Europe)", "- Head Office", "Holdings", "International", "DO NOT USE", "Accounts")
    )
    return [*words, draw.choice(more)], form


def _accents(draw: random.Random, words: list[str], form: str, firm: Firm) -> tuple[list[str], str]:
    return [word.translate(str.maketrans("öüéèáàí", "oueeaai")) for word in words], form


WRONGS = (_form, _form, _form, _short, _short, _typing, _typing, _order, _signs, _joined, _dropped, _added, _accents)
