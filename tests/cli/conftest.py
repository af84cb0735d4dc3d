"""A small programme that has been built, for verbs that only read."""

import pytest

from tests.conftest import LEDGER, Folder, ledger, settings

FORMULA = '=HYPERLINK("http://example.com","x")'
LONG = "x" * 500
AWKWARD = f"""{LEDGER}
D9,1,V-1,Acme,"{FORMULA.replace('"', '""')}",6410,U1,10,USD
D10,1,V-1,Acme,-1+1,6410,U1,10,USD
D11,1,V-1,Acme,@SUM(A1),6410,U1,10,USD
D12,1,V-1,Acme,+1+1,6410,U1,10,USD
D13,1,V-1,Acme,{LONG},6410,U1,10,USD
D14,1,V-1,Acme,"two
lines",6410,U1,10,USD
D15,1,V-1,Acme,\x1b[31mred,6410,U1,10,USD
D16,1,V-1,Acme,soon,6410,U1,-5x,USD
"""


@pytest.fixture(scope="session")
def northgate(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Two deliveries: a good one, and one with rows that a careless or a hostile hand wrote."""
    folder = Folder(tmp_path_factory.mktemp("northgate"))
    rows = ["D1,2025-01-05,6410,U1,1234.50,USD", "D2,2025-02-06,6420,Überbau,20,EUR", "D3,2025-02-07,6410,,-5,XAU"]
    folder.put(
        {
            "programme.toml": settings(),
            "2025-01-31/ledger.csv": ledger(*rows),
            "2025-02-28/ledger.csv": AWKWARD,
            "2025-02-28/readme.txt": "hello",
        }
    )
    folder.built(as_of="2025-01-31")
    folder.built()
    return folder
