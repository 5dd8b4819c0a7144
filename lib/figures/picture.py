"""Images side by side in a picture, and its file, which says where its data came from."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from skimage.util import montage

from lib.frame.files import replacing
from lib.store.provenance import Provenance, caption

__all__ = ["GAP", "enlarged", "save", "tiled"]

GAP = 2  # pixels between images, before they are enlarged
QUALITY = 85  # of a JPEG
GREY = 0.3  # of the gaps, which no image has all around: weights of 0 are 0.5, paper is 1


def tiled(images: np.ndarray, columns: int) -> np.ndarray:
    """Images (n, h, w), or (n, h, w, 3), values 0..1, row by row in one picture, with gaps."""
    grid = (-(-len(images) // columns), columns)
    colour = images.ndim == 4
    fill = [GREY] * 3 if colour else GREY
    axis = -1 if colour else None
    whole = montage(images, fill=fill, grid_shape=grid, padding_width=GAP, channel_axis=axis)
    return whole[GAP:-GAP, GAP:-GAP]


def enlarged(picture: np.ndarray, times: int) -> Image.Image:
    """Each pixel, 0..1, as a square of times x times pixels, so that it stays one on any screen."""
    grey = np.rint(255 * np.clip(picture, 0, 1)).astype(np.uint8)
    return Image.fromarray(grey.repeat(times, axis=0).repeat(times, axis=1))


def save(picture: Image.Image, path: Path, records: Sequence[Provenance] = ()) -> None:
    """Write a PNG or a JPEG, by the path's suffix, with the data's provenance among its metadata.

    Byte-identical for equal input: no date and no version in the file.
    """
    text, metadata = caption(records) if records else "", PngInfo()
    metadata.add_itxt("Source", text)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as unfinished:
        if path.suffix == ".png":
            picture.save(unfinished, "PNG", optimize=True, pnginfo=metadata)
        else:
            picture.save(unfinished, "JPEG", quality=QUALITY, comment=text)
