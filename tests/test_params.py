import re
from itertools import pairwise

import pytest
from dvc.utils.serialize import parse_yaml
from imports import ROOT

from lib.frame.errors import InputError
from lib.frame.files import load_yaml
from lib.frame.params import Base, Data, TrainTorch, check_all

COMMITTED = ROOT / "params.yaml"


@pytest.fixture
def edit(tmp_path):
    def edited(old, new):
        text = COMMITTED.read_text()
        assert old in text
        (tmp_path / "params.yaml").write_text(text.replace(old, new, 1))
        return tmp_path / "params.yaml"

    return edited


def test_the_committed_file_is_right():
    check_all(COMMITTED)


def test_a_section_is_frozen():
    base = Base.load(COMMITTED)
    with pytest.raises(ValueError, match="frozen"):
        base.seed = 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  seed: 0", "  sed: 0", "unknown key 'base.sed'; allowed in base are seed, threads"),
        ("  seed: 0", "", "key 'base.seed' is missing"),
        ("  seed: 0", "  seed: zero", "base.seed is 'zero'; input should be a valid integer"),
        ("  seed: 0", "  seed: 0.5", "base.seed is 0.5; input should be a valid integer"),
        ("  seed: 0", "  seed: true", "base.seed is True; input should be a valid integer"),
        ("  seed: 0", "  seed: -1", "base.seed is -1; input should be greater than or equal to 0"),
        ("  seed: 0", "  seed: .inf", "base.seed is inf; input should be"),
        ("stroke: 0.8", "stroke: .nan", "mlp.distortion.stroke is nan; input should be a finite"),
        ("shift: 2.0", "shift: .inf", "mlp.distortion.shift is inf; input should be a finite num"),
        ("elastic: 0.6", "elastic: 1e30", "mlp.distortion.elastic is 1e+30; input should be less"),
        ("  threads: 1", "  threads: 0", "base.threads is 0; input should be greater than or equ"),
        ("auto", "moon", "data.source is 'moon'; input should be 'auto', 'mirror', 'official' or"),
        ("\ndata:", "\ndatta:", "unknown section 'datta'; allowed are autoencoder, "),
        ("base:", "bass: [", "params.yaml, line"),
        ("seed: 0", "seed: " + "x" * 9999, "base.seed is 'xxx"),
        ("seed: 0", "seed: 9223372036854775808", "base.seed is 9223372036854775808; input should"),
        ("seed: 0", "seed: " + "9" * 5000, "a value in it cannot be read (Exceeds the limit"),
        ("seed: 0", "seed: 0x" + "f" * 9999, "base.seed is a number of thousands of digits; inp"),
        ("seed: 0", "seed: 2020-13-45", "a value in it cannot be read (month must be in 1..12"),
        ("seed: 0", "seed: " + "[" * 5000, "lists and maps too deep in each other"),
        ("  seed: 0", '  "a\\nb": 0\n  seed: 0', r"unknown key 'base.a\nb'"),
        (
            "strok",
            "strom",
            "unknown key 'mlp.distortion.strome'; allowed in mlp.distortion are strok",
        ),
        (
            "epochs: 40",
            "epoch: 40",
            "unknown key 'train_torch.nist_mlp.epoch'; allowed in train_torc",
        ),
        ("network: nist_mlp, ", "", "key 'train_torch.nist_mlp.network' is missing"),
        (
            "network: nist_mlp",
            "network: ../x",
            "train_torch.nist_mlp.network is '../x'; it must be ",
        ),
        (
            "data: nist36,\n     epochs: 40",
            "data: a;b,\n     epochs: 40",
            "train_torch.nist_mlp.data is 'a;b'; it must be a name of at",
        ),
        ("  nist_mlp: ", "  'a b': ", "train_torch.a b is 'a b'; it must be a name of at most 80"),
        ("  nist_mlp: ", "  3: ", "train_torch.3 is 3; keys should be strings"),
        ("  nist_mlp: ", "  x: 3\n  nist_mlp: ", "train_torch.x is 3; it must be a group of keys"),
    ],
)
def test_mistakes_are_named(edit, old, new, message):
    with pytest.raises(InputError) as error:
        check_all(edit(old, new))
    assert message in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 500


def test_aliases_of_aliases_are_not_written_out(edit):
    """A short file may stand for more text than any memory holds."""
    names = "abcdefghij"
    bomb = "x: &a [1, 1]\n"
    for before, name in pairwise(names):
        bomb += f"{name}{name}: &{name} [{', '.join([f'*{before}'] * 30)}]\n"
    file = edit("base:", f"{bomb}base: *j\nbass:")
    with pytest.raises(InputError, match=r"base is \[\[.*\.\.\.\]; it must be a section"):
        Base.load(file)


def test_missing_section_and_missing_file(tmp_path):
    (tmp_path / "params.yaml").write_text("base: {seed: 1, threads: 1, reduced: false}\n")
    assert Base.load(tmp_path / "params.yaml").seed == 1
    with pytest.raises(InputError, match="section 'data' is missing"):
        Data.load(tmp_path / "params.yaml")
    with pytest.raises(InputError, match="no such file"):
        Data.load(tmp_path / "other.yaml")


def test_a_section_that_is_no_section(tmp_path):
    (tmp_path / "params.yaml").write_text("base: 3\n")
    with pytest.raises(InputError, match="base is 3; it must be a section"):
        Base.load(tmp_path / "params.yaml")


def test_every_value_in_params_has_a_comment():
    text = re.sub(r"\{.*?\}", "", COMMITTED.read_text(), flags=re.DOTALL)  # without the recipes
    lines = [line for line in text.splitlines() if line.startswith("  ") and line.strip()]
    plain = {"hidden_size", "epochs", "batch_size"}  # these say it themselves
    bare = [k for k in lines if "#" not in k and k.split(":")[0].strip() not in plain]
    assert not bare


SCALARS = "1e-3 +1e3 1.e3 .5 -.5e+3 1E5 .inf 1_000 010 0o17 0x1F 0b11 yes on TRUE null ~ '' 12:30"


@pytest.mark.parametrize("text", [COMMITTED.read_text(), "- " + SCALARS.replace(" ", "\n- ")])
def test_values_are_read_as_dvc_reads_them(tmp_path, text):
    (tmp_path / "x.yaml").write_text(text)
    assert load_yaml(tmp_path / "x.yaml") == parse_yaml(text, "x.yaml")


def test_nesting_too_deep_for_dvcs_parser_is_an_error(tmp_path):
    (tmp_path / "x.yaml").write_text("[" * 10**5)
    with pytest.raises(InputError, match="too deep in each other"):
        load_yaml(tmp_path / "x.yaml")


def test_a_network_may_have_any_name_that_a_file_may_have(edit):
    renamed = edit("  nist_mlp: ", "  my_net_2: ")
    check_all(renamed)
    recipes = TrainTorch.load(renamed)
    assert recipes.named("my_net_2").network == "nist_mlp"
    with pytest.raises(
        InputError, match="network 'nist_mlp'; train_torch has nist_one_hidden, my_net_2"
    ):
        recipes.named("nist_mlp")
