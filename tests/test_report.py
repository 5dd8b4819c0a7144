"""What the report's page is made of, without a browser."""

import base64
import copy
import json
import re
import shutil
from operator import itemgetter
from pathlib import Path

import numpy as np
import pytest
from dvc.repo import Repo
from imports import ROOT

from lib.build.graph import laid_out, read_stages, with_descendants
from lib.build.timings import read_timings
from lib.frame.errors import InputError
from lib.frame.files import load_yaml
from lib.networks.autoencoder import codes
from lib.report.contents import contents
from lib.report.outline import outline
from lib.report.packing import packed
from lib.report.page import SECTIONS as PARTS
from lib.report.page import marked, readings, render
from lib.report.records import Record, read_record
from lib.report.results import read_metrics, result_table
from lib.report.scripts import script_text, write_timings_script
from lib.report.sprites import confused_images, sprite_sheet
from stages.report import SECTIONS

REPORTS = ROOT / "reports"
# The files whose code the page shows, as they stand on the stage's command line.
COMMAND, DEPENDENCIES = itemgetter("cmd", "deps")(load_yaml(ROOT / "dvc.yaml")["stages"]["report"])
CODE = [ROOT / path for path in COMMAND.partition(" --code ")[2].partition(" --")[0].split()]
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>'\""


@pytest.fixture(scope="module")
def context():
    return read()


def read(**folders: Path) -> dict:
    """What the page is made of: the committed results, or others in their place."""
    places = {
        "code": CODE,
        "metrics": REPORTS / "metrics",
        "pages": REPORTS / "pages",
        "failures": REPORTS / "failures/failures.json",
        "curves": REPORTS / "curves",
        "layers": REPORTS / "layers",
        "tables": REPORTS / "tables",
        "sweep": REPORTS / "sweep.csv",
        "video": REPORTS / "video/seen.json",
        "comparisons": REPORTS / "comparisons",
        "seeds": REPORTS / "seeds.json",
    }
    return contents([section.load() for section in SECTIONS], **places | folders)


def test_packed_arrays_keep_every_bit():
    x = np.array([[1.5, -0.1], [1e-30, 3e30]], np.float32)
    got = packed(x.T)
    assert got["shape"] == [2, 2]
    assert got["type"] == "float32"
    np.testing.assert_array_equal(
        np.frombuffer(base64.b64decode(got["base64"]), "<f4").reshape(2, 2), x.T
    )
    with pytest.raises(ValueError, match="float64"):
        packed(x.astype(np.float64))


def test_a_script_holds_any_text_and_nothing_ends_it():
    text = script_text("name", {"key": HOSTILE + "\u2028é"})
    assert "<" not in text
    assert "\u2028" not in text
    value = re.fullmatch(r"\(globalThis\.pageData \?\?= \{\}\)\[\"name\"\] = (.*);\n", text)[1]
    assert json.loads(value) == {"key": HOSTILE + "\u2028é"}


def test_confused_images_are_sorted_by_cell_and_limited():
    truth = np.array([1, 0, 1, 1, 0, 1])
    read = np.array([0, 0, 0, 1, 2, 0])
    found = confused_images(truth, read, most=2)
    assert found.indices.tolist() == [4, 0, 2]
    assert found.cells == {"0,2": [0, 1], "1,0": [1, 2]}


def test_nothing_confused_gives_a_blank_sheet():
    found = confused_images(np.array([1, 2]), np.array([1, 2]), most=2)
    assert found.cells == {}
    assert sprite_sheet(np.ones((2, 1024))[found.indices], 4).size == (128, 32)


def test_sprites_stand_upright_in_rows():
    image = np.ones((32, 32))
    image[:16] = 0  # ink above
    sheet = sprite_sheet(np.stack([np.ones(1024), np.ones(1024), image.T.reshape(-1)]), 2)
    grey = np.asarray(sheet.convert("L"))
    assert grey.shape == (64, 64)
    assert (grey[32:48, :32] == 0).all()
    assert (grey[48:, :32] == 255).all()


def test_the_code_is_the_second_layer():
    params = {
        "Wlayer1": np.array([[1.0, -1.0]]),
        "blayer1": np.zeros(2),
        "Wlayer2": np.array([[2.0], [5.0]]),
        "blayer2": np.array([-1.0]),
    }
    assert codes(np.array([[3.0], [-1.0]]), params).tolist() == [[5.0], [4.0]]
    assert params.keys() == {"Wlayer1", "blayer1", "Wlayer2", "blayer2"}


@pytest.mark.filterwarnings("ignore:_NoneStep:DeprecationWarning")  # DVC's own use of pygtrie
def test_the_graph_is_the_one_that_dvc_sees():
    graph = laid_out(read_stages(ROOT))
    drawn = {(a, node.name) for node in graph.nodes for a in node.after}
    with Repo(str(ROOT)) as repo:
        stages = {stage.addressing for stage in repo.index.stages}
        seen = {(b.addressing, a.addressing) for a, b in repo.index.graph.edges}
    assert {node.name for node in graph.nodes} == stages
    assert drawn == seen


def test_what_hangs_on_a_stage_is_found_through_others():
    after = {"a": [], "b": ["a"], "c": ["b"], "d": ["a", "c"], "e": []}
    assert with_descendants(["b"], after) == {"b", "c", "d"}
    assert with_descendants(["e", "no stage"], after) == {"e"}
    assert with_descendants([], after) == set()


@pytest.mark.filterwarnings("ignore:_NoneStep:DeprecationWarning")
def test_every_arrow_points_to_the_right_and_no_boxes_overlap():
    graph = laid_out(read_stages(ROOT))
    place = {node.name: (node.x, node.y) for node in graph.nodes}
    assert all(place[a][0] < node.x for node in graph.nodes for a in node.after)
    assert len(set(place.values())) == len(place)
    assert max(y for _, y in place.values()) + graph.box[1] <= graph.height


def test_timings_become_a_script(tmp_path):
    (tmp_path / "one@a.json").write_text('{"seconds": 1.5}')
    for _ in range(2):
        assert read_timings(tmp_path) == {"one@a": 1.5}
        write_timings_script(tmp_path, read_timings(tmp_path))
    assert (tmp_path / "timings.js").read_text().endswith('["seconds"] = {"one@a": 1.5};\n')


def test_the_committed_page_is_the_one_that_the_results_give(context):
    assert render(context) == (REPORTS / "index.html").read_text(encoding="utf-8")


def test_the_page_is_the_same_whatever_the_stages_took():
    assert "reports/timings" not in COMMAND
    assert not [path for path in DEPENDENCIES if path.startswith("reports/timings")]


def test_texts_from_data_and_file_names_are_escaped(context):
    hostile = copy.deepcopy(context)
    page = hostile["m"]["ocr"]["pages"].popitem()[1]
    hostile["m"]["ocr"]["pages"][HOSTILE] = page
    hostile["texts"][HOSTILE] = readings(
        {way: [HOSTILE] for way in ("truth", "mlp", "cnn", "context")}
    )
    nothing = {"boxes": [], "characters": HOSTILE, "confidences": [], "columns": 24}
    hostile["boxes"][HOSTILE] = nothing
    if hostile["seen"]["frames"]:
        hostile["seen"]["frames"][0]["plain"]["name"] = HOSTILE
        hostile["seen"]["classes"][0] = HOSTILE
    hostile["failures"]["cases"][0]["name"] = HOSTILE
    html = render(hostile)
    assert "alert(1)" in html
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    embedded = re.search(r'id="boxes">(.*?)</script>', html, re.DOTALL)[1]
    assert json.loads(embedded)[HOSTILE]["characters"] == HOSTILE


def with_source(context: dict, source: str) -> str:
    """The page as it would be if every result were of data from ``source``."""
    changed = copy.deepcopy(context)
    for values in [*changed["m"].values(), *changed["m"]["data"].values()]:
        if "source" in values:
            values["source"] = source
    cells = result_table(changed["m"], {})
    changed["rows"] = [(row, cells[i]) for i, (row, _) in enumerate(changed["rows"])]
    return render(changed)


def test_a_stand_in_cannot_be_missed_and_is_not_compared(context):
    real, drawn = (with_source(context, source) for source in ("official", "stand-in"))
    warning = f'class="warn">Stand-in data: {", ".join(context["m"]["data"])}. They are drawn'
    assert warning in drawn
    assert warning not in real
    for number in ("0.850", "15.32", "0.497", "0.821", "0.82 (256 units)"):
        compared = rf"report(: |\">){re.escape(number)}<"
        assert re.search(compared, real)
        assert not re.search(compared, drawn)


def test_an_absent_set_is_named(context):
    absent = copy.deepcopy(context)
    absent["m"]["data"]["squeezenet1_1"]["source"] = "absent"
    assert "Absent: squeezenet1_1." in render(absent)


def test_without_imagenet_weights_the_video_is_only_shown(context):
    nothing = copy.deepcopy(context)
    nothing["m"]["video"] |= dict.fromkeys(("top1", "top5", "top1_robust", "still_top1"))
    nothing["m"]["video"] |= {"weights": "absent", "remedies": {}}
    nothing["seen"] = {"rate": 5.0, "frames": []}
    html = render(nothing)
    assert "none was classified" in html
    assert 'id="video"' not in html
    assert 'src="video/annotated.mp4"' in html


def test_every_reading_of_a_page_is_headed(context):
    page = {"truth": ["AB"], "mlp": ["A8"], "cnn": ["AB"], "context": ["AC"]}
    assert list(readings(page).items()) == [
        ("Written", ["AB"]),
        ("Read by the MLP", ["A8"]),
        ("Read by the reader", ["AB"]),
        ("Read with context", ["AC"]),
    ]


@pytest.mark.parametrize(
    ("truth", "read", "pieces"),
    [
        ("DO LIST", "D0 LIST", [("D", True), ("0", False), (" LIST", True)]),
        ("1. MAKE", "I MAKE", [("I", False), (" MAKE", True)]),
        ("AB", "AB", [("AB", True)]),
        ("AB", "", []),
        ("", "X", [("X", False)]),
    ],
)
def test_what_was_read_otherwise_is_marked(truth, read, pieces):
    assert marked(truth, read) == pieces


def test_every_section_of_the_list_is_on_the_page_and_in_its_contents(context):
    html = render(context)
    for part in PARTS:
        assert f'<li><a href="#{part.id}">{part.heading}</a>' in html
        assert f'<h2 id="{part.id}"><a href="#{part.id}">{part.heading}</a></h2>' in html


def test_every_question_is_in_the_contents_and_every_link_of_the_page_leads_somewhere(context):
    html = render(context)
    parts = [part.text for section in outline(html) for part in section.parts]
    questions = [text.split()[0] for text in parts if text.startswith("Q")]
    assert questions == sorted(questions)
    assert {row.question for row, _ in context["rows"]} - {"Q1"} <= set(questions)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_a_metrics_file_that_is_missing_is_named(tmp_path):
    shutil.copytree(REPORTS / "metrics", tmp_path / "metrics")
    (tmp_path / "metrics/psnr.json").unlink()
    with pytest.raises(InputError, match=r"metrics: holds no psnr"):
        read(metrics=tmp_path / "metrics")


def test_a_key_that_is_missing_is_named_with_its_file(tmp_path):
    shutil.copytree(REPORTS / "metrics", tmp_path / "metrics")
    path = tmp_path / "metrics/init_study.json"
    values = json.loads(path.read_text())
    del values["large"]["valid_acc"]
    path.write_text(json.dumps(values))
    changed = read(metrics=tmp_path / "metrics")
    with pytest.raises(InputError, match=r"init_study\.json, large: holds no valid_acc"):
        render(changed)
    values["zeros"] = {}
    path.write_text(json.dumps(values))
    with pytest.raises(InputError, match=r"init_study\.json, zeros: holds no valid_acc"):
        result_table(read_metrics(tmp_path / "metrics"), {})


def test_a_curve_that_is_missing_is_named(tmp_path):
    (tmp_path / "curves").mkdir()
    with pytest.raises(InputError, match=r"curves: holds no softmax"):
        render(read(curves=tmp_path / "curves"))


def test_a_name_that_is_missing_is_named_with_its_place_in_the_template(context):
    without = {name: value for name, value in context.items() if name != "seen"}
    with pytest.raises(InputError, match=r"'seen' is undefined \(video\.html, line \d+\)"):
        render(without)


def test_a_mistake_in_the_code_shows_as_itself(context):
    mistaken = copy.deepcopy(context)
    mistaken["m"]["mlp_tuned"]["valid_acc"] = "a text where a template expects a number"
    with pytest.raises(TypeError):
        render(mistaken)


def test_records_name_what_they_lack_at_any_depth(tmp_path):
    (tmp_path / "a.json").write_text('{"b": [{"c": {"d": 1}}]}')
    record = read_record(tmp_path / "a.json")
    assert record == {"b": [{"c": {"d": 1}}]}
    with pytest.raises(InputError, match=r"a\.json, b, c: holds no e; 'make' builds it anew"):
        record["b"][0]["c"]["e"]
    assert record.get("z") is None
    assert copy.deepcopy(record)["b"][0]["c"].where == record["b"][0]["c"].where
    assert isinstance(record, Record)
