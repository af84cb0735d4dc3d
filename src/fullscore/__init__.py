"""Fullscore: the independent strategic PMO for an extended workforce programme."""

__version__ = "0.1.0"
