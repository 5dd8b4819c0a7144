"""A build at reduced size: its params, what it leaves out, and the mark on every result."""

import json

import pytest
from imports import ROOT
from ruamel.yaml import YAML
from small import Small

from lib.build.graph import read_stages, stale_stages
from lib.frame.params import check_all
from lib.report.results import ROWS, result_table
from lib.store.metrics import write_metrics
from lib.store.provenance import Provenance, caption
from stages.commands.quick import LEFT_OUT, SMALLER, merge

by_dvc = pytest.mark.filterwarnings("ignore:_NoneStep.value:DeprecationWarning")
MIRRORED = Provenance("pages", "mirror", {}, 4)


def reduced_params(folder):
    yaml = YAML()
    params = yaml.load(ROOT / "params.yaml")
    merge(params, yaml.load(ROOT / SMALLER))
    yaml.dump(params, folder / "params.yaml")
    return params


def test_its_params_are_valid_and_smaller(tmp_path):
    params = reduced_params(tmp_path)
    check_all(tmp_path / "params.yaml")
    full = YAML().load(ROOT / "params.yaml")
    for name, recipe in params["train_torch"].items():
        assert recipe["epochs"] < full["train_torch"][name]["epochs"]
        assert recipe["network"] == full["train_torch"][name]["network"]


def test_every_result_says_that_it_is_reduced(tmp_path, monkeypatch):
    reduced_params(tmp_path)
    monkeypatch.chdir(tmp_path)
    write_metrics(tmp_path / "m.json", {}, n=1, seed=0, records=[MIRRORED])
    assert json.loads((tmp_path / "m.json").read_text())["source"] == "mirror, reduced"
    assert caption([MIRRORED]).endswith(", reduced")


def test_a_reduced_result_is_not_compared_with_the_report_s():
    metrics = {
        path.stem: json.loads(path.read_text())
        for path in (ROOT / "reports/metrics").glob("*.json")
    }
    marked = {name: values | {"source": "mirror, reduced"} for name, values in metrics.items()}
    compared = [row[3] for row in result_table(marked, {})]
    assert {text for row, text in zip(ROWS, compared, strict=True) if row.report} == {
        "not comparable"
    }


@by_dvc
def test_nothing_but_the_reader_comes_of_what_it_leaves_out():
    stages = read_stages(ROOT)
    needing = {
        name for name, stage in stages.items() if set(stage.after) & {*LEFT_OUT} - {"export"}
    }
    assert needing - {*LEFT_OUT} == {"report"}  # which shows their metrics, those in git


@by_dvc
def test_what_is_left_out_stays_as_it_is_and_what_needs_it_runs(tmp_path, monkeypatch):
    pipeline = """
stages:
  first: {cmd: echo 1 > first, outs: [first]}
  second: {cmd: echo 2 > second, deps: [first], outs: [second]}
  third: {cmd: echo 3 > third, deps: [second], outs: [third]}
"""
    Small.made_in(tmp_path, pipeline, {})
    monkeypatch.chdir(tmp_path)
    assert stale_stages({}, ["second"]) == {"first": [], "third": []}
