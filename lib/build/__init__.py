"""Building the pipeline: its graph of stages, their order, and how long each takes."""
