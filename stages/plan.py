"""Write what may have to run as rules for GNU make, which builds independent stages side by side.

DVC runs one stage after another. Here make does the scheduling, and each of its jobs is an ordinary
``dvc repro`` of one stage. Reads: dvc.yaml, what DVC says has changed, and how long each stage last
took. Writes: a makefile with the changed stages and all that hang on them, the longest first.
"""

import argparse
from pathlib import Path

from lib.build.graph import changed_stages
from lib.frame.run import run

# Through a pipe, so that no stage draws a bar of progress over another's lines; what a stage says
# to Ctrl-C still comes through.
HEAD = "SHELL := bash\n.SHELLFLAGS := -o pipefail -c\n.PHONY: all {names}\nall: {names}\n"
RULE = (
    "{name}: {after}\n"
    "\t@dvc --wait-for-lock repro --quiet --single-item {name} 2>&1 | (trap '' INT; cat)\n"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, required=True, help="dvc.yaml")
    parser.add_argument("--timings", type=Path, required=True, help="folder")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    chosen = changed_stages(args.graph, args.timings)
    rules = [RULE.format(name=name, after=" ".join(after)) for name, after in chosen.items()]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(HEAD.format(names=" ".join(chosen)) + "".join(rules), encoding="utf-8")


if __name__ == "__main__":
    run(main)
