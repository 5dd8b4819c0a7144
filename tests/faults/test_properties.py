"""What must hold for any input whatever, by hypothesis."""

import io
import json
import tempfile
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faults.broken_params import leaves
from lib.characters.transcript import characters, parse_transcript
from lib.datasets.archives import read_members
from lib.frame.errors import InputError
from lib.frame.files import load_json, load_yaml
from lib.frame.params import Mlp, TrainTorch, Video
from lib.report.page import render
from lib.report.scripts import script_text
from lib.store.provenance import Provenance

often = settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
SECTIONS = {"mlp": Mlp, "train_torch": TrainTorch, "video": Video}
COMMITTED = load_yaml(Path(__file__).parents[2] / "params.yaml")


def one_line(error: InputError) -> bool:
    return str(error).isprintable() and 0 < len(str(error)) < 1000


def outcome(call):
    """What ``call`` returns, and the InputError that it raises; one of them is None."""
    try:
        return call(), None
    except InputError as error:
        return None, error


@often
@given(st.sampled_from(sorted(SECTIONS)), st.data(), values)
def test_any_value_in_params_is_taken_or_named(name, data, value):
    path = data.draw(st.sampled_from(list(leaves(COMMITTED[name]))))
    section = json.loads(json.dumps(COMMITTED[name]))
    group = section
    for key in path[:-1]:
        group = group[key]
    group[path[-1]] = value
    found, error = outcome(lambda: SECTIONS[name].parse(section))
    if error:
        assert one_line(error)
        assert ".".join((name, *path)) in str(error)
        return
    for key in path:
        found = getattr(found, key)
    assert found == value


@often
@given(st.lists(st.tuples(st.text(min_size=1, max_size=40), st.binary(max_size=99)), max_size=5))
def test_any_zip_gives_its_members_or_none(members):
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")
        for name, content in members:
            try:
                archive.writestr(name, content)
            except (ValueError, IndexError):  # a name that zip cannot hold
                return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.zip"
        file.write_bytes(out.getvalue())
        found, error = outcome(lambda: list(read_members(file)))
    if error:
        assert one_line(error)
        return
    assert all(".." not in Path(name).parts and not Path(name).is_absolute() for name, _ in found)
    assert [content for _, content in found] == [c for n, c in members if not n.endswith("/")]


@often
@given(st.text())
def test_any_text_is_a_transcript_once_and_for_all(text):
    parsed = parse_transcript(text)
    assert parse_transcript(parsed) == parsed
    assert characters(parsed) == characters(text)
    assert set(characters(text)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@often
@given(st.text())
def test_any_message_is_one_line(text):
    assert str(InputError(text)) == "" or one_line(InputError(text))


@often
@given(values)
def test_any_json_is_a_record_or_is_refused(value):
    text = json.dumps(value)
    with pytest.raises(InputError):
        Provenance.from_json(text)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.json"
        file.write_text(text)
        if not isinstance(value, dict):
            with pytest.raises(InputError):
                load_json(file)


@often
@given(st.text(), values)
def test_no_text_ends_a_script_of_the_page(name, value):
    try:
        text = script_text(name, value)
    except ValueError:  # not a number, or infinite: no JSON
        return
    assert "<" not in text.partition("]")[2]
    assert "\u2028" not in text.partition("]")[2]


def test_a_page_shows_names_as_text():
    text = render({"graph": hostile_graph()}, "graph.html")
    assert "<script" not in text.replace("</script", "")
    assert "onerror=alert(1)>" not in text


def hostile_graph():
    from lib.build.graph import Graph, Node

    node = Node('"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", (), 0, 0)
    return Graph([node], 100, 100)


@often
@given(st.integers(0, 2**31), st.integers(1, 60))
def test_any_bytes_are_no_weights(seed, length):
    from lib.classical.mlp import load_classifier
    from lib.reader.crops import SIDE
    from lib.reader.engine import load_network

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x"
        file.write_bytes(np.random.default_rng(seed).bytes(length))
        with pytest.raises(InputError):
            load_classifier(file)
        with pytest.raises(InputError):
            load_network(file, (None, 1, SIDE, SIDE))
