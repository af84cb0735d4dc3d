"""Ways to look at whose numbers these are."""
