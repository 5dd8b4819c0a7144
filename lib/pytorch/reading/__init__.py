"""The page reader's two networks: where characters are, and which; and their training."""
