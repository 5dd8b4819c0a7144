"""What scikit-image has taken away since 2018, for hand-ins written against it."""

import importlib
import importlib.util
import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from typing import Any

import numpy as np

from lib.solutions.older import NOTED

# Package -> functions whose old keywords are translated.
_TRANSLATED = {
    "skimage.filters": ("gaussian", "median", "unsharp_mask"),
    "skimage.restoration": (
        "denoise_bilateral",
        "denoise_tv_bregman",
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
        "label",
        "remove_small_holes",
        "remove_small_objects",
    ),
    "skimage.filters.rank": (
        "mean",
        "median",
        "minimum",
        "maximum",
        "otsu",
        "gradient",
        "equalize",
    ),
    "skimage.measure": ("label", "regionprops"),
    "skimage.segmentation": ("clear_border",),
    "skimage.transform": ("rescale", "pyramid_gaussian"),
    "skimage.color": ("rgb2gray",),
    "skimage.io": ("imsave",),
}


def _itself(value: Any) -> Any:
    return value


# Old keyword -> the new one, and its value.
_KEYWORDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "multichannel": ("channel_axis", lambda yes: -1 if yes else None),
    "selem": ("footprint", _itself),
    "neighbors": ("connectivity", lambda count: 1 if count == 4 else 2),
    "n_iter_max": ("max_num_iter", _itself),
    "max_iter": ("max_num_iter", _itself),
}
# These took an image whose last axis is 3 long for one of three channels.
_OF_COLOUR = ("gaussian", "pyramid_gaussian", "denoise_bilateral", "denoise_nl_means")


def _threshold_adaptive(image: np.ndarray, *args: Any, **kwargs: Any) -> np.ndarray:
    """Where the image is above its local threshold, (h, w) bool: scikit-image's until 0.14."""
    from skimage.filters import threshold_local

    return image > threshold_local(image, *args, **kwargs)


# package -> {name that it had: where it is now, or what it did}
_MOVED: dict[str, dict[str, tuple[str, str] | Callable]] = {
    "skimage.measure": {
        "compare_psnr": ("skimage.metrics", "peak_signal_noise_ratio"),
        "compare_mse": ("skimage.metrics", "mean_squared_error"),
        "compare_ssim": ("skimage.metrics", "structural_similarity"),
        "compare_nrmse": ("skimage.metrics", "normalized_root_mse"),
    },
    "skimage.color": {
        "rgb2grey": ("skimage.color", "rgb2gray"),
        "grey2rgb": ("skimage.color", "gray2rgb"),
    },
    "skimage.filters": {"threshold_adaptive": _threshold_adaptive},
    "skimage.morphology": {"watershed": ("skimage.segmentation", "watershed")},
    "skimage.util": {"pad": ("numpy", "pad")},
}
# package -> {module that it had: the one in its place}
_MODULES = {"skimage.morphology": {"selem": "skimage.morphology"}}


def bring_back() -> None:
    """Let scikit-image answer to its old names and keywords, once it is imported."""
    sys.meta_path.insert(0, _Watch())


class _Watch(MetaPathFinder):
    """Sees scikit-image's packages being imported, and mends them then."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name not in (*_TRANSLATED, *_MOVED):
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
    for old, now in _MOVED.get(module.__name__, {}).items():
        if old not in vars(module) and old not in dir(module):
            setattr(module, old, _moved(now, f"{module.__name__}.{old}"))
    for old, place in _MODULES.get(module.__name__, {}).items():
        if old not in dir(module):
            setattr(module, old, importlib.import_module(place))
            sys.modules[f"{module.__name__}.{old}"] = getattr(module, old)


def _moved(now: tuple[str, str] | Callable, old: str) -> Callable:
    def call(*args: Any, **kwargs: Any) -> Any:
        NOTED.add(old)
        if callable(now):
            return now(*args, **kwargs)
        place, name = now
        return getattr(importlib.import_module(place), name)(*args, **kwargs)

    return call


def _translated(function: Callable, name: str) -> Callable:
    last = name.rpartition(".")[2]

    def call(*args: Any, **kwargs: Any) -> Any:
        if last == "estimate_sigma":  # these stood without their names
            kwargs |= zip(("average_sigmas", "multichannel"), args[1:], strict=False)
            args = args[:1]
        for old in kwargs.keys() & _KEYWORDS.keys():
            NOTED.add(f"{name}({old}=...)")
            new, value = _KEYWORDS[old]
            kwargs[new] = value(kwargs.pop(old))
        if kwargs.pop("in_place", False) and args:
            NOTED.add(f"{name}(in_place=True)")
            kwargs["out"] = args[0]
        if last == "remove_small_holes" and "min_size" in kwargs:
            NOTED.add(f"{name}(min_size=...)")
            kwargs["area_threshold"] = kwargs.pop("min_size")
        if last == "regionprops" and kwargs.pop("coordinates", None):
            NOTED.add(f"{name}(coordinates=...)")
        in_colour = bool(args) and np.shape(args[0])[2:] == (3,)
        if in_colour and last in _OF_COLOUR:
            kwargs.setdefault("channel_axis", -1)
        if last == "rgb2gray" and args and np.ndim(args[0]) == 2:
            NOTED.add(f"{name} of a grey image")
            return np.asarray(args[0])
        if last == "imsave" and len(args) == 2 and np.asarray(args[1]).dtype.kind == "f":
            NOTED.add(f"{name}(floats)")
            args = (args[0], (255 * np.clip(args[1], 0, 1)).round().astype(np.uint8))
        return function(*args, **kwargs)

    return call
