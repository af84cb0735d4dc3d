"""Which headings would identify a person: such columns are never read, and the receipt names them."""

import re
import unicodedata

_PEOPLE = frozenset([
    "worker", "candidate", "employee", "contractor", "consultant", "resource", "person", "applicant",
    "seeker", "manager", "supervisor", "approver", "owner", "requester", "requestor", "recruiter",
    "recipient", "user", "contact", "individual", "incumbent", "temp", "freelancer", "coordinator", "creator",
    "sponsor", "respondent", "interviewer", "reviewer", "submitter", "colleague", "member", "staff", "referee",
])  # fmt: skip
_ORGANISATIONS = frozenset([
    "vendor", "supplier", "buyer", "company", "organisation", "organization", "org", "business", "unit",
    "department", "division", "team", "site", "location", "role", "job", "position", "posting", "title",
    "project", "cost", "centre", "center", "category", "account", "agency", "body", "client", "customer",
    "legal", "entity", "service", "product", "file", "table", "country", "city", "state", "region", "field",
    "code", "work", "program", "programme",
])  # fmt: skip
_IN_CHARGE = frozenset(["owner", "creator", "coordinator", "approver", "requester", "requestor"])
_PART_OF_A_NAME = frozenset([
    "first", "last", "middle", "given", "family", "maiden", "preferred", "fore", "sur",
])  # fmt: skip
# Words that name a person's data whatever stands beside them, written as their letters alone.
_ALWAYS = re.compile(
    r"e?mailaddress|email|firstname|lastname|surname|forename|familyname|givenname|middlename|maidenname|birth|"
    r"phone|mobilenumber|mobileno|cellnumber|username|socialsecurity|nationalinsurance|nationalid|securityid|"
    r"passport|driverslicen[cs]e|drivinglicen[cs]e|homeaddress|personaladdress|"
    r"vorname|nachname|geburtsdatum|geburtstag|prenom|nomdefamille|datedenaissance|apellido|fechadenacimiento"
)
_ALWAYS_WORDS = frozenset([
    "dob", "ssn", "nino", "nric", "fullname", "mobile", "telefon", "telephone", "fax",
])  # fmt: skip


def names_a_person(heading: str) -> bool:
    """Whether a heading would hold a person's name, mail, telephone, birthday or national number.

    ``Worker Last Name``, ``LastName``, ``Name of candidate`` and ``Manager`` do; ``Supplier Name``, ``Worker ID``,
    ``Site Name`` and ``Job Title`` do not. A bare ``Name`` does not: it is what organisations and sites are called by.
    """
    # "Worker #" is a worker's number; without its sign it would be the worker.
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", heading.replace("#", " number "))
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().casefold()
    words = re.findall(r"[a-z0-9]+", plain)
    letters, there = "".join(words), set(words)
    if _ALWAYS.search(letters) or there & _ALWAYS_WORDS:
        return True
    if there & {"name", "names", "fullname"}:
        if there & _PART_OF_A_NAME:
            return True
        # "Candidate Supplier Name" is a supplier's name; "Job Seeker Name" is a person's, though a job stands in it.
        organisations = there & _ORGANISATIONS - ({"job"} if "seeker" in there else set())
        return not organisations and bool(there & _PEOPLE or "full" in there or "by" in there)
    if words and words[-1] in _IN_CHARGE:
        # "Job Posting Owner" holds a name, whatever it is that the person owns.
        return True
    if "address" in there:
        return bool(there & _PEOPLE) and not there & _ORGANISATIONS
    # A heading that is a person and nothing else ("Worker", "Hiring Manager") holds that person's name.
    return bool(words) and there <= _PEOPLE | {"hiring", "the", "of", "job"} and bool(there & _PEOPLE - {"temp"})
