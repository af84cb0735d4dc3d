"""What exposure is made of: limits, standing, the facts of the work, and the people behind the counts."""
