import io

import numpy as np
import pytest
from scipy.io import savemat

from lib.datasets import matfile
from lib.datasets.matfile import mat_bytes, read_mat
from lib.frame.errors import InputError

PLACES = (4, 8), (2, 4)  # in an element's head: of its size, and of a small one's
NESTED = np.empty((1, 2), object)
NESTED[0, 0], NESTED[0, 1] = np.array(["A.jpg"]), np.arange(3)


@pytest.mark.parametrize("compress", [False, True])
def test_what_is_written_is_read(compress):
    values = {"x": np.arange(6.0).reshape(2, 3), "i": np.array([[7]], np.uint8), "c": NESTED}
    found = read_mat(mat_bytes(values, compress))
    np.testing.assert_array_equal(found["x"], values["x"])
    assert found["i"].dtype == np.uint8
    assert found["c"][0, 0] == "A.jpg"
    np.testing.assert_array_equal(found["c"][0, 1].ravel(), [0, 1, 2])


def test_version_4_is_read():
    out = io.BytesIO()
    savemat(out, {"x": np.eye(2)}, format="4")
    np.testing.assert_array_equal(read_mat(out.getvalue())["x"], np.eye(2))


@pytest.mark.parametrize("text", [b"", b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(512)])
def test_version_7_3_is_refused_with_what_to_do(text):
    with pytest.raises(InputError, match=r"of version 7\.3, .* save it in MATLAB with -v7"):
        read_mat(text + b"\x89HDF\r\n\x1a\n" + bytes(600))


def test_the_other_order_of_bytes_is_read():
    """Made by hand: SciPy writes this machine's order alone."""

    def element(kind: int, data: bytes) -> bytes:
        return np.array([kind, len(data)], ">u4").tobytes() + data + bytes(-len(data) % 8)

    inside = element(6, np.array([6, 0], ">u4").tobytes())
    inside += element(5, np.array([1, 2], ">i4").tobytes()) + element(1, b"x")
    inside += element(9, np.array([1.5, -2], ">f8").tobytes())
    header = b"MATLAB 5.0".ljust(124) + b"\x01\x00MI"
    found = read_mat(header + element(14, inside))
    np.testing.assert_array_equal(found["x"], [[1.5, -2]])


@pytest.mark.parametrize("kind", [0, 8, 10, 15, 19, 255, 0xFFFF, 0x7FFFFFFF])
def test_elements_of_unknown_kinds_are_refused_before_scipy_crashes_on_them(kind):
    content = mat_bytes({"x": np.eye(3)})
    at = 128 + 8  # the first element inside the matrix: its flags
    while at < len(content):
        changed = content[:at] + np.array([kind], "<u4").tobytes() + content[at + 4 :]
        with pytest.raises(InputError, match="not a readable MATLAB file"):
            read_mat(changed)
        size, small = (int.from_bytes(content[at + i : at + j], "little") for i, j in PLACES)
        at += 8 if small else 8 + size + -size % 8


@pytest.mark.parametrize("mark", [b"IM", b"MI", b"MX", b"\0\0"])
def test_a_small_file_that_holds_much_is_refused(monkeypatch, mark):
    content = mat_bytes({"x": np.zeros(10**6)}, compress=True)
    assert len(content) < 20_000
    if mark != b"IM":  # the size of the only element, in the other order of bytes
        head = np.frombuffer(content[128:136], "<u4").astype(">u4").tobytes()
        content = content[:126] + mark + head + content[136:]
    monkeypatch.setattr(matfile, "MOST", 10**6)
    with pytest.raises(InputError, match="holds more than 1000000 bytes"):
        read_mat(content)


def test_matrices_too_deep_in_each_other_are_refused():
    deep = np.eye(1)
    for _ in range(30):
        cell = np.empty((1, 1), object)
        cell[0, 0] = deep
        deep = cell
    with pytest.raises(InputError, match="an element in it is damaged"):
        read_mat(mat_bytes({"x": deep}))


def test_a_file_that_is_cut_off_is_refused():
    content = mat_bytes({"x": np.eye(20)}, compress=True)
    for length in range(129, len(content), 7):
        with pytest.raises(InputError, match="not a readable MATLAB file"):
            read_mat(content[:length])
