"""Question 6.3: an ImageNet classifier on still images of a category, and on a video of it.

Reads: the video, ImageNet weights and validation images that fetch found (or the user's own, by
params). Writes: the metrics, an annotated copy of the video, single frames for the page, and the
classes recognised in each frame. Without ImageNet weights nothing is classified, and every output
says so.
"""

from pathlib import Path
from typing import Annotated

from lib.datasets.videofile import read_frames, write_video
from lib.frame.errors import InputError
from lib.frame.params import Base, PyTorch, Video
from lib.frame.run import run
from lib.pytorch.imagenet import category_index, category_names, load_imagenet_model
from lib.pytorch.setup import pin
from lib.store.metrics import write_json, write_metrics
from lib.store.provenance import Provenance
from lib.store.threads import pinned
from lib.video import choose, crest, picture, records, watch
from lib.video.stills import published_top1, still_score, stills_in
from lib.video.views import WAYS, cost, top

WIDTH = 640  # pixels, to which frames are reduced
NO_WEIGHTS = "No ImageNet weights were to be had: nothing is classified."


@pinned
def main(
    *,
    video: Annotated[Path, "folder"],
    pretrained: Annotated[Path, "folder"],
    stills: Annotated[Path, "folder"],
    metrics: Path,
    annotated: Annotated[Path, "video"],
    frames: Annotated[Path, "folder of single frames"],
    seen: Annotated[Path, "the classes recognised in each frame"],
) -> str:
    params, seed, setup = Video.load(), Base.load().seed, PyTorch.load()
    pin("cpu", setup.threads, seed)
    category = category_index(params.model, params.category)
    sources = [Provenance.of_folder(folder) for folder in (video, pretrained, stills)]
    file = watch.file_in(video, ".mp4", params.file)
    film, rate = read_frames(file, params.every, WIDTH, params.limit)
    if len(film) < 2:
        raise InputError(f"video {file}: one frame; one is to choose and another to judge")
    values = {"frames": len(film), "model": params.model, "category": params.category}
    frames.mkdir(parents=True, exist_ok=True)
    picture.write_frame(frames / "0000.jpg", film[0])  # Git keeps no empty folder

    if params.weights is None and sources[1].source == "absent":
        write_video(annotated, picture.annotate(film, [NO_WEIGHTS] * len(film)), rate)
        write_json(seen, {"rate": rate, "frames": []})
        nothing = dict.fromkeys(("top1", "top5", "top1_robust", "still_top1"))
        absent = values | nothing | {"weights": "absent", "remedies": {}}
        write_metrics(metrics, absent, n=len(film), seed=seed, records=sources)
        return NO_WEIGHTS

    model = load_imagenet_model(params.model, watch.file_in(pretrained, ".pth", params.weights))
    names = category_names(params.model)
    by_way = watch.classify_video(model, film)
    lengths = choose.lengths(params.windows, rate)
    chosen = choose.settings(by_way, category, lengths)
    by_name = {name: choose.predictions(by_way, setting) for name, setting in chosen.items()}
    judged = choose.judged(by_way, category, lengths, rate)
    plain = choose.score(by_name["plain"], category)
    failing = {name: watch.stretches(p, category, names, rate) for name, p in by_name.items()}
    painted = crest.painting(model, film, ("plain", chosen["centred"].way), category, rate)
    images, counts = stills_in(stills, params.wnid)
    still = still_score(model, images, category)
    found = {
        **values,
        **counts,
        "top1": plain["top1"],
        "top5": plain["top5"],
        "top1_robust": judged["causal"]["judge"]["top1"],
        "still_top1": still["top1"] if still else None,
        "still": still,
        "published_top1": published_top1(params.model),
        "remedies": {
            way: choose.score(p, category)
            | {"passes": len(WAYS[way]), "cost": cost(WAYS[way], film)}
            for way, p in by_way.items()
        },
        "settings": judged,
        "candidates": len(WAYS) * len(lengths),
        "judged_from": choose.halves(len(film))[1].start / rate,
        "named": {name: watch.named(p, names) for name, p in by_name.items()},
        "stretches": failing,
        "crest": painted,
        "weights": sources[1].source if params.weights is None else "own",
    }

    stretches = [stretch for found_in in failing.values() for stretch in found_in]
    for index in {index for stretch in stretches for index in stretch["shown"]}:
        picture.write_frame(frames / f"{index:04}.jpg", picture.outlined(film[index]))
    if painted["frames"]:
        example = film[[painted["most"]]]
        picture.write_frame(frames / "crest_filmed.jpg", example[0])
        picture.write_frame(frames / "crest_yellow.jpg", crest.painted(example, "yellow")[0])
    said = {"alone": by_name["plain"], "with the past": by_name["causal"]}
    right = top(by_name["causal"], category, 1)
    write_video(annotated, picture.annotate(film, picture.captions(said, names), right), rate)
    ways = sorted({setting.way for setting in chosen.values()})
    in_frames = records.frame_records(by_name, category, names, rate)
    for_page = records.for_page(by_way, ways, lengths, category, names)
    write_json(seen, {"rate": rate, "frames": in_frames} | for_page)
    write_metrics(metrics, found, n=len(film), seed=seed, records=sources)
    causal, centred = (judged[name]["judge"]["top1"] for name in ("causal", "centred"))
    return (
        f"{len(film)} frames, top1 {plain['top1']:.3f}; judged: causal {causal:.3f}, "
        f"centred {centred:.3f}"
    )


if __name__ == "__main__":
    run(main)
