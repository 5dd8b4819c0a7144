"""The identities of question 1, each as a measurement: how far is the claim from the numbers?"""

import numpy as np

from lib.nn import sigmoid, sigmoid_deriv, softmax

# The largest deviation that rounding, or the error of central differences, explains.
TOLERANCE = 1e-8
LINE = np.linspace(-8, 8, 401)  # where functions of one variable are compared
SPARSE = slice(None, None, 5)  # of LINE, for curves
# Scores from a hundredth to beyond 709.8, where exp overflows, in three significant digits.
_GROWING = (*np.geomspace(0.01, 700, 70), *np.geomspace(710, 1500, 5))
SCORES = np.array([float(f"{score:.3g}") for score in _GROWING])


def measure_identities(rng: np.random.Generator) -> dict[str, float]:
    """Every identity's largest deviation, under keys that end in "_error", and the values beside.

    Raises no error where an identity is broken: ``verdict`` says so.
    """
    low, high, sum_error = softmax_range(rng)
    finite = np.isfinite(softmax_naive(np.stack([SCORES, 0 * SCORES], 1))).all(axis=1)
    values = {
        "q1_1_shift_error": softmax_shift_error(rng, np.array([-1e3, -1, 1, 1e3])),
        "q1_1_naive_overflows_at": float(SCORES[~finite][0]),
        "q1_2_smallest": low,
        "q1_2_largest": high,
        "q1_2_sum_error": sum_error,
        "q1_3_collapse_error": linear_collapse_error(rng, depth=5),
        "q1_4_derivative_error": sigmoid_deriv_error(LINE),
        "q1_4_largest_derivative": float(sigmoid_deriv(sigmoid(LINE)).max()),
        "q1_6_tanh_error": tanh_sigmoid_error(LINE),
    }
    return values | {f"q1_5_d{k}_error": v for k, v in matrix_gradient_errors(rng).items()}


def verdict(values: dict[str, float]) -> str:
    """One sentence: whether every deviation, by ``measure_identities``, is within TOLERANCE."""
    errors = {key: value for key, value in values.items() if key.endswith("_error")}
    broken = [f"{key} is {value:.1e}" for key, value in errors.items() if not value <= TOLERANCE]
    if broken:
        return f"identities that do not hold to within {TOLERANCE:g}: {', '.join(broken)}"
    worst = max(errors.values())
    return f"every identity holds to within {TOLERANCE:g}; largest deviation {worst:.1e}"


def overflow() -> dict[str, np.ndarray]:
    """Q1.1: the first element of softmax([x, 0]) at x = SCORES, with and without the shift."""
    pairs = np.stack([SCORES, np.zeros_like(SCORES)], axis=1)
    return {
        "x": SCORES,
        "shifted": softmax(pairs)[:, 0],
        "not_shifted": softmax_naive(pairs)[:, 0],
    }


def activations() -> dict[str, np.ndarray]:
    """Q1.4, Q1.6: sigmoid and tanh with their derivatives, at some points x of LINE."""
    x = LINE[SPARSE]
    s, t = sigmoid(x), np.tanh(x)
    return {
        "x": x,
        "sigmoid": s,
        "tanh": t,
        "sigmoid_derivative": sigmoid_deriv(s),
        "tanh_derivative": 1 - t**2,
    }


def softmax_naive(x: np.ndarray) -> np.ndarray:
    """Softmax without the shift, (n, k) -> (n, k): overflows to nan for scores above about 709."""
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(x)
        return e / e.sum(axis=1, keepdims=True)


def softmax_shift_error(rng: np.random.Generator, shifts: np.ndarray) -> float:
    """Q1.1: the largest |softmax(x) - softmax(x + c)| over random rows and the given shifts c."""
    x = rng.normal(0, 3, (100, 36))
    return max(float(np.abs(softmax(x) - softmax(x + c)).max()) for c in shifts)


def softmax_range(rng: np.random.Generator) -> tuple[float, float, float]:
    """Q1.2: smallest and largest element, and the largest |row sum - 1|, over random rows."""
    p = softmax(rng.normal(0, 5, (1000, 36)))
    return float(p.min()), float(p.max()), float(np.abs(p.sum(axis=1) - 1).max())


def linear_collapse_error(rng: np.random.Generator, depth: int) -> float:
    """Q1.3: the largest difference between ``depth`` linear layers and the single one they equal.

    Layer by layer, x W + b; collapsed, W' = W1 W2 ... and b' = (b1 W2 + b2) W3 + ...
    """
    size = 16
    x = rng.normal(size=(50, size))
    deep, W_all, b_all = x, np.eye(size), np.zeros(size)
    for _ in range(depth):
        W, b = rng.normal(0, size**-0.5, (size, size)), rng.normal(size=size)
        deep = deep @ W + b
        W_all, b_all = W_all @ W, b_all @ W + b
    return float(np.abs(deep - (x @ W_all + b_all)).max())


def sigmoid_deriv_error(x: np.ndarray, eps: float = 1e-5) -> float:
    """Q1.4: the largest |s (1 - s) - central difference of the sigmoid| over the points x."""
    numeric = (sigmoid(x + eps) - sigmoid(x - eps)) / (2 * eps)
    return float(np.abs(sigmoid_deriv(sigmoid(x)) - numeric).max())


def matrix_gradient_errors(rng: np.random.Generator, eps: float = 1e-6) -> dict[str, float]:
    """Q1.5: for y = W x + b and J = sum(c sin(y)), the claims against central differences.

    Claims: dJ/dW = delta x^T, dJ/dx = W^T delta, dJ/db = delta, with delta = dJ/dy = c cos(y).
    Returns the largest absolute error for each of "W", "x" and "b".
    """
    k, d = 5, 7
    at = {"W": rng.normal(size=(k, d)), "x": rng.normal(size=d), "b": rng.normal(size=k)}
    c = rng.normal(size=k)

    def objective(W: np.ndarray, x: np.ndarray, b: np.ndarray) -> float:
        return float(c @ np.sin(W @ x + b))

    delta = c * np.cos(at["W"] @ at["x"] + at["b"])
    claims = {"W": np.outer(delta, at["x"]), "x": at["W"].T @ delta, "b": delta}
    errors = {}
    for name, claim in claims.items():
        numeric = np.empty_like(claim)
        for index in np.ndindex(claim.shape):
            step = np.zeros_like(claim)
            step[index] = eps
            up = objective(**(at | {name: at[name] + step}))
            down = objective(**(at | {name: at[name] - step}))
            numeric[index] = (up - down) / (2 * eps)
        errors[name] = float(np.abs(claim - numeric).max())
    return errors


def tanh_sigmoid_error(x: np.ndarray) -> float:
    """Q1.6.4: the largest |tanh(x) - (2 sigmoid(2x) - 1)| over the points x."""
    return float(np.abs(np.tanh(x) - (2 * sigmoid(2 * x) - 1)).max())
