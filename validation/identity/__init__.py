"""Long checks of who is who, and how the shipped model was fitted."""
