"""`dvc plots show`: everything that dvc.yaml promises is drawn, by a page that needs no network."""

import re
import subprocess
import sys
from pathlib import Path

from imports import ROOT

from lib.yamlfile import load_yaml


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
    for figure in (ROOT / "reports/figures").glob("*.png"):
        assert figure.name in html
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=\"https?:", html)
