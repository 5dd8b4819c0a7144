"""Question 2.2.3: the loss and the accuracy."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from lib.nn import compute_loss_and_acc, softmax
from lib.solutions.cases import Case, Mistake
from lib.solutions.verdict import number


def _read(answer: dict) -> dict[str, Any]:
    value = answer["values"][0]
    if isinstance(value, list | tuple) and len(value) == 2:
        return {"the loss": value[0], "the accuracy": value[1]}
    if isinstance(value, np.ndarray) and value.shape == (2,):
        return {"the loss": value[0], "the accuracy": value[1]}
    return {"the loss": value, "the accuracy": None}


def _case(what: str, n: int, k: int, right: int, dtype: type = np.float64) -> Case:
    """Probabilities of n examples, of which the first ``right`` are classified right."""
    rng = np.random.default_rng(n * k + right)
    truth = np.arange(n) % k
    scores = rng.normal(0, 1, (n, k))
    scores[np.arange(n), (truth + (np.arange(n) >= right)) % k] += 5
    probs: np.ndarray = softmax(scores).astype(dtype)
    y = np.eye(k)[truth]
    order = rng.permutation(n)
    probs, y = probs[order], y[order]
    loss, acc = compute_loss_and_acc(y, probs)
    given = SimpleNamespace(y=y, p=probs, t=y.argmax(axis=1), n=n, k=k, loss=loss, acc=acc)
    return Case(
        what,
        [["compute_loss_and_acc", [y, probs]]],
        {"the loss": loss, "the accuracy": acc},
        _read,
        given,
    )


LOSS = [
    _case("compute_loss_and_acc of 8 examples of 3 classes", 8, 3, 5),
    _case("compute_loss_and_acc of 40 examples of 4 classes", 40, 4, 13),
    _case("compute_loss_and_acc of as many examples as classes", 5, 5, 2),
    _case("compute_loss_and_acc in float32", 9, 4, 7, np.float32),
    _case("compute_loss_and_acc where all is right", 6, 3, 6),
]


def certain() -> Case:
    """Probabilities of 0 and 1, as an underflow leaves them; the loss is 0."""
    y = np.eye(3)[[0, 1, 2, 0]]
    given = SimpleNamespace(y=y, p=y.copy(), t=y.argmax(axis=1), n=4, k=3, loss=0.0, acc=1.0)
    return Case(
        "compute_loss_and_acc of probabilities 0 and 1",
        [["compute_loss_and_acc", [y, y.copy()]]],
        {"the loss": 0.0, "the accuracy": 1.0},
        _read,
        given,
    )


def fails(answer: dict) -> bool:
    """Whether the loss of ``certain`` is no number; a small one comes of a guard, and is right."""
    if "error" in answer:
        return False
    value = number(_read(answer)["the loss"])
    return value is not None and not np.isfinite(value).all()


LOG_OF_ZERO = (
    "log of zero: where a probability underflows to 0, as that of another class may, 0 log 0 gives "
    "no number; take the true classes' probabilities alone (no points lost: it happens seldom)."
)

_L, _A = "the loss", "the accuracy"
LOSS_MISTAKES = [
    Mistake(
        "the mean for the sum", "the loss is summed over the examples.", _L, lambda g: g.loss / g.n
    ),
    Mistake(
        "the mean over all numbers for the sum",
        "the loss is summed over the examples.",
        _L,
        lambda g: g.loss / g.n / g.k,
    ),
    Mistake(
        "the loss without its minus",
        "logs of probabilities are negative; the loss is not.",
        _L,
        lambda g: -g.loss,
    ),
    Mistake(
        "the mean for the sum, and no minus", "it is minus the sum.", _L, lambda g: -g.loss / g.n
    ),
    Mistake("log to the base 10", "the log is the natural one.", _L, lambda g: g.loss / np.log(10)),
    Mistake("log to the base 2", "the log is the natural one.", _L, lambda g: g.loss / np.log(2)),
    Mistake(
        "logs of all classes summed",
        "only the true class's probability counts: y selects it.",
        _L,
        lambda g: -np.log(g.p).sum(),
    ),
    Mistake(
        "binary cross-entropy",
        "the other classes' 1 - p do not count.",
        _L,
        lambda g: -(g.y * np.log(g.p) + (1 - g.y) * np.log(1 - g.p)).sum(),
    ),
    Mistake(
        "the squared error for the cross-entropy",
        "the loss is minus the log of the true class's probability.",
        _L,
        lambda g: ((g.y - g.p) ** 2).sum(),
    ),
    Mistake(
        "the log forgotten",
        "the loss is minus the log of the true class's probability.",
        _L,
        lambda g: -(g.y * g.p).sum(),
    ),
    Mistake(
        "the log forgotten, and the minus",
        "the loss is minus the log of the true class's probability.",
        _L,
        lambda g: (g.y * g.p).sum(),
    ),
    Mistake(
        "the log of the summed probabilities",
        "the log is taken of each example by itself.",
        _L,
        lambda g: -np.log((g.y * g.p).sum()),
    ),
    Mistake(
        "y and the probabilities exchanged",
        "it is y log(p), not p log(y).",
        _L,
        lambda g: -(g.p * np.log(g.y)).sum(),
    ),
    Mistake(
        "the log of the largest probability",
        "the true class's counts, not the predicted one's.",
        _L,
        lambda g: -np.log(g.p.max(axis=1)).sum(),
    ),
    Mistake("loss and accuracy exchanged", "return the loss first.", _L, lambda g: g.acc),
    Mistake(
        "the loss of each example, not summed",
        "one number is asked for.",
        _L,
        lambda g: -np.log((g.y * g.p).sum(axis=1)),
    ),
    Mistake(
        "softmax applied once more",
        "probs are probabilities already.",
        _L,
        lambda g: -np.log(softmax(g.p)[np.arange(g.n), g.t]).sum(),
    ),
    Mistake(
        "the entropy of the probabilities",
        "y selects the true class.",
        _L,
        lambda g: -(g.p * np.log(g.p)).sum(),
    ),
    Mistake(
        "the accuracy as a count", "it is the fraction of the examples.", _A, lambda g: g.acc * g.n
    ),
    Mistake("the accuracy in percent", "it is a fraction from 0 to 1.", _A, lambda g: g.acc * 100),
    Mistake("the error for the accuracy", "count what is right.", _A, lambda g: 1 - g.acc),
    Mistake(
        "the accuracy by argmax along the wrong axis",
        "classes are along axis 1.",
        _A,
        lambda g: (g.p.argmax(axis=0) == g.y.argmax(axis=0)).mean(),
    ),
    Mistake(
        "the accuracy divided by the number of classes",
        "divide by the number of examples.",
        _A,
        lambda g: g.acc * g.n / g.k,
    ),
    Mistake(
        "the accuracy divided by all numbers",
        "divide by the number of examples.",
        _A,
        lambda g: g.acc / g.k,
    ),
    Mistake(
        "the accuracy as the mean probability",
        "count the examples whose largest probability is at the true class.",
        _A,
        lambda g: (g.y * g.p).sum() / g.n,
    ),
    Mistake(
        "the accuracy over all numbers",
        "compare classes, not the numbers of rounded rows.",
        _A,
        lambda g: (np.round(g.p) == g.y).mean(),
    ),
    Mistake(
        "the accuracy missing",
        "loss and accuracy are to be returned, in this order.",
        _A,
        lambda g: None,
    ),
]
