"""A new programme folder, with settings that explain themselves."""

from pathlib import Path

from fullscore.terms.fault import Fault

SETTINGS = """\
# What this programme is, whose data it takes, and what the client means by its words.
# Every line that begins with # is an example: take the mark away and make it yours.

[programme]
name = "{name}"
currency = "USD"                # reporting currency, ISO 4217
country = "US"                  # default business calendar, ISO 3166-1 alpha-2

[policy]
tenure_limit_months = 24
tenure_break_days = 90
early_attrition_days = 90       # an early end within this many days of the start
# in_scope_gl_accounts = ["6410", "6420"]    # ledger accounts that carry extended-workforce spend; none: all count
cost_of_capital = 0.08          # a year
target_adoption = 0.94

# When the accounts in scope change, keep the earlier ones, so that a change of scope is not taken for a change of use.
# Each version says from when on it holds; the last one names the accounts of [policy].
# [[scope]]
# valid_from = 2023-01-01
# in_scope_gl_accounts = ["6410"]
# signed_by = "finance"
#
# [[scope]]
# valid_from = 2024-07-01
# in_scope_gl_accounts = ["6410", "6420"]
# signed_by = "finance"

# [fx]                          # plan rates, programme currency per unit; without them the table fx_rate, else the
# EUR = 1.08                    # bundled daily reference rates

# Who produces data, and what they gain from how it looks.
# kind: client, msp, vms, supplier, pmo or independent; fee_basis: percent_of_spend, per_hire, fixed or none
[[party]]
id = "client"
name = "{name}"
kind = "client"

# [[party]]
# id = "msp"
# name = "Our managed service provider"
# kind = "msp"
# fee_basis = "percent_of_spend"

# One [[feed]] for each kind of file. Files arrive in feeds/YYYY-MM-DD/, one folder for each delivery.
[[feed]]
table = "ledger_line"           # a table of the exchange format
files = "ledger*.csv"           # pattern inside each delivery folder
party = "client"                # who controls this feed
mapping = "exchange"            # exchange, a shipped mapping such as "uk/public_spend", or the path of a .toml
snapshot = "delta"              # full: each delivery restates the table; delta: each delivery adds to it
# every = "month"               # week, month or quarter: makes a missing delivery known
"""


def init(folder: Path) -> list[Path]:
    """Make a programme folder.

    Returns:
        What was made.

    Raises:
        Fault: the folder holds a programme already, or cannot be written.
    """
    settings, feeds = folder / "programme.toml", folder / "feeds"
    if settings.exists():
        raise Fault(
            "there is a programme here already", where=str(settings), next_step="edit it, or name another folder"
        )
    try:
        feeds.mkdir(parents=True, exist_ok=True)
        name = folder.resolve().name.replace("\\", " ").replace('"', " ")
        settings.write_text(SETTINGS.format(name=name), "utf-8")
    except OSError as error:
        raise Fault(
            f"it cannot be written ({error.strerror})",
            where=str(folder),
            next_step="choose a folder that you may write",
        ) from None
    return [settings, feeds]
