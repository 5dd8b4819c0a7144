"""Turn a box on the page into an image like those that the network was trained on (Q4.4).

A NIST36 image is 32 x 32, paper 1, ink 0, stored transposed; the character's longest side is
about 24 pixels, its aspect is kept, its box is centred, and its strokes are about a tenth as wide
as it is tall. A pencil's strokes are thinner than that, and as wide in small letters as in large
ones. So strokes are widened here in proportion to each letter.
"""

import numpy as np
from PIL import Image
from scipy import ndimage

from lib.characters import SIDE

__all__ = ["crops", "level_boxes", "stroke_width", "to_nist"]

LONGEST = 24.0  # pixels: the median longest side of a character in the training images
STROKE = 0.095  # stroke width over longest side, the median of training letters (digits: 0.125)
FINE = 4  # a crop is drawn this many times larger and averaged, so that its edges are soft
MARGIN = 0.25  # of the box's longest side: the surroundings that tell whose ink it holds
OWN = 0.5  # a piece of ink with a smaller share inside the box belongs to a neighbour


def crops(page: np.ndarray, boxes: np.ndarray, slope: float = 0) -> np.ndarray:
    """Rows of NIST36, (n, 1024) float32, of the boxes (n, 4); see ``to_nist``."""
    rows = [to_nist(page, box, slope) for box in boxes]
    return np.array(rows, np.float32).reshape(-1, SIDE * SIDE)


def to_nist(page: np.ndarray, box: np.ndarray, slope: float = 0) -> np.ndarray:
    """One character as a row of NIST36: (1024,) float32, paper 1, ink 0, transposed.

    page: (h, w) float, ink 0 to paper 1; box: y1 x1 y2 x2 in its pixels, half open. A box without
    ink gives blank paper. slope: dy/dx of the page's lines; the character is turned level.
    """
    shape, _, _ = own_ink(page, box)
    if shape.size == 0:
        return np.ones(SIDE * SIDE, np.float32)
    shape = levelled(shape, slope)
    return draw(shape, missing_width(shape)).T.reshape(-1)


def level_boxes(page: np.ndarray, boxes: np.ndarray, slope: float) -> np.ndarray:
    """The boxes, (n, 4) float, that the letters would have if the page's lines were level.

    page, boxes, slope: as ``to_nist`` takes them. The page is turned about its first pixel, so the
    new boxes show how the letters stand to each other, not where they are.
    """
    angle = np.arctan(slope)
    turned = []
    for box in boxes:
        ink, corner, step = own_ink(page, box)
        # A box without ink keeps its corners.
        places = np.argwhere(ink) + 0.5 if ink.size else np.array([[0, 0], box[2:] - box[:2]])
        y, x = (corner + places * (step if ink.size else 1)).T
        rows, columns = y * np.cos(angle) - x * np.sin(angle), y * np.sin(angle) + x * np.cos(angle)
        turned.append([rows.min(), columns.min(), rows.max(), columns.max()])
    return np.array(turned, float).reshape(-1, 4)


def own_ink(page: np.ndarray, box: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """The ink of the letter in a box, without that of its neighbours.

    Returns the ink, (h, w) bool, cropped to its own box and scaled so that the longest side of
    ``box`` is FINE * LONGEST, or (0, 0) without ink; its corner (y, x) on the page; and how many
    pixels of the page one of its pixels is.
    """
    y1, x1, y2, x2 = (int(v) for v in box)
    margin = int(np.ceil(MARGIN * max(y2 - y1, x2 - x1)))
    top, left = max(0, y1 - margin), max(0, x1 - margin)
    around = np.asarray(page[top : y2 + margin, left : x2 + margin], np.float32)
    scale = FINE * LONGEST / max(y2 - y1, x2 - x1)
    size = [max(1, round(side * scale)) for side in around.shape]
    picture = Image.fromarray(around).resize(size[::-1], Image.Resampling.BILINEAR)
    labels, count = ndimage.label(np.asarray(picture) < 0.5, np.ones((3, 3)))
    rows = slice(round((y1 - top) * scale), round((y2 - top) * scale))
    columns = slice(round((x1 - left) * scale), round((x2 - left) * scale))
    area = np.bincount(labels.ravel(), minlength=count + 1)
    inside = np.bincount(labels[rows, columns].ravel(), minlength=count + 1)
    own = inside > OWN * area
    own[0] = False
    ink = own[labels]
    if not ink.any():
        return ink[:0, :0], np.array([y1, x1], float), 1 / scale
    tight = ndimage.find_objects(ink.astype(np.uint8))[0]
    corner = np.array([top, left]) + np.array([side.start for side in tight]) / scale
    return ink[tight], corner, 1 / scale


def levelled(ink: np.ndarray, slope: float) -> np.ndarray:
    """The ink, (h, w) bool, turned until a line of that slope (dy/dx) is level, and cropped."""
    if slope == 0:
        return ink
    picture = Image.fromarray(ink.astype(np.uint8) * 255)
    degrees = float(np.degrees(np.arctan(slope)))
    turned = np.asarray(picture.rotate(degrees, Image.Resampling.BILINEAR, expand=True)) > 127
    return turned[ndimage.find_objects(turned.astype(np.uint8))[0]]


def stroke_width(shape: np.ndarray) -> float:
    """Mean stroke width in pixels; shape: (h, w) bool, at least one pixel of ink.

    Across a stroke of width w the distance to its edge rises from 0 to w / 2 and falls again: its
    mean is w / 4. The transform measures to a pixel's centre beyond the edge, half a pixel too far.
    """
    distance = ndimage.distance_transform_edt(np.pad(shape, 1))[1:-1, 1:-1]
    return 4 * float(distance[shape].mean() - 0.5)


def missing_width(shape: np.ndarray) -> float:
    """The pixels by which strokes must be widened to reach STROKE, at least 0.

    Widening by t also lengthens the character by t: (w + t) / (longest + t) = STROKE.
    """
    return max(0.0, (STROKE * max(shape.shape) - stroke_width(shape)) / (1 - STROKE))


def draw(shape: np.ndarray, grow: float) -> np.ndarray:
    """The ink, (h, w) bool, with strokes ``grow`` pixels wider: (32, 32) float32, paper 1."""
    side = round((max(shape.shape) + grow) * SIDE / LONGEST)
    canvas = np.ones((side, side), bool)
    top, left = (side - shape.shape[0]) // 2, (side - shape.shape[1]) // 2
    canvas[top : top + shape.shape[0], left : left + shape.shape[1]] = ~shape
    if grow > 0:
        canvas = ndimage.distance_transform_edt(canvas) - 0.5 > grow / 2
    picture = Image.fromarray(canvas.astype(np.float32))
    return np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BILINEAR))
