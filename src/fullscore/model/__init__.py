"""The canonical tables: the exchange format and the model are the same thing. One file is one table."""
