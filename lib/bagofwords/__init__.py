"""The bag of visual words (Q6.1.4, Homework 1)."""
