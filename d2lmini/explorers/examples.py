"""The functions that the explorers show if they are not given others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from d2lmini.learner import Function

Limits = tuple[float, float]


def parabola(x: Any) -> Any:
    """Return 3x² − 4x, D2L's example.

    Examples
    --------
    >>> parabola(1)
    -1
    """
    return 3 * x**2 - 4 * x


# A corner, a kink and a vertical tangent at 0, beside a curve that has none.
CORNERS: dict[str, Function] = {
    "x²": np.square,
    "|x|": np.abs,
    "ReLU": lambda x: np.maximum(x, 0),
    "∛x": np.cbrt,
}
CONVEX: dict[str, Function] = {name: CORNERS[name] for name in ("|x|", "ReLU", "x²")}

# Where a curve may be best, and in which interval.
HILLS: dict[str, tuple[Function, Limits]] = {
    "profit": (lambda x: -2 * x**2 + 17 * x - 100, (0, 10)),
    "x³": (lambda x: x**3, (-2, 2)),
    "x⁴": (lambda x: x**4, (-2, 2)),
    "|x|": (abs, (-2, 2)),
    "quartic": (lambda x: x**4 - 2 * x**2 + x / 4, (-1.6, 1.6)),
}


def bowl(x: Any, y: Any) -> Any:
    """Return x² + y².

    Examples
    --------
    >>> bowl(1, 2)
    5
    """
    return x**2 + y**2


def rosenbrock(x: Any, y: Any) -> Any:
    """Return (1 − x)² + 100 (y − x²)² (H. Rosenbrock, 1960): a curved valley with a flat floor.

    Examples
    --------
    >>> rosenbrock(2, 3)
    101
    """
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


SQUARE: tuple[Limits, Limits] = ((-3.0, 3.0), (-3.0, 3.0))
# To walk down: the function, the part of the map, and the learning rates to choose from.
LANDSCAPES: dict[str, tuple[Callable[..., Any], tuple[Limits, Limits], tuple[float, ...]]] = {
    "bowl": (bowl, SQUARE, (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0, 1.1)),
    "valley": (
        lambda x, y: x**2 / 2 + 5 * y**2,
        SQUARE,
        (0.02, 0.05, 0.1, 0.15, 0.19, 0.2, 0.21),
    ),
    "saddle": (lambda x, y: x**2 - y**2, SQUARE, (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)),
    "rosenbrock": (
        rosenbrock,
        ((-1.5, 1.5), (-0.75, 2.25)),
        (0.0002, 0.0005, 0.001, 0.0015, 0.002, 0.003),
    ),
}


def three_outputs(x1: Any, x2: Any, x3: Any) -> tuple[Any, Any, Any]:
    """Return y₁ = x₁x₂x₃, y₂ = x₁ + x₂ + x₃, y₃ = x₁ + x₂x₃.

    Examples
    --------
    >>> three_outputs(1, 2, 3)
    (6, 6, 7)
    """
    return x1 * x2 * x3, x1 + x2 + x3, x1 + x2 * x3


def doubling(a: Any) -> Any:
    """D2L's function with control flow: double until 1000 is reached, times 100 if negative.

    Parameters
    ----------
    a : torch.Tensor
        Not 0, from which the loop would never end.

    Returns
    -------
    torch.Tensor
        a times a power of 2, and times 100 if a is negative.
    """
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    return b if b.sum() > 0 else 100 * b
