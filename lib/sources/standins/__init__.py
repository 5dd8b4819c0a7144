"""What is drawn by code where no source has a dataset: one file for each, by its name."""
