"""One file for each network of question 6, by its name."""
