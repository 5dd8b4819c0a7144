"""Archives of stand-ins: equal members give equal bytes, whenever they are packed."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

_QUALITY = 90
_COMPRESSION = 1  # pictures hardly shrink; speed matters more


def jpeg(image: np.ndarray) -> bytes:
    """An RGB picture, (h, w, 3) of values 0 to 1 (clipped), as a JPEG file."""
    file = io.BytesIO()
    levels = np.round(255 * np.clip(image, 0, 1)).astype(np.uint8)
    Image.fromarray(levels).save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def write_tar(path: Path, members: Mapping[str, bytes]) -> None:
    """Write a gzipped tar without dates or owners."""
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", _COMPRESSION, file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


def write_zip(path: Path, members: Mapping[str, bytes]) -> None:
    """Write a zip whose members all carry the format's earliest date."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # the same on every machine
            archive.writestr(info, content)
