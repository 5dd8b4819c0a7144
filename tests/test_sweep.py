"""Question 3.2's sweep: from its table to its figure."""

import subprocess
import sys

import pytest
from imports import ROOT
from PIL import Image

from lib.figures.sweep import read_sweep
from lib.frame.errors import InputError

HEAD = "train_mlp.tuned,base.seed,mlp.epochs,source,train_acc,valid_acc"


def test_the_committed_table_is_drawn(tmp_path):
    figure = tmp_path / "sweep.png"
    words = ("-m", "stages.sweep", "--table", "reports/sweep.csv", "--figure", str(figure))
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "21 trainings, 7 learning rates, 3 seeds\n"
    with Image.open(figure) as drawn, Image.open(ROOT / "reports/figures/q3_2_sweep.png") as kept:
        assert drawn.size == kept.size
        assert len(drawn.getcolors(maxcolors=10**6)) > 100  # lines, bands and their soft edges


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not a table of trainings"),
        (HEAD, "not a table of trainings"),
        (f"{HEAD}\n0.1,0,20,mirror,high,0.5", "could not convert string to float: 'high'"),
        (f"{HEAD}\n0.1,0,20,mirror,0.5", "not a table of trainings"),
        ("a,b\n1,2", "not a table of trainings .'train_mlp.tuned'"),
        (f"{HEAD}\n0.1,0,20,mirror,0.5,0.5\n0.1,1,20,mirror,0.5,0.5\n1,0,20,mirror,0.5,0.5",
         "not as many trainings at each learning rate"),
        (b"a,b\n\xff,1", "not a table of trainings"),
    ],
)  # fmt: skip
def test_what_is_no_such_table_is_named(text, reason, tmp_path):
    table = tmp_path / "sweep.csv"
    table.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError, match=reason) as raised:
        read_sweep(table)
    assert str(raised.value).startswith(str(table))
    assert "'make sweep' writes it" in str(raised.value)
