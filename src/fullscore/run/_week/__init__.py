"""What a week is made of: what waits, what moved, what needs deciding, and for whom."""
