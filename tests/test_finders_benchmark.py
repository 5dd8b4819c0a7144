import numpy as np
import pytest
import torch

from benchmarks import finders, linereader, regions
from lib.characters import CLASSES
from lib.frame.params import ReadingRecipe
from lib.pytorch.reading.finder import Finder
from lib.pytorch.reading.fit import fit
from lib.pytorch.reading.found import SURE, found_of_kinds
from lib.pytorch.reading.windows import Windows

SIDE = 64
KINDS = np.array(["page", "form", "page"])


@pytest.fixture
def windows():
    """Bars on two lines that fall a little, the last one cut by the edge; and an empty window."""
    rng = np.random.default_rng(0)
    photos = rng.integers(200, 230, (3, SIDE, SIDE), dtype=np.uint8)
    along, rows = np.array([20.0, 2.0]) / np.hypot(20, 2), []
    for window in (0, 1):
        for line, top in enumerate((6, 36)):
            for number, left in enumerate((4, 24, 44, 60)):
                box = top + 2 * number, left, top + 2 * number + 16, left + 10
                photos[window, box[0] : box[2], box[1] : box[3]] = 20
                rows.append((window, *box, (window + 4 * line + number) % 36, *along))
    return Windows(photos, np.array(rows, np.float32))


def test_letters_are_where_perfect_region_maps_say(windows):
    for number in (0, 1):
        true = windows.of(number)[:, 1:5].astype(float)
        maps = regions.targets(true, finders.orders_of(windows)[number], SIDE)
        found = regions.letters_in(maps[0], 0.4, 0.3)
        whole = true[:, 3] <= SIDE
        assert len(found) == whole.sum()
        order = np.lexsort((found[:, 1], found[:, 0] > 28))
        assert found[order] == pytest.approx(true[whole], abs=2.5)
        assert maps[1].max() > 0.5  # neighbours are linked
        assert maps[2].any()  # and the cut letters are unknown


def test_an_empty_region_map_shows_no_letters():
    assert regions.letters_in(np.zeros((16, 16), np.float32), 0.4, 0.3).shape == (0, 4)


def test_lines_end_where_a_letter_is_cut_and_are_level(windows):
    lines = linereader.lines_of(windows, finders.orders_of(windows))
    assert [(line.window, len(line.boxes)) for line in lines] == [(0, 3), (0, 3), (1, 3), (1, 3)]
    assert lines[0].text == "".join(CLASSES[:3])
    for line in lines:
        assert line.crop.shape[0] == linereader.HEIGHT
        assert line.strip.holds(linereader.middles(line.boxes)).all()
        dark = (line.crop < 100).sum(axis=1)
        assert dark[: linereader.HEIGHT // 10].max() == 0  # level, and with a margin
        assert dark[linereader.HEIGHT // 2] > 0.3 * line.crop.shape[1]


def test_found_is_counted_as_the_pipeline_counts(windows):
    torch.manual_seed(0)
    finder = Finder().eval()
    with torch.no_grad():
        finder.head[1].bias[0] = 0.0
    maps = finders.maps_of(windows.photos, finder)
    boxes = [finders.centre_boxes(of, (SIDE, SIDE), SURE) for of in maps]
    assert sum(map(len, boxes)) > 0
    ours = finders.found_of(windows, KINDS, boxes)
    ours.pop("f")
    assert ours == found_of_kinds(windows, KINDS, finder)


def test_line_reader_learns_a_few_lines(windows):
    torch.manual_seed(0)
    lines = linereader.lines_of(windows, finders.orders_of(windows))
    reader = linereader.LineReader()
    passes = fit(
        reader, len(lines), lambda numbers: linereader.batch([lines[n] for n in numbers]),
        linereader.loss,
        ReadingRecipe(epochs=8, batch_size=4, learning_rate=0.003, weight_decay=0.0),
        0, torch.device("cpu"), torch.float32,
    )  # fmt: skip
    assert passes[-1].train_loss < passes[0].train_loss / 2
    assert len(linereader.texts(reader, lines)) == len(lines)


def test_errors_are_edits_over_the_letters(windows):
    lines = linereader.lines_of(windows, finders.orders_of(windows))
    texts = [lines[0].text, lines[1].text[:-1], "", lines[3].text]
    assert finders.errors(texts, lines, KINDS) == {
        "error_rate": 4 / 12, "kinds": {"page": 1 / 6, "form": 3 / 6}
    }  # fmt: skip


def test_all_are_trained_measured_and_shown(windows):
    record = finders.compared(windows, windows, KINDS, passes=1)
    assert record["train"] == {"windows": 3, "letters": 16, "lines": 4}
    shown = finders.table(record)
    for name in ("(a) region and affinity maps", "(b) centres with sizes", "(c) whole lines"):
        assert name in shown
    assert record["finding"]["regions"]["recall_of_perfect_maps"] == 1
    assert record["reading"]["lines"]["gflop_a_line"] > 0
