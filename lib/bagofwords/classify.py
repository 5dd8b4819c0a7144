"""Scenes classified by bags of visual words, and simpler variants of the method (Q6.1.4)."""

from dataclasses import dataclass, replace

import numpy as np

from lib.bagofwords.pyramid import crowding, intersections, nearest_class, pyramids


@dataclass(frozen=True)
class Method:
    """How word maps are compared and classified.

    words: in the dictionary. levels, power: as for ``pyramids``. neighbours: k of
    ``nearest_class``. fellows: k of ``crowding``; None leaves crowding out.
    """

    words: int
    levels: int
    power: float
    neighbours: int
    fellows: int | None

    def variants(self) -> dict[str, "Method"]:
        """The method by the name of its metric: whole, without one part, and as in Homework 1."""
        return {
            "valid_acc": self,
            "valid_acc_no_pyramid": replace(self, levels=1),
            "valid_acc_no_power": replace(self, power=1.0),
            "valid_acc_no_crowding": replace(self, fellows=None),
            "valid_acc_nearest_image": replace(self, neighbours=1),
            "valid_acc_homework": replace(self, power=1.0, fellows=None, neighbours=1),
        }


def classify(known: np.ndarray, y: np.ndarray, maps: np.ndarray, method: Method) -> np.ndarray:
    """The classes of images by their similarity to examples of known class -> (n,) class numbers.

    known: (m, h, w) word maps of the examples; y: (m,) their class numbers; maps: (n, h, w).
    """
    examples = pyramids(known, method.words, method.levels, method.power)
    images = pyramids(maps, method.words, method.levels, method.power)
    similarity = intersections(images, examples)
    if method.fellows is not None:
        similarity -= crowding(intersections(examples, examples), method.fellows) / 2
    return nearest_class(similarity, y, method.neighbours)
