import numpy as np

from lib.analysis.confusion import confusion_matrix, top_pairs


def test_matrix_by_hand():
    matrix = confusion_matrix(np.array([0, 0, 1, 2, 2]), np.array([0, 1, 1, 0, 0]), 3)
    np.testing.assert_array_equal(matrix, [[1, 1, 0], [0, 1, 0], [2, 0, 0]])


def test_pairs_count_both_directions():
    matrix = np.array([[9, 1, 0], [0, 9, 3], [2, 2, 9]])
    assert top_pairs(matrix, "ABC", 5) == [
        {"pair": "B/C", "count": 5, "first_as_second": 3, "second_as_first": 2},
        {"pair": "A/C", "count": 2, "first_as_second": 0, "second_as_first": 2},
        {"pair": "A/B", "count": 1, "first_as_second": 1, "second_as_first": 0},
    ]
    assert [p["pair"] for p in top_pairs(matrix, "ABC", 1)] == ["B/C"]
    assert top_pairs(np.eye(3, dtype=int), "ABC", 5) == []
