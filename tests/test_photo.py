import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lib.frame.errors import InputError
from lib.photos import MAX_PIXELS, expand, open_photo, open_reduced, pages_of, photos_in
from lib.photos.rgb import BAND

RED, WHITE, BLACK = [255, 0, 0], [255, 255, 255], [0, 0, 0]


def test_rgb_png_comes_back_as_it_is(tmp_path):
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    opened = open_photo(tmp_path / "a.png")
    assert opened.dtype == np.uint8
    assert opened.tolist() == pixels.tolist()


def test_exif_orientation_is_applied(tmp_path):
    exif = Image.Exif()
    exif[274] = 6  # turn a quarter clockwise to see it upright
    picture = Image.fromarray(np.array([[RED, WHITE]], np.uint8))
    picture.save(tmp_path / "a.png", exif=exif)
    assert open_photo(str(tmp_path / "a.png")).tolist() == [[RED], [WHITE]]


def test_grey_becomes_three_equal_channels(tmp_path):
    Image.fromarray(np.array([[0, 200]], np.uint8)).save(tmp_path / "a.png")
    assert open_photo(tmp_path / "a.png").tolist() == [[BLACK, [200, 200, 200]]]


@pytest.mark.parametrize(("value", "level"), [(65535, 255), (32768, 128), (257, 1), (0, 0)])
def test_sixteen_bits_are_scaled_to_eight(tmp_path, value, level):
    Image.fromarray(np.full((2, 2), value, np.uint16)).save(tmp_path / "a.png")
    assert (open_photo(tmp_path / "a.png") == level).all()


def test_float_tiff_in_0_to_1(tmp_path):
    Image.fromarray(np.array([[0, 0.4, 1, np.nan]], np.float32)).save(tmp_path / "a.tiff")
    assert open_photo(tmp_path / "a.tiff")[0, :, 0].tolist() == [0, 102, 255, 0]


def test_transparent_becomes_white(tmp_path):
    pixels = np.array([[[0, 0, 0, 0], [*RED, 255], [0, 0, 0, 51]]], np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    assert open_photo(tmp_path / "a.png").tolist() == [[WHITE, RED, [204, 204, 204]]]


def test_palette_with_a_transparent_colour(tmp_path):
    picture = Image.fromarray(np.array([[0, 1]], np.uint8)).convert("P")
    picture.putpalette([*BLACK, *RED])
    picture.save(tmp_path / "a.gif", transparency=0)
    assert open_photo(tmp_path / "a.gif").tolist() == [[WHITE, RED]]


def test_cmyk(tmp_path):
    Image.new("CMYK", (8, 8), (0, 0, 0, 0)).save(tmp_path / "a.jpg")
    assert (open_photo(tmp_path / "a.jpg") > 250).all()


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        open_photo(tmp_path / "none.jpg")


@pytest.mark.parametrize("name", ["", "a.jpg"])
def test_a_folder_is_no_photo(tmp_path, name):
    (tmp_path / "a.jpg").mkdir()
    with pytest.raises(InputError, match="a folder without a photo in it"):
        open_photo(tmp_path / name)


def test_a_name_that_is_too_long(tmp_path):
    with pytest.raises(InputError, match=r"^photo .*xxx\.\.\.$"):
        pages_of(tmp_path / ("x" * 5000))


@pytest.mark.parametrize("content", [b"", b"hello, world", b"\x00" * 100])
def test_not_an_image(tmp_path, content):
    (tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(InputError, match="not an image"):
        open_photo(tmp_path / "a.jpg")


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tiff"])
def test_truncated(tmp_path, name):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    Image.fromarray(noise).save(tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError) as caught:
        open_photo(tmp_path / name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_zero_size(tmp_path):
    (tmp_path / "a.ppm").write_bytes(b"P6 0 0 255\n")
    with pytest.raises(InputError, match=r"a\.ppm"):
        open_photo(tmp_path / "a.ppm")


@pytest.mark.parametrize("width", [14000, 60000])  # just above the limit, and far above it
def test_decompression_bomb(tmp_path, width):
    assert width * width > MAX_PIXELS

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, width, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    png += chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(png)
    with pytest.raises(InputError, match="at most 179 megapixels"):
        open_photo(tmp_path / "a.png")


@pytest.mark.parametrize(
    ("enough", "side"), [(MAX_PIXELS, 640), (320 * 200, 320), (64_001, 640), (1, 80)]
)
def test_a_jpeg_is_decoded_at_the_size_that_suffices(tmp_path, enough, side):
    across = np.linspace(0, 255, 640, dtype=np.uint8)
    Image.fromarray(np.tile(across, (400, 1))).save(tmp_path / "a.jpg", quality=95)
    opened, scale = open_reduced(tmp_path / "a.jpg", enough)
    assert opened.shape == (round(400 * side / 640), side, 3)
    np.testing.assert_allclose(opened[0, :: side // 80, 0], across[::8], atol=8)
    np.testing.assert_array_equal(scale, 640 / side)


def test_other_formats_are_decoded_in_full(tmp_path):
    Image.fromarray(np.zeros((400, 640), np.uint8)).save(tmp_path / "a.png")
    opened, scale = open_reduced(tmp_path / "a.png", 1)
    assert opened.shape == (400, 640, 3)
    assert scale.tolist() == [1, 1]


@pytest.mark.parametrize("kind", ["jpg", "tif", "png"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_scale_is_that_of_the_upright_photo(tmp_path, orientation, kind):
    exif = Image.Exif()
    exif[274] = orientation
    file = tmp_path / f"a.{kind}"
    Image.new("RGB", (76, 33)).save(file, exif=exif)
    whole = np.array(open_photo(file).shape[:2])
    reduced, scale = open_reduced(file, 1)
    np.testing.assert_allclose(scale * reduced.shape[:2], whole)
    assert (scale > 5).all() == (kind == "jpg")


def test_a_format_that_runs_another_program_is_no_photo(tmp_path):
    (tmp_path / "a.jpg").write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    with pytest.raises(InputError, match="not an image"):
        open_photo(tmp_path / "a.jpg")


def test_bands_join_without_a_seam(tmp_path):
    levels = np.arange(3 * BAND + 7, dtype=np.int32)[:, None] * 60
    Image.fromarray(levels).save(tmp_path / "a.tif")
    expected = np.rint(levels / 65535 * 255).astype(np.uint8)
    np.testing.assert_array_equal(open_photo(tmp_path / "a.tif")[:, :, 0], expected)


@pytest.fixture
def folder(tmp_path):
    for name in ("b.jpg", "a.PNG", "notes.txt", "c[1].jpg"):
        (tmp_path / name).touch()
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "d.tif").touch()
    (tmp_path / "deep" / "e.HEIC").touch()
    for hidden in (".f.jpg", ".thumbnails/g.jpg"):
        (tmp_path / "deep" / hidden).parent.mkdir(exist_ok=True)
        (tmp_path / "deep" / hidden).touch()
    (tmp_path / "empty").mkdir()
    return tmp_path


def names(paths):
    return [path.name for path in paths]


def test_a_folder_stands_for_the_photos_in_it_and_in_its_folders(folder):
    expected = ["a.PNG", "b.jpg", "c[1].jpg", "d.tif", "e.HEIC"]
    assert names(photos_in(folder)) == expected
    assert names(expand([str(folder)])) == expected


def test_links_that_lead_round_in_circles_are_harmless(folder):
    (folder / "deep" / "round").symlink_to(folder)
    (folder / "z.jpg").symlink_to(folder / "z.jpg")
    (folder / "y.jpg").symlink_to(folder / "b.jpg")
    assert names(photos_in(folder)) == ["a.PNG", "b.jpg", "c[1].jpg", "d.tif", "e.HEIC", "y.jpg"]
    with pytest.raises(InputError, match=r"z\.jpg: "):
        pages_of(folder / "z.jpg")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_passed_on(folder):
    (folder / "deep").chmod(0)
    try:
        assert names(photos_in(folder)) == ["a.PNG", "b.jpg", "c[1].jpg", "deep"]
    finally:
        (folder / "deep").chmod(0o700)


def test_a_pattern_stands_for_what_matches(folder):
    assert names(expand([f"{folder}/*.jpg"])) == ["b.jpg", "c[1].jpg"]
    assert names(expand([f"{folder}/**/*.tif"])) == ["d.tif"]


def test_a_file_named_like_a_pattern_is_a_file(folder):
    assert names(expand([f"{folder}/c[1].jpg"])) == ["c[1].jpg"]


def test_files_are_taken_as_they_are_and_in_order(folder):
    assert names(expand([f"{folder}/notes.txt", f"{folder}/deep"])) == [
        "notes.txt",
        "d.tif",
        "e.HEIC",
    ]


def test_what_leads_nowhere_is_left_for_opening_it_to_say(folder):
    given = [f"{folder}/none.jpg", f"{folder}/*.gif", f"{folder}/empty"]
    assert list(expand(given)) == [Path(name) for name in given]
