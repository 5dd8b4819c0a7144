"""The Makefile: for GNU make 3.81, which macOS has, and calling no program by chance."""

import re
import subprocess

import pytest
from imports import ROOT
from project import clean

TEXT = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z-]+):.*## ", TEXT, re.MULTILINE)
# What 3.81 does not know, and passes over in silence or takes for something else.
LATER = (r"\.SHELLFLAGS", r"\.ONESHELL", r"\.RECIPEPREFIX", r"^undefine ", r"^private ", r"!=",
         r"\$\(file ", r"\$\(guile", r"&:", r"^define .*=", r"::=")  # fmt: skip
# Of POSIX, on every machine; and uv, which is looked for before.
ANYWHERE = {"echo", "touch", "rm", "sed", "expand", "[", "command", "uv"}


@pytest.mark.parametrize("later", LATER)
def test_it_uses_nothing_that_came_after_3_81(later):
    assert not re.search(later, TEXT, re.MULTILINE)


def test_no_recipe_relies_on_an_exported_variable():
    """3.81 hands an exported PATH on to the shell, but looks for a recipe's program without it."""
    assert not re.findall(r"^export .*", TEXT, re.MULTILINE)


@pytest.mark.parametrize("target", [*TARGETS, ".venv/ready", ".venv-read/ready"])
def test_recipes_call_programs_by_their_path(target):
    words = ["make", "--dry-run", "--always-make", target, "PHOTOS=a.png"]
    done = subprocess.run(words, cwd=ROOT, env=clean(), capture_output=True, text=True, check=True)
    script = re.sub(r"'[^']*'|\"[^\"]*\"", "''", done.stdout.replace("\\\n", " "))
    for command in re.split(r"&&|\|\||;|\n|\{|\}", script):
        program = next((w for w in command.split() if not re.match(r"[A-Z_]+=", w)), "")
        assert program in {"", *ANYWHERE, "python3"} or program.startswith(".venv"), command
        assert program != "python3" or target.endswith("ready") or "-m venv" in script, command


def test_a_recipe_that_fails_stops_make(tmp_path):
    """Each line of a recipe that hands on is joined by &&."""
    fails = tmp_path / "uv"
    fails.write_text("#!/bin/sh\nexit 3\n")
    fails.chmod(0o755)
    env = clean() | {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    (tmp_path / "Makefile").write_text(TEXT)
    (tmp_path / "uv.lock").touch()
    done = subprocess.run(["make", "test"], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 2
    assert "Error 3" in done.stderr
    assert not (tmp_path / ".venv").exists()
