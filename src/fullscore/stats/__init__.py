"""Methods: numbers in, numbers and doubts out. This room knows no table and no supplier."""
