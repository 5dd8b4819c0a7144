"""English text: its trigrams, and the context by which characters are read better."""
