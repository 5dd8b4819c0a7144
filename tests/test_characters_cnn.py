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
from lib.pytorch.layers import conv
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


def test_it_is_the_network_that_pytorch_trains(tmp_path, rows):
    """Every layer, width, kernel and stride: the two descriptions cannot drift apart."""
    torch.manual_seed(0)
    model = shaken(nist_cnn(36, None))
    expected = by_torch(model, rows)
    found = logits(rows, load_letternet(saved(model, tmp_path / "w.safetensors")))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-5 * np.abs(expected).max())


def test_weights_of_another_network_are_named(tmp_path):
    """Once, a further layer was taken for a pooling, and a wider one for right."""
    model = nist_cnn(36, None)
    model[3] = conv(64, 96)
    with pytest.raises(InputError, match=r"3\.0\.weight is of shape \(96, 64, 3, 3\); it must be"):
        load_letternet(saved(model, tmp_path / "w.safetensors"))


def test_no_letters_give_no_scores(tmp_path):
    net = load_letternet(saved(nist_cnn(36, None), tmp_path / "w.safetensors"))
    assert logits(np.zeros((0, 1024), np.float32), net).shape == (0, 36)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("0.1.bias", torch.ones(7), r"0\.1\.bias is of shape \(7,\); it must be \(32,\)"),
        ("0.1.running_var", -torch.ones(32), r"0\.1\.running_var holds negative variances"),
        ("0.1.bias", None, r"0\.1\.bias is missing"),
        (
            "1.0.weight",
            torch.ones(48, 5, 3, 3),
            r"1\.0\.weight is of shape .*; it must be \(64, 32, 3, 3\)",
        ),
        (
            "10.weight",
            torch.ones(36, 99),
            r"10\.weight is of shape \(36, 99\); it must be \(36, 3072\)",
        ),
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
