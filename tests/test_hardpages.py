import numpy as np
import pytest

from lib.characters import CLASSES
from lib.hardpages.collage import Hand, write
from lib.hardpages.nuisances import NUISANCES, STRENGTHS, conditions, short_lines, written
from lib.hardpages.scene import Scene, photograph
from lib.hardpages.summary import Reading, summary

ROW = np.ones((32, 32), np.float32)
ROW[14:17, 4:28] = 0  # stored transposed: an upright bar
WRITING = write(
    ["III II", "II"], ROW.reshape(1, -1), np.array([CLASSES.index("I")]), np.random.default_rng(0)
)


def photo(scene, seed=0):
    return photograph(WRITING, scene, np.random.default_rng(seed))


PLAIN = photo(Scene())


def test_every_nuisance_has_three_strengths_and_changes_the_photo():
    for name, scenes in NUISANCES.items():
        assert len(set(map(repr, [*scenes, Scene()]))) == len(STRENGTHS) + 1, name
        strong = photo(scenes[-1]) if name != "large file" else photo(Scene(megapixels=1))
        assert strong.shape != PLAIN.shape or (strong != PLAIN).any(), name


def test_a_photo_is_its_seed_s():
    assert (photo(Scene()) == PLAIN).all()
    assert (photo(Scene(), seed=1) != PLAIN).any()
    assert PLAIN.dtype == np.uint8


@pytest.mark.parametrize("megapixels", [0.05, 0.5, 2])
def test_a_file_has_the_pixels_asked_for(megapixels):
    assert photo(Scene(megapixels=megapixels)).size == pytest.approx(megapixels * 1e6, rel=0.02)


def test_a_blackboard_is_dark_with_light_writing():
    board = photo(Scene(chalk=0.8))
    assert np.median(board) < 60
    assert board.max() > 120


def test_printed_lines_run_across_the_sheet():
    paper = PLAIN.mean()
    ruled, squared = (photo(Scene(ruling=0.5, squared=s)) for s in (False, True))
    assert (ruled.mean(axis=1) < 0.75 * paper).sum() > 3
    assert not (ruled[:, 10:-10].mean(axis=0) < 0.75 * paper).any()
    assert (squared.mean(axis=0) < 0.75 * paper).sum() > 10


def test_a_shadow_has_a_hard_edge():
    along = photo(Scene(shadow=0.5, falloff=0))[5].astype(float)
    edges = np.flatnonzero(np.abs(along[6:] - along[:-6]) > 50)
    assert np.median(along[:50]) == pytest.approx(2 * along.min(), rel=0.2)
    assert 0 < len(edges) < 20


def test_tilt_perspective_and_desk_change_the_frame():
    height, width = PLAIN.shape
    tilted, away, desk = (
        photo(s) for s in (Scene(tilt=15), Scene(perspective=0.3), Scene(desk=0.1))
    )
    assert tilted.shape[0] > height
    assert away.shape == (height, width)
    assert desk.shape[1] == pytest.approx(1.2 * width, abs=2)
    assert desk[height // 2, 3] < 0.6 * desk[height // 2, desk.shape[1] // 2]


def test_a_thin_pencil_leaves_less_ink_than_a_marker():
    thin, thick = (photo(Scene(Hand(pen=pen))) for pen in (0.04, 0.2))
    assert (thin < 100).sum() < 0.5 * (thick < 100).sum()


def test_pages_come_by_nuisance_and_strength():
    names = list(NUISANCES)
    every = conditions()
    first = [*((names[0], strength) for strength in STRENGTHS), (names[1], "mild")]
    assert [condition[:2] for condition in every[:4]] == first
    assert len(every) == len(names) * len(STRENGTHS)
    middle = [(name, "middle", scenes[1]) for name, scenes in NUISANCES.items()]
    assert conditions(("middle",)) == middle


def test_the_same_seed_writes_the_same_page():
    rows, labels = np.tile(ROW.reshape(1, -1), (36, 1)), np.arange(36)
    first, again, other = (written(rows, labels, 1, seed).text for seed in (0, 0, 1))
    assert first == again != other
    assert len(first.splitlines()) == 5


def page(nuisance, strength, context):
    return Reading(nuisance, strength, 1.0, 100, 100, 0.5, context)


def test_the_summary_is_of_middle_strength():
    hard = [
        page(n, s, v)
        for n, s, v in [
            ("a", "mild", 0.0),
            ("a", "middle", 0.1),
            ("b", "middle", 0.3),
            ("b", "strong", 1.0),
        ]
    ]
    values = summary(page("none", "none", 0.01), hard)
    assert values["nuisances"]["b"]["strong"] == {
        "cnn": 0.5,
        "context": 1.0,
        "megapixels": 1.0,
    }
    assert values["none"] == {"cnn": 0.5, "context": 0.01}
    assert values["middle_mean"] == pytest.approx(0.2)
    assert (values["worst"], values["middle_worst"]) == ("b", 0.3)


def test_short_lines_are_short_and_of_every_kind():
    words = {"TEN": 0.1, "WORDS": 0.2, "EXTRAORDINARILY": 0.3, "A": 0.1}
    lines = short_lines(words, 2, np.random.default_rng(0))
    assert len(lines) == 10
    assert max(map(len, lines)) <= 24
