"""A classifier on still images of one category, from ImageNet's validation images (Q6.3)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from torch import nn
from torchvision import models

from lib.datasets.archives import read_members
from lib.pytorch.imagenet import read_stills
from lib.video.choose import score
from lib.video.views import centre_crop, classify

OFFICIAL = "ILSVRC2012_val_"  # how the names of ImageNet's validation images begin


def stills_in(folder: Path, wnid: str) -> tuple[list[np.ndarray], dict[str, int]]:
    """The category's still images, (h, w, 3) uint8, and counts of them.

    The counts are "stills", those of them that bear the name of one of ImageNet's validation
    images, "stills_official", and the broken ones, "stills_broken". There are none if ``folder``
    holds no tar. wnid: the category's WordNet number.
    """
    archives = sorted(folder.glob("*.tar"))
    images, broken = read_stills(archives[0], wnid) if archives else ([], [])
    for name in broken:
        print(f"cannot be decoded, left out: {name}")
    members = [name for name, _ in read_members(archives[0])] if archives else []
    official = [
        name
        for name in members
        if Path(name).parent.name == wnid and Path(name).name.startswith(OFFICIAL)
    ]
    return images, {
        "stills": len(images),
        "stills_official": len(set(official) - set(broken)),
        "stills_broken": len(broken),
    }


def still_score(model: nn.Module, stills: Sequence[np.ndarray], category: int) -> dict:
    """The score on still images by the centre crop; empty if there are none."""
    if not stills:
        return {}
    seen = [classify(model, image[None], centre_crop) for image in stills]
    return score(np.concatenate(seen), category)


def published_top1(model: str) -> float:
    """The model's top-1 accuracy on all of ImageNet's validation images, by torchvision."""
    metrics = models.get_model_weights(model).DEFAULT.meta["_metrics"]
    return metrics["ImageNet-1K"]["acc@1"] / 100
