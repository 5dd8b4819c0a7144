"""JPEG files to arrays, with every file that cannot be decoded named."""

import io
from collections.abc import Iterable

import numpy as np
from PIL import Image

from lib.frame.errors import InputError

MOST = 7 * 10**8  # bytes of all images, decoded; the largest set has under a third of it
NAMED = 5  # broken files that an error names; the rest is counted


def decode_all(files: Iterable[tuple[str, bytes]], side: int, what: str) -> np.ndarray:
    """Decode (name, content) pairs -> (n, side, side, 3) uint8, in their order.

    Each image is resized to the square, whatever its aspect: nothing of it is lost, and training
    varies the aspect anyway. Raises InputError that counts the broken files and names the first of
    them; ``what`` says where they are from.
    """
    images, broken = [], []
    for name, content in files:
        try:
            with Image.open(io.BytesIO(content)) as image:
                image.load()
                small = image.convert("RGB").resize((side, side), Image.Resampling.BICUBIC)
                images.append(np.asarray(small))
            if len(images) * images[-1].nbytes > MOST:
                raise InputError(f"{what}: its images fill more than {MOST // 10**6} MB of memory")
        except InputError:
            raise
        except Exception:  # decoders of damaged files raise nearly anything
            broken.append(name)
    if broken:
        more = ", ..." if len(broken) > NAMED else ""
        raise InputError(
            f"{what}: {len(broken)} of {len(images) + len(broken)} images cannot be decoded: "
            f"{', '.join(broken[:NAMED])}{more}"
        )
    if not images:
        raise InputError(f"{what}: holds no images")
    return np.stack(images)
