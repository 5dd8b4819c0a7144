"""The stage that reads the pages in three ways, on small networks, and its scores."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save_file

from lib.frame.errors import InputError
from lib.language.context import Context, save_context
from lib.language.trigrams import trigrams
from lib.networks.classifier import initial_classifier
from lib.pytorch.networks.nist_cnn import nist_cnn
from lib.reader import cnn_reader, mlp_reader, read
from lib.reader.page import page_record
from lib.reader.photo import open_photo
from lib.reader.picture import COLUMNS
from lib.reader.score import WAYS, error_rate, score, total
from lib.store.arrays import save_arrays
from lib.store.provenance import Provenance
from stages import read_page
from stages.ocr import main

DRAWN = Provenance("nist36", "stand-in", {"a.mat": "12" * 32}, 10)
BARS = (20, 29, 60, 100, 140)  # the first two so close that they may be one letter


def sure_network(path):
    """An MLP that is sure of the same letter everywhere: it joins and parts nothing."""
    params = initial_classifier((1024, 8, 36), np.random.default_rng(0))
    bias = next(name for name, array in params.items() if array.shape == (36,))
    save_arrays(path, params | {bias: 50 * np.eye(36)[7]}, [DRAWN])


def unsure_network(path):
    """A CNN that is unsure everywhere: two letters that are one save half of its doubts."""
    arrays = {name: value.numpy() for name, value in nist_cnn(36, None).state_dict().items()}
    last = max(name for name, array in arrays.items() if array.shape == (36,))
    arrays |= {name: np.zeros_like(array) for name, array in arrays.items() if array.ndim > 1}
    save_file(arrays | {last: np.linspace(0, 1, 36, dtype=np.float32)}, path)


@pytest.fixture
def files(tmp_path):
    photo = np.full((200, 260), 230, np.uint8)
    for x in BARS:
        photo[60:100, x : x + 5] = 40
    for folder, text in (("pages", None), ("transcripts", "IIIII\n")):
        (tmp_path / folder).mkdir()
        if text:
            (tmp_path / folder / "bars.txt").write_text(text)
    Image.fromarray(photo).save(tmp_path / "pages" / "bars.png")
    record = Provenance("pages", "stand-in", {"bars.png": "12" * 32}, 10)
    record.write(tmp_path / "pages")
    sure_network(tmp_path / "mlp.npz")
    unsure_network(tmp_path / "cnn.safetensors")
    context = Context(trigrams({"LIT": 1.0}, 1), weight=1.0, mix=3.0, neighbour=1.5)
    save_context(tmp_path / "context.npz", context, 1.0, [DRAWN])
    return tmp_path


def test_each_way_reads_by_itself(files):
    closing = main(
        pages=files / "pages",
        transcripts=files / "transcripts",
        mlp=files / "mlp.npz",
        cnn=files / "cnn.safetensors",
        context=files / "context.npz",
        out=files / "out",
        metrics=files / "metrics.json",
    )
    photo = open_photo(files / "pages" / "bars.png")
    mlp, cnn = (
        mlp_reader(files / "mlp.npz"),
        cnn_reader(files / "cnn.safetensors", files / "context.npz"),
    )
    alone = read(photo, mlp.classify)
    without, best = read(photo, cnn.classify), read(photo, cnn.classify, cnn.context)
    assert (len(alone.boxes), len(without.boxes)) == (5, 4)  # the two networks join otherwise
    texts = json.loads((files / "out" / "texts.json").read_text())["bars"]
    assert texts["mlp"] == alone.lines
    assert texts["cnn"] == without.lines
    assert texts["context"] == best.lines
    boxes = json.loads((files / "out" / "boxes.json").read_text())["bars"]
    assert boxes == page_record(best) | {"columns": COLUMNS}
    metrics = json.loads((files / "metrics.json").read_text())
    assert metrics["boxes_found"] == len(best.boxes)
    assert closing.startswith(f"{len(best.boxes)} of 5 boxes")


@pytest.mark.parametrize("network", ["mlp", "cnn"])
def test_read_page_prints_what_is_read(files, capsys, network):
    photo, other = files / "pages" / "bars.png", files / "pages" / "same.png"
    other.write_bytes(photo.read_bytes())
    weights = {"mlp": files / "mlp.npz", "cnn": files / "cnn.safetensors"}[network]
    with_these = {"network": network, "weights": weights, "context": files / "context.npz"}
    chosen = mlp_reader(weights) if network == "mlp" else cnn_reader(weights, files / "context.npz")
    page = read(open_photo(photo), chosen.classify, chosen.context)

    read_page.main([str(photo)], boxes=files / "boxes.png", indent=True, **with_these)
    assert capsys.readouterr().out == page.indented + "\n"
    assert (files / "boxes.png").is_file()
    read_page.main([str(photo), str(other)], json=True, **with_these)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["photo"] for one in told] == [str(photo), str(other)]
    assert all(one["text"] == page.text and one["boxes"] == page.boxes.tolist() for one in told)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"jobs": 0}, "--jobs is 0"),
        ({"boxes": Path("x.jpg")}, r"--boxes is x\.jpg: it must end in \.png"),
        ({"boxes": Path("x.png"), "dask": "2"}, "not with --dask"),
    ],
)
def test_read_page_refuses_options_that_do_not_fit(given, message):
    with pytest.raises(InputError, match=message):
        read_page.main(["a.jpg"], **given)


def page_of(lines):
    photo = np.full((40, 40), 0.8)
    blank = read(photo, lambda rows: rows)
    characters = "".join(lines).replace(" ", "")
    return replace(blank, lines=lines, characters=characters, boxes=np.zeros((len(characters), 4)))


def test_boxes_and_lines_are_those_of_the_reading_with_context():
    readings = {
        "mlp": page_of(["AB"]),
        "cnn": page_of(["ABC", "D0"]),
        "context": page_of(["ABC", "DO"]),
    }
    values = score(readings, "ABC.\nDO")
    assert values["boxes_expected"] == values["boxes_found"] == 5
    assert values["lines_with_all_boxes"] == values["lines_exact"] == values["lines"] == 2
    assert values["exact"]
    assert [values[f"errors_{way}"] for way in WAYS] == [3, 1, 0]
    assert [values[f"char_accuracy_{way}"] for way in WAYS] == pytest.approx([0.4, 0.8, 1])
    both = total([values, values])
    assert both["exact_pages"] == 2
    assert both["errors_mlp"] == 6
    assert both["char_accuracy_mlp"] == pytest.approx(0.4)


def test_an_error_rate_counts_letters_and_digits_alone():
    assert error_rate("A B, C", "ABC.") == 0
    assert error_rate("", "AB") == 1
    assert error_rate("ABXX", "AB") == 1
