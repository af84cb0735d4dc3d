"""Long checks of the findings."""
