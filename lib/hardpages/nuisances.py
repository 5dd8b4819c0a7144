"""Pages that are hard to read, made by code: each nuisance of photos, at three strengths.

The same writing is photographed under every nuisance, so that the readings differ by the nuisance
alone. It is real handwriting (``lib.hardpages.collage``), of letters that the network was not
trained on: of NIST36's validation split where the reader is worked on, and of its test split for
the numbers that are reported, as nothing about the reader is chosen on it. The pens, the paper, the
light and the camera are simulated.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

from lib.hardpages.collage import CAP, MARGIN, PITCH, Hand, Writing, sheet
from lib.language.sampletext import sample_lines

__all__ = ["NUISANCES", "STRENGTHS", "Scene", "hard_pages", "photograph", "short_lines"]

STRENGTHS = ("mild", "middle", "strong")

PAPER, BOARD, DESK = 0.85, 0.16, 0.3  # reflectances
SQUARE = 0.75  # side of the squares on squared paper, in cap heights
RULE = 0.05  # width of a printed line, in cap heights
LONGEST = 24  # characters in a line, with its spaces
GRAIN = 2.0  # pixels, of the paper's fibres and the pencil's marks


@dataclass(frozen=True)
class Scene:
    """A page and its photo; the defaults are a good one.

    ink: part of the light that it takes. lines: the same of printed ones, ruled under each line of
    writing, or both ways if ``squared``. behind: the same of the writing on the sheet's back.
    chalk: on a blackboard, what it adds of the light it could; 0 for paper. tilt: degrees,
    clockwise. away: by how much the upper edge is shorter than the lower one. desk: part of the
    view's width on either side of the sheet. falloff: part of the light that is lost from one
    corner to the other. shadow: part of the light that is lost in it. blur: standard deviation, in
    cap heights. noise: standard deviation, of the white. megapixels: None, as drawn.
    """

    hand: Hand = field(default_factory=Hand)
    ink: float = 0.7
    lines: float = 0.0
    squared: bool = False
    behind: float = 0.0
    chalk: float = 0.0
    tilt: float = 0.0
    away: float = 0.0
    desk: float = 0.0
    falloff: float = 0.15
    shadow: float = 0.0
    blur: float = 0.015
    noise: float = 0.01
    megapixels: float | None = None


NUISANCES: dict[str, tuple[Scene, Scene, Scene]] = {
    "uneven light": tuple(Scene(falloff=v) for v in (0.5, 0.7, 0.85)),
    "shadow with a hard edge": tuple(Scene(shadow=v) for v in (0.3, 0.5, 0.7)),
    "print showing through": tuple(Scene(behind=v) for v in (0.1, 0.18, 0.26)),
    "ruled paper": tuple(Scene(lines=v) for v in (0.15, 0.3, 0.45)),
    "squared paper": tuple(Scene(lines=v, squared=True) for v in (0.15, 0.3, 0.45)),
    "thin pencil": tuple(
        Scene(Hand(pen=w), ink=v) for w, v in ((0.06, 0.45), (0.045, 0.33), (0.035, 0.25))
    ),
    "thick marker": tuple(Scene(Hand(pen=w), ink=0.9) for w in (0.16, 0.2, 0.24)),
    "blackboard": tuple(Scene(chalk=v) for v in (0.8, 0.5, 0.3)),
    "tilt": tuple(Scene(tilt=v) for v in (5, -10, 15)),
    "perspective": tuple(Scene(away=v) for v in (0.1, 0.2, 0.3)),
    "desk in view": tuple(Scene(desk=v, tilt=t) for v, t in ((0.03, 1), (0.08, -3), (0.15, 5))),
    "touching letters": tuple(Scene(Hand(touching=v)) for v in (0.1, 0.2, 0.4)),
    "letters in two pieces": tuple(Scene(Hand(cut=0.3, apart=v)) for v in (0.06, 0.12, 0.18)),
    "periods and commas": tuple(Scene(Hand(marks=v)) for v in (0.3, 0.6, 1)),
    "small file": tuple(Scene(megapixels=v) for v in (1.0, 0.7, 0.5)),
    "large file": tuple(Scene(megapixels=v) for v in (12, 24, 50)),
    "noise": tuple(Scene(noise=v) for v in (0.03, 0.06, 0.1)),
    "blur": tuple(Scene(blur=v) for v in (0.04, 0.07, 0.1)),
}


def short_lines(words: Mapping[str, float], count: int, rng: np.random.Generator) -> list[str]:
    """Lines that fit on a page, ``count`` of each kind of ``lib.language.sampletext``."""
    kinds = sample_lines(words, 20 * count, rng).values()
    return [text for texts in kinds for text in [t for t in texts if len(t) <= LONGEST][:count]]


def hard_pages(
    writing: Writing, seed: int, strengths: Collection[str] = STRENGTHS
) -> Iterator[tuple[str, str, np.ndarray]]:
    """Nuisance, strength and photo, (h, w) uint8, of each page of the given strengths."""
    for nuisance, scenes in NUISANCES.items():
        for strength, scene in zip(STRENGTHS, scenes, strict=True):
            if strength not in strengths:
                continue
            yield nuisance, strength, photograph(writing, scene, np.random.default_rng(seed))


def photograph(writing: Writing, scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """The photo of a writing, (h, w) uint8, grey."""
    page = _seen_from(_reflectance(writing, scene, rng), scene)
    fibres = gaussian_filter(rng.standard_normal(page.shape, np.float32), GRAIN)
    page *= 1 + 0.01 * fibres / fibres.std()
    page *= _light(page.shape, scene)
    page = gaussian_filter(page, scene.blur * CAP)
    page += scene.noise * rng.standard_normal(page.shape, np.float32)
    photo = np.clip(np.rint(255 * page), 0, 255).astype(np.uint8)
    if scene.megapixels is None:
        return photo
    scale = (scene.megapixels * 1e6 / photo.size) ** 0.5
    size = [round(side * scale) for side in photo.shape[::-1]]
    return np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BICUBIC))


def _reflectance(writing: Writing, scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """The sheet by even light, (h, w) float32 in 0..1."""
    ink = sheet(writing, scene.hand)
    grain = gaussian_filter(rng.standard_normal(ink.shape, np.float32), GRAIN)
    grain = np.clip(1 - 0.15 * np.abs(grain) / grain.std(), 0.4, 1)
    if scene.chalk:
        return BOARD + (1 - BOARD) * scene.chalk * ink * grain
    page = np.full(ink.shape, PAPER, np.float32)
    if scene.behind:
        back = np.roll(ink[:, ::-1], round(PITCH * CAP / 2), axis=0)
        page *= 1 - scene.behind * gaussian_filter(back, 2)
    if scene.lines:
        page *= 1 - scene.lines * _printed(ink.shape, scene.squared)
    return page * (1 - scene.ink * ink * grain)


def _printed(shape: tuple[int, int], squared: bool) -> np.ndarray:
    """Printed lines, (h, w) bool: as far apart as those of writing, which stand on them, or
    squares of SQUARE.
    """
    apart = (SQUARE if squared else PITCH) * CAP
    first = (MARGIN + 1) * CAP  # the first baseline
    near = [(np.arange(side) - first + RULE * CAP / 2) % apart < RULE * CAP for side in shape]
    down = near[0][:, None] | np.zeros(shape, bool)
    return down | near[1] if squared else down


def _seen_from(page: np.ndarray, scene: Scene) -> np.ndarray:
    """The sheet as the camera sees it, with what lies around it."""
    if not (scene.tilt or scene.away or scene.desk):
        return page
    height, width = page.shape
    inset = scene.away * width / 2
    corners = np.array([[inset, 0], [width - inset, 0], [width, height], [0, height]], float)
    angle = np.radians(scene.tilt)
    corners = corners @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    beside = scene.desk * width
    corners += beside - corners.min(axis=0)
    size = np.ceil(corners.max(axis=0) + beside).astype(int)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    around = float(page[0, 0])
    if scene.desk:
        around = DESK
    turned = Image.fromarray(page).transform(
        tuple(size.tolist()), Image.Transform.PERSPECTIVE, _homography(corners, flat),
        Image.Resampling.BICUBIC, fillcolor=around,
    )  # fmt: skip
    return np.clip(np.array(turned), 0, 1)


def _homography(from_: np.ndarray, to: np.ndarray) -> list[float]:
    """The eight coefficients with which Pillow maps four points (4, 2), x and y, on four others."""
    equations, values = [], []
    for (x, y), (u, v) in zip(from_, to, strict=True):
        equations += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return np.linalg.solve(np.array(equations), np.array(values)).tolist()


def _light(shape: tuple[int, int], scene: Scene) -> np.ndarray:
    """Brightness over the photo, (h, w) float32: a lamp at the upper left, and a shadow's band."""
    y = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None]
    x = np.linspace(0, 1, shape[1], dtype=np.float32)
    light = 1 - scene.falloff * (x + y) / 2
    across = x + 0.4 * y
    return np.where((across > 0.45) & (across < 0.9), light * (1 - scene.shadow), light)
