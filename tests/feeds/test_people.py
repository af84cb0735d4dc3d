"""No column of a person is read; where one must be, only a pseudonym of it is stored."""

import hashlib
import hmac
import stat
from pathlib import Path
from typing import Any

import pytest

from fullscore.feeds._cells.masking import masked
from fullscore.feeds._cells.people import names_a_person
from fullscore.model._shape import tables
from fullscore.terms.fault import Fault

PEOPLE = """
First Name|Last Name|LastName|first_name|Worker Last Name|Worker Name|WorkerName|Name of Candidate
Candidate Name|Employee Full Name|Full Name|Legal First Name|Surname|Job Seeker Name|Hiring Manager Name
Supervisor Name|Middle Name|Action by Name|Manager|Hiring Manager|Worker|Name (Last, First)
Candidate First Name|Name, Worker|Employee's Name|E-mail|Email|Worker Email|Personal E-Mail Address
Manager (Email)|emailAddress|Birth Date|Date of Birth|DOB|Birthday|Phone|Mobile Phone|Telephone No.
Home Address|Worker Address|Social Security Number|SSN|National Insurance No|NI No (National Insurance)
Passport Number|Security ID|User Name|Login username|Nachname|Prénom|Geburtsdatum|Apellidos|Owner Username
Resource Name|Contact Name|Supplier Contact First Name|Job Posting Owner|Work Order/Work Order Revision Owner
"""
OTHERS = """
Name|Vendor Name|Supplier Name|SUPPLIER NAME|supplier_name|Buyer Name|Role Name|Site Name|Business Unit Name
Body Name|Cost Center Name|Company Name|Legal Name|Job Title|Job Posting Title|Worker ID|Candidate ID
Worker #|Person ID|Job Seeker ID|Hiring Manager ID|Candidate Supplier Name|Worker Site Name|Account Name|File Name
Project Name|Vendor Number|Status|Employee Count|Start Date|Candidate Bill Rate|Organisation Name|SOW Name
Contract Number|Worker Type|Resource Type|Manager Level|Temp|Title|SIN(s)|Country of Origin|Address Code
Remit To address Code|Object Owner Employee ID|Work Order/Work Order Revision Owner Employee ID
"""


def headings(listed: str) -> list[str]:
    return [heading for line in listed.strip().splitlines() for heading in line.split("|")]


@pytest.mark.parametrize("heading", headings(PEOPLE))
def test_headings_of_people(heading: str) -> None:
    assert names_a_person(heading)


@pytest.mark.parametrize("heading", headings(OTHERS))
def test_headings_of_anything_else(heading: str) -> None:
    assert not names_a_person(heading)


def test_no_canonical_table_has_a_column_of_a_person() -> None:
    named = {name for table in tables().values() for name in table.by_name if names_a_person(name)}
    assert named == set()


HEAD = "Worker Last Name,E-Mail,role_id,title,role_family,capability,level,critical,Colour\n"


def test_columns_of_people_are_left_out_named_and_stored_nowhere(landing: Any) -> None:
    result = landing(
        HEAD + "Qwertzuiop,q@yxcvb.org,R1,Nurse,F,C,1,true,red\nAsdfghjkl,a@yxcvb.org,R2,,F,C,x,true,red\n",
        table="role",
    )
    assert result.receipt.person_headings == ("Worker Last Name", "E-Mail")
    assert result.receipt.unknown_headings == ("Colour",)
    stored = result.everything_stored()
    for clear in (b"Qwertzuiop", b"Asdfghjkl", b"yxcvb"):
        assert clear not in stored


TOML = """
[[table]]
name = "clearance"
[table.columns]
worker_id = { from = ["Worker Name", "Name of Worker"], pseudonym = true }
kind = { from = ["Kind"] }
due_on = { from = ["Due"] }
"""


def test_a_pseudonym_is_the_beginning_of_a_keyed_hash(landing: Any, tmp_path: Path) -> None:
    result = landing(
        "Worker Name,Kind,Due\n Jürgen Straße ,badge,2025-01-03\nJÜRGEN STRASSE,visa,2025-01-04\n", toml=TOML
    )
    path = tmp_path / "governance" / "secret.key"
    written = path.read_text("ascii").strip()
    assert len(written) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    expected = hmac.new(bytes.fromhex(written), "jürgen strasse".encode(), hashlib.sha256).hexdigest()[:16]
    assert result.column("worker_id") == [expected, expected]
    assert result.receipt.person_headings == ()


def test_the_key_is_made_once_and_pseudonyms_agree_between_files_and_kinds_of_file(landing: Any) -> None:
    plain = landing("Worker Name,Kind,Due\nAda,badge,2025-01-03\n", toml=TOML)
    other = landing('Kind,Due,Name of Worker\n"vi\nsa",2025-01-03,ada\n', toml=TOML)
    lines = landing('{"Worker Name": "ADA", "Kind": "x", "Due": "2025-01-03"}\n', toml=TOML, name="d.jsonl")
    assert plain.column("worker_id") == other.column("worker_id") == lines.column("worker_id")


@pytest.mark.parametrize("kind", ["badge", '"bad\nge"'])
def test_the_clear_text_is_stored_nowhere(landing: Any, kind: str) -> None:
    text = (
        f"Worker Name,Kind,Due\nQwertzuiop,{kind},never\n=Qwertzuiop,{kind},2025-01-03\n,x,2025-01-03\nQwertzuiop,x\n"
    )
    result = landing(text, toml=TOML)
    assert ("worker_id", "missing") in result.reasons()
    assert ("due_on", "not_a_date") in result.reasons()
    assert all(value in ("", "never", "2 instead of 3") for _, _, value, _ in result.faults())
    assert b"wertzuiop" not in result.everything_stored()


def test_a_joined_name_may_be_hidden(landing: Any) -> None:
    toml = TOML.replace(
        'from = ["Worker Name", "Name of Worker"]', 'join = ["First Name", "Last Name"], separator = " "'
    )
    result = landing("First Name,Last Name,Kind,Due\nAda,Lovelace,x,2025-01-03\n", toml=toml)
    single = landing("Worker Name,Kind,Due\nada lovelace,x,2025-01-03\n", toml=TOML)
    assert result.column("worker_id") == single.column("worker_id")


def test_an_empty_person_is_missing_and_not_hashed(landing: Any) -> None:
    result = landing("Worker Name,Kind,Due\n ,x,2025-01-03\n", toml=TOML)
    assert result.faults() == [(2, "worker_id", "", "missing")]


def test_no_key_is_made_where_nobody_is_hidden(landing: Any, tmp_path: Path) -> None:
    landing("org_unit_id,name,kind,country\nU,U,department,US\n", table="org_unit")
    assert not (tmp_path / "governance").exists()


@pytest.mark.parametrize("written", ["", "zz" * 32, "ab" * 31])
def test_a_damaged_key_is_a_fault_and_is_not_replaced(landing: Any, tmp_path: Path, written: str) -> None:
    path = tmp_path / "governance" / "secret.key"
    path.parent.mkdir()
    path.write_text(written)
    with pytest.raises(Fault, match=r"governance/secret\.key: the key of the pseudonyms is damaged"):
        landing("Worker Name,Kind,Due\nAda,badge,2025-01-03\n", toml=TOML)
    assert path.read_text() == written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to jo.smith+x@example.co.uk, please", "write to [masked], please"),
        ("<jo@example.org>;mo@example.org", "<[masked]>;[masked]"),
        ("call +44 (0)20 7946 0958 now", "call [masked] now"),
        ("+1-202-555-0143", "[masked]"),
        ("5 @ 10 each, +5 hours, a@b", "5 @ 10 each, +5 hours, a@b"),
        ("nothing here", "nothing here"),
    ],
)
def test_free_text_is_masked_alike_by_both_readers(landing: Any, text: str, expected: str) -> None:
    head = "document_id,line_no,vendor_id,vendor_name,posted_at,gl_account,amount,currency,description\n"
    result = landing(head + f'D1,1,V1,jo@example.org,2025-01-03,6410,5,USD,"{text}"\n', table="ledger_line")
    assert result.column("description") == [expected]
    # Only free text is masked: a name that a column asks for is what it is.
    assert result.column("vendor_name") == ["jo@example.org"]
    assert masked(text) == expected
    noted = "description: mail addresses or telephone numbers were masked in 1 cells"
    assert (noted in result.share.notes) == (text != expected)


def test_a_fault_of_free_text_keeps_it_masked(landing: Any) -> None:
    toml = '[[table]]\nname = "ledger_line"\n[table.columns]\n' + "".join(
        f'{name} = {{ from = ["{name}"] }}\n' for name in ("document_id", "line_no", "posted_at", "amount")
    )
    toml += 'description = { from = ["note"], split = { pattern = "^([0-9]+)$" } }\n'
    head = "document_id,line_no,posted_at,amount,note\n"
    result = landing(head + "D1,1,2025-01-03,5,ask jo@example.org\n", toml=toml)
    assert result.faults() == [(2, "description", "ask [masked]", "not_split")]
