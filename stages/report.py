"""One page with every question, its answer, figure, number, and the data behind it.

Reads: the code that the questions ask for, the metrics, the pages' texts and boxes, the failures,
the training curves, the layer tables, the confusions, the learning rates tried, what was seen in
the video, the comparisons with others, the results with other seeds, the catalogue of datasets, and
the params that the text speaks of. Writes: index.html, which shows the figures beside it.
"""

from pathlib import Path
from typing import Annotated

from lib.frame.files import replacing
from lib.frame.params import (
    Autoencoder,
    Gradcheck,
    InitStudy,
    Mlp,
    SceneBow,
    Theory,
    TrainTorch,
    Video,
)
from lib.frame.run import run
from lib.report.contents import contents
from lib.report.page import render
from lib.store.threads import pinned

# Of params.yaml, those that the text names.
SECTIONS = (Autoencoder, Gradcheck, InitStudy, Mlp, SceneBow, Theory, TrainTorch, Video)


@pinned
def main(
    *,
    code: Annotated[list[Path], "files and folders of which the page shows parts"],
    metrics: Annotated[Path, "folder"],
    pages: Annotated[Path, "folder"],
    failures: Annotated[Path, "what was read on the pages that break an assumption"],
    curves: Annotated[Path, "folder"],
    layers: Annotated[Path, "folder of layer tables"],
    tables: Annotated[Path, "folder of tables, those of confusions among them"],
    sweep: Annotated[Path, "trainings at several learning rates"],
    video: Annotated[Path, "what was seen in each frame"],
    comparisons: Annotated[Path, "folder of what was measured by hand, beside others"],
    seeds: Annotated[Path, "results with several seeds"],
    out: Path,
) -> str:
    params = [section.load() for section in SECTIONS]
    found = contents(
        params,
        code,
        metrics,
        pages,
        failures,
        curves,
        layers,
        tables,
        sweep,
        video,
        comparisons,
        seeds,
    )
    html = render(found)
    with replacing(out) as unfinished:
        unfinished.write_text(html, encoding="utf-8", newline="\n")
    return f"{out}, {len(html) // 1024} KiB"


if __name__ == "__main__":
    run(main)
