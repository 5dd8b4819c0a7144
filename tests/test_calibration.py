import numpy as np
import pytest

from lib.characters.calibration import calibration_error, fit_temperature, with_temperature


@pytest.fixture
def told():
    """Logits that are three times too sure, and labels drawn as the true ones say."""
    rng = np.random.default_rng(0)
    true = rng.normal(0, 1.5, (4000, 5))
    chances = with_temperature(true, 1)
    labels = np.array([rng.choice(5, p=row) for row in chances])
    return 3 * true, labels


def test_the_temperature_that_spoiled_the_logits_is_found(told):
    assert fit_temperature(*told) == pytest.approx(3, rel=0.1)


def test_it_makes_confidence_what_accuracy_is(told):
    logits, labels = told
    before = calibration_error(with_temperature(logits, 1), labels)
    after = calibration_error(with_temperature(logits, fit_temperature(*told)), labels)
    assert before > 0.15
    assert after < 0.03


def test_temperature_one_is_the_softmax():
    np.testing.assert_allclose(with_temperature(np.log([[1.0, 3.0]]), 1), [[0.25, 0.75]])
    assert with_temperature(np.array([[0.0, 1000.0]]), 0.1).tolist() == [[0, 1]]


def test_calibration_error_of_a_known_case():
    sure = np.array([[0.9, 0.1]] * 4)
    assert calibration_error(sure, np.array([0, 0, 0, 1])) == pytest.approx(0.9 - 0.75)
    assert calibration_error(np.array([[1.0, 0.0]]), np.array([0])) == 0
