"""The assignment's own reader (Q4.1 to Q4.3): ink, connected pieces, lines, and one network."""

from lib.classical.letters import find_letters
from lib.classical.read import Classifier, find, mlp_reader, read

__all__ = ["Classifier", "find", "find_letters", "mlp_reader", "read"]
