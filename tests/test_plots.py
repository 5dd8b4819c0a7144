"""`dvc plots show`: everything that dvc.yaml promises is drawn, by a page that needs no network."""

import json
import re
import subprocess
import sys
from pathlib import Path

from imports import ROOT

from lib.frame.files import load_yaml
from lib.store.metrics import read_curve


def test_every_training_has_its_curves_drawn():
    plots = [plot for plot in load_yaml(ROOT / "dvc.yaml")["plots"] if isinstance(plot, dict)]
    drawn = {(file, name) for plot in plots for file, name in columns(plot)}
    for path in (ROOT / "reports/curves").glob("*.csv"):
        names = read_curve(path).keys()
        measured = {name for name in names if re.fullmatch("(train|valid)_(acc|loss)", name)}
        if "epoch" in names:
            assert {(f"reports/curves/{path.name}", name) for name in measured} <= drawn


def pictures() -> set[str]:
    files = (path for path in (ROOT / "reports/figures").rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in files}


def columns(plot: dict) -> list[tuple[str, str]]:
    """(file, column) for every line of a plot of dvc.yaml."""
    (settings,) = plot.values()
    return [
        (file, name)
        for file, names in settings["y"].items()
        for name in ([names] if isinstance(names, str) else names)
    ]


def test_plots_show_draws_every_plot_offline(tmp_path):
    dvc = Path(sys.executable).with_name("dvc")
    subprocess.run(
        [dvc, "plots", "show", "--out", tmp_path / "plots"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    html = (tmp_path / "plots/index.html").read_text(encoding="utf-8")
    drawn = [plot for plot in load_yaml(ROOT / "dvc.yaml")["plots"] if isinstance(plot, dict)]
    assert len(re.findall(r"vegaEmbed\('#", html)) == len(drawn)
    for (title,) in drawn:
        assert title in html
    for figure in pictures():
        assert figure.rpartition("/")[2] in html
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=\"https?:", html)


def test_every_plot_reaches_the_vs_code_extension(tmp_path):
    """By the command with which the extension asks DVC for them."""
    dvc = Path(sys.executable).with_name("dvc")
    words = ("plots", "diff", "workspace", "--out", str(tmp_path), "--split", "--json")
    done = subprocess.run([dvc, *words], cwd=ROOT, check=True, capture_output=True)
    found = json.loads(done.stdout)
    assert found.get("errors") is None
    drawn = [plot for plot in load_yaml(ROOT / "dvc.yaml")["plots"] if isinstance(plot, dict)]
    assert found["data"].keys() >= {title for (title,) in drawn} | pictures()
    for plots in found["data"].values():
        for plot in plots:
            if plot["type"] == "image":
                assert Path(plot["url"]).stat().st_size > 1000
            else:
                assert plot["content"]
