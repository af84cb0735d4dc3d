"""``programme.toml``: what the format allows is read; every wrong setting gives one sentence that names it."""

from datetime import date
from pathlib import Path

import pytest

from fullscore.run.programme_file import read
from fullscore.terms.fault import Fault
from fullscore.terms.programme import Feed, LabourRule, Party, Policy, Privacy, Scope, ServiceLevel, scopes_of

HEAD = '[programme]\nname = "Northgate"\ncurrency = "USD"\ncountry = "US"\n'
PARTY = '[[party]]\nid = "msp"\nname = "Acme"\nkind = "msp"\n'
FEED = '[[feed]]\nfiles = "ledger*.csv"\nparty = "msp"\ntable = "ledger_line"\n'
LEVEL = '[[service_level]]\nmeasure = "time_to_fill"\ntarget = 15\ndirection = "at_most"\nvalid_from = 2024-01-01\n'
POLICY = '[policy]\nin_scope_gl_accounts = ["6410"]\n'
SCOPE = '[[scope]]\nvalid_from = 2024-01-01\nin_scope_gl_accounts = ["6410"]\n'


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "programme.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    text = f"""{HEAD}
[policy]
tenure_limit_months = 18
in_scope_gl_accounts = ["6410", 6420]
cost_of_capital = 1

[assumptions]
ramp_months = 3

[fx]
EUR = 1.08
JPY = 1

{PARTY}fee_basis = "percent_of_spend"
{FEED}snapshot = "delta"
every = "month"
[[labour_rule]]
country = "DE"
limit_months = 18
counts_by = "post"
[[privacy]]
country = "DE"
manager_level = "group"
{LEVEL.replace("time_to_fill", "on_time_start")}lens = {{ cohort = "target", grace_days = 3 }}
relief = ["client_clock"]
"""
    found = read(written(tmp_path, text))
    assert (found.name, found.currency, found.country) == ("Northgate", "USD", "US")
    assert found.policy == Policy(tenure_limit_months=18, in_scope_gl_accounts=("6410", "6420"), cost_of_capital=1.0)
    assert found.assumptions.ramp_months == 3.0
    assert found.fx == {"EUR": 1.08, "JPY": 1.0}
    assert found.parties == (Party(id="msp", name="Acme", kind="msp", fee_basis="percent_of_spend"),)
    feed = Feed(files="ledger*.csv", party="msp", table="ledger_line", snapshot="delta", every="month")
    assert found.feeds == (feed,)
    assert found.labour_rules == (LabourRule(country="DE", limit_months=18.0, counts_by="post"),)
    assert found.privacy == (Privacy(country="DE", manager_level="group"),)
    level = ServiceLevel(
        measure="on_time_start",
        target=15.0,
        direction="at_most",
        valid_from=date(2024, 1, 1),
        lens={"cohort": "target", "grace_days": "3"},
        relief=("client_clock",),
    )
    assert found.service_levels == (level,)


def test_a_name_with_a_mark_of_byte_order_or_in_another_script_is_read(tmp_path: Path) -> None:
    text = HEAD.replace("Northgate", "Überlandwerk 北門")
    assert read(written(tmp_path, b"\xef\xbb\xbf" + text.encode())).name == "Überlandwerk 北門"


WRONG: dict[str, tuple[str | bytes, str]] = {
    "no TOML": ("[programme\n", "not readable as TOML"),
    "a level on no measure": (HEAD + LEVEL.replace("time_to_fill", "luck"), 'measure = "luck" is no measure'),
    "a level's unknown axis": (HEAD + LEVEL + 'lens = { begin = "approved" }\n', "no axis called begin.*start"),
    "a level's unknown option": (HEAD + LEVEL + 'lens = { start = "lunch" }\n', "no option lunch.*approved"),
    "no text": (b"\xff\xfe\x00", "not readable as TOML"),
    "no programme": ("", r"\[programme\] has no name"),
    "no currency": ('[programme]\nname = "N"\ncountry = "US"\n', r"\[programme\] has no currency"),
    "programme is a list": (HEAD.replace("[programme]", "[[programme]]"), r"\[programme\]"),
    "programme is a text": ('programme = "name currency country"', r"\[programme\]"),
    "misspelt setting": (HEAD + 'curency = "EUR"\n', "no setting called curency.*country, currency, name"),
    "misspelt section": (HEAD + "[polcy]\n", r"\[polcy\] is no section.*policy"),
    "small letters": (HEAD.replace("USD", "usd"), "currency = 'usd' is not an ISO code of 3 capital letters"),
    "two letters": (HEAD.replace("USD", "US"), "currency = 'US'"),
    "a number as country": (HEAD.replace('"US"', "1"), "country = 1"),
    "misspelt policy": (HEAD + "[policy]\ntenure_limit = 1\n", r"\[policy\] has no setting called tenure_limit"),
    "text for a number": (
        HEAD + '[policy]\ntenure_limit_months = "24"\n',
        "= '24' is not a whole number",
    ),
    "true for a number": (HEAD + "[policy]\ntenure_limit_months = true\n", "tenure_limit_months = True"),
    "broken for a whole": (HEAD + "[policy]\ntenure_limit_months = 2.5\n", "tenure_limit_months = 2.5"),
    "no list": (HEAD + '[policy]\nin_scope_gl_accounts = "6410"\n', "in_scope_gl_accounts = '6410' is not a list"),
    "list in a list": (HEAD + '[policy]\nin_scope_gl_accounts = [["6410"]]\n', "in_scope_gl_accounts"),
    "policy is a list": (HEAD + "[[policy]]\n", r"\[policy\] is not a section"),
    "not a number": (HEAD + "[policy]\ncost_of_capital = nan\n", "cost_of_capital = nan"),
    "fx is a number": ("fx = 1.08\n" + HEAD, r"\[fx\]"),
    "fx of zero": (HEAD + "[fx]\nEUR = 0\n", r"\[fx\] EUR = 0 is not a rate"),
    "fx below zero": (HEAD + "[fx]\nEUR = -1.1\n", "EUR = -1.1"),
    "fx without end": (HEAD + "[fx]\nEUR = inf\n", "EUR = inf"),
    "fx that is none": (HEAD + "[fx]\nEUR = nan\n", "EUR = nan"),
    "fx too small": (HEAD + "[fx]\nEUR = 1e-300\n", "EUR = 1e-300"),
    "fx as text": (HEAD + '[fx]\nEUR = "1.08"\n', "EUR = '1.08'"),
    "fx true": (HEAD + "[fx]\nEUR = true\n", "EUR = True"),
    "fx of no currency": (HEAD + "[fx]\neur = 1.08\n", r"\[fx\] eur"),
    "party without kind": (HEAD + '[[party]]\nid = "a"\nname = "b"\n', r"\[\[party\]\] 1 has no kind"),
    "party of no kind": (
        HEAD + PARTY.replace('kind = "msp"', 'kind = "mps"'),
        'party.. "msp" kind = .mps. is not known.*msp',
    ),
    "fee basis": (HEAD + PARTY + 'fee_basis = "hourly"\n', "fee_basis = 'hourly' is not known"),
    "party twice": (HEAD + PARTY + PARTY, 'two parties are called "msp"'),
    "party id is a section": (HEAD + PARTY.replace('id = "msp"', "id = { a = 1 }"), r"\[\[party\]\] 1 id"),
    "party is a text": ('party = "msp"\n' + HEAD, r"\[\[party\]\] 1 is not a section"),
    "feed of nobody": (HEAD + FEED, "party = 'msp' is not known"),
    "feed of no table": (
        HEAD + PARTY + FEED.replace("ledger_line", "leger"),
        "'leger' is not known.*ledger_line",
    ),
    "feed without table": (HEAD + PARTY + FEED.replace('table = "ledger_line"\n', ""), "names no table"),
    "feed without files": (HEAD + PARTY + '[[feed]]\nparty = "msp"\ntable = "site"\n', r"\[\[feed\]\] 1 has no files"),
    "snapshot": (HEAD + PARTY + FEED + 'snapshot = "whole"\n', "snapshot = 'whole' is not known.*delta, full"),
    "every": (HEAD + PARTY + FEED + 'every = "day"\n', "every = 'day' is not known.*month, quarter, week"),
    "sequence": (HEAD + PARTY + FEED + "sequence = 'part_(\\d+'\n", "sequence"),
    "sequence without a number": (HEAD + PARTY + FEED + "sequence = 'part'\n", "sequence"),
    "feed twice": (HEAD + PARTY + FEED + FEED, "two feeds"),
    "labour rule": (HEAD + "[[labour_rule]]\nlimit_months = 18\n", r"\[\[labour_rule\]\] 1 has no country"),
    "privacy": (HEAD + '[[privacy]]\ncountry = "DE"\nmanager_level = "all"\n', "manager_level = 'all'"),
    "no date": (HEAD + LEVEL.replace("2024-01-01", '"soon"'), "valid_from = 'soon' is not a date"),
    "an instant for a date": (HEAD + LEVEL.replace("2024-01-01", "2024-01-01T00:00:00Z"), "valid_from"),
    "direction": (HEAD + LEVEL.replace("at_most", "below"), "direction = 'below'"),
    "lens is a text": (HEAD + LEVEL + 'lens = "approved"\n', "lens"),
    "scope without a day": (HEAD + '[[scope]]\nin_scope_gl_accounts = ["1"]\n', r"\[\[scope\]\] 1 has no valid_from"),
    "scope without accounts": (HEAD + SCOPE.replace('["6410"]', "[]"), r"a \[\[scope\]\] names no accounts"),
    "scope twice on a day": (HEAD + POLICY + SCOPE + SCOPE, r"two \[\[scope\]\] have valid_from = 2024-01-01"),
    "scope that is not the policy's": (HEAD + SCOPE, r"the last \[\[scope\]\], of 2024-01-01, names other accounts"),
    "target is a text": (HEAD + LEVEL.replace("15", '"15"'), "target = '15' is not a number"),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_wrong_setting_is_one_sentence_that_names_it(tmp_path: Path, how: str) -> None:
    text, says = WRONG[how]
    with pytest.raises(Fault, match=f"(?s)programme.toml: .*{says}") as found:
        read(written(tmp_path, text))
    assert found.value.next_step
    assert "\n" not in str(found.value)


def test_what_an_old_contract_excludes_is_no_axis_and_no_fault(tmp_path: Path) -> None:
    found = read(written(tmp_path, HEAD + LEVEL + 'lens = { exclude = "cancelled" }\n'))
    assert found.service_levels[0].lens == {"exclude": "cancelled"}


def test_without_the_file_the_next_step_is_said(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"there is no programme.toml here.*fullscore init"):
        read(tmp_path / "programme.toml")
    (tmp_path / "programme.toml").mkdir()
    with pytest.raises(Fault, match="cannot be read"):
        read(tmp_path / "programme.toml")


def test_versions_of_the_scope_are_read_in_the_order_of_time(tmp_path: Path) -> None:
    earlier = SCOPE.replace("2024", "2023").replace('"6410"', '"6410", 7100') + 'signed_by = "finance"\n'
    found = read(written(tmp_path, HEAD + POLICY + SCOPE + earlier))
    assert [scope.valid_from for scope in scopes_of(found.written)] == [date(2023, 1, 1), date(2024, 1, 1)]
    assert scopes_of(found.written)[0] == Scope(
        valid_from=date(2023, 1, 1), in_scope_gl_accounts=("6410", "7100"), signed_by="finance"
    )
    # A manifest holds days as texts.
    told = {"scope": [{"valid_from": "2023-01-01", "in_scope_gl_accounts": ["1"]}]}
    assert scopes_of(told)[0].valid_from == date(2023, 1, 1)
    assert scopes_of({}) == ()
