"""Question 6.3: an ImageNet classifier on still images of a category, and on a video of it.

Reads: the video, ImageNet weights and validation images that fetch found (or the user's own, by
params). Writes: the metrics, a figure over time, one of what each remedy does, one of the frames
that fail worst, an annotated copy of the video, and what was seen in each frame. Without ImageNet
weights nothing is classified, and every output says so.
"""

from pathlib import Path
from typing import Annotated

import numpy as np
import torch

from lib.datasets.videofile import read_frames, write_video
from lib.figures import style as figures
from lib.frame.errors import InputError
from lib.frame.params import Base, PyTorch, Video
from lib.frame.progress import Progress
from lib.frame.run import run
from lib.pytorch.imagenet import category_index, category_names, load_classifier, read_stills
from lib.pytorch.setup import pin
from lib.store.metrics import write_json, write_metrics
from lib.store.provenance import Provenance
from lib.store.threads import pinned
from lib.video.picture import annotate, message, worst_frames
from lib.video.views import WAYS, centre_crop, classify, over_time, top

WIDTH = 640  # pixels, to which frames are reduced
NO_WEIGHTS = "No ImageNet weights were to be had: nothing is classified."


@pinned
def main(
    *,
    video: Annotated[Path, "folder"],
    pretrained: Annotated[Path, "folder"],
    stills: Annotated[Path, "folder"],
    metrics: Path,
    time: Annotated[Path, "figure"],
    remedies: Annotated[Path, "figure"],
    worst: Annotated[Path, "figure"],
    annotated: Annotated[Path, "video"],
    seen: Annotated[Path, "what was seen in each frame"],
) -> str:
    params, seed, setup = Video.load(), Base.load().seed, PyTorch.load()
    pin("cpu", setup.threads, seed)
    category = category_index(params.model, params.category)
    records = [Provenance.of_folder(f) for f in (video, pretrained, stills)]
    frames, rate = read_frames(
        chosen(params.file, video, ".mp4"), params.every, WIDTH, params.limit
    )
    values = {"frames": len(frames), "model": params.model, "category": params.category}

    if params.weights is None and records[1].source == "absent":
        for path in (time, remedies, worst):
            figures.save(message(NO_WEIGHTS), path, records)
        write_video(annotated, annotate(frames, [NO_WEIGHTS] * len(frames)), rate)
        write_json(seen, {"rate": rate, "frames": []})
        nothing = dict.fromkeys(("top1", "top5", "top1_robust", "still_top1"))
        values |= nothing | {"weights": "absent", "remedies": {}}
        write_metrics(metrics, values, n=len(frames), seed=seed, records=records)
        return NO_WEIGHTS

    model = load_classifier(params.model, chosen(params.weights, pretrained, ".pth"))
    window = max(1, round(params.seconds * rate)) | 1
    seen = look(model, frames, window)
    remedies = {
        name: {f"top{k}": float(top(p, category, k).mean()) for k in (1, 5)}
        for name, p in seen.items()
    }
    stills, broken = read_stills_of(stills, params.wnid)
    values |= {
        "top1": remedies["plain"]["top1"],
        "top5": remedies["plain"]["top5"],
        "top1_robust": remedies["robust"]["top1"],
        "still_top1": still_accuracy(model, stills, category),
        "stills": len(stills),
        "stills_broken": broken,
        "remedies": remedies,
        "weights": records[1].source if params.weights is None else "own",
    }
    names = category_names(params.model)
    plain, robust = seen["plain"], seen["robust"]
    draw_time(plain, robust, category, rate, params.category, time, records)
    draw_remedies(remedies, remedies, records)
    figures.save(worst_frames(frames, plain, category, names, rate), worst, records)
    write_json(seen, {"rate": rate, "frames": by_frame(seen, category, names, rate)})
    lines = [
        f"{names[p.argmax()]} {p.max():.2f} | robust: {names[r.argmax()]} {r.max():.2f}"
        for p, r in zip(plain, robust, strict=True)
    ]
    write_video(annotated, annotate(frames, lines, top(robust, category, 1)), rate)
    write_metrics(metrics, values, n=len(frames), seed=seed, records=records)
    return (
        f"{len(frames)} frames, top1 {values['top1']:.3f}, robust {values['top1_robust']:.3f}, "
        f"stills {values['still_top1']}"
    )


def chosen(own: str | None, folder: Path, suffix: str) -> Path:
    """The user's own file, or the one that fetch left in ``folder``."""
    if own is not None:
        return Path(own)
    found = sorted(folder.glob(f"*{suffix}"))
    if not found:
        raise InputError(f"{folder}: holds no {suffix} file; name your own in params.yaml, video")
    return found[0]


def look(model: torch.nn.Module, frames: np.ndarray, window: int) -> dict[str, np.ndarray]:
    """Class probabilities of every frame: for each way alone, over time alone, and all together."""
    views = {view.name: view for way in WAYS.values() for view in way}
    with Progress(len(views), "video") as progress:
        by_view = {}
        for name, view in views.items():
            by_view[name] = classify(model, frames, view)
            progress.step(name)
    seen = {
        name: np.mean([by_view[view.name] for view in way], axis=0) for name, way in WAYS.items()
    }
    seen["over time"] = over_time(seen["plain"], window)
    seen["robust"] = over_time(seen["whole frame, two sizes, mirrored"], window)
    return seen


def by_frame(seen: dict, category: int, names: list[str], rate: float) -> list[dict]:
    """For each frame and way: the name that comes first, its probability, and the category's."""

    def first(p: np.ndarray) -> dict:
        best = p.argmax()
        values = {"probability": p[best], "category": p[category]}
        return {"name": names[best]} | {k: round(float(v), 4) for k, v in values.items()}

    ways = zip(seen["plain"], seen["robust"], strict=True)
    return [
        {"seconds": round(index / rate, 3), "plain": first(plain), "robust": first(robust)}
        for index, (plain, robust) in enumerate(ways)
    ]


def read_stills_of(folder: Path, wnid: str) -> tuple[list[np.ndarray], int]:
    """The category's still images, and how many of them are broken; none where there is no tar."""
    archives = sorted(folder.glob("*.tar"))
    images, broken = read_stills(archives[0], wnid) if archives else ([], [])
    for name in broken:
        print(f"cannot be decoded, left out: {name}")
    return images, len(broken)


def still_accuracy(model: torch.nn.Module, stills: list, category: int) -> float | None:
    """Top-1 on the still images, each by the standard view; None where there are none."""
    if not stills:
        return None
    hits = [top(classify(model, image[None], centre_crop), category, 1)[0] for image in stills]
    return float(np.mean(hits))


def draw_time(plain, robust, category, rate, name, path, records) -> None:
    figure, axes = figures.new(width=8)
    seconds = np.arange(len(plain)) / rate
    for label, p in (("plain: each frame, centre crop", plain), ("robust", robust)):
        axes.plot(seconds, p[:, category], label=label)
        right = top(p, category, 1)
        axes.plot(seconds[right], p[right, category], "o", ms=4, color=axes.lines[-1].get_color())
    axes.set(xlabel="seconds", ylabel=f"probability of {name}", ylim=(0, None))
    axes.set_title("Q6.3 The video over time; a dot where the category comes first")
    axes.legend()
    figures.save(figure, path, records)


def draw_remedies(remedies: dict, path: Path, records: list) -> None:
    figure, axes = figures.new(width=8, height=4.2)
    places = np.arange(len(remedies))[::-1]
    for offset, key in ((0.2, "top1"), (-0.2, "top5")):
        axes.barh(places + offset, [r[key] for r in remedies.values()], 0.38, label=key)
    axes.set_yticks(places, remedies)
    axes.set(xlabel="part of the frames", xlim=(0, 1), title="Q6.3 What each remedy does alone")
    axes.legend()
    figures.save(figure, path, records)


if __name__ == "__main__":
    run(main)
