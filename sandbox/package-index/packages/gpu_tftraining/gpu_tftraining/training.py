"""Fits a line to fixed points by gradient descent."""

from collections.abc import Iterator

import numpy as np

SLOPE = 3.0
INTERCEPT = 2.0
LEARNING_RATE = 0.5


def train(steps: int) -> Iterator[tuple[float, np.ndarray]]:
    """Yields the loss and the weights (slope, intercept) before each step, and after the last."""
    x = np.linspace(-1.0, 1.0, 64)
    features = np.stack([x, np.ones_like(x)], axis=1)
    targets = SLOPE * x + INTERCEPT
    weights = np.zeros(2)
    for _ in range(steps + 1):
        error = features @ weights - targets
        yield float(np.mean(error**2)), weights
        weights = weights - LEARNING_RATE * 2.0 * (features.T @ error) / len(x)
