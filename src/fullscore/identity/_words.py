"""What is known about the words of company names: legal forms, abbreviations, and words that many companies share."""

LEGAL_FORMS = {
    "limited": "ltd", "ltd": "ltd", "cyf": "ltd", "cyfyngedig": "ltd", "plc": "plc", "llp": "llp", "lp": "lp",
    "llc": "llc", "inc": "inc", "incorporated": "inc", "corp": "inc", "corporation": "inc", "co": "", "company": "",
    "cic": "cic", "cio": "cic", "gmbh": "gmbh", "ag": "ag", "kg": "kg", "ohg": "kg", "ug": "gmbh", "ev": "ev",
    "bv": "bv", "nv": "nv", "sa": "sa", "sas": "sa", "sarl": "sarl", "sl": "sarl", "srl": "sarl", "spa": "sa",
    "ab": "ab", "oy": "ab", "oyj": "ab", "as": "ab", "aps": "ab", "pvt": "", "pte": "", "pty": "", "private": "",
    "ltda": "ltd", "lda": "ltd", "sp": "", "zoo": "",
}  # fmt: skip
"""A legal form as it is written at a name's end, and the family that it belongs to; empty where it tells of none."""

ABBREVIATIONS = {
    "acad": "academy", "acct": "accounting", "accts": "accounting", "admin": "administration", "adv": "advisory",
    "amb": "ambulance", "assc": "associate", "assoc": "associate", "assocs": "associate", "auth": "authority",
    "bldg": "building", "bldrs": "builder", "bldr": "builder", "bros": "brother", "bus": "business",
    "cncl": "council", "coll": "college", "comm": "community", "comms": "communication", "commun": "communication",
    "cons": "consulting", "consult": "consulting", "conslt": "consulting", "consltg": "consulting",
    "constr": "construction", "const": "construction", "constn": "construction", "contr": "contractor",
    "ctr": "centre", "center": "centre", "dept": "department", "dev": "development", "devt": "development",
    "dist": "district", "distr": "distribution", "educ": "education", "elec": "electrical", "electl": "electrical",
    "emp": "employment", "eng": "engineering", "engr": "engineering", "engrg": "engineering", "eqpt": "equipment",
    "equip": "equipment", "env": "environmental", "fin": "financial", "gen": "general", "govt": "government",
    "grp": "group", "gp": "group", "hldgs": "holding", "hosp": "hospital", "inds": "industry", "ind": "industry",
    "info": "information", "ins": "insurance", "inst": "institute", "intl": "international", "int": "international",
    "internat": "international", "lab": "laboratory", "labs": "laboratory", "maint": "maintenance",
    "manuf": "manufacturing", "mfg": "manufacturing", "med": "medical", "mgmt": "management", "mgt": "management",
    "mkt": "marketing", "mktg": "marketing", "nat": "national", "natl": "national", "org": "organisation",
    "ptnr": "partner", "ptnrs": "partner", "pers": "personnel", "prof": "professional", "prop": "property",
    "props": "property", "pub": "public", "pubs": "publication", "rec": "recruitment", "recr": "recruitment",
    "recruit": "recruitment", "reg": "regional", "res": "resource", "rsrcs": "resource", "sch": "school",
    "sec": "security", "serv": "service", "servs": "service", "svc": "service", "svcs": "service", "srvs": "service",
    "soc": "society", "sol": "solution", "soln": "solution", "solns": "solution", "sols": "solution",
    "spec": "specialist", "staffg": "staffing", "stfg": "staffing", "sys": "system", "syst": "system",
    "tech": "technology", "techn": "technology",
    "technol": "technology", "technologie": "technology", "telecom": "telecommunication",
    "telecoms": "telecommunication", "trans": "transport", "transp": "transport", "trng": "training",
    "univ": "university", "util": "utility", "whse": "warehouse", "wks": "work", "organization": "organisation",
    "labor": "labour", "saint": "st",
}  # fmt: skip
"""Short ways to write a word, and the word without its plural."""

_SHARED = (
    "academy account accountancy accounting administration advisory agency architect associate association "
    "authority borough brother builder building business care catering centre charity city cleaning club college "
    "communication community computer construction consultancy consultant consulting contractor corporate council "
    "county data dental department design development digital direct distribution district education electrical "
    "employment energy engineering enterprise environmental equipment europe european event facility film "
    "financial fire food foundation fund garage general global government group health healthcare heating hire "
    "holding home hospital hotel housing human industry information institute insurance interim international "
    "investment joinery laboratory labour landscape law legal leisure locum logistics maintenance management "
    "manufacturing marketing mechanical media medical national network nhs northern nursing office organisation "
    "painting parish partner partnership people personnel pharmacy photography planning plant plumbing primary "
    "printing product production professional project property public publication publishing recruitment regional "
    "research resource resourcing retail roofing safety scaffolding school search secondary security selection "
    "service skill social society software solution son southern specialist sport st staff staffing steel store "
    "strategic structural supply support surveyor system talent taxi team technical technology telecommunication "
    "temp theatre trade trading training transport travel trust uk union university usa utility ventilation "
    "warehouse waste water welfare window work workforce workspace "
)
GENERIC = frozenset(_SHARED.split())
"""Words that many companies share: two names that have only these in common have little in common."""

TRADING_AS = (
    r"\s(?:t\s?/\s?as?|t\.a\.?|ta|trading\s+as|d/b/a|dba|doing\s+business\s+as|o/a|aka|a/k/a|also\s+known\s+as|"
    r"f/k/a|fka|formerly(?:\s+known\s+as)?|previously|incorporating|on\s+behalf\s+of|c/o)\s"
)
"""What stands between two names of one company."""

NEUTRAL = {"account", "europe", "european", "global", "group", "holding", "international", "office", "uk", "usa"}
"""Words that are put to a name or left away without much meaning."""

REMARKS = (
    r"\b(?:do not use|duplicate|dup|inactive|closed|blocked|deleted|dormant|see new|use new|old account|head office)\b"
)
"""What a ledger's keepers write into a name."""
