import numpy as np
import pytest
from scipy import ndimage

from lib.frame.errors import InputError
from lib.handwriting.pen import CHARACTERS, Writer, ink, random_writer, write


def exact_writer(choice=0.0, slant=0.0, turn=0.0, aspect=1.0):
    """A writer whose hand never misses: every character is exactly its shape."""
    return Writer(np.full(len(CHARACTERS), choice), slant, turn, aspect, 0.0, 0.0)


def drawn(character, writer, rng, width=8.0):
    strokes = [s * 100 + [120, 150] for s in write(character, writer, rng)]
    return ink(strokes, width, (200, 240))


def extent(strokes):
    return np.ptp(np.concatenate(strokes), axis=0)


def test_characters_are_capitals_digits_and_the_period():
    assert CHARACTERS == "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789."


@pytest.mark.parametrize("character", CHARACTERS[:-1])
@pytest.mark.parametrize("choice", [0.0, 0.3, 0.6, 0.99])
def test_shapes_stand_on_the_baseline_and_are_as_high_as_capitals(character, choice):
    y = np.concatenate(write(character, exact_writer(choice), np.random.default_rng(0)))[:, 1]
    assert -1.1 < y.min() < -0.9
    assert -0.1 < y.max() < 0.15


@pytest.mark.parametrize("character", CHARACTERS)
def test_every_character_has_ink_in_one_piece(character):
    image = drawn(character, exact_writer(), np.random.default_rng(0))
    assert ndimage.label(image > 0.5, np.ones((3, 3)))[1] == 1


def test_shapes_of_different_characters_differ():
    rng = np.random.default_rng(0)
    images = [drawn(c, exact_writer(), rng) for c in CHARACTERS]
    for i, a in enumerate(images):
        for b in images[:i]:
            assert np.abs(a - b).sum() > 0.1 * max(a.sum(), b.sum())


def test_period_is_a_dot_at_the_baseline():
    points = np.concatenate(write(".", exact_writer(), np.random.default_rng(0)))
    assert np.ptp(points, axis=0).max() < 0.1
    assert abs(points[:, 1].mean()) < 0.1


@pytest.mark.parametrize("character", ["a", "?", " ", "", "AB", "É", "\n"])
def test_unknown_character_is_named(character):
    with pytest.raises(InputError, match="cannot write") as error:
        write(character, exact_writer(), np.random.default_rng(0))
    assert repr(character) in str(error.value)


def test_writing_is_determined_by_the_generator():
    def once(seed):
        rng = np.random.default_rng(seed)
        return np.concatenate(write("K", random_writer(rng), rng))

    np.testing.assert_array_equal(once(1), once(1))
    assert once(1).shape != once(2).shape or np.abs(once(1) - once(2)).max() > 0.01


def test_a_loose_hand_varies_and_an_exact_one_does_not():
    rng = np.random.default_rng(0)
    a, b = (np.concatenate(write("H", exact_writer(), rng)) for _ in range(2))
    np.testing.assert_array_equal(a, b)
    writer = random_writer(rng)
    a, b = (np.concatenate(write("H", writer, rng)) for _ in range(2))
    assert 0.005 < np.abs(a - b).mean() < 0.2


def test_slant_leans_to_the_right_and_leaves_the_baseline():
    (upright,) = write("L", exact_writer(), np.random.default_rng(0))[:1]
    (leaning,) = write("L", exact_writer(slant=0.3), np.random.default_rng(0))[:1]
    # L starts at its top, one cap height above the baseline.
    np.testing.assert_allclose(leaning[0] - upright[0], [0.3, 0], atol=1e-9)
    np.testing.assert_allclose(leaning[:, 1], upright[:, 1], atol=1e-9)


def test_turn_is_clockwise():
    def stem(turn):
        strokes = write("T", exact_writer(turn=turn), np.random.default_rng(0))
        return max(strokes, key=lambda s: np.ptp(s[:, 1]))

    top, foot = stem(0.2)[0], stem(0.2)[-1]
    # T's stem is drawn downwards, one cap height long; y points down, so its top goes right.
    np.testing.assert_allclose(top - foot, [np.sin(0.2), -np.cos(0.2)], atol=1e-9)
    np.testing.assert_allclose(stem(0)[0] - stem(0)[-1], [0, -1], atol=1e-9)


def test_aspect_widens():
    wide = extent(write("O", exact_writer(aspect=1.5), np.random.default_rng(0)))
    plain = extent(write("O", exact_writer(), np.random.default_rng(0)))
    np.testing.assert_allclose(wide, plain * [1.5, 1])


def test_careful_writers_vary_less():
    rng = np.random.default_rng(0)
    careful = [random_writer(rng, careful=True) for _ in range(300)]
    hasty = [random_writer(rng) for _ in range(300)]
    assert max(w.choice.max() for w in careful) < 0.5 < max(w.choice.max() for w in hasty)
    for trait in ("slant", "turn", "aspect"):
        spread = [np.std([getattr(w, trait) for w in group]) for group in (careful, hasty)]
        assert spread[0] < 0.7 * spread[1]
    assert max(w.looseness for w in careful) < np.median([w.looseness for w in hasty])


def test_ink_of_a_horizontal_line():
    # 3 pixels wide, 10 long, centred on the rows 4..6; round ends add a disc of diameter 3.
    image = ink([np.array([[5.0, 5.5], [15.0, 5.5]])], 3.0, (11, 20))
    assert image.dtype == np.float32
    assert image.shape == (11, 20)
    np.testing.assert_array_equal(image[4:7, 5:15], 1)
    np.testing.assert_allclose(image[[3, 7], 5:15], 0, atol=0.05)
    np.testing.assert_allclose(image.sum(), 3 * 10 + np.pi * 1.5**2, rtol=0.03)


def test_ink_is_antialiased():
    # The line's lower edge lies in the middle of row 6.
    image = ink([np.array([[2.0, 5.0], [18.0, 5.0]])], 3.0, (11, 20))
    np.testing.assert_allclose(image[6, 4:16], 0.5, atol=0.1)
    np.testing.assert_allclose(image[5, 4:16], 1)


@pytest.mark.parametrize("width", [1.5, 4.0, 13.0])
def test_ink_is_as_wide_as_the_pen(width):
    image = ink([np.array([[5.0, 20.3], [75.0, 24.3]])], width, (45, 80))
    np.testing.assert_allclose(image[:, 30:50].sum() / 20, width, rtol=0.05)


def test_ink_outside_the_image_is_left_out():
    inside = ink([np.array([[-30.0, 5.5], [50.0, 5.5]])], 3.0, (11, 20))
    np.testing.assert_allclose(inside.sum(), 3 * 20, rtol=0.05)
    assert ink([np.array([[-30.0, -30.0], [-20.0, -30.0]])], 3.0, (11, 20)).sum() == 0
