"""The chain of what people ruled: entries that none can change, take out or put in unseen."""
