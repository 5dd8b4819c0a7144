"""The files of the reader's folder: its networks and its context."""

__all__ = ["CONTEXT", "FINDER", "LETTERS"]

FINDER = "finder.onnx"
LETTERS = "letters.onnx"
CONTEXT = "context.npz"
