"""Slow plain-Python twins of the measures: one file a measure, reading rows one at a time, sharing no code with it.

A twin is a function of the measure's name: from a world and a lens to value and n by month,
``{"2025-01": (31.2, 48)}``.
Months without anything counted are left out; a month whose value cannot be told has the value None.
"""
