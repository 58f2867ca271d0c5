"""What became of a walk downhill: the verdict, and the sentence that says it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from d2lmini.calculus.ladder import EPS
from d2lmini.calculus.quadratics import Quadratic
from d2lmini.calculus.several import hessian, quick_gradient, shares_of_a_step
from d2lmini.learner import Scalar
from d2lmini.words import distinct, listed, say, sentences

FAR = 1e8  # so many times farther than it began, or higher: that is divergence


def is_far_away(
    path: Sequence[np.ndarray] | np.ndarray, values: Sequence[float] | np.ndarray
) -> bool:
    """Say whether a walk is far away, or high up or deep down, beside its start and first step."""
    (start, first), last = path[:2], path[-1]
    reach = np.abs([*start, *(first - start), 1.0]).max()
    height = np.abs([*values[:2], 1.0]).max()
    return not (np.abs(last).max() < FAR * reach and abs(values[-1]) < FAR * height)


def by_the_rates(model: Quadratic, rate: float) -> tuple[str, np.ndarray | None, np.ndarray | None]:
    """Find the word for a walk on a quadratic, its ηλ, and along which of them it moves."""
    rates, moves = rate * model.bends, model.moves
    if not rates.any():
        return ("runs off" if moves.any() else "stays"), None, None
    near = 1e-9 * np.abs(rates) + rate * model.fit.doubts[1]
    along, off, slopes = rates[moves], near[moves], model.slopes[moves]
    if ((along > 2 + off) | (along < -off)).any():
        growth = np.abs(1 - along)
        top = growth >= (1 - 1e-9) * growth.max()  # these outgrow the others, up or down
        up = (slopes[top] ** 2 / along[top]).sum() > 0
        return ("diverges" if up else "runs off"), rates, moves
    return _by_those_that_shrink(rates, moves, near), rates, moves


def _by_those_that_shrink(rates: np.ndarray, moves: np.ndarray, near: np.ndarray) -> str:
    """Find the word for a walk that does not grow by factors."""
    along, off = rates[moves], near[moves]
    if (along == 0).any():  # a slope that is the same everywhere
        return "runs off"
    if (along >= 2 - off).any():
        return "swings"
    if (rates[~moves] < 0).any():
        return "stuck at a saddle" if (rates > 0).any() else "stuck at a maximum"
    if (along > 1 + off).any():
        return "alternates" if rates.size == 1 else "zigzags"
    return "settles" if along.size else "stays"


def by_the_path(value: Scalar, path: np.ndarray, values: np.ndarray) -> str:
    """Find the word for any other walk: what its points say themselves."""
    if np.isnan(values[-1]) and not is_far_away(path, [*values[:-1], 0.0]):
        return "leaves the domain"
    if is_far_away(path, values):
        below = values[-1] == -np.inf or values[np.isfinite(values)][-1] < values[0]
        return "runs off" if below else "diverges"
    moves = np.diff(path, axis=0)
    lengths = np.linalg.norm(moves, axis=1)
    if lengths[-1] == 0:
        return _at_rest(value, path, "settles" if lengths.any() else "stays")
    alive = moves[lengths > 1e-6 * lengths.max()]  # what is left after that is rounding
    half = len(alive) // 2
    turns = (alive[half + 1 :] * alive[half:-1]).sum(axis=1) < 0
    if turns.size > 0 and turns.mean() > 0.5:
        return _from_side_to_side(alive)
    near = 1e-3 * float(np.linalg.norm(path[-1] - path[0]))
    if _by_steps_alike(lengths) <= 10 * near and _newton_step(value, path[-1]) <= near:
        return _at_rest(value, path, "settles")
    return "on its way"


def _from_side_to_side(moves: np.ndarray) -> str:
    """Whether steps that turn back get shorter; where they do not, each may undo the one before."""
    quarter = max(1, len(moves) // 4)
    lengths = np.linalg.norm(moves, axis=1)
    if lengths[-quarter:].max() <= 0.9 * lengths[-2 * quarter : -quarter].max():
        return "alternates" if moves.shape[1] == 1 else "zigzags"
    undone = np.linalg.norm(moves[1:] + moves[:-1], axis=1)[-quarter:]
    return "swings" if undone.max() < 0.1 * lengths[-quarter:].min() else "on its way"


def _by_steps_alike(lengths: np.ndarray) -> float:
    """How far it is to the end, if each step is the same part of the one before."""
    last = lengths[-1]
    if lengths.size == 1 or last <= 1e-6 * lengths.max():
        return 0.0
    return float(last**2 / (lengths[-2] - last)) if last < lengths[-2] else np.inf


def _newton_step(value: Scalar, x: np.ndarray) -> float:
    """How far the nearest stationary point is, if f is about quadratic from here to there."""
    try:
        slopes = quick_gradient(value, x, shares_of_a_step(value, x))
        step = np.linalg.solve(hessian(value, x), slopes)
    except np.linalg.LinAlgError:  # a singular Hessian
        return np.inf
    return float(np.nan_to_num(np.linalg.norm(step), nan=np.inf))


def _at_rest(value: Scalar, path: np.ndarray, otherwise: str) -> str:
    """What holds a walk that has come to rest."""
    x, reach = path[-1], float(np.ptp(path, axis=0).max())
    bends, first = hessian(value, x), hessian(value, path[0])
    if not np.isfinite(bends).all():
        return otherwise
    curvatures, axes = np.linalg.eigh(bends)
    flat = np.abs(curvatures) <= np.fmax(
        1e-4 * np.abs(curvatures).max(), 1e-2 * np.nan_to_num(np.abs(first)).max()
    )
    sides = [_sides(value, x, axis, reach) for axis in axes.T[flat]]
    signs = np.concatenate([np.sign(curvatures[~flat]), *sides])
    if not (signs < 0).any():
        return otherwise
    return "stuck at a saddle" if (signs > 0).any() else "stuck at a maximum"


def _sides(value: Scalar, x: np.ndarray, axis: np.ndarray, reach: float) -> np.ndarray:
    """Whether f rises (1) or falls (−1) to each side, where its second derivative is about 0."""
    steps = 0.01 * (reach or max(1.0, float(np.abs(x).max()))) * np.array([[-1.0], [1.0]]) * axis
    height, heights = value(x), np.array([value(x + step) for step in steps])
    return np.sign(heights - height) * (np.abs(heights - height) > 64 * EPS * abs(height))


# --- the sentence -----------------------------------------------------------------------------


def sentence(
    verdict: str, rates: np.ndarray | None, moves: np.ndarray | None, height: float, count: int
) -> str:
    """Say what became of a walk that came to a height after so many steps."""
    if rates is None or moves is None:
        return say(_ON_THE_PATH[verdict], height=height, count=count)
    along, idle = rates[moves][::-1], rates[~moves][::-1]
    factors = 1 - along[along != 0]
    parts = [say(_BY_THE_RATES[verdict], rates=_shown(along if along.size else idle))]
    if factors.size:
        case = "alone" if rates.size == 1 else "one" if factors.size == 1 else "several"
        parts.append(say(_FACTORS[case], factors=_shown(factors)))
    if (factors < 0).any():
        parts.append(say("A minus means: from side to side."))
    if factors.size < along.size:
        parts.append(say("Where ηλ = 0, all steps are alike."))
    if idle.size:
        words = _IDLE_BESIDE_OTHERS if along.size else _IDLE
        parts.append(say(words, idle=_shown(idle)))
    return sentences(*parts)


def _shown(values: np.ndarray) -> str:
    """Rates or factors, with so many digits that none reads as −1, 0, 1 or 2 if it is not."""
    texts = ((distinct(value, mark, 3)[0] for mark in (-1, 0, 1, 2)) for value in values.tolist())
    return listed(max(each, key=len) for each in texts)


_ON_THE_PATH = {
    "settles": "settles, with f = {height} after {count} steps.",
    "alternates": "alternates, with f = {height} after {count} steps.",
    "zigzags": "zigzags, with f = {height} after {count} steps.",
    "swings": "swings, with f = {height} after {count} steps.",
    "diverges": "diverges, with f = {height} after {count} steps.",
    "runs off": "runs off, with f = {height} after {count} steps.",
    "stays": "stays, with f = {height} after {count} steps.",
    "stuck at a saddle": "stuck at a saddle, with f = {height} after {count} steps.",
    "stuck at a maximum": "stuck at a maximum, with f = {height} after {count} steps.",
    "leaves the domain": "leaves the domain, with f = {height} after {count} steps.",
    "finds no slope": "finds no slope, with f = {height} after {count} steps.",
    "on its way": "on its way, with f = {height} after {count} steps.",
}
_BY_THE_RATES = {
    "settles": "settles: ηλ = {rates}.",
    "alternates": "alternates: ηλ = {rates}.",
    "zigzags": "zigzags: ηλ = {rates}.",
    "swings": "swings: ηλ = {rates}.",
    "diverges": "diverges: ηλ = {rates}.",
    "runs off": "runs off: ηλ = {rates}.",
    "stays": "stays: ηλ = {rates}.",
    "stuck at a saddle": "stuck at a saddle: ηλ = {rates}.",
    "stuck at a maximum": "stuck at a maximum: ηλ = {rates}.",
}
_FACTORS = {
    "alone": (
        "Each step multiplies the coordinate, counted from where the slope is 0, by 1 − ηλ = "
        "{factors}."
    ),
    "one": (
        "Each step multiplies the coordinate along its eigenvector, counted from where the slope "
        "is 0, by 1 − ηλ = {factors}."
    ),
    "several": (
        "Each step multiplies the coordinates along the eigenvectors, counted from where the "
        "slopes are 0, by 1 − ηλ = {factors}."
    ),
}
_IDLE = "There is no slope."
_IDLE_BESIDE_OTHERS = "Where ηλ = {idle}, the slope is 0, and nothing moves."
