"""Proposing a mapping for an export that nobody has described yet: from its headings, and from what its cells prove."""
