"""Question 6.2: the flowers through SqueezeNet's frozen layers, several views of each image.

Reads: prepared flowers17, and the folder with SqueezeNet's ImageNet weights. Writes: train_x,
valid_x, test_x, (n, views, 512) float32, with train_y, valid_y, test_y and the classes. The first
views are the fixed ones by which images are judged; those to train on have random ones besides.
Where no weights were to be had, the frozen layers keep random first weights, and the provenance
says so.
"""

from pathlib import Path
from typing import Annotated

import torch

from lib.frame.params import Base, FlowerFeatures, PyTorch
from lib.frame.progress import counted
from lib.frame.run import run
from lib.pytorch.setup import autocast_dtype, mixed_precision, pin
from lib.pytorch.squeezenet import load_features, pooled, squeeze_variation, squeeze_views
from lib.store.arrays import load_arrays, save_arrays
from lib.store.provenance import Provenance
from lib.store.threads import pinned

BATCH = 20  # images; more are no faster and take more memory


@pinned
def main(
    *,
    data: Path,
    pretrained: Annotated[Path, "folder"],
    out: Path,
) -> str:
    params, seed, setup = FlowerFeatures.load(), Base.load().seed, PyTorch.load()
    device = pin(setup.device, setup.threads, seed)
    dtype = autocast_dtype(setup.precision, device)
    arrays, records = load_arrays(data)
    weights = Provenance.of_folder(pretrained)
    files = [pretrained / name for name in weights.files]
    features = load_features(files[0] if files else None).to(device)
    rng = torch.Generator(device).manual_seed(seed)

    def look(x: torch.Tensor, varied: int) -> torch.Tensor:
        views = squeeze_views(x) + [squeeze_variation(x, rng) for _ in range(varied)]
        with mixed_precision(device, dtype):
            return torch.stack([pooled(features, view) for view in views], dim=1).float()

    found = {"classes": arrays["classes"]}
    for split in ("train", "valid", "test"):
        x = torch.from_numpy(arrays[f"{split}_x"]).permute(0, 3, 1, 2)
        # Validation images are trained on too, in the end.
        varied = 0 if split == "test" else params.train_views
        parts = [
            look(part.to(device), varied)
            for part in counted(list(x.split(BATCH)), f"flower_features {split}")
        ]
        found[f"{split}_x"] = torch.cat(parts).cpu().numpy()
        found[f"{split}_y"] = arrays[f"{split}_y"]
    save_arrays(out, found, [*records, weights])
    views = found["train_x"].shape[1]
    source = "random" if weights.source == "absent" else f"ImageNet ({weights.source})"
    return f"{views} views of each training image, weights: {source}"


if __name__ == "__main__":
    run(main)
