"""Gradient descent: gradients, batches of examples, and the steps along the gradients."""
