import pytest
import torch
from torchvision.models import squeezenet1_1

from lib.frame.errors import InputError
from lib.pytorch.networks.squeeze_classifier import squeeze_classifier
from lib.pytorch.squeezenet import load_features, pooled


@pytest.fixture(scope="module")
def saved():
    torch.manual_seed(1)
    return squeezenet1_1(weights=None).state_dict()


def write(tmp_path, content):
    torch.save(content, tmp_path / "w.pth")
    return tmp_path / "w.pth"


def test_saved_weights_are_loaded_and_frozen(tmp_path, saved):
    features = load_features(write(tmp_path, saved))
    for name, value in features.state_dict().items():
        assert value.equal(saved["features." + name])
    assert not any(p.requires_grad for p in features.parameters())
    assert not features.training


def test_without_weights_they_are_random():
    torch.manual_seed(2)
    first = load_features(None)
    torch.manual_seed(2)
    again = load_features(None)
    assert first[0].weight.equal(again[0].weight)
    assert first[0].weight.std() > 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"features.0.weight": torch.zeros(64, 3, 5, 5)},
            r"has shape \(64, 3, 5, 5\).*needs \(64, 3",
        ),
        ({"features.0.weight": None}, "not a dictionary of names and full tensors"),
    ],
)
def test_weights_that_do_not_fit_are_named(tmp_path, saved, change, message):
    with pytest.raises(InputError, match=message) as error:
        load_features(write(tmp_path, {**saved, **change}))
    assert "w.pth" in str(error.value)


def test_another_network_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"holds no features\.0\.weight"):
        load_features(write(tmp_path, {"fc.weight": torch.zeros(3)}))


@pytest.mark.parametrize("content", [b"", b"not weights", b"PK\x03\x04"])
def test_what_is_no_file_of_weights_is_refused(tmp_path, content):
    (tmp_path / "w.pth").write_bytes(content)
    with pytest.raises(InputError, match="not a file of PyTorch weights"):
        load_features(tmp_path / "w.pth")


def test_code_in_a_file_of_weights_is_not_run(tmp_path):
    class Trap:
        def __reduce__(self):
            return exec, ("raise SystemExit('the code ran')",)

    with pytest.raises(InputError, match="not a file of PyTorch weights"):
        load_features(write(tmp_path, Trap()))


def test_averaging_first_gives_the_logits_of_torchvisions_order():
    torch.manual_seed(0)
    features, classifier = load_features(None), squeeze_classifier(17, torch.zeros(1, 512)).eval()
    x = torch.randn(2, 3, 64, 64)
    with torch.inference_mode():
        expected = classifier.classifier(features(x)).mean(dim=(2, 3))
        found = classifier(pooled(features, x))
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-4)


def test_the_classifier_fits_torchvisions_network():
    theirs = squeezenet1_1(weights=None, num_classes=17).state_dict()
    ours = squeeze_classifier(17, torch.zeros(1, 512)).state_dict()
    assert {n: v.shape for n, v in ours.items()} == {
        n: v.shape for n, v in theirs.items() if n.startswith("classifier")
    }


def test_weights_that_are_no_numbers_are_named(tmp_path, saved):
    for tensor in (torch.full((64, 3, 3, 3), torch.nan), torch.zeros(64, 3, 3, 3).long()):
        file = write(tmp_path, saved | {"features.0.weight": tensor})
        with pytest.raises(InputError, match=r"features\.0\.weight must hold finite numbers"):
            load_features(file)
