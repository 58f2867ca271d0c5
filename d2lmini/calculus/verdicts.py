"""What became of a walk downhill: the verdict, and the sentence that says it."""

from __future__ import annotations

import numpy as np

from d2lmini.calculus.several import hessian, quick_gradient, shares_of_a_step
from d2lmini.learner import Scalar
from d2lmini.words import listed, say

FAR = 1e8  # so many times farther than it began, or higher: that is divergence

Verdict = tuple[str, np.ndarray | None, np.ndarray | None]


def judged(value: Scalar, path: np.ndarray, values: np.ndarray, rate: float) -> Verdict:
    """Find the word for a walk: from ηλ where f is quadratic, from the path elsewhere."""
    with np.errstate(all="ignore"):
        model = _quadratic(value, path, values)
        if model is None:
            return _by_the_path(value, path, values), None, None
        slopes, bends = model
        if not bends.any():
            return ("runs off" if slopes.any() else "stays"), None, None
        curvatures, axes = np.linalg.eigh(bends)
        along = np.abs(axes.T @ slopes)
        moved = np.abs(axes.T @ (path[-1] - path[0])) > 1e-6 * (1e-6 + np.abs(path[0]).max())
        moves = (along > 1e-12 * (along.max() + abs(values[0]))) | moved
        return _by_the_rates(rate * curvatures, moves), rate * curvatures, moves


def _quadratic(
    value: Scalar, path: np.ndarray, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Slopes and Hessian at the start if f is quadratic around the path; else None.

    On a quadratic, differences are exact whatever their step: a wide one leaves rounding behind.
    """
    x, height = path[0], values[0]
    reach = max(1.0, float(np.abs(x).max()))
    steps = reach * np.eye(x.size)

    def model(move: np.ndarray) -> float:
        return float(slopes @ move + move @ bends @ move / 2)

    pairs = [[value(x + s) for s in (step, -step)] for step in steps]
    slopes = np.array([(up - down) / (2 * reach) for up, down in pairs])
    bends = np.diag([(up - 2 * height + down) / reach**2 for up, down in pairs])
    for i in range(x.size):
        for j in range(i):
            both = steps[i] + steps[j]
            mixed = (value(x + both) - height - model(both)) / reach**2
            bends[i, j] = bends[j, i] = mixed
    rounding = 100 * np.finfo(float).eps * (abs(height) / reach + np.abs(slopes).max()) / reach
    if np.abs(bends).max() <= rounding:
        bends *= 0  # a plane
    moves = np.array(
        [
            size * reach * np.cos(k * np.arange(x.size))  # no special direction
            for k, size in enumerate((0.3, -0.7, 1.6, -2.3, 3.4, -4.1))
        ]
    )
    points = np.vstack([x + moves, path])
    seen = np.array([*map(value, x + moves), *values])
    linear, bent = (points - x) @ slopes, (((points - x) @ bends) * (points - x)).sum(axis=1)
    off = np.abs(seen - height - linear - bent / 2)
    near = 1e-6 * (np.abs(linear) + np.abs(bent)) + 1e-12 * (abs(height) + np.abs(seen))
    return (slopes, bends) if (off <= near).all() else None


def _by_the_rates(rates: np.ndarray, moves: np.ndarray) -> str:
    """What ηλ says, in the directions in which the walk moves."""
    near = 1e-6 * np.abs(rates).max()
    along, idle = rates[moves], rates[~moves]
    if (along > 2 + 1e-6).any():
        return "diverges"
    if (along <= near).any():
        return "runs off"
    if (idle < -near).any():
        return "stuck at a maximum" if (rates < -near).all() else "stuck at a saddle"
    if not along.size:
        return "stays"
    if (along > 2 - 1e-6).any():
        return "swings"
    if (along > 1 + 1e-6).any():
        return "alternates" if rates.size == 1 else "zigzags"
    return "settles"


def _by_the_path(value: Scalar, path: np.ndarray, values: np.ndarray) -> str:
    """What the points of a walk say themselves."""
    near = np.abs(path[-1]).max() < FAR * (1 + np.abs(path[0]).max())
    if near and np.isnan(values[-1]):
        return "leaves the domain"
    if not (near and np.abs(values[-1]) < FAR * (1 + abs(values[0]))):
        below = values[-1] == -np.inf or values[np.isfinite(values)][-1] < values[0]
        return "runs off" if below else "diverges"
    moves = np.diff(path, axis=0)
    lengths = np.linalg.norm(moves, axis=1)
    if lengths[-1] == 0:
        return _at_rest(value, path[-1], "settles" if lengths.any() else "stays")
    alive = moves[lengths > 1e-6 * lengths.max()]  # what is left after that is rounding
    half = len(alive) // 2
    turns = (alive[half + 1 :] * alive[half:-1]).sum(axis=1) < 0
    to_and_fro = turns.size > 0 and turns.mean() > 0.5
    if to_and_fro and lengths[-1] > 0.9 * np.linalg.norm(alive[half]):
        return "swings"
    if to_and_fro:
        return "alternates" if path.shape[1] == 1 else "zigzags"
    if _newton_step(value, path[-1]) <= 1e-3 * np.linalg.norm(path[-1] - path[0]):
        return _at_rest(value, path[-1], "settles")
    return "on its way"


def _newton_step(value: Scalar, x: np.ndarray) -> float:
    """How far the nearest stationary point is, if f is about quadratic from here to there."""
    try:
        slopes = quick_gradient(value, x, shares_of_a_step(value, x))
        step = np.linalg.solve(hessian(value, x), slopes)
    except np.linalg.LinAlgError:  # a singular Hessian
        return np.inf
    return float(np.nan_to_num(np.linalg.norm(step), nan=np.inf))


def _at_rest(value: Scalar, x: np.ndarray, otherwise: str) -> str:
    """What holds a walk that has come to rest."""
    bends = hessian(value, x)
    if not np.isfinite(bends).all():
        return otherwise
    curvatures = np.linalg.eigvalsh(bends)
    below = curvatures < -1e-4 * np.abs(curvatures).max()
    if below.all():
        return "stuck at a maximum"
    return "stuck at a saddle" if below.any() else otherwise


# --- the sentence -----------------------------------------------------------------------------


def sentence(
    verdict: str, rates: np.ndarray | None, moves: np.ndarray | None, height: float, count: int
) -> str:
    """Say what became of a walk that came to a height after so many steps."""
    if rates is None or moves is None:
        return say(_SENTENCES[verdict, "path"], height=height, count=count)
    along, idle = rates[moves][::-1], rates[~moves][::-1]
    case = _CASES[min(along.size, 2), idle.size > 0]
    return say(
        _SENTENCES[verdict, case],
        along=listed(along, ".3g"),
        factors=listed(1 - along, ".3g"),
        idle=listed(idle, ".3g"),
    )


# By how many directions the walk moves in, two or more being several, and whether others are idle.
_CASES = {
    (0, True): "all idle",
    (1, False): "one",
    (1, True): "one, some idle",
    (2, False): "several",
    (2, True): "several, some idle",
}

# Sentences by verdict, and by what it was read off: the path; or ηλ, in one direction or in several
# in which the walk moves, with or without idle ones in which it does not.
_SENTENCES = {
    ("settles", "path"): "settles, with f = {height} after {count} steps.",
    ("alternates", "path"): "alternates, with f = {height} after {count} steps.",
    ("zigzags", "path"): "zigzags, with f = {height} after {count} steps.",
    ("swings", "path"): "swings, with f = {height} after {count} steps.",
    ("diverges", "path"): "diverges, with f = {height} after {count} steps.",
    ("runs off", "path"): "runs off, with f = {height} after {count} steps.",
    ("stays", "path"): "stays, with f = {height} after {count} steps.",
    ("stuck at a saddle", "path"): "stuck at a saddle, with f = {height} after {count} steps.",
    ("stuck at a maximum", "path"): "stuck at a maximum, with f = {height} after {count} steps.",
    ("leaves the domain", "path"): "leaves the domain, with f = {height} after {count} steps.",
    ("on its way", "path"): "on its way, with f = {height} after {count} steps.",
    ("settles", "one"): "settles: ηλ = {along}, so each step multiplies the distance by {factors}.",
    ("settles", "several"): (
        "settles: ηλ = {along}, so each step multiplies the distances by {factors}."
    ),
    ("settles", "one, some idle"): (
        "settles: ηλ = {along}, so each step multiplies the distance by {factors} (ηλ = {idle}: "
        "no slope that way)."
    ),
    ("settles", "several, some idle"): (
        "settles: ηλ = {along}, so each step multiplies the distances by {factors} (ηλ = {idle}: "
        "no slope that way)."
    ),
    ("alternates", "one"): (
        "alternates: ηλ = {along}, so each step multiplies the distance by {factors}."
    ),
    ("zigzags", "several"): (
        "zigzags: ηλ = {along}, so each step multiplies the distances by {factors}."
    ),
    ("zigzags", "one, some idle"): (
        "zigzags: ηλ = {along}, so each step multiplies the distance by {factors} (ηλ = {idle}: "
        "no slope that way)."
    ),
    ("zigzags", "several, some idle"): (
        "zigzags: ηλ = {along}, so each step multiplies the distances by {factors} (ηλ = {idle}: "
        "no slope that way)."
    ),
    ("swings", "one"): "swings: ηλ = {along}, so each step multiplies the distance by {factors}.",
    ("swings", "several"): (
        "swings: ηλ = {along}, so each step multiplies the distances by {factors}."
    ),
    ("swings", "one, some idle"): (
        "swings: ηλ = {along}, so each step multiplies the distance by {factors} (ηλ = {idle}: "
        "no slope that way)."
    ),
    ("swings", "several, some idle"): (
        "swings: ηλ = {along}, so each step multiplies the distances by {factors} (ηλ = {idle}: "
        "no slope that way)."
    ),
    ("diverges", "one"): (
        "diverges: ηλ = {along}, so each step multiplies the distance by {factors}."
    ),
    ("diverges", "several"): (
        "diverges: ηλ = {along}, so each step multiplies the distances by {factors}."
    ),
    ("diverges", "one, some idle"): (
        "diverges: ηλ = {along}, so each step multiplies the distance by {factors} (ηλ = {idle}: "
        "no slope that way)."
    ),
    ("diverges", "several, some idle"): (
        "diverges: ηλ = {along}, so each step multiplies the distances by {factors} (ηλ = "
        "{idle}: no slope that way)."
    ),
    ("runs off", "one"): (
        "runs off: ηλ = {along}, so each step multiplies the distance by {factors}."
    ),
    ("runs off", "several"): (
        "runs off: ηλ = {along}, so each step multiplies the distances by {factors}."
    ),
    ("runs off", "one, some idle"): (
        "runs off: ηλ = {along}, so each step multiplies the distance by {factors} (ηλ = {idle}: "
        "no slope that way)."
    ),
    ("runs off", "several, some idle"): (
        "runs off: ηλ = {along}, so each step multiplies the distances by {factors} (ηλ = "
        "{idle}: no slope that way)."
    ),
    ("stuck at a saddle", "all idle"): "stuck at a saddle (ηλ = {idle}: no slope that way).",
    ("stuck at a saddle", "one, some idle"): (
        "stuck at a saddle: ηλ = {along}, so each step multiplies the distance by {factors} (ηλ "
        "= {idle}: no slope that way)."
    ),
    ("stuck at a saddle", "several, some idle"): (
        "stuck at a saddle: ηλ = {along}, so each step multiplies the distances by {factors} (ηλ "
        "= {idle}: no slope that way)."
    ),
    ("stays", "all idle"): "stays (ηλ = {idle}: no slope that way).",
    ("stuck at a maximum", "all idle"): "stuck at a maximum (ηλ = {idle}: no slope that way).",
}
