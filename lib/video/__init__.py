"""Question 6.3: a classifier on a video."""
