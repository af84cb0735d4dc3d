"""What the money circle is made of: postings held against invoices, invoices held against work."""
