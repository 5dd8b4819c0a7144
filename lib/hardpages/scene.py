"""Photograph a writing: the pen, the paper, the light and the camera are simulated."""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage.transform import ProjectiveTransform

from lib.handwriting.texture import texture
from lib.hardpages.collage import CAP, MARGIN, PITCH, Hand, Writing, sheet

__all__ = ["Scene", "photograph"]

PAPER, BOARD, DESK = 0.85, 0.16, 0.3  # reflectances
GRAIN = 2.0  # pixels, of the paper's fibres and the pencil's marks

# In cap heights:
SQUARE = 0.75  # side of the squares on squared paper
RULE = 0.05  # width of a printed line


@dataclass(frozen=True)
class Scene:
    """A sheet and how it is photographed; the defaults give a good photo.

    hand: how the letters are put on the sheet.
    ink: fraction of the light that full ink absorbs.
    ruling: fraction of the light that printed lines absorb; 0 for blank paper.
    squared: whether the printed lines form squares; else each line of writing stands on one.
    show_through: fraction of the light that the writing on the back of the sheet absorbs.
    chalk: brightness of chalk on a blackboard, from 0, that of the board, to 1; 0 for ink on paper.
    tilt: rotation of the sheet in degrees, clockwise.
    perspective: by what fraction of the lower edge the upper edge looks shorter.
    desk: width of the desk in view on every side of the sheet, as a fraction of the sheet's width.
    falloff: fraction of the light that is lost from the upper left corner to the lower right one.
    shadow: fraction of the light that is lost in a shadow across the sheet.
    blur: standard deviation of the lens's Gaussian blur, in cap heights.
    noise: standard deviation of the camera's noise, as a fraction of white.
    megapixels: size to which the photo is scaled; None leaves it as it was drawn.
    """

    hand: Hand = field(default_factory=Hand)
    ink: float = 0.7
    ruling: float = 0.0
    squared: bool = False
    show_through: float = 0.0
    chalk: float = 0.0
    tilt: float = 0.0
    perspective: float = 0.0
    desk: float = 0.0
    falloff: float = 0.15
    shadow: float = 0.0
    blur: float = 0.015
    noise: float = 0.01
    megapixels: float | None = None


def photograph(writing: Writing, scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """The photo of a writing, (h, w) uint8, grey."""
    page = _seen_from(_reflectance(writing, scene, rng), scene)
    page *= 1 + texture(page.shape, GRAIN, 0.01, rng)
    page *= _light(page.shape, scene)
    page = gaussian_filter(page, scene.blur * CAP)
    page += scene.noise * rng.standard_normal(page.shape, np.float32)
    photo = np.clip(np.rint(255 * page), 0, 255).astype(np.uint8)
    if scene.megapixels is None:
        return photo
    height, width = photo.shape
    scale = (scene.megapixels * 1e6 / photo.size) ** 0.5
    size = round(width * scale), round(height * scale)
    return np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BICUBIC))


def _reflectance(writing: Writing, scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """The sheet in even light, (h, w) float32 in 0..1."""
    ink = sheet(writing, scene.hand)
    ink_and_grain = ink * np.clip(1 - np.abs(texture(ink.shape, GRAIN, 0.15, rng)), 0.4, 1)
    if scene.chalk:
        return BOARD + (1 - BOARD) * scene.chalk * ink_and_grain
    page = np.full(ink.shape, PAPER, np.float32)
    if scene.show_through:
        back = np.roll(ink[:, ::-1], round(PITCH * CAP / 2), axis=0)
        page *= 1 - scene.show_through * gaussian_filter(back, 2)
    if scene.ruling:
        page *= 1 - scene.ruling * _printed(ink.shape, scene.squared)
    return page * (1 - scene.ink * ink_and_grain)


def _printed(shape: tuple[int, int], squared: bool) -> np.ndarray:
    """Printed lines, (h, w) bool: one under each line of writing, or squares of side SQUARE."""
    apart = (SQUARE if squared else PITCH) * CAP
    first = (MARGIN + 1) * CAP  # the first baseline
    rows, columns = ((np.arange(n) - first + RULE * CAP / 2) % apart < RULE * CAP for n in shape)
    return rows[:, None] | (columns if squared else np.zeros(shape[1], bool))


def _seen_from(page: np.ndarray, scene: Scene) -> np.ndarray:
    """The sheet as the camera sees it, with what lies around it."""
    if not (scene.tilt or scene.perspective or scene.desk):
        return page
    height, width = page.shape
    inset = scene.perspective * width / 2
    corners = np.array([[inset, 0], [width - inset, 0], [width, height], [0, height]], float)
    angle = np.radians(scene.tilt)
    corners = corners @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    beside = scene.desk * width
    corners += beside - corners.min(axis=0)
    right, bottom = np.ceil(corners.max(axis=0) + beside).astype(int).tolist()
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    to_sheet = ProjectiveTransform.from_estimate(corners, flat).params
    turned = Image.fromarray(page).transform(
        (right, bottom),
        Image.Transform.PERSPECTIVE,
        to_sheet.ravel()[:8].tolist(),
        Image.Resampling.BICUBIC,
        fillcolor=DESK if scene.desk else float(page[0, 0]),
    )
    return np.clip(np.array(turned), 0, 1)


def _light(shape: tuple[int, int], scene: Scene) -> np.ndarray:
    """Brightness over the photo, (h, w) float32: a lamp at the upper left, and a band of shadow."""
    y = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None]
    x = np.linspace(0, 1, shape[1], dtype=np.float32)
    light = 1 - scene.falloff * (x + y) / 2
    across = x + 0.4 * y
    return np.where((across > 0.45) & (across < 0.9), light * (1 - scene.shadow), light)
