"""Put together the letters that the page reader's network learns from: NIST36's and EMNIST's (Q4).

Reads: the folder that fetch wrote for EMNIST, and prepared NIST36. Writes: arrays laid out as
NIST36's, with the same validation and test splits. Each class has equally many training images:
NIST36's first, then EMNIST's, repeated where there are fewer. Images that NIST36's validation or
test split holds are left out; where no source has EMNIST, NIST36's alone are repeated.
"""

from pathlib import Path

import numpy as np

from lib.characters import CLASSES
from lib.datasets.archives import only_archive
from lib.datasets.emnist import nist36_rows, not_among, read_by_class, spread_per_class
from lib.datasets.splits import equal_shares
from lib.frame.params import Prepare
from lib.frame.run import run
from lib.store.arrays import load_arrays, save_arrays
from lib.store.provenance import Provenance
from lib.store.threads import pinned


@pinned
def main(*, emnist: Path, nist36: Path, out: Path) -> str:
    arrays, records = load_arrays(nist36)
    params, record = Prepare.load(), Provenance.of_folder(emnist)
    most = params.letters_per_class
    if params.limit:
        most = min(most, -(-params.limit // len(CLASSES)))
    left_out = 0
    if record.source != "absent":
        images, classes = read_by_class(only_archive(emnist))
        new = not_among(images, np.concatenate([arrays["valid_x"], arrays["test_x"]]))
        left_out = len(new) - int(new.sum())
        images, classes = images[new], classes[new]
        kept = spread_per_class(classes, most)
        y = np.eye(len(CLASSES), dtype=np.float32)[classes[kept]]
        arrays["train_x"] = np.concatenate([arrays["train_x"], nist36_rows(images[kept])])
        arrays["train_y"] = np.concatenate([arrays["train_y"], y])
        records = [*records, record]
    different = len(arrays["train_y"])
    chosen = equal_shares(arrays["train_y"].argmax(axis=1), most)
    arrays |= {name: arrays[name][chosen] for name in ("train_x", "train_y")}
    save_arrays(out, arrays, records)
    return (
        f"{len(chosen)} training images, chosen from {different}; "
        f"{left_out} more are in NIST36's validation or test split"
    )


if __name__ == "__main__":
    run(main)
