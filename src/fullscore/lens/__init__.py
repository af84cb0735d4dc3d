"""Whose numbers these are: what was reported, billed and posted, held against the records behind it."""
