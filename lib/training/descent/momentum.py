"""Gradient descent with momentum (Q5.1.2)."""

import numpy as np

from lib.nn.functions import Params


class Momentum:
    """V <- momentum V - rate (gradient + decay W), W <- W + V, in place on ``params`` (float32).

    momentum: the fraction of the last step that is repeated. weight_decay: the fraction of each
    weight that is added to its gradient; biases do not decay.
    """

    def __init__(self, params: Params, momentum: float, weight_decay: float = 0.0):
        self.params, self.momentum = params, np.float32(momentum)
        self.velocity = {name: np.zeros_like(value) for name, value in params.items()}
        self.weight_decay = weight_decay
        decaying = [name for name in params if name.startswith("W")] if weight_decay else []
        self.decay = {name: np.empty_like(params[name]) for name in decaying}

    def step(self, gradients: Params, rate: float, n: int = 1) -> None:
        """One step along gradients summed over n examples, which are overwritten."""
        for name, gradient in gradients.items():
            gradient *= np.float32(rate / n)
            velocity = self.velocity[name]
            velocity *= self.momentum
            velocity -= gradient
            if name in self.decay:
                decay = np.float32(rate * self.weight_decay)
                velocity -= np.multiply(self.params[name], decay, out=self.decay[name])
            self.params[name] += velocity
