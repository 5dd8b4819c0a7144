"""How much of a stranger's file is taken, so that a small or endless one cannot fill the memory."""

MAX_PIXELS = 178_956_970  # of a page: Pillow's own limit
MAX_PAGES = 1000  # of a file
MAX_BYTES = 1_000_000_000  # of a file
