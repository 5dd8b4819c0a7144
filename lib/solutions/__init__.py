"""A student's solution of the assignment, run with care and judged by what it does."""
