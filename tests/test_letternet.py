import subprocess
import sys

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from lib.characters import upright
from lib.characters.cnn import load_letternet, logits
from lib.frame.errors import InputError
from lib.pytorch.layers import Average, Residual, conv
from lib.pytorch.networks.nist_cnn import nist_cnn


def shaken(model):
    """The model in evaluation, with other normalisation than at the start, negative scales too."""
    rng = torch.Generator().manual_seed(0)
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            for tensor in (layer.weight.data, layer.bias.data, layer.running_mean):
                tensor.copy_(torch.randn(tensor.shape, generator=rng))
            layer.running_var.copy_(0.5 + torch.rand(layer.running_var.shape, generator=rng))
    return model.eval()


def saved(model, path):
    save_file({name: value.contiguous() for name, value in model.state_dict().items()}, path)
    return path


@pytest.fixture
def rows():
    return np.random.default_rng(0).random((70, 1024), np.float32)


def by_torch(model, rows):
    images = torch.from_numpy(np.ascontiguousarray(1 - upright(rows))[:, None])
    with torch.no_grad():
        return model(images).numpy()


def assert_same(model, rows, path):
    expected = by_torch(model, rows)
    found = logits(rows, load_letternet(saved(model, path)))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-5 * np.abs(expected).max())


def test_it_computes_what_the_trained_network_computes(tmp_path, rows):
    torch.manual_seed(0)
    assert_same(shaken(nist_cnn(36, None)), rows, tmp_path / "w.safetensors")


@pytest.mark.parametrize(
    "layers",
    [
        [conv(1, 4, 3, 2), conv(4, 6, pool=True), nn.Flatten(), nn.Linear(6 * 64, 36)],
        [conv(1, 4, 5, 2), Residual(conv(4, 4)), nn.MaxPool2d(2), conv(4, 8), Average(),
         nn.Linear(8, 36)],
        [conv(1, 4, 5, 2), Residual(nn.Sequential(conv(4, 4), conv(4, 4))), nn.MaxPool2d(2),
         nn.Dropout(), nn.Flatten(), nn.Linear(4 * 64, 36)],
    ],
    ids=["pooling inside a block", "residual, mean", "residual of two"],
)  # fmt: skip
def test_other_networks_of_such_blocks_are_understood(tmp_path, rows, layers):
    torch.manual_seed(0)
    assert_same(shaken(nn.Sequential(*layers)), rows, tmp_path / "w.safetensors")


def test_no_letters_give_no_scores(tmp_path):
    net = load_letternet(saved(nist_cnn(36, None), tmp_path / "w.safetensors"))
    assert logits(np.zeros((0, 1024), np.float32), net).shape == (0, 36)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("0.1.bias", torch.ones(7), r"0\.1\.bias is of shape \(7,\); it must be \(32\)"),
        ("0.1.bias", None, r"0\.1\.bias is missing"),
        ("1.0.weight", torch.ones(48, 5, 3, 3), r"1\.0\.weight is of shape"),
        ("10.weight", torch.ones(36, 99), r"10\.weight takes 99 numbers"),
        ("10.bias", torch.full((36,), float("nan")), r"10\.bias must hold finite"),
        ("11.gain", torch.ones(3), r"11\.gain belongs to no layer"),
    ],
)
def test_arrays_that_do_not_fit_are_named(tmp_path, name, value, message):
    arrays = nist_cnn(36, None).state_dict() | {name: value}
    path = tmp_path / "w.safetensors"
    save_file({n: v.contiguous() for n, v in arrays.items() if v is not None}, path)
    with pytest.raises(InputError, match=rf"w\.safetensors: {message}"):
        load_letternet(path)


def test_what_is_no_weights_file_is_named(tmp_path):
    with pytest.raises(InputError, match="none: no such file; 'make' builds it"):
        load_letternet(tmp_path / "none")
    (tmp_path / "text").write_text("no weights in here at all")
    with pytest.raises(InputError, match="text: not a safetensors file"):
        load_letternet(tmp_path / "text")


def test_it_needs_no_pytorch():
    code = "import sys, lib.characters.cnn; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
