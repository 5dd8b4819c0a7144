"""The page's judgements: with other numbers the sentence is another one, and true."""

import numpy as np
import pytest

from lib.analysis.paired import mcnemar
from lib.report import verdicts


def network(test_acc: float, n: int = 1800, params: int = 1000) -> dict:
    return {"test_acc": test_acc, "n": n, "params": params}


def run(valid_acc: float, train_loss: float = 0.3) -> dict:
    return {"valid_acc": valid_acc, "train_loss": train_loss}


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_are_english(words, expected):
    assert verdicts.listed(words) == expected


@pytest.mark.parametrize(
    ("cnn", "mlp", "said"),
    [
        (
            90,
            20,
            "CNN does better than the MLP: 59.0\u00a0% against 52.0\u00a0%. 90 images are ",
        ),
        (
            20,
            90,
            "CNN does worse than the MLP: 52.0\u00a0% against 59.0\u00a0%. 20 images are ",
        ),
        (25, 20, "about equally well: 52.5\u00a0% against 52.0\u00a0%. 25 images are classified "),
        (0, 0, "about equally well: 50.0\u00a0% against 50.0\u00a0%. 0 images"),
    ],
)
def test_classifiers_are_compared_image_by_image(cnn, mlp, said):
    """Of 1,000 images both read 500; cnn and mlp are those that one alone reads."""
    both = np.arange(1000) < 500
    first, second = both | _marked(500, cnn), both | _marked(900, mlp)
    networks = [network(float(right.mean())) for right in (first, second)]
    pair = mcnemar(first, second)
    found = verdicts.compared("the CNN", networks[0], "the MLP", networks[1], pair)
    assert said in found
    assert f"and {mlp} by the MLP alone (McNemar's test: p = " in found
    assert found.endswith("chance.") == ("equally" in said)


def _marked(start: int, count: int) -> np.ndarray:
    """count of 1,000 from a place on."""
    places = np.arange(1000)
    return (places >= start) & (places < start + count)


def test_parameters_may_be_more_or_fewer():
    few, many = network(0.9, params=500), network(0.9, params=2000)
    assert "500 parameters, 0.250 times the 2,000 of B" in verdicts.parameters("A", few, "B", many)
    assert "2,000 parameters, 4.00 times the 500 of A" in verdicts.parameters("B", many, "A", few)


def test_a_target_is_met_or_missed():
    assert "meets the 75\u00a0%" in verdicts.target(0.75, 0.75)
    assert "misses the 75\u00a0%" in verdicts.target(0.749, 0.75)


@pytest.mark.parametrize(
    ("tenth", "tuned", "tenfold", "selected", "said"),
    [
        (run(0.88, 0.4), run(0.90), run(0.79, 0.7), "tuned", "the tuned rate had the best"),
        (run(0.88, 0.4), run(0.90), run(0.92), "tenfold", "ten times the tuned rate had the best"),
        (run(0.91), run(0.90), run(0.79, 0.7), "tenth", "a tenth of the tuned rate had the best"),
    ],
)
def test_the_best_rate_is_the_one_that_validation_chose(tenth, tuned, tenfold, selected, said):
    runs = {"tenth": tenth, "tuned": tuned, "tenfold": tenfold}
    assert said in verdicts.rates(runs, selected)


def test_why_a_rate_does_worse_depends_on_its_loss():
    def said(tenth, tenfold):
        return verdicts.rates({"tenth": tenth, "tuned": run(0.9), "tenfold": tenfold}, "tuned")

    usual = said(run(0.88, 0.4), run(0.79, 0.7))
    assert "less progress" in usual
    assert "overshoot: the training loss ends at 0.700 instead of 0.300, and " in usual
    fitted = said(run(0.88, 0.2), run(0.79, 0.2))
    assert "less progress" not in fitted
    assert "overshoot" not in fitted
    assert fitted.count("the training loss is no higher") == 2
    better = said(run(0.9), run(0.92))
    assert "At a tenth of the tuned rate it is the same." in better
    expected = "At ten times the tuned rate it is higher: validation accuracy is 92.0\u00a0%."
    assert expected in better


def test_vanishing_follows_the_measured_gradients():
    def said(sigmoid, tanh):
        values = {"q1_6_gradient_left_sigmoid": sigmoid, "q1_6_gradient_left_tanh": tanh}
        return verdicts.vanishing(values, 2)

    expected = "to 0.0100 with sigmoid, a factor of 0.100 per layer, and to 0.250 with tanh"
    assert expected in said(0.01, 0.25)
    assert "Tanh keeps more of the gradient." in said(0.01, 0.25)
    assert "Tanh keeps no more of it here." in said(0.25, 0.01)


def test_a_scale_of_first_weights_may_do_no_harm():
    study = {"xavier": run(0.7), "large": run(0.5), "small": run(0.71)}
    assert "Too large a scale saturates the sigmoids" in verdicts.starts(study)
    harmless = "A small scale does no harm here: validation accuracy is 71.0\u00a0% instead of 70.0"
    assert harmless in verdicts.starts(study)


@pytest.mark.parametrize(
    ("fixed", "fresh", "said"),
    [
        (0.70, 0.75, "Fresh batches do better: accuracy differs by 5.00 percentage points"),
        (0.75, 0.70, "Fresh batches do worse: accuracy differs by 5.00 percentage points"),
        (0.75, 0.752, "is no larger than the standard deviation"),
    ],
)
def test_batches_are_compared_beside_their_deviation(fixed, fresh, said):
    values = {
        "fixed": {"valid_acc": fixed, "valid_acc_sd": 0.004},
        "fresh": {"valid_acc": fresh, "valid_acc_sd": 0.003},
    }
    assert said in verdicts.batches(values)


def test_weights_may_stay_noise():
    values = {"neighbour_correlation_before": 0.01, "neighbour_correlation_after": 0.85}
    assert "after it they form smooth patterns" in verdicts.patterns(values)
    values["neighbour_correlation_after"] = 0.05
    assert "changed their arrangement little" in verdicts.patterns(values)


def test_only_pairs_that_were_confused_are_spoken_of():
    said = verdicts.confusions([{"pair": "O/0"}, {"pair": "A/R"}, {"pair": "S/5"}])
    assert said.startswith("The two characters of O/0 and S/5 look alike")
    assert "Those of A/R differ when they are written carefully" in said
    assert "I/1" not in said
    assert "alike" not in verdicts.confusions([{"pair": "A/R"}])
    assert verdicts.confusions([]) == "No two classes were confused."


def test_a_broken_assumption_may_cost_nothing():
    def said(errors):
        kept = {"assumption": "It is so.", "keeps": True, "errors": 0, "found": 9, "expected": 9}
        return verdicts.failures([kept, kept | {"keeps": False, "errors": errors, "found": 5}])

    breaks = "On the page that breaks “It is so”, 5 boxes are found for 9 letters, and "
    assert said(4) == breaks + "4 more characters are misread than without the fault."
    assert said(0) == breaks + "no more are misread than without the fault."


def test_all_letters_are_found_or_not():
    values = {"boxes_classical": 9, "boxes_expected": 9, "lines": 2, "lines_with_all_boxes": 2}
    assert "every line has exactly as many boxes" in verdicts.boxes(values)
    assert "not all letters are found" in verdicts.boxes(values | {"boxes_classical": 8})
    assert "1 of 2 lines" in verdicts.boxes(values | {"lines_with_all_boxes": 1})


def test_a_share_falls_rises_or_stays():
    assert verdicts.changed("It", 0.2, 0.1) == "It falls from 20.0\u00a0% to 10.0\u00a0%"
    assert verdicts.changed("It", 0.1, 0.2) == "It rises from 10.0\u00a0% to 20.0\u00a0%"
    assert verdicts.changed("It", 0.1, 0.1) == "It stays at 10.0\u00a0%"


def test_the_worst_nuisance_is_named_if_it_costs_anything():
    values = {"middle_worst": 0.15, "worst": "blur", "none": {"context": 0.03}}
    expected = "“blur”: 15.0\u00a0% of the characters are misread, instead of 3.00\u00a0%"
    assert expected in verdicts.hard(values)
    assert "no nuisance increases the error" in verdicts.hard(values | {"middle_worst": 0.03})


def test_a_loss_falls_rises_again_or_stays():
    falling = [10.0 / (k + 1) for k in range(20)]
    assert "and the last tenth 0." in verdicts.falling(falling)
    assert verdicts.falling(falling).endswith("the loss ends at 0.500.")
    assert "rises again" in verdicts.falling([*falling[:-1], 3.0])
    assert verdicts.falling([2.0] * 20) == "from 2.00 in the first epoch, the loss ends at 2.00."
    assert verdicts.falling([2.0, 1.0]).endswith("the loss ends at 1.00.")


def test_the_autoencoder_is_compared_with_the_better_pca():
    values = {"psnr": 17.0, "psnr_pca32": 16.0, "psnr_pca32_clipped": 16.5}
    assert "is better than PCA at its best: +0.500 dB" in verdicts.linear(values)
    assert "is no better than PCA" in verdicts.linear(values | {"psnr_pca32_clipped": 18.0})


def test_a_direction_is_named_only_where_it_is_clear():
    pairs = [
        {"pair": "I/1", "count": 41, "first_as_second": 7, "second_as_first": 34},
        {"pair": "O/0", "count": 38, "first_as_second": 24, "second_as_first": 14},
    ]
    said = verdicts.directions(pairs)
    assert "1 is taken for I far more often than I for 1: 34 times against 7." in said
    assert "For the other pairs, O/0, there are too few images" in said
    assert "For these pairs, O/0, there" in verdicts.directions(pairs[1:])
    assert verdicts.directions([]) == ""


def test_pairs_that_both_confuse_are_named():
    one = [{"pair": "a/b"}, {"pair": "a/c"}]
    assert verdicts.shared(one, [{"pair": "a/c"}, {"pair": "b/c"}]) == "Both confuse a/c."
    assert verdicts.shared(one, []) == "No pair of classes is in both tables."


def test_a_drop_from_validation_to_test_is_explained_only_beyond_chance():
    values = {"valid_acc": 0.925, "test_acc": 0.85, "n": 160}
    assert (
        "7.50 percentage points below validation accuracy, which lies outside"
        in verdicts.dropped(values)
    )
    assert "do not differ clearly" in verdicts.dropped(values | {"test_acc": 0.9})
    assert "is lower than" in verdicts.dropped(values | {"valid_acc": 0.7})


def test_the_least_loss_on_smoothed_labels_is_their_entropy():
    curve = {"train_loss": [2.0, 0.9], "valid_loss": [1.0, 0.4]}
    assert "below 0.693" in verdicts.smoothing(curve, 1.0, 2)  # all shared: log 2
    assert "smoothed" not in verdicts.smoothing(curve, 0.0, 2)
    assert verdicts.smoothing(curve | {"valid_loss": [1.0, 0.95]}, 0.1, 36) == ""


def test_trainings_are_compared_where_both_arrive():
    slow, fast = {"valid_acc": [0.1, 0.5, 0.8]}, {"valid_acc": [0.7, 0.9, 0.8]}
    said = verdicts.converged("A", fast, "B", slow)
    assert "A converges faster: it reaches a validation accuracy of 80.0\u00a0%" in said
    assert "in epoch 2, B in epoch 3." in said
    assert "B converges more slowly" in verdicts.converged("B", slow, "A", fast)


def test_a_jump_is_one_only_if_accuracy_rises():
    assert "jumps from 63.0\u00a0% in epoch 6" in verdicts.grown(
        {"valid_acc": [0.63] * 6 + [0.79]}, 7
    )
    assert "does not help at once" in verdicts.grown({"valid_acc": [0.63] * 7}, 7)


def test_a_reconstruction_counts_as_wrong_only_if_its_original_was_read():
    image = {"label": "8", "original": "8", "default": "R", "tuned": "8"}
    unread = image | {"label": "B", "original": "5", "tuned": "H"}
    values = {"n": 100, "read": {"original": 0.9, "default": 0.7, "tuned": 0.8}}
    said = verdicts.reconstructed(values | {"shown": [image, unread]})
    assert said.endswith("but not their reconstructions: by the default autoencoder, 8 as R.")
    assert "B as" not in said
    assert "Of the images shown" not in verdicts.reconstructed(values | {"shown": [unread]})
