"""What NumPy and scikit-image have taken away since 2018, for hand-ins written against it.

Its use is no mistake of the student's: it was right at the time. What was used is noted.
"""

import importlib
import importlib.util
import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from typing import Any

import numpy as np

NOTED: set[str] = set()
_ALIASES = {
    "float": float,
    "int": int,
    "object": object,
    "complex": complex,
    "str": str,
    "bool": bool,
    "float_": np.float64,
    "Inf": np.inf,
    "NaN": np.nan,
    "product": np.prod,
    "cumproduct": np.cumprod,
    "alltrue": np.all,
    "sometrue": np.any,
    "row_stack": np.vstack,
    "in1d": np.isin,
    "infty": np.inf,
    "trapz": np.trapezoid,
    "round_": np.round,
    "asscalar": lambda a: a.item(),
    "unicode_": np.str_,
    "mat": np.asmatrix,
}
# In scikit-image: package -> functions whose old keywords are translated.
_TRANSLATED = {
    "skimage.filters": ("gaussian", "median", "unsharp_mask"),
    "skimage.restoration": (
        "denoise_bilateral",
        "denoise_tv_chambolle",
        "denoise_wavelet",
        "denoise_nl_means",
        "estimate_sigma",
    ),
    "skimage.morphology": (
        "dilation",
        "erosion",
        "opening",
        "closing",
        "binary_dilation",
        "binary_erosion",
        "binary_opening",
        "binary_closing",
        "white_tophat",
        "black_tophat",
    ),
    "skimage.measure": ("label",),
    "skimage.transform": ("rescale", "pyramid_gaussian"),
    "skimage.io": ("imsave",),
}
# These took an image whose last axis is 3 long for one of three channels.
_OF_COLOUR = ("gaussian", "denoise_bilateral", "denoise_nl_means")
# package -> {name that it had: where it is now}
_MOVED = {
    "skimage.measure": {
        "compare_psnr": ("skimage.metrics", "peak_signal_noise_ratio"),
        "compare_mse": ("skimage.metrics", "mean_squared_error"),
        "compare_ssim": ("skimage.metrics", "structural_similarity"),
        "compare_nrmse": ("skimage.metrics", "normalized_root_mse"),
    },
    "skimage.filters": {"threshold_adaptive": ("skimage.filters", "threshold_local")},
    "skimage.morphology": {
        "square": ("skimage.morphology", "footprint_rectangle"),
        "watershed": ("skimage.segmentation", "watershed"),
        "selem": ("skimage.morphology", "footprints"),
    },
}


def bring_back() -> None:
    """Let NumPy answer to its old names, and scikit-image too, once it is imported."""
    missing = {name: value for name, value in _ALIASES.items() if name not in vars(np)}
    original = np.__getattr__

    def answer(name: str) -> Any:
        if name in missing:
            if "site-packages" not in sys._getframe(1).f_code.co_filename:
                NOTED.add(f"np.{name}")
            return missing[name]
        return original(name)

    vars(np)["__getattr__"] = answer
    sys.meta_path.insert(0, _Watch())


class _Watch(MetaPathFinder):
    """Sees scikit-image's packages being imported, and mends them then."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name not in _TRANSLATED and name not in _MOVED:
            return None
        sys.meta_path.remove(self)
        try:
            spec = importlib.util.find_spec(name)
        finally:
            sys.meta_path.insert(0, self)
        if spec is None or spec.loader is None:
            return None
        run: Callable = spec.loader.exec_module

        def mended(module: Any) -> None:
            run(module)
            _mend(module)

        spec.loader.exec_module = mended  # type: ignore[method-assign]
        return spec


def _mend(module: Any) -> None:
    for name in _TRANSLATED.get(module.__name__, ()):
        if hasattr(module, name):
            setattr(module, name, _translated(getattr(module, name), f"{module.__name__}.{name}"))
    for old, (place, name) in _MOVED.get(module.__name__, {}).items():
        if old not in vars(module) and old not in dir(module):
            setattr(module, old, _moved(place, name, f"{module.__name__}.{old}"))


def _moved(place: str, name: str, old: str) -> Callable:
    def call(*args: Any, **kwargs: Any) -> Any:
        NOTED.add(old)
        return getattr(importlib.import_module(place), name)(*args, **kwargs)

    return call


def _translated(function: Callable, name: str) -> Callable:
    def call(*args: Any, **kwargs: Any) -> Any:
        if "multichannel" in kwargs:
            NOTED.add(f"{name}(multichannel=...)")
            kwargs["channel_axis"] = -1 if kwargs.pop("multichannel") else None
        if "selem" in kwargs:
            NOTED.add(f"{name}(selem=...)")
            kwargs["footprint"] = kwargs.pop("selem")
        if "neighbors" in kwargs:
            NOTED.add(f"{name}(neighbors=...)")
            kwargs["connectivity"] = 1 if kwargs.pop("neighbors") == 4 else 2
        in_colour = bool(args) and np.shape(args[0])[2:] == (3,)
        if in_colour and name.endswith(_OF_COLOUR):
            kwargs.setdefault("channel_axis", -1)
        if name.endswith("imsave") and len(args) == 2 and np.asarray(args[1]).dtype.kind == "f":
            NOTED.add(f"{name}(floats)")
            args = (args[0], (255 * np.clip(args[1], 0, 1)).round().astype(np.uint8))
        if "average_sigmas" not in kwargs and name.endswith("estimate_sigma") and len(args) == 2:
            kwargs["average_sigmas"] = args[1]
            args = args[:1]
        return function(*args, **kwargs)

    return call
