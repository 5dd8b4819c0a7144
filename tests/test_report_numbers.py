"""How the page writes numbers, how sure it is of them, and whose code it shows."""

import pytest
from imports import ROOT

from lib.frame.errors import InputError
from lib.report.intervals import wilson
from lib.report.numbers import accuracy, number, percent, points, setting, signed
from lib.report.sources import constants, shown_code


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [  # Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_is_the_published_one(right, n, low, high):
    assert wilson(right / n, n) == pytest.approx((low, high), abs=5e-5)


def test_wilsons_interval_ends_at_1():
    low, high = wilson(1.0, 20)
    assert high == 1.0
    assert low == pytest.approx(1 - 0.1611, abs=5e-5)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2251300, "2,251,300"),
        (-4, "−4"),
        (0.8975, "0.898"),  # not 0.897, as binary fractions would have it
        (0.7375, "0.738"),
        (0.9996, "1.00"),
        (12345.6, "12,300"),
        (710.0, "710"),
        (0.0, "0"),
        (-0.05, "−0.0500"),
        (0.001, "0.00100"),
        (2.429e-13, "2.43\u00a0×\u00a010⁻¹³"),
        (3e-06, "3.00\u00a0×\u00a010⁻⁶"),
        (999999.0, "1.00\u00a0×\u00a010⁶"),
    ],
)
def test_numbers_have_three_significant_digits_or_are_counts(value, text):
    assert number(value) == text


def test_shares_differences_and_settings():
    assert percent(0.8838) == "88.4\u00a0%"
    assert percent(1) == "100\u00a0%"
    assert points(-0.0059) == "0.590 percentage points"
    assert signed(0.5) == "+0.500"
    assert signed(-0.5) == "−0.500"
    assert [setting(v) for v in (0.05, 3e-5, 5.0, 100, 0.9)] == [
        "0.05",
        "0.00003",
        "5",
        "100",
        "0.9",
    ]


def test_an_accuracy_has_its_interval_and_n():
    expected = "85.0\u00a0% (78.7 to 89.7\u00a0%, n\u00a0=\u00a0160)"
    assert accuracy(0.85, 160) == expected
    # One minus an edit distance may be below 0.
    assert accuracy(-0.5, 160) == "−50.0\u00a0% (n\u00a0=\u00a0160)"


def test_code_is_shown_as_it_stands_in_its_file(tmp_path):
    file = tmp_path / "a.py"
    text = "A, B = 1, 2\nC = A\n\n\n@mark\nclass D:\n    x = 3\n\n\ndef e():\n    pass\n"
    file.write_text(text)
    (sources,) = shown_code([tmp_path]).values()
    assert sources == {
        "A": "A, B = 1, 2",
        "B": "A, B = 1, 2",
        "C": "C = A",
        "D": "@mark\nclass D:\n    x = 3",
        "e": "def e():\n    pass",
    }
    assert list(constants([file]).values()) == [{"A": 1, "B": 2}]
    with pytest.raises(InputError, match=r"a\.py: holds no f"):
        sources["f"]


def test_files_are_named_from_the_projects_root():
    assert "lib/nn/functions.py" in shown_code([ROOT / "lib/nn"])
    with pytest.raises(InputError, match="--code: holds no lib/nn/other"):
        shown_code([ROOT / "lib/nn"])["lib/nn/other.py"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff = 1", "invalid start byte for UTF-8 at byte 0"),
        (b"a b", "not Python"),
        (b"\0", "not Python"),
    ],
)
def test_a_file_that_is_no_python_is_named(tmp_path, content, said):
    file = tmp_path / "a.py"
    file.write_bytes(content)
    for shown in (shown_code, constants):
        with pytest.raises(InputError, match=rf"a\.py: {said}"):
            shown([file])
