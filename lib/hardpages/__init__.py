"""Pages that are hard to read, made by code."""
