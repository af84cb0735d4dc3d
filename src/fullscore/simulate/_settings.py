"""The programme's settings, one feed for each sheet."""

from fullscore.simulate._deliveries import Sheet

HEAD = """\
# Northgate Health is invented. Whoever wrote these files knows what is in them; the files themselves do not say it.

[programme]
name = "Northgate Health"
currency = "USD"
country = "US"

[policy]
tenure_limit_months = 24
tenure_break_days = 90
early_attrition_days = 90
in_scope_gl_accounts = ["6410", "6420"]
cost_of_capital = 0.08
target_adoption = 0.94

[assumptions]
productive_hours_per_year = 1720
fte_hours_per_month = 160
release_cost_months = 3
ramp_months = 2
horizon_months = 24
msp_fee_percent = 2.0
"""
PARTIES = (
    ("client", "Northgate Health, systems and people", "client", "none"),
    ("finance", "Northgate Health, finance", "client", "none"),
    ("hr", "Northgate Health, human resources", "client", "none"),
    ("procurement", "Northgate Health, procurement", "client", "none"),
    ("pmo", "Northgate Health, programme office", "pmo", "none"),
    ("msp", "Meridian Row Workforce", "msp", "percent_of_spend"),
    ("supplier", "The suppliers, through their portal", "supplier", "none"),
    ("index", "Fairmark Rate Index", "independent", "fixed"),
)
TAIL = """
[[labour_rule]]
country = "DE"
resource_type = "temp"
limit_months = 18
break_days = 93
counts_by = "worker"
equal_pay_after_days = 274
basis = "law"

[[labour_rule]]
country = "GB"
resource_type = "temp"
equal_pay_after_days = 84
counts_by = "worker"
basis = "law"

[[labour_rule]]
country = "FR"
resource_type = "temp"
limit_months = 18
counts_by = "post"
basis = "law"

[[labour_rule]]
country = "US"
resource_type = "contractor"
limit_months = 24
break_days = 90
counts_by = "worker"
basis = "policy"

[[privacy]]
country = "US"
manager_level = "group"
minimum_group = 10
usage_metering = "function"

[[privacy]]
country = "GB"
manager_level = "group"
minimum_group = 10

[[privacy]]
country = "DE"
manager_level = "off"
agreement_id = "WA-2023-04"

[[service_level]]
measure = "time_to_fill"
target = 30
direction = "at_most"
credit_percent = 2.0
cap_percent = 10.0
earn_back_months = 3
relief = ["client_clock"]
minimum_n = 10
clause = "Exhibit C 3.1"
valid_from = 2022-07-01
valid_to = 2023-12-31
lens = { start = "submitted", stop = "start", days = "calendar", pauses = "none", population = "recruited", reopened = "first_open", cohort = "filled", unit = "position", aggregate = "mean", outliers = "none" }

[[service_level]]
measure = "time_to_fill"
target = 25
direction = "at_most"
credit_percent = 2.0
cap_percent = 10.0
earn_back_months = 3
relief = ["client_clock"]
minimum_n = 10
clause = "Exhibit C 3.1, amendment 2"
valid_from = 2024-01-01
lens = { start = "approved", stop = "start", days = "calendar", pauses = "none", population = "recruited", reopened = "first_open", cohort = "filled", unit = "position", aggregate = "mean", outliers = "none" }

[[service_level]]
measure = "fill_rate"
target = 0.85
direction = "at_least"
credit_percent = 1.5
minimum_n = 10
clause = "Exhibit C 3.2"
valid_from = 2022-07-01
lens = { filled = "started", unit = "position", exclude = "client_cancelled", open = "left_out", population = "recruited", cohort = "closed", window = "ever" }

[[service_level]]
measure = "early_attrition"
target = 0.08
direction = "at_most"
credit_percent = 1.0
minimum_n = 20
clause = "Exhibit C 3.4"
valid_from = 2022-07-01
lens = { window = "90", causes = "negative", young = "left_out", no_shows = "counted", unknown_cause = "neutral", cohort = "started" }
"""  # noqa: E501


def settings(sheets: list[Sheet]) -> str:
    """``programme.toml`` for these sheets."""
    said = [HEAD]
    for id, name, kind, basis in PARTIES:
        said.append(f'\n[[party]]\nid = "{id}"\nname = "{name}"\nkind = "{kind}"\nfee_basis = "{basis}"\n')
    for sheet in sheets:
        said.append(
            f'\n[[feed]]\ntable = "{sheet.table}"\nfiles = "{sheet.files}"\nparty = "{sheet.party}"\n'
            f'mapping = "exchange"\nsnapshot = "{"full" if sheet.full else "delta"}"\n'
        )
    return "".join([*said, TAIL])
