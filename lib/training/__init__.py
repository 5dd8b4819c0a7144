"""Training the assignment's NumPy networks, and the studies of questions 2.1 and 2.4."""
