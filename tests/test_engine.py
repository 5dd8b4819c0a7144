import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper
from untrained import networks

from lib.frame.errors import InputError
from lib.pytorch.reading.export import export
from lib.reader.crops import SIDE
from lib.reader.engine import load_network

SIDES = {2: "height", 3: "width"}
TAKES = {"finder.onnx": (1, 1, None, None), "letters.onnx": (None, 1, SIDE, SIDE)}


def exported(folder):
    finder, letters = networks()
    export(folder / "finder.onnx", finder, torch.zeros(1, 1, 64, 96), SIDES)
    export(folder / "letters.onnx", letters, torch.zeros(2, 1, SIDE, SIDE), {0: "letters"})
    return {"finder.onnx": finder, "letters.onnx": letters}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("networks")
    return folder, exported(folder)


def images(*shape):
    """Noise, a gradient and a flat image, in 0..1."""
    noise = np.random.default_rng(0).random(shape)
    ramp = np.broadcast_to(np.linspace(0, 1, shape[-1]), shape)
    return [image.astype(np.float32) for image in (noise, ramp, np.full(shape, 0.7))]


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        *[("finder.onnx", (1, 1, *sides)) for sides in ((64, 64), (64, 416), (352, 96))],
        *[("letters.onnx", (count, 1, SIDE, SIDE)) for count in (1, 2, 70)],
    ],
)
def test_a_network_gives_what_it_gives_in_pytorch(written, name, shape):
    folder, models = written
    network = load_network(folder / name, TAKES[name])
    for image in images(*shape):
        with torch.inference_mode():
            expected = models[name](torch.from_numpy(image)).numpy()
        found = network(image)
        assert found.dtype == np.float32
        assert expected.std() > 0.01  # random, yet not the same everywhere
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4)


def test_the_same_weights_make_the_same_file(written, tmp_path):
    for name in exported(tmp_path):
        assert (tmp_path / name).read_bytes() == (written[0] / name).read_bytes()


def two_outputs():
    x, y, z = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "xyz")
    nodes = [helper.make_node("Identity", ["x"], [name]) for name in "yz"]
    graph = helper.make_graph(nodes, "two", [x], [y, z])
    opset = helper.make_opsetid("", 17)
    return helper.make_model(graph, opset_imports=[opset], ir_version=8).SerializeToString()


DAMAGE = {
    "empty": lambda whole: b"",
    "truncated": lambda whole: whole[: len(whole) // 2],
    "nonsense": lambda whole: b"no network\n" * 100,
    "of zeros": lambda whole: bytes(len(whole)),
    "without its head": lambda whole: whole[1000:],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_no_network_is_refused_in_one_line(written, tmp_path, damage):
    path = tmp_path / "finder.onnx"
    path.write_bytes(damage((written[0] / "finder.onnx").read_bytes()))
    with pytest.raises(InputError, match=r"finder\.onnx: expected a network in ONNX") as told:
        load_network(path, TAKES["finder.onnx"])
    assert str(told.value).startswith(str(path))
    assert "\n" not in str(told.value)


def test_a_network_of_two_outputs_is_refused(tmp_path):
    (tmp_path / "two.onnx").write_bytes(two_outputs())
    onnx.checker.check_model(onnx.load(tmp_path / "two.onnx"))
    with pytest.raises(InputError, match=r"two\.onnx: expected a network of one input and one out"):
        load_network(tmp_path / "two.onnx", (1,))


def test_a_missing_file_says_what_makes_it(tmp_path):
    for path in (tmp_path / "none.onnx", tmp_path):
        with pytest.raises(InputError, match="no such file; `dvc repro export` makes it"):
            load_network(path, (1,))


def test_one_network_in_the_other_s_place_is_refused(written):
    with pytest.raises(InputError, match=r"letters\.onnx: a network that takes .*; it must take"):
        load_network(written[0] / "letters.onnx", TAKES["finder.onnx"])
