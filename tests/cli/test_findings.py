"""Findings on the command line: what is seen, what is not, and the records behind one."""

import json
from collections.abc import Callable

from fullscore.findings._shape import findings
from tests.conftest import Folder, Ran

Command = Callable[..., Ran]


def test_every_kind_is_told_and_the_total_counts_each_once(command: Command, little_northgate: Folder) -> None:
    ran = command("findings", "--programme", little_northgate.root, "--json")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert {one["kind"] for one in told["findings"]} == set(findings())
    assert len({one["id"] for one in told["findings"]}) == len(told["findings"])
    counted = [one["counted_per_year"] for one in told["findings"] if one["seen"]]
    total = sum(value["estimate"] for value in counted if value)
    assert abs(total - told["portfolio_value"]["estimate"]) <= 1e-6 * max(total, 1.0)
    for one in told["findings"]:
        assert one["says"]
        if not one["seen"]:
            assert one["scope"] == {}
            assert one["value_per_year"] is None


def test_what_is_seen_is_shown_and_leads_to_its_records(command: Command, little_northgate: Folder) -> None:
    shown = command("findings", "--programme", little_northgate.root)
    assert (shown.code, shown.err) == (0, "")
    told = json.loads(command("findings", "--programme", little_northgate.root, "--json").out)
    seen = [one for one in told["findings"] if one["seen"]]
    assert all(one["says"] in shown.out for one in told["findings"])
    traced = command("trace", "leverage", seen[0]["id"], "--programme", little_northgate.root, "--json", "--limit", 1)
    assert (traced.code, traced.err) == (0, "")
    assert json.loads(traced.out)["n"] > 0
