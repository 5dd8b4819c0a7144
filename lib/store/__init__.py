"""What makes a result: its arrays, tables and metrics, where its data came from, its threads."""
