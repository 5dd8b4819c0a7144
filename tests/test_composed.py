"""Windows of photographed text that code composes: letters are where the rows say."""

from dataclasses import fields, replace

import numpy as np
import pytest
from scipy import ndimage

from lib.characters import CLASSES
from lib.composed.camera import photographed, random_view
from lib.composed.draft import Draft
from lib.composed.glyphs import OTHER, gathered
from lib.composed.kinds import KINDS
from lib.composed.sheet import SIDE, Pen, Sheet
from lib.composed.texts import behind
from lib.composed.window import Composer
from lib.composed.writing import Words, random_hand
from lib.frame.errors import InputError
from lib.handwriting.pen import ink, random_writer, write

EVEN = Pen(width=0.1, weight=0.01, slant=0.1, aspect=0.9, jitter=0.0)
EACH = 3  # letters of each class
NAMES = [kind.__name__ for kind, _ in KINDS]
WITHOUT_TEXT = {"figure", "nothing"}


def rows_of_nist36(rng):
    """EACH letters of each class by the stroke-font hand, as rows of NIST36, and their classes."""
    labels = np.repeat(np.arange(len(CLASSES)), EACH)
    images = []
    for number in labels:
        strokes = write(CLASSES[number], random_writer(rng, careful=True), rng)
        images.append(1 - ink([stroke * 22 + [8, 27] for stroke in strokes], 3.0, (32, 32)))
    return np.stack(images).transpose(0, 2, 1).reshape(len(labels), -1).astype(np.float32), labels


@pytest.fixture(scope="module")
def letters():
    return rows_of_nist36(np.random.default_rng(0))


@pytest.fixture(scope="module")
def composer(letters):
    rng = np.random.default_rng(1)
    cases = gathered(*letters, EACH, rng)
    words = Words.of({"THE": 0.6, "QUICK": 0.3, "FOX": 0.1})
    return Composer(cases, words, [rng.integers(0, 256, (2, 40, 50), np.uint8)])


@pytest.fixture(scope="module")
def windows(composer):
    """Windows of all kinds, by kind."""
    made = [composer.window(np.random.default_rng(seed)) for seed in range(60)]
    return {name: [one for one in made if one.kind == name] for name in NAMES}


def extent(dark):
    """The box of a (h, w) bool image."""
    ((rows, columns),) = ndimage.find_objects(dark.astype(int))
    return rows.start, columns.start, rows.stop, columns.stop


def drawn(glyphs, index, pen=EVEN, turn=0.0, seed=0):
    """A sheet seen from some place, with one character in its middle."""
    sheet = Sheet(random_view(np.random.default_rng(seed)))
    rng = np.random.default_rng(seed)
    sheet.letter(glyphs, index, 130, 190, 60, pen, rng, turn)
    return sheet


@pytest.mark.parametrize("origin", ["outline", "spine", "hand", "lettering", "capitals", "small"])
def test_a_letters_box_holds_its_ink(composer, origin):
    glyphs = getattr(composer.cases, origin)
    for index in range(0, len(glyphs.fields), 7):
        sheet = drawn(glyphs, index, turn=0.1 * (index % 5 - 2), seed=index)
        (letter,) = sheet.letters
        assert letter.box == extent(sheet.ink > 0.4)
        assert letter.number == glyphs.classes[index]


def test_a_letter_stands_on_its_line_and_is_as_high_as_a_capital(composer):
    glyphs = composer.cases.capitals
    sheet = Sheet(np.eye(3))
    index = int(glyphs.of_class(CLASSES.index("H"))[0])
    width = sheet.letter(glyphs, index, 130, 190, 60, EVEN, np.random.default_rng(0))
    y1, x1, y2, x2 = sheet.letters[0].box
    assert (y1, y2) == pytest.approx((130, 190), abs=2)
    middle, leaning = 130 + width / 2, 0.1 * 60
    assert (x1 + x2) / 2 == pytest.approx(middle, abs=2)
    assert width - 3 < x2 - x1 < width + leaning + 3


def test_a_turned_sheet_turns_the_direction_of_writing(composer):
    quarter = np.array([[0, -1, SIDE], [1, 0, 0], [0, 0, 1.0]])
    sheet = Sheet(quarter)
    sheet.letter(composer.cases.capitals, 0, 130, 190, 60, EVEN, np.random.default_rng(0))
    assert sheet.letters[0].along == pytest.approx((0, 1))


@pytest.mark.parametrize("origin", ["spine", "hand", "lettering"])
def test_a_wider_pen_covers_what_a_thinner_one_does(composer, origin):
    glyphs = getattr(composer.cases, origin)
    for index in range(0, len(glyphs.fields), 7):
        thin, wide = (drawn(glyphs, index, replace(EVEN, width=w)) for w in (0.06, 0.18))
        assert (wide.ink >= thin.ink).all()
        assert wide.ink.sum() > 1.5 * thin.ink.sum() > 0


def test_what_is_off_the_window_is_no_letter(composer):
    sheet = Sheet(np.eye(3))
    for x, base in ((-200, 190), (400, 190), (130, -100), (130, 500)):
        width = sheet.letter(
            composer.cases.capitals, 0, x, base, 60, EVEN, np.random.default_rng(0)
        )
        assert width > 0  # what follows goes on after it
    assert not sheet.letters
    assert not sheet.ink.any()


def test_the_same_seed_gives_the_same_windows(letters, composer):
    rng = np.random.default_rng(1)
    again = replace(composer, cases=gathered(*letters, EACH, rng))
    for glyphs in fields(again.cases):
        mine, other = (getattr(one.cases, glyphs.name) for one in (composer, again))
        assert mine.fields.tobytes() == other.fields.tobytes()
    for seed in range(3):
        mine, other = (one.window(np.random.default_rng(seed)) for one in (composer, again))
        assert mine.photo.tobytes() == other.photo.tobytes()
        assert mine.letters.tobytes() == other.letters.tobytes()
        assert mine.kind == other.kind


@pytest.mark.parametrize("name", NAMES)
def test_windows_of_a_kind_hold_what_their_letters_say(windows, name):
    assert windows[name]
    for made in windows[name]:
        assert (made.photo.shape, made.photo.dtype) == ((SIDE, SIDE), np.uint8)
        assert (made.letters.shape[1:], made.letters.dtype) == ((7,), np.float32)
        y1, x1, y2, x2, number, *along = made.letters.T
        assert (y1 < y2).all()
        assert (x1 < x2).all()
        assert ((y2 > 0) & (x2 > 0) & (y1 < SIDE) & (x1 < SIDE)).all()
        assert set(number) <= set(range(len(CLASSES)))
        assert np.hypot(*along) == pytest.approx(1)
    assert any(len(made.letters) for made in windows[name]) == (name not in WITHOUT_TEXT)


def test_the_shares_of_the_kinds_add_up_to_one():
    assert sum(share for _, share in KINDS) == pytest.approx(1)


def test_marks_and_greek_have_ink_and_are_no_letters(composer):
    rng = np.random.default_rng(0)
    sheet = Sheet(np.eye(3))
    draft = Draft(sheet, composer.cases, composer.words, 40.0, rng)
    hand = random_hand(composer.cases, rng)
    draft.write(hand, ".,!?:-'", 20, 100, 40)
    assert sheet.ink.any()
    for name in ("marks", "written_marks", "greek", "written_greek"):
        assert set(getattr(composer.cases, name).classes) == {OTHER}
    before = sheet.ink.sum()
    for x in range(20, 300, 40):
        draft.sign(hand, x, 200, 40)
    assert sheet.ink.sum() > before
    assert {letter.number for letter in sheet.letters} == {OTHER}


def test_letters_that_lack_a_class_are_refused(letters):
    x, labels = letters
    kept = labels != CLASSES.index("Q")
    with pytest.raises(InputError, match="0 of Q"):
        gathered(x[kept], labels[kept], EACH, np.random.default_rng(0))


def test_writing_on_the_back_is_mirrored_fainter_and_not_to_be_read(composer):
    rng = np.random.default_rng(4)
    sheet = Sheet(np.eye(3))
    behind(Draft(sheet, composer.cases, composer.words, 40.0, rng))
    assert sheet.back.max() > 0.9
    assert not sheet.letters
    photo, _ = photographed(sheet, 40.0, composer.grounds, False, rng)
    inked = sheet.back > 0.9
    darker = photo[~inked].mean() - photo[inked].mean()
    assert 1 < darker < 0.5 * photo[~inked].mean()


def test_a_broken_stroke_has_a_gap_and_the_letter_keeps_its_box(composer):
    index = int(composer.cases.hand.of_class(CLASSES.index("L"))[0])
    whole = drawn(composer.cases.hand, index)
    broken = drawn(composer.cases.hand, index, replace(EVEN, broken=1.0))
    assert whole.letters[0].box == broken.letters[0].box
    lost = whole.ink - broken.ink
    assert lost.min() >= 0
    assert 0.02 < lost.sum() / whole.ink.sum() < 0.9
