"""Deliveries and editions on disk, and the engine. The only room that opens the analytics engine."""
