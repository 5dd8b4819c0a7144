"""Find the characters of an image with a trained network, at several scales.

The network knows characters of 12 to 110 pixels. It looks at the image at its own scale and at
halves of that, and at the double where characters are small. A character that is found at several
scales is kept as it was found at the scale that suits its size best.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image

from lib.reader.maps import Found, boxes_in, overlap

__all__ = ["LOWEST", "Network", "find", "without_doubles"]

Network = Callable[[np.ndarray], np.ndarray]  # float32 -> float32; the first axis is the batch

COARSEST = 32  # the network takes images whose sides are multiples of this
LOWEST = 64  # pixels, the least side
LARGEST = 1.6e6  # pixels of the largest image that the network sees first
SMALL = 0.4e6  # pixels: a smaller image is looked at in double size too
LAST = 0.04e6  # pixels: no image is halved below this
SUITED = 32.0  # pixels, the longer side of a character that is found best
SPREAD = 0.8  # of the logarithm of that side
FEW_PIXELS = 20.0  # where the median character is smaller, the image is looked at in double size
LEAST = 9.0  # pixels of the image itself, of that side: what is smaller is its noise
SIDES = (6.0, 150.0)  # pixels, of a character's longer side; what is smaller or larger is not one
SURE = 0.2  # probability of a centre, at least
SAME = 0.35  # intersection over union from which on two boxes are the same character
WITHIN = 0.5  # share of the smaller box in the larger one from which on they are


def find(grey: np.ndarray, network: Network) -> Found:
    """The characters of an image, (h, w) uint8."""
    image, shape = Image.fromarray(grey), np.array(grey.shape)
    scale = min(1.0, (LARGEST / grey.size) ** 0.5)
    parts, suited = [], []

    def look(scale: float) -> np.ndarray:
        height, width = (max(1, round(side * scale)) for side in shape)
        small = image.resize((width, height), Image.Resampling.BILINEAR, None, 3.0)
        found = boxes_in(network(padded(np.asarray(small)))[0], (height, width), SURE)
        sides = (found.boxes[:, 2:] - found.boxes[:, :2]).max(axis=1, initial=0)
        kept = (sides >= max(SIDES[0], LEAST * scale)) & (sides <= SIDES[1])
        found, sides = found.chosen(kept), sides[kept]
        parts.append(
            Found(
                found.boxes / np.tile([height, width] / shape, 2), found.probabilities, found.along
            )
        )
        distance = np.log(np.maximum(sides, 1) / SUITED) / SPREAD
        suited.append(found.probabilities * np.exp(-0.5 * distance**2))
        return sides

    sides = look(scale)
    if grey.size < SMALL or (len(sides) and np.median(sides) < FEW_PIXELS):
        look(2 * scale)
    while scale**2 * grey.size > LAST:
        scale /= 2
        look(scale)
    everything = Found(
        np.concatenate([part.boxes for part in parts]),
        np.concatenate([part.probabilities for part in parts]),
        np.concatenate([part.along for part in parts]),
    )
    return everything.chosen(without_doubles(everything.boxes, np.concatenate(suited)))


def padded(grey: np.ndarray) -> np.ndarray:
    """An image as the network takes it: (h, w) uint8 -> (1, 1, H, W) float32 in 0..1.

    Its right and lower edges are repeated up to multiples of COARSEST.
    """
    more = [max(LOWEST, -(-side // COARSEST) * COARSEST) - side for side in grey.shape]
    large = np.pad(grey, ((0, more[0]), (0, more[1])), mode="edge")
    return (large.astype(np.float32) / 255)[None, None]


def without_doubles(boxes: np.ndarray, suited: np.ndarray) -> np.ndarray:
    """The numbers of boxes of which none is the same as another; the better suited one is kept.

    boxes: (n, 4); suited: (n,). Each box is compared with those near by alone.
    """
    order = np.argsort(-suited, kind="stable")
    area = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    alive, kept = np.ones(len(boxes), bool), []
    for index in order:
        if not alive[index]:
            continue
        kept.append(index)
        common = overlap(boxes[index : index + 1], boxes)[0]
        same = common > SAME * (area + area[index] - common)
        alive &= ~(same | (common > WITHIN * np.minimum(area, area[index])))
    return np.array(kept, int)
