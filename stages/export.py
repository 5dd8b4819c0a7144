"""Put together what reading needs, a few megabytes: both networks as ONNX, and the context (Q4).

Reads: the weights of both networks, the context. Writes: the folder of the reader, which is kept in
Git, so that photos can be read where nothing was built.
"""

import shutil
from pathlib import Path

import torch

from lib.frame.files import replacing
from lib.frame.run import run
from lib.language.context import load_context
from lib.pytorch.reading.export import export
from lib.pytorch.reading.finder import Finder
from lib.pytorch.reading.letternet import LetterNet
from lib.pytorch.weights import load_weights
from lib.reader.crops import SIDE
from lib.reader.folder import CONTEXT, FINDER, LETTERS
from lib.store.threads import pinned


@pinned
def main(*, finder: Path, letter_net: Path, context: Path, out: Path) -> str:
    finding, naming = Finder(), LetterNet()
    load_weights(finding, finder, "finder")
    load_weights(naming, letter_net, "letter network")
    load_context(context)  # which is copied as it is
    sides = {2: "height", 3: "width"}
    export(out / FINDER, finding, torch.zeros(1, 1, 64, 96), sides)
    export(out / LETTERS, naming, torch.zeros(2, 1, SIDE, SIDE), {0: "letters"})
    with replacing(out / CONTEXT) as unfinished:
        shutil.copyfile(context, unfinished)
    size = sum(file.stat().st_size for file in out.iterdir())
    return f"{size / 1e6:.1f} MB"


if __name__ == "__main__":
    run(main)
