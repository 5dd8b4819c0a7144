"""Command lines made from signatures."""

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Literal

import pytest
from imports import ROOT

from lib.frame.command import parse


def main(
    name: Annotated[str, "what it is called"],
    photos: list[Path],
    /,
    *,
    out: Annotated[Path, "folder for the results"],
    seed: int = 3,
    rates: list[float] = [0.5],  # noqa: B006
    network: Literal["cnn", "mlp"] = "cnn",
    side_by_side: bool = False,
    limit: Annotated[int | None, "at most so many"] = None,
    k: int = 1,
) -> None: ...


REQUIRED = ["nist", "a.jpg", "--out", "there"]


def parsed(*more: str) -> dict:
    return parse(main, [*REQUIRED, *more])[1]


def test_positional_parameters_become_arguments_and_the_others_options():
    positional, named = parse(main, ["nist", "a.jpg", "b.jpg", "--out", "there"])
    assert positional == ["nist", [Path("a.jpg"), Path("b.jpg")]]
    assert named == {"out": Path("there")}  # of the others main has its defaults


def test_values_have_the_types_that_the_signature_gives():
    named = parsed("--seed", "7", "--network", "mlp", "--side-by-side", "--limit", "9", "-k", "2")
    assert (named["seed"], named["network"], named["side_by_side"]) == (7, "mlp", True)
    assert (named["limit"], named["k"]) == (9, 2)


def test_a_list_option_takes_several_values_instead_of_its_default():
    assert parsed("--rates", "1", "2")["rates"] == [1, 2]
    assert parsed("--rates", "1", "--rates", "2", "3")["rates"] == [1, 2, 3]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--seed", "x"], "argument --seed: invalid int value: 'x'"),
        (["--network", "rnn"], "argument --network: invalid choice: 'rnn'"),
        (["--see", "7"], "unrecognized arguments: --see 7"),  # no abbreviations
        (["--rates"], "argument --rates: expected at least one argument"),
        (["--side-by-side=yes"], "argument --side-by-side: ignored explicit argument 'yes'"),
        (["--a\nb"], r"unrecognized arguments: --a\nb"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(capsys, more, message):
    with pytest.raises(SystemExit) as end:
        parsed(*more)
    assert end.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"error: {message}")
    assert said.err.count("\n") == 1
    assert said.err.endswith("--help' lists what can be given\n")


@pytest.mark.parametrize("given", [[], ["nist"], ["nist", "a.jpg"], ["--out", "there"]])
def test_what_is_missing_is_named(capsys, given):
    with pytest.raises(SystemExit):
        parse(main, given)
    missing = "--out" if "--out" not in given else "NAME, PHOTOS"
    said = capsys.readouterr().err
    assert "the following arguments are required" in said
    assert missing in said


def test_help_says_what_the_module_does_and_what_each_value_is(capsys):
    with pytest.raises(SystemExit) as end:
        parse(main, ["--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    for part in (__doc__, "what it is called", "--out OUT", "folder for the results", "{cnn,mlp}"):
        assert part in text


def test_a_stage_names_itself_as_it_is_started():
    done = subprocess.run(
        [sys.executable, "-m", "stages.data"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: the following arguments are required: RAW, --metrics; "
        "'python -m stages.data --help' lists what can be given\n"
    )


COMMANDS = [
    f"{folder.replace('/', '.')}.{file.stem}"
    for folder in ("stages", "stages/commands")
    for file in sorted((ROOT / folder).glob("*.py"))
    if file.stem != "__init__"
]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_prints_its_help(name, capsys):
    with pytest.raises(SystemExit) as end:
        parse(importlib.import_module(name).main, ["--help"])
    assert end.value.code == 0
    assert f"python -m {name}" in capsys.readouterr().out
