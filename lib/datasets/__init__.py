"""Reading the datasets' own files into arrays."""
