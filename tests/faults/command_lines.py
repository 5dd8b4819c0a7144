"""Each stage's command line with something wrong in it, run in this process or as a command."""

import contextlib
import importlib
import io
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dvc.repo import Repo

from faults.watch import (
    MEMORY,
    REFUSED,
    RIGHT,
    SECONDS,
    WATCH,
    TooLongError,
    forget_peak,
    peak_bytes,
    start_clock,
    stop_clock,
)
from lib.frame.run import run

GARBAGE = {
    "empty": b"",
    "garbage": b"\x00\xffgarbage\n" * 20,
    "a text": b"hello\n",
    "null": b"null",
    "an empty map": b"{}",
    "an empty list": b"[]",
    "a map of texts": b'{"a": "b"}',
}


USUAL = ("missing", "empty", "garbage", "a folder")


@dataclass(frozen=True)
class Command:
    """A stage and its words; ``refused``: nothing but an error is right."""

    name: str
    module: str
    words: tuple[str, ...]
    refused: bool = True


def stage_commands(project: Path) -> Iterator[tuple[str, list[str], set[str]]]:
    """(module, words, those that are inputs) for each stage of dvc.yaml, one of each group."""
    with Repo(str(project)) as repo:
        stages = sorted(repo.index.stages, key=lambda stage: stage.addressing)
    seen = set()
    for stage in stages:
        words = shlex.split(stage.cmd)[2:]
        if words[0] in seen:
            continue
        seen.add(words[0])
        deps = {dep.def_path for dep in stage.deps}
        places = deps | {str(parent) for dep in deps for parent in Path(dep).parents}
        yield words[0], words[1:], {word for word in words[1:] if word in places - {"."}}


def commands(project: Path, folder: Path) -> Iterator[Command]:
    """folder: where what is broken lies, and where the stages are told to write."""
    broken = folder / "broken"
    broken.mkdir()
    for what, content in GARBAGE.items():
        (broken / what.replace(" ", "_")).write_bytes(content)
    (broken / "folder").mkdir()
    (broken / "record").mkdir()
    (broken / "record/provenance.json").write_text("{")
    for module, words, inputs in stage_commands(project):
        right = [str(place(word, inputs, project, folder)) for word in words]
        yield Command("no words", module, ())
        yield Command("an unknown option", module, (*right, "--colour"))
        yield Command("a word too many", module, (*right, "more", "--", "--x"))
        first = True  # of its inputs, which gets everything; the others get the usual
        for at, word in enumerate(words):
            if word.startswith("--"):
                yield Command(f"no {word}", module, (*right[:at], *right[at + 2 :]))
                yield Command(
                    f"{word} without a value", module, (*right[:at], *right[at + 2 :], word)
                )
            if word not in inputs:
                continue
            others = {"missing": "nowhere", "/dev/null": "/dev/null", "no name": ""}
            others |= {what: str(broken / what.replace(" ", "_")) for what in GARBAGE}
            others |= {"a folder": str(broken / "folder"), "a record": str(broken / "record")}
            others |= {"a name too long": "x" * 5000, "two lines": "a\nb"}
            kinds = others if first else USUAL
            first = False
            for what, other in ((kind, others[kind]) for kind in kinds):
                changed = (*right[:at], other, *right[at + 1 :])
                if not tolerated(module, word, what):
                    yield Command(f"{words[at - 1]} {word}: {what}", module, changed)


def tolerated(module: str, word: str, what: str) -> bool:
    """Words that are not looked at: not every fetch needs transcripts, nor a test all weights."""
    if module == "stages.test_mlp":
        return word.endswith(".npz") and "mlp" in word
    return (module, word) == ("stages.fetch", "images")


def place(word: str, inputs: set[str], project: Path, folder: Path) -> str | Path:
    """An input as it is; an output in ``folder``; anything else as it is."""
    if word in inputs:
        return project / word
    return folder / "out" / word if "/" in word else word


def ending(command: Command, inside: Path) -> str:
    """How the command ends, as ``faults.watch.ending`` says it; run in this process."""
    module = importlib.import_module(command.module)
    said, errors, code = io.StringIO(), io.StringIO(), 0
    forget_peak()
    start_clock()
    before, sys.argv = sys.argv, [command.module, *command.words]
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(errors), WATCH(inside):
            run(module.main)
    except SystemExit as end:
        code = end.code
    except TooLongError:
        return f"no answer within {SECONDS} s"
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:300]
    finally:
        stop_clock()
        sys.argv = before
    if WATCH.seen:
        return f"it {WATCH.seen[0]}"
    if (peak := peak_bytes()) > MEMORY:
        return f"{peak / 1e9:.1f} GB of memory"
    return judged(command, code, errors.getvalue())


def judged(command: Command, code: int, errors: str) -> str:
    """RIGHT, REFUSED or what is wrong with an exit code and what stands on standard error."""
    if code == 0:
        return "was taken for right" if command.refused else RIGHT
    lines = errors.splitlines()
    if lines and lines[0].startswith("usage: "):  # argparse's, before its one line
        lines = lines[-1:]
    if code == 2 and len(lines) == 1 and "error: " in lines[0] and len(lines[0]) < 6000:
        return REFUSED
    return f"exit code {code}, {errors[-300:]!r}"
