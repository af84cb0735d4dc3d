"""The places where a small change creates disproportionate value: one file for each kind that can be seen."""
