"""What becomes of a cell: cut, translated, hidden, typed, or refused with a reason."""
