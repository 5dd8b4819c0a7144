"""Handwriting drawn by code, from stroke fonts."""
