"""The characters that are read: their images, the network that tells them apart, their texts."""

from lib.characters.alphabet import CLASSES, SIDE, SPLITS, upright

__all__ = ["CLASSES", "SIDE", "SPLITS", "upright"]
