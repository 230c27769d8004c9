"""Make probabilities mean what they say, fitted on posts of writers that the model never saw."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import minimize

from models.claimview import Floats


class Calibration:
    """One temperature and one offset a label on log-probabilities; few enough numbers to carry over to other writers."""

    def __init__(self, temperature: float = 1.0, offsets: Floats | None = None) -> None:
        self.temperature = temperature
        self.offsets = np.zeros(6) if offsets is None else offsets

    def fit(self, p: Floats, labels: np.ndarray, weights: np.ndarray) -> Calibration:
        """Minimise log loss with a light pull towards "change nothing".

        Args:
            p: out-of-fold probabilities, pairs × labels.
            labels: positions in LABELS.
            weights: one a pair.
        """
        size = p.shape[1]
        logs = np.log(np.clip(p, 1e-4, 1))
        rows = np.arange(len(labels))

        def loss(x: Floats) -> float:
            z = logs * np.exp(x[0]) + x[1:]
            z = z - z.max(axis=1, keepdims=True)
            picked = z[rows, labels] - np.log(np.exp(z).sum(axis=1))
            return float(-(picked * weights).sum() / weights.sum() + 0.01 * (x**2).sum())

        found = minimize(loss, np.zeros(size + 1), method="L-BFGS-B")
        return Calibration(float(np.exp(-found.x[0])), found.x[1:])

    def apply(self, p: Floats) -> Floats:
        """Calibrated probabilities; rows sum to 1."""
        z = np.log(np.clip(p, 1e-4, 1)) / self.temperature + self.offsets
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return np.asarray(e / e.sum(axis=1, keepdims=True))

    def state(self) -> dict[str, Any]:
        """Plain values."""
        return {"temperature": self.temperature, "offsets": self.offsets}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Calibration:
        """Reverse of `state`."""
        return cls(state["temperature"], state["offsets"])
