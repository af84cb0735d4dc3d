"""What goes out of the house: answers set for reading elsewhere. One file is one kind of pack."""
