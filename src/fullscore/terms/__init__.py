"""Words that everyone uses. This room knows no other."""
