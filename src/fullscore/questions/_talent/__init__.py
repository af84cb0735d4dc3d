"""What talent_fit is made of: the plan, what supply there will be, limits, and who depends on whom."""
