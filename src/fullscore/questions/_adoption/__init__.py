"""What adoption is made of: spend by unit, shares chained over scopes, forecasts, frictions, steps, the unseen."""
