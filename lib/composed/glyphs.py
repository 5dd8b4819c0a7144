"""Characters to compose text of: distance fields, drawn at any size with a pen of any width.

A field holds the distance of each point from the character's strokes. Ink is where the distance is
below half the pen's width, so that one image of a letter serves for thin pencil and thick marker.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import distance_transform_edt
from skimage.morphology import skeletonize

from lib.characters import CLASSES, upright
from lib.frame.errors import InputError
from lib.handwriting.pen import random_writer, write

__all__ = [
    "FIELD",
    "MARKS",
    "OTHER",
    "SPAN",
    "Glyphs",
    "drawn",
    "gathered",
    "photographed",
    "printed",
]

FIELD, SPAN = 96, 64  # side of a field, and of the character's longer side in it, in cells
STEPS = 8  # values of a field per cell
ZERO = 64  # value of a field on a stroke's middle, or on a printed letter's edge
OTHER = len(CLASSES)  # the class of a mark that is not to be read
MARKS = ".,!?-:;'\"()+*/&=%#<>[]_~"
OUTLINES = 0.35  # share of people's letters that keep the strokes that they have
GREEK = "αβγδεζηθλμξπρσφψωΓΔΘΛΞΠΣΦΨΩ"
FONTS = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono", "DejaVuSerif", "DejaVuSerif-Bold",
         "STIXGeneral", "STIXGeneralBol", "cmss10", "cmr10", "cmtt10")  # fmt: skip
PLAIN = ("DejaVuSans", "DejaVuSansMono", "cmss10")  # without serifs, as people letter a comic


@dataclass(frozen=True)
class Glyphs:
    """n characters of one origin.

    fields: (n, FIELD, FIELD) uint8. classes: (n,) int, of CLASSES or OTHER. tops, heights, widths:
    (n,) float, in cap heights; tops below the cap line. spine: whether a field is the distance from
    strokes' middles, which a pen gives their width; else that from printed edges.
    """

    fields: np.ndarray
    classes: np.ndarray
    tops: np.ndarray
    heights: np.ndarray
    widths: np.ndarray
    spine: bool

    def of_class(self, number: int) -> np.ndarray:
        """The numbers of the characters of a class."""
        return np.flatnonzero(self.classes == number)


def field_of(ink: np.ndarray, spine: bool) -> np.ndarray:
    """The field of a character that fills the image: (h, w) bool -> (FIELD, FIELD) uint8."""
    scale = SPAN / max(ink.shape)
    size = max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale))
    grey = Image.fromarray(ink.astype(np.float32)).resize(size, Image.Resampling.BICUBIC)
    square = np.zeros((FIELD, FIELD), bool)
    top, left = (FIELD - size[1]) // 2, (FIELD - size[0]) // 2
    square[top : top + size[1], left : left + size[0]] = np.asarray(grey) > 0.5
    if spine:
        middle = skeletonize(square)
        distance = distance_transform_edt(~middle) if middle.any() else np.full(square.shape, 99.0)
    else:
        distance = distance_transform_edt(~square) - distance_transform_edt(square)
    return np.clip(np.rint(ZERO + STEPS * distance), 0, 255).astype(np.uint8)


def stack(parts: Iterable[tuple[np.ndarray, int, float, float, float]], spine: bool) -> Glyphs:
    """Glyphs of parts: field, class, top, height, width of each."""
    fields, classes, tops, heights, widths = zip(*parts, strict=True)
    return Glyphs(
        np.stack(fields),
        np.array(classes),
        np.array(tops),
        np.array(heights),
        np.array(widths),
        spine,
    )


def cut(ink: np.ndarray) -> np.ndarray:
    """The part of a (h, w) bool image that holds its ink."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def photographed(x: np.ndarray, labels: np.ndarray, spine: bool) -> Glyphs:
    """Letters of people: rows of NIST36, (n, 1024), ink 0 on paper 1; labels (n,) int."""

    def parts():
        for image, label in zip(upright(x), labels, strict=True):
            large = Image.fromarray(1 - image).resize((128, 128), Image.Resampling.BICUBIC)
            ink = np.asarray(large) > 0.5
            if ink.any():
                ink = cut(ink)
                yield field_of(ink, spine), int(label), 0.0, 1.0, ink.shape[1] / ink.shape[0]

    return stack(parts(), spine)


def drawn(count: int, rng: np.random.Generator) -> Glyphs:
    """``count`` characters of each class by the stroke-font hand."""
    scale = 48  # pixels per cap height

    def parts():
        for number, character in enumerate(CLASSES):
            for _ in range(count):
                strokes = write(character, random_writer(rng, careful=rng.random() < 0.5), rng)
                points = np.concatenate(strokes)
                low, extent = points.min(axis=0), np.ptp(points, axis=0)
                image = Image.new("L", (int(extent[0] * scale) + 7, int(extent[1] * scale) + 7))
                canvas = ImageDraw.Draw(image)
                for stroke in strokes:
                    canvas.line([tuple(p) for p in (stroke - low) * scale + 3], 255, 3, "curve")
                ink = cut(np.asarray(image) > 127)
                height, width = (side / scale for side in ink.shape)
                yield field_of(ink, True), number, 1 + low[1], height, width

    return stack(parts(), True)


def printed(characters: str, spine: bool = False, fonts: Sequence[str] = FONTS) -> Glyphs:
    """Printed characters in every font; a small letter is of its capital's class.

    spine: their strokes' middles, for a pen to write them.
    """
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"

    def parts():
        for name in fonts:
            font = ImageFont.truetype(folder / f"{name}.ttf", 80)
            _, cap_top, _, base = font.getbbox("H")
            cap = base - cap_top
            for character in characters:
                image = Image.new("L", (220, 220))
                ImageDraw.Draw(image).text((50, 50), character, 255, font)
                ink = np.asarray(image) > 127
                if name.startswith("cm") and not (character.isascii() and character.isalnum()):
                    continue  # these fonts lack it
                top = np.flatnonzero(ink.any(axis=1))[0] - 50 - cap_top
                ink = cut(ink)
                number = CLASSES.find(character.upper()) if character.isascii() else -1
                yield (field_of(ink, spine), OTHER if number < 0 else number, top / cap,
                       ink.shape[0] / cap, ink.shape[1] / cap)  # fmt: skip

    return stack(parts(), spine)


@dataclass(frozen=True)
class Cases:
    """All glyphs that composing draws from."""

    outline: Glyphs  # letters of people, with the strokes that they have
    spine: Glyphs  # and with strokes of any width
    hand: Glyphs  # of the stroke-font hand
    lettering: Glyphs  # as in comics
    capitals: Glyphs  # printed
    small: Glyphs  # printed, small letters
    marks: Glyphs  # printed punctuation
    written_marks: Glyphs
    greek: Glyphs  # printed
    written_greek: Glyphs


def gathered(x: np.ndarray, labels: np.ndarray, count: int, rng: np.random.Generator) -> Cases:
    """x: rows of NIST36 training letters; ``count`` of each class are used.

    Raises InputError if a class has fewer than two letters.
    """
    outline, spine = [], []
    for number, character in enumerate(CLASSES):
        chosen = rng.permutation(np.flatnonzero(labels == number))[:count]
        if len(chosen) < 2:
            raise InputError(
                f"letters: {len(chosen)} of {character}; composing windows takes two of each class"
            )
        first = max(1, round(OUTLINES * len(chosen)))
        outline.append(chosen[:first])
        spine.append(chosen[first:])
    outlines, spines = np.concatenate(outline), np.concatenate(spine)
    return Cases(
        photographed(x[outlines], labels[outlines], False),
        photographed(x[spines], labels[spines], True),
        drawn(max(4, count // 5), rng),
        printed(CLASSES, True, PLAIN),
        printed(CLASSES),
        printed("abcdefghijklmnopqrstuvwxyz"),
        printed(MARKS),
        printed(MARKS, True, PLAIN[:2]),
        printed(GREEK),
        printed(GREEK, True, PLAIN[:2]),
    )
