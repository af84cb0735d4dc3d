"""What we count: one file is one measure, with its axes and its atoms."""
