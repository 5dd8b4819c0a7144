"""Pages that were read: their letters, lines and texts, how well they were read, their pictures."""
