"""Charts: what is drawn, labelled and listed is the data."""

import re
from itertools import pairwise
from math import nan

import numpy as np
import pytest
from test_report import read

from lib.frame.errors import InputError
from lib.report.axis import Axis, plain
from lib.report.chart import APART, SIDE, apart, line_chart
from lib.report.confusion import read_confusion
from lib.report.numbers import percent
from lib.report.page import render


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 1], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([1, 120], ["0", "20", "40", "60", "80", "100", "120"]),
        ([0.75, 0.89], ["0.74", "0.76", "0.78", "0.8", "0.82", "0.84", "0.86", "0.88", "0.9"]),
        ([-0.4, 1.9, nan], ["−0.5", "0", "0.5", "1", "1.5", "2"]),
        ([0, 0.0003], ["0", "0.00005", "0.0001", "0.00015", "0.0002", "0.00025", "0.0003"]),
        ([0, 0], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([-3, -3], ["−3", "−2.5", "−2", "−1.5", "−1", "−0.5", "0"]),
    ],
)
def test_an_axis_ends_at_round_numbers_around_the_values(values, expected):
    ticks = Axis.around(values).ticks(plain)
    assert [tick.text for tick in ticks] == expected
    assert (ticks[0].at, ticks[-1].at) == pytest.approx((0, 1))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.02, 70], ["0.01", "0.1", "1", "10", "100"]),
        ([3e-5, 2], ["10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "1", "10¹"]),
        ([1e-13, 1], ["10⁻¹²", "10⁻¹⁰", "10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1"]),
        ([1, 1], ["1", "10"]),
    ],
)
def test_a_logarithmic_axis_has_powers_of_ten(values, expected):
    assert [tick.text for tick in Axis.around(values, log=True).ticks(plain)] == expected


def points(path: str) -> list[list[tuple[int, int]]]:
    pieces = [piece.partition("h")[0].split() for piece in path.split("M")[1:]]
    return [list(zip(map(int, p[::2]), map(int, p[1::2]), strict=True)) for p in pieces]


def test_every_point_of_a_line_lies_where_its_value_is():
    x, y = np.arange(1, 41.0), np.random.default_rng(0).uniform(0.1, 0.9, 40)
    chart = line_chart({"a": y.tolist()}, x.tolist(), "epoch", "accuracy", show=percent)
    ends = (chart.y_ticks[0], chart.y_ticks[-1])
    low, high = (float(tick.text.split()[0]) / 100 for tick in ends)
    (drawn,) = points(chart.lines[0].path)
    assert [a for a, _ in drawn] == chart.places
    found = np.array([low + (high - low) * (1 - b / SIDE) for _, b in drawn])
    np.testing.assert_allclose(found, y, atol=0.6 * (high - low) / SIDE)
    np.testing.assert_allclose([1 + a / SIDE * 39 for a, _ in drawn], x, atol=0.03)


def test_the_table_holds_the_values_as_the_page_writes_them():
    series = {"a": [0.1234, 0.5], "b": [0.9, nan]}
    chart = line_chart(series, [1, 2], "epoch", "share", show=percent, spread={"a": [0.01, 0.02]})
    space = "\u00a0"
    assert chart.columns == ["epoch", "a", "b"]
    assert chart.rows == [
        ["1", f"12.3{space}% ± 1.00{space}%", f"90.0{space}%"],
        ["2", f"50.0{space}% ± 2.00{space}%", "not a number"],
    ]
    assert chart.said == f"epoch 2: a 50.0{space}% ± 2.00{space}%, b not a number"


def test_the_marked_row_is_read_out_first():
    chart = line_chart({"a": [1, 2, 3]}, [10, 20, 30], "epoch", "y", mark=(20, "kept"))
    assert (chart.chosen, chart.mark.at, chart.mark.text) == (1, 0.5, "kept")
    assert chart.said == "epoch 20: a 2"


def test_a_line_has_a_gap_where_a_value_is_missing():
    chart = line_chart({"a": [1, nan, 1, 1]}, [0, 1, 2, 3], "x", "y")
    assert [len(piece) for piece in points(chart.lines[0].path)] == [1, 2]
    assert chart.lines[0].path.count("h0") == 1  # a dot


def test_a_band_lies_as_far_above_as_below_its_line():
    chart = line_chart({"a": [5, 5]}, [0, 1], "x", "y", spread={"a": [1, 2]}, around=[0, 10])
    (band,) = points(chart.lines[0].band.removesuffix("Z"))
    assert band == [(0, 600), (1000, 700), (1000, 300), (0, 400)]


def test_lines_behind_are_on_the_same_axes():
    chart = line_chart({"a": [1, 2]}, [0, 1], "x", "y", behind={"b": [3, 4]}, around=[0])
    assert chart.lines[0].path == "M0 750 1000 500"
    assert chart.behind[0].path == "M0 250 1000 0"
    assert chart.columns == ["x", "a"]


def test_a_single_point_can_be_drawn():
    assert points(line_chart({"a": [0.0]}, [1], "x", "y").lines[0].path) == [[(0, 1000)]]


@pytest.mark.parametrize("places", [[0.5, 0.5, 0.5, 0.5], [1, 1, 1], [0, 0, 0.01], [0.2, 0.9], [1]])
def test_labels_keep_apart_within_the_chart_and_in_order(places):
    found = apart(places)
    ordered = sorted(found)
    assert all(b - a >= APART - 1e-9 for a, b in pairwise(ordered))
    assert 0 <= ordered[0] <= ordered[-1] <= 1
    wanted = sorted(range(len(places)), key=lambda i: (places[i], -i))
    assert np.argsort(found).tolist() == wanted


def test_labels_that_have_room_stay_where_they_are():
    assert apart([0.2, 0.9, 0.5]) == [0.2, 0.9, 0.5]


@pytest.fixture(scope="module")
def page():
    return render(read())


def test_on_the_whole_page_a_name_has_one_colour(page):
    found = set(re.findall(r'class="end (line\d)"[^>]*>([^<]+)<', page))
    names = [name for _, name in found]
    assert {"training", "validation", "sigmoid", "Xavier"} <= set(names)
    assert len(names) == len(set(names)), sorted(found)


def test_every_chart_of_the_page_has_a_table_of_all_its_values(page):
    charts = re.findall(r'<figure class="chart".*?</figure>', page, re.DOTALL)
    assert len(charts) > 30
    for chart in charts:
        places = re.search(r'data-x="([^"]*)"', chart)[1].split()
        assert chart.count('<th scope="row">') == len(places)
        assert len(set(places)) == len(places)  # or two values would lie at one place


def test_confusions_are_counted_letters_before_digits(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("true class,read as\n0,O\n0,O\nO,O\n0,0\n")
    found = read_confusion(table)
    assert found.classes == ["O", "0"]
    assert found.counts == [[1, 0], [2, 1]]
    assert found.share(2) == 1


def test_eight_confusions_are_louder_than_one(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("true class,read as\n" + "a,a\n" * 50 + "b,a\n" * 8 + "a,b\n")
    found = read_confusion(table)
    assert 0 < found.share(1) < 0.3 < found.share(8) < found.share(50) == 1


def test_a_table_without_the_columns_of_confusions_is_named(tmp_path):
    (tmp_path / "a.csv").write_text("true,read\na,b\n")
    with pytest.raises(InputError, match=r"a\.csv: lacks a column 'true class' or 'read as'"):
        read_confusion(tmp_path / "a.csv")
