"""The assignment's two networks at their real sizes, their gradients held against a second way."""

from collections.abc import Callable

import numpy as np

from lib.errors import InputError
from lib.gradcheck import analytic_gradients, relative_errors
from lib.networks import Network, autoencoder, classifier
from lib.nn import Params

SecondWay = Callable[[Network, np.ndarray, np.ndarray], Params]


def compare_gradients(
    x: np.ndarray, y: np.ndarray, examples: int, second_way: SecondWay, rng: np.random.Generator
) -> dict:
    """Check every weight and bias of the classifier and the autoencoder, in float64.

    x: (n, 1024), y: (n, 36) one-hot, of which ``examples`` are drawn. second_way: network, x,
    target -> gradients. Raises InputError for more examples than
    there are. Returns {"max_relative_error", "checked", "layers": {name: error}}.
    """
    if examples > len(x):
        raise InputError(f"gradcheck.examples is {examples}; there are {len(x)} training images")
    chosen = rng.choice(len(x), examples, replace=False)
    x, y = x[chosen].astype(np.float64), y[chosen].astype(np.float64)
    layers, checked = {}, 0
    for network, target in ((classifier(rng), y), (autoencoder(rng), x)):
        analytic = analytic_gradients(network, x, target)
        for name, other in second_way(network, x, target).items():
            errors = relative_errors(analytic[name], other)
            layers[f"{network.name}.{name}"] = float(errors.max())
            checked += errors.size
    return {"max_relative_error": max(layers.values()), "checked": checked, "layers": layers}
