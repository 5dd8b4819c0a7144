"""What English text is like, and how characters are read by their context."""
