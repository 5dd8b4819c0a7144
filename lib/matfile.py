"""Writing MATLAB files whose bytes depend on their content alone."""

import io
from collections.abc import Mapping

import numpy as np
from scipy.io import savemat

_HEADING = b"MATLAB 5.0 MAT-file"
_HEADING_SIZE = 116  # bytes of text at the start of a .mat file, into which SciPy writes the date


def mat_bytes(values: Mapping[str, np.ndarray], compress: bool = False) -> bytes:
    """A .mat file (version 5) without a date."""
    file = io.BytesIO()
    savemat(file, values, do_compression=compress)
    return _HEADING.ljust(_HEADING_SIZE) + file.getvalue()[_HEADING_SIZE:]
