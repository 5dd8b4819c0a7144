"""What the pipeline keeps on disk: arrays, metrics, tables, and where their data came from."""
