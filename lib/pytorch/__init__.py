"""The PyTorch networks of question 6, and how they are trained."""
