"""The assignment's two networks, a file each."""
