"""Question 3.2's sweep: from its table to what the page draws."""

import pytest
from imports import ROOT

from lib.frame.errors import InputError
from lib.report.sweep import read_sweep

HEAD = "train_mlp.tuned,base.seed,mlp.epochs,source,train_acc,valid_acc"


def test_the_committed_table_can_be_drawn():
    sweep = read_sweep(ROOT / "reports/sweep.csv")
    assert len(sweep.rates) == 7
    assert (sweep.seeds, sweep.epochs) == (3, "20")


def test_accuracies_are_averaged_rate_by_rate(tmp_path):
    table = tmp_path / "sweep.csv"
    table.write_text(f"{HEAD}\n1,0,5,a,0.5,0.2\n0.1,0,5,a,1,0.6\n1,1,5,a,0.7,0.2\n0.1,1,5,a,1,0.8")
    sweep = read_sweep(table)
    assert sweep.rates == [0.1, 1]
    assert sweep.mean["training"] == pytest.approx([1, 0.6])
    assert sweep.mean["validation"] == pytest.approx([0.7, 0.2])
    assert sweep.deviation["validation"] == pytest.approx([0.02**0.5, 0])


def test_one_seed_has_no_deviation(tmp_path):
    (tmp_path / "sweep.csv").write_text(f"{HEAD}\n1,0,5,a,0.5,0.2\n2,0,5,a,1,0.6")
    assert read_sweep(tmp_path / "sweep.csv").deviation["training"] == [0, 0]


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
