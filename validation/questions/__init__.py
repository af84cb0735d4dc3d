"""Long checks of the standing questions."""
