"""Writes what the long checks found to docs/validation.md: a line for each file of checks that was run whole."""

import re
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

REPORT = Path(__file__).parents[1] / "docs" / "validation.md"
HEAD = """# Validation

What the long checks found, written by `make validate`; the quick ones are in `make test`. A line is renewed whenever
its file is run whole.

| check | what it holds | passed | of |
|---|---|---|---|
"""


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Write one line for each file of checks; those of files that were not run stay as they are."""
    if config.option.keyword or config.option.markexpr or any("::" in arg for arg in config.args):
        return
    passed: dict[str, int] = defaultdict(int)
    ran: dict[str, int] = defaultdict(int)
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, []):
            file = report.nodeid.split("::")[0]
            ran[file] += 1
            passed[file] += outcome == "passed"
    lines = _standing()
    for file in ran:
        holds = str(import_module(file.removesuffix(".py").replace("/", ".")).__doc__).splitlines()[0]
        lines[file] = f"| `{file}` | {holds} | {passed[file]} | {ran[file]} |"
    REPORT.write_text(HEAD + "\n".join(lines[file] for file in sorted(lines)) + "\n", "utf-8")


def _standing() -> dict[str, str]:
    """The lines that the report holds of checks that still are, by file."""
    told = (re.match(r"\| `(.*?)` \|", line) for line in REPORT.read_text("utf-8").splitlines())
    return {line[1]: line.string for line in told if line and (REPORT.parents[1] / line[1]).is_file()}
