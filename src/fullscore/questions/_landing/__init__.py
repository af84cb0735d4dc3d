"""What landing is made of: books, work, statements and promises, drawn and tried on the past."""
