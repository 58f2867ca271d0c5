"""The slope of f along a line, how sure it is, and why there is none, where there is none."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from d2lmini.calculus.curves import sample
from d2lmini.calculus.ladder import EPS
from d2lmini.calculus.limits import Limit, limit, told
from d2lmini.calculus.several import sides_along, unit_vector
from d2lmini.calculus.sides import Sides
from d2lmini.learner import Function, of_point


@dataclass(frozen=True)
class Slope:
    """A slope of f along a line.

    Attributes
    ----------
    value : float
        To the digits that are sure; NaN where there is none, or none that can be told.
    doubt : float
        How far it may be off.
    missing : str
        Why there is none: ``"kink"``, ``"jump"``, ``"steep"`` without bound, ``"edge"`` of the
        domain, too ``"small"`` beside f to be measured, ``"unknown"``; else empty.
    """

    value: float
    doubt: float
    missing: str = ""


def slope_along(
    f: Callable[..., Any], point: ArrayLike, direction: ArrayLike, width: float
) -> Slope:
    """Measure the slope of f at a point in a direction, and find out why there is none.

    Parameters
    ----------
    f, point, direction
        As `directional_derivative`.
    width : float
        How far f is shown: it is asked by so much to either side, and near the point at a tenth to
        a millionth of that.

    Returns
    -------
    Slope
        The slope, with its doubt.

    Examples
    --------
    >>> slope_along(lambda x, y: abs(x) + y, (0, 1), (1, 0), 6.0).missing
    'kink'
    >>> slope_along(lambda x, y: 1e12 * y + 1e-4 * x, (1, 2), (1, 0), 6.0).missing
    'small'
    """
    value, x = of_point(f, point)
    u = unit_vector(direction, x)
    found, size = sides_along(value, x, u)
    slope, doubt = float(found.value[0]), float(found.doubt[0])

    def along(s: Any) -> Any:
        with contextlib.suppress(Exception):  # a table, say, that ends somewhere
            return value(x + float(s) * width * u)
        return math.nan

    if math.isnan(slope):
        return Slope(slope, doubt, _missing(found, along))
    cancels = doubt <= 1e-4 * size  # along a level line it is 0, sure enough
    lost = not cancels and is_lost(slope, doubt, along, width)
    return Slope(math.nan, doubt, "small") if lost else Slope(told(slope, doubt), doubt)


def is_lost(slope: float, doubt: float, along: Function, width: float) -> bool:
    """Say whether a slope is too small beside f to be measured.

    That is, whether its doubt is larger than itself, and no small thing beside what f does on that
    line; or, if there is no slope, whether f does next to nothing. Where f never changes, not even
    far away, its slope is 0, surely.

    Parameters
    ----------
    slope, doubt : float
        What was measured, and how far it may be off.
    along : callable
        f on the line, as a function of one number, in units of the width.
    width : float
        How far f is shown.

    Examples
    --------
    >>> is_lost(0.0, 4e-4, lambda s: 1e12 + 1e-4 * s, 1.0), is_lost(0.0, 1e-17, np.ones_like, 1.0)
    (True, False)
    """
    if abs(slope) > doubt:
        return False
    with np.errstate(all="ignore"):
        for far in (1.0, 1e3, 1e6, 1e9, 1e12):
            heights = np.empty(0)
            with contextlib.suppress(Exception):
                heights = sample(along, far * np.linspace(-1, 1, 21))
            heights = heights[np.isfinite(heights)]
            if heights.size and (rise := float(np.ptp(heights))) > 0:
                if math.isnan(slope):
                    return rise <= 1e7 * EPS * float(np.abs(heights).max())
                return doubt > 1e-4 * rise / (2 * far * width)
    return False


def jumps_at(near: Limit, height: float) -> bool:
    """Say whether f jumps where it has this height and these limits from the two sides.

    Examples
    --------
    >>> jumps_at(limit(np.sign, 0), 0.0), jumps_at(limit(np.cbrt, 0), 0.0)
    (True, False)
    """
    apart = np.abs(np.array([near.left, near.right]) - height)
    return bool((apart > near.uncertainty + 64 * EPS * abs(height)).any())


def _missing(found: Sides, along: Function) -> str:
    """Why there is no slope; the place is where ``along`` is given 0."""
    near = limit(along, 0.0)
    ends = [near.left_values, near.right_values]
    if any(np.isnan(values[-20:]).all() for values in ends):
        return "edge"
    if jumps_at(near, float(along(0.0))):
        return "jump"
    slopes = np.array([found.left.value[0], found.right.value[0]])
    if np.isinf(slopes).any():
        return "steep"
    if np.isfinite(slopes).all():
        return "kink"
    return "small" if is_lost(math.nan, math.nan, along, 1.0) else "unknown"
