"""What the lens audit is made of: reported cells, the space of definitions, states of the data, fits, verdicts."""
