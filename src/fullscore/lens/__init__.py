"""Ways to look at whose numbers these are. One file is one way."""
