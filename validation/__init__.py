"""Long checks, run by `make validate`; their results are written to docs/validation.md."""
