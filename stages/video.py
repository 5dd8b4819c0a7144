"""Question 6.3: an ImageNet classifier on still images of a category, and on a video of it.

Reads: the video, ImageNet weights and validation images that fetch found (or the user's own, by
params). Writes: the metrics, a figure over time, one of each remedy's accuracy, one of the worst
frames, an annotated copy of the video, and the classes recognised in each frame. Without ImageNet
weights nothing is classified, and every output says so.
"""

from pathlib import Path
from typing import Annotated

from lib.datasets.videofile import read_frames, write_video
from lib.figures import style
from lib.frame.params import Base, PyTorch, Video
from lib.frame.run import run
from lib.pytorch.imagenet import category_index, category_names, load_imagenet_model
from lib.pytorch.setup import pin
from lib.store.metrics import write_json, write_metrics
from lib.store.provenance import Provenance
from lib.store.threads import pinned
from lib.video import picture, watch
from lib.video.views import top

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
    seen: Annotated[Path, "the classes recognised in each frame"],
) -> str:
    params, seed, setup = Video.load(), Base.load().seed, PyTorch.load()
    pin("cpu", setup.threads, seed)
    category = category_index(params.model, params.category)
    records = [Provenance.of_folder(folder) for folder in (video, pretrained, stills)]
    file = watch.file_in(video, ".mp4", params.file)
    frames, rate = read_frames(file, params.every, WIDTH, params.limit)
    values = {"frames": len(frames), "model": params.model, "category": params.category}

    if params.weights is None and records[1].source == "absent":
        for path in (time, remedies, worst):
            style.save(picture.message(NO_WEIGHTS), path, records)
        write_video(annotated, picture.annotate(frames, [NO_WEIGHTS] * len(frames)), rate)
        write_json(seen, {"rate": rate, "frames": []})
        nothing = dict.fromkeys(("top1", "top5", "top1_robust", "still_top1"))
        absent = values | nothing | {"weights": "absent", "remedies": {}}
        write_metrics(metrics, absent, n=len(frames), seed=seed, records=records)
        return NO_WEIGHTS

    weights = watch.file_in(pretrained, ".pth", params.weights)
    model = load_imagenet_model(params.model, weights)
    by_remedy = watch.classify_video(model, frames, max(1, round(params.seconds * rate)) | 1)
    measured = watch.accuracies(by_remedy, category)
    images, broken = watch.stills_in(stills, params.wnid)
    still_top1 = watch.still_accuracy(model, images, category)
    found = values | {
        **measured["plain"],
        "top1_robust": measured["robust"]["top1"],
        "still_top1": still_top1,
        "stills": len(images),
        "stills_broken": broken,
        "remedies": measured,
        "weights": records[1].source if params.weights is None else "own",
    }
    names, plain, robust = category_names(params.model), by_remedy["plain"], by_remedy["robust"]
    over_time = picture.draw_time(plain, robust, category, params.category, rate)
    style.save(over_time, time, records)
    style.save(picture.draw_remedies(measured), remedies, records)
    style.save(picture.worst_frames(frames, plain, category, names, rate), worst, records)
    in_frames = watch.frame_records(plain, robust, category, names, rate)
    write_json(seen, {"rate": rate, "frames": in_frames})
    lines = picture.captions(plain, robust, names)
    write_video(annotated, picture.annotate(frames, lines, top(robust, category, 1)), rate)
    write_metrics(metrics, found, n=len(frames), seed=seed, records=records)
    top1, robust_top1 = measured["plain"]["top1"], measured["robust"]["top1"]
    return f"{len(frames)} frames, top1 {top1:.3f}, robust {robust_top1:.3f}, stills {still_top1}"


if __name__ == "__main__":
    run(main)
