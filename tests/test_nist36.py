import numpy as np
import pytest
from scipy import sparse
from scipy.io import savemat

from lib.characters import CLASSES, upright
from lib.datasets.nist36 import load_mat, save_mat
from lib.frame.errors import InputError

X = np.random.default_rng(0).random((6, 1024))
Y = np.eye(36, dtype=np.uint8)[[0, 1, 2, 3, 4, 35]]


def test_round_trip(tmp_path):
    save_mat(tmp_path / "a.mat", "valid", X, Y)
    x, y = load_mat(tmp_path / "a.mat", "valid")
    assert (x.dtype, y.dtype) == (np.float32, np.float32)
    np.testing.assert_allclose(x, X, atol=1e-7)
    np.testing.assert_array_equal(y, Y)


def test_classes_and_orientation():
    assert (len(CLASSES), CLASSES[0], CLASSES[25], CLASSES[26], CLASSES[35]) == (
        36,
        "A",
        "Z",
        "0",
        "9",
    )
    row = np.zeros((32, 32))
    row[3, 7] = 1  # stored transposed: upright it stands in row 7, column 3
    assert upright(row.reshape(1, 1024))[0, 7, 3] == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"test_data": X[:, :100], "test_labels": Y}, r"test_data has shape \(6, 100\)"),
        ({"test_data": X[:0], "test_labels": Y[:0]}, r"test_data has shape \(0, 1024\)"),
        ({"test_data": X, "test_labels": Y[:5]}, r"test_labels has shape \(5, 36\)"),
        ({"test_data": X, "test_labels": Y[:, :26]}, r"must be \(6, 36\)"),
        ({"test_data": X}, "holds test_data; it must hold test_data and test_labels"),
        ({"valid_data": X, "valid_labels": Y}, "holds valid_data, valid_labels"),
        ({"test_data": 255 * X, "test_labels": Y}, r"outside 0\.\.1"),
        ({"test_data": X * np.nan, "test_labels": Y}, "test_data holds 6144 values that are NaN"),
        ({"test_data": X + np.inf, "test_labels": Y}, "NaN or infinite; all must be finite"),
        ({"test_data": X, "test_labels": Y * np.nan}, "test_labels holds 216 values that are NaN"),
        ({"test_data": X + 1j, "test_labels": Y}, "of type complex128"),
        ({"test_data": X, "test_labels": 0 * Y}, "not one-hot"),
        ({"test_data": X, "test_labels": np.ones_like(Y)}, "not one-hot"),
    ],
)
def test_wrong_content_is_named(tmp_path, content, message):
    savemat(tmp_path / "a.mat", content)
    with pytest.raises(InputError, match=message) as error:
        load_mat(tmp_path / "a.mat", "test")
    assert "a.mat" in str(error.value)


@pytest.mark.parametrize("content", [b"", b"MATLAB 5.0", b"\x00" * 500, bytes(range(256)) * 4])
def test_what_is_no_mat_file_is_refused(tmp_path, content):
    (tmp_path / "a.mat").write_bytes(content)
    with pytest.raises(InputError, match="not a readable MATLAB file"):
        load_mat(tmp_path / "a.mat", "test")


def test_a_missing_mat_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"b\.mat: no such file"):
        load_mat(tmp_path / "b.mat", "test")


def test_a_truncated_mat_file_is_refused(tmp_path):
    save_mat(tmp_path / "a.mat", "test", X, Y)
    whole = (tmp_path / "a.mat").read_bytes()
    (tmp_path / "a.mat").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="not a readable MATLAB file"):
        load_mat(tmp_path / "a.mat", "test")


def test_the_date_leaves_no_trace(tmp_path):
    save_mat(tmp_path / "a.mat", "test", X, Y)
    heading = (tmp_path / "a.mat").read_bytes()[:116]
    assert heading.strip() == b"MATLAB 5.0 MAT-file"


def test_a_sparse_matrix_is_refused(tmp_path):
    path = tmp_path / "nist36_train.mat"
    y = np.eye(36, dtype=np.uint8)
    savemat(path, {"train_data": sparse.csc_matrix(np.ones((36, 1024))), "train_labels": y})
    with pytest.raises(InputError, match="train_data is sparse"):
        load_mat(path, "train")
