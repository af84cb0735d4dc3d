"""Writes what the long checks found to docs/validation.md, whenever all of them were run."""

from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

REPORT = Path(__file__).parents[1] / "docs" / "validation.md"
HEAD = """# Validation

What the long checks found, written by `make validate`; the quick ones are in `make test`.

| check | what it holds | passed | of |
|---|---|---|---|
"""


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Write one line for each file of checks; a run of some of them says nothing about the others."""
    if config.option.keyword or config.option.markexpr or any("::" in arg for arg in config.args):
        return
    passed: dict[str, int] = defaultdict(int)
    ran: dict[str, int] = defaultdict(int)
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, []):
            file = report.nodeid.split("::")[0]
            ran[file] += 1
            passed[file] += outcome == "passed"
    if set(ran) != {
        path.relative_to(REPORT.parents[1]).as_posix() for path in Path(__file__).parent.rglob("test_*.py")
    }:
        return
    lines = []
    for file in sorted(ran):
        holds = str(import_module(file.removesuffix(".py").replace("/", ".")).__doc__).splitlines()[0]
        lines.append(f"| `{file}` | {holds} | {passed[file]} | {ran[file]} |")
    REPORT.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
