"""Training the assignment's NumPy networks."""
