"""Read a page: from a photo to text (Q4)."""

from lib.reader.letters import find_letters
from lib.reader.networks import cnn_reader, mlp_reader
from lib.reader.page import Page
from lib.reader.read import read

__all__ = ["Page", "cnn_reader", "find_letters", "mlp_reader", "read"]
