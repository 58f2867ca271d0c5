"""Explorers of chapter 15: brackets around three Jacobians, and a boundary that learns."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from d2lmini.calculus import sample_grid
from d2lmini.engine.explorer import Explorer
from d2lmini.learner import float64, function, scalar, whole
from d2lmini.style import BLUE, GRAY, ORANGE, TANGENT
from d2lmini.words import number, say, sentences

SIZES = (1, 10, 100, 1000)
REVERSE, FORWARD = "from the output", "from the input"


def multiplications(outputs: int, width: int, inputs: int) -> dict[str, int]:
    """Count what J₃J₂J₁ costs from the output, (J₃J₂)J₁, and from the input, J₃(J₂J₁).

    A table of a × b times one of b × c takes a·b·c multiplications.

    Parameters
    ----------
    outputs, width, inputs : int
        J₃ is outputs × width, J₂ is width × width, and J₁ is width × inputs.

    Returns
    -------
    dict of str to int
        The count for each way.

    Examples
    --------
    >>> multiplications(1, 100, 1000)
    {'from the output': 110000, 'from the input': 10100000}
    """
    return {
        REVERSE: outputs * width * width + outputs * width * inputs,
        FORWARD: width * width * inputs + outputs * width * inputs,
    }


class BracketsExplorer(Explorer):
    """Choose the bracket in J₃J₂J₁: the product is the same, and its cost is not.

    Reverse accumulation begins at the output, forward accumulation at the input.

    Examples
    --------
    >>> explorer = BracketsExplorer()
    >>> explorer.outputs.value, explorer.inputs.value = 1, 1000
    >>> explorer.readout  # doctest: +NORMALIZE_WHITESPACE
    '(J₃J₂)J₁: 1·100·100 + 1·100·1000 = 110,000 multiplications. From the input there are 91.8 times
    as many.'
    >>> explorer.bracket.value = "from the input"
    >>> explorer.readout  # doctest: +NORMALIZE_WHITESPACE
    'J₃(J₂J₁): 100·100·1000 + 1·100·1000 = 10,100,000 multiplications. 91.8 times as many as from
    the output.'
    """

    figsize = (6.4, 3.6)
    subplots = {"nrows": 2, "height_ratios": (1.7, 1)}  # noqa: RUF012
    alt = "Three tables in a row, a bracket around two of them, and two bars: what each way costs."

    def __init__(self) -> None:
        super().__init__(
            outputs=SIZES,
            width=SIZES[1:],
            inputs=SIZES,
            bracket=(REVERSE, FORWARD),
            start={"outputs": 100, "width": 100, "inputs": 100},  # where both ways cost the same
        )

    def draw_backdrop(self, axes: Any) -> None:
        """Make room for the largest tables, and for the largest cost."""
        tables, costs = axes
        tables.set(xlim=(0, 3), ylim=(0, 1))
        tables.axis("off")
        costs.set(xscale="log", xlim=(100, 3e9), ylim=(-0.6, 1.6), yticks=(0, 1))
        costs.set_yticklabels(("J₃(J₂J₁)", "(J₃J₂)J₁"))
        costs.set_xlabel("multiplications")

    def draw_ink(self, axes: Any, outputs: int, width: int, inputs: int, bracket: str) -> str:
        """Draw the tables, the bracket and the bars."""
        tables, costs = axes
        shapes = ((outputs, width), (width, width), (width, inputs))
        for k, (rows, columns) in enumerate(shapes):
            high, wide = _length(rows), _length(columns)
            corner = (k + 0.5 - wide / 2, 0.5 - high / 2)
            tables.add_patch(Rectangle(corner, wide, high, facecolor=BLUE, edgecolor=BLUE))
            tables.text(k + 0.5, 0.02, f"{rows} × {columns}", ha="center", color=GRAY, size=10)
            tables.text(k + 0.5, 0.92, f"J{'₃₂₁'[k]}", ha="center", va="center", size=12)
        first = 0 if bracket == REVERSE else 1
        for x, side in ((first + 0.06, 1), (first + 1.94, -1)):
            ends = ([x + 0.06 * side, x, x, x + 0.06 * side], [0.12, 0.12, 0.84, 0.84])
            tables.plot(*ends, color=ORANGE, linestyle="-", linewidth=2)
        counts = multiplications(outputs, width, inputs)
        for way, y in ((REVERSE, 1), (FORWARD, 0)):
            color = ORANGE if way == bracket else GRAY
            bar = Rectangle((1, y - 0.3), counts[way] - 1, 0.6, facecolor=color, edgecolor=color)
            costs.add_patch(bar)
        return self._told(shapes, counts, bracket)

    def _told(
        self, shapes: tuple[tuple[int, int], ...], counts: dict[str, int], bracket: str
    ) -> str:
        (outputs, width), _, (_, inputs) = shapes
        own, other = counts[bracket], counts[FORWARD if bracket == REVERSE else REVERSE]
        times = number(max(own, other) / min(own, other), ".3g")
        told = {"outputs": outputs, "width": width, "inputs": inputs, "count": f"{own:,}"}
        return sentences(
            say(_COUNTED[bracket], **told),
            say(_COMPARED[bracket, own > other, own < other], t=times),
        )


def _length(size: int) -> float:
    """How long a side is drawn: 1, 10, 100, 1000 in equal steps."""
    return 0.06 + 0.2 * math.log10(size)


_COUNTED = {
    REVERSE: "(J₃J₂)J₁: {outputs}·{width}·{width} + {outputs}·{width}·{inputs} = {count} "
    "multiplications.",
    FORWARD: "J₃(J₂J₁): {width}·{width}·{inputs} + {outputs}·{width}·{inputs} = {count} "
    "multiplications.",
}
_COMPARED = {
    (REVERSE, False, True): "From the input there are {t} times as many.",
    (REVERSE, True, False): "{t} times as many as from the input.",
    (REVERSE, False, False): "As many as from the input.",
    (FORWARD, False, True): "From the output there are {t} times as many.",
    (FORWARD, True, False): "{t} times as many as from the output.",
    (FORWARD, False, False): "As many as from the output.",
}


class BoundaryExplorer(Explorer):
    """Slide the step of a training: the line where a score is 0 moves between two classes.

    Parameters
    ----------
    score : callable
        ``score(parameters, x1, x2)``, a number: above 0 it says class 1, else class 0.
    points : array_like, shape (n, 2)
        The points.
    labels : array_like of 0 and 1, shape (n,)
        Their classes.
    history : dict of int to any
        The parameters after some steps of the training, by the number of the step; a sequence
        counts from 0.

    Raises
    ------
    ValueError
        If shapes do not fit, a label is neither 0 nor 1, or there is no step.
    TypeError
        If score is not callable.

    Examples
    --------
    >>> points, labels = [[0, 0], [1, 0], [0, 1], [1, 1]], [0, 0, 1, 1]
    >>> explorer = BoundaryExplorer(lambda p, x1, x2: p * (x2 - 0.5), points, labels, [-1, 0, 5])
    >>> explorer.step.value = 2
    >>> explorer.readout
    'Step 2: 4 of 4 points are on their side. The loss, the mean cross-entropy, is 0.0789.'
    """

    figsize = (6.8, 3.3)
    subplots = {"ncols": 2, "width_ratios": (1.7, 1)}  # noqa: RUF012
    alt = "Points of two classes, and the line where the score is 0; beside it the loss by steps."
    play = {"step": 0.3}  # noqa: RUF012

    def __init__(
        self,
        score: Callable[..., Any],
        points: Sequence[Sequence[float]],
        labels: Sequence[int],
        history: Mapping[int, Any] | Sequence[Any],
    ) -> None:
        self.score: Callable[..., Any] = function(score)
        pairs = history.items() if isinstance(history, Mapping) else enumerate(history)
        self.history = {whole(step, "step", least=0): parameters for step, parameters in pairs}
        self.points, self.labels = float64(points, "points"), float64(labels, "labels")
        shape = self.points.shape
        if len(shape) != 2 or shape[1] != 2 or not shape[0] or self.labels.shape != shape[:1]:
            raise ValueError(
                say(
                    "points must have the shape (n, 2) and labels (n,), got {points} and {labels}",
                    points=shape,
                    labels=self.labels.shape,
                )
            )
        if not np.isin(self.labels, (0, 1)).all():
            raise ValueError(say("labels must be 0 or 1"))
        if not self.history:
            raise ValueError(say("history must hold the parameters of one step at least"))
        super().__init__(step=sorted(self.history))

    def measure(self) -> None:
        """Work out the score of each point at each step, and the loss."""
        self.scores = {step: self._scores(p) for step, p in self.history.items()}
        self.losses = {step: self._loss(s) for step, s in self.scores.items()}
        margin = 0.15 * np.ptp(self.points, axis=0) + (np.ptp(self.points, axis=0) == 0)
        self.ends = self.points.min(axis=0) - margin, self.points.max(axis=0) + margin

    def _scores(self, parameters: Any) -> np.ndarray:
        return np.array([scalar(self.score(parameters, *x), "score") for x in self.points.tolist()])

    def _loss(self, scores: np.ndarray) -> float:
        return float((np.logaddexp(0, scores) - self.labels * scores).mean())

    def draw_backdrop(self, axes: Any) -> None:
        """Draw the points, and the loss of all steps."""
        flat, curve = axes
        for label, look in ((0, _CLASS_0), (1, _CLASS_1)):
            flat.plot(*self.points[self.labels == label].T, **look)
        flat.set(xlim=(self.ends[0][0], self.ends[1][0]), ylim=(self.ends[0][1], self.ends[1][1]))
        flat.set(xlabel="x₁", ylabel="x₂", aspect="equal")
        flat.grid(False)
        steps = sorted(self.losses)
        curve.plot(steps, [self.losses[step] for step in steps], color="black")
        curve.set(xlabel="step", ylabel="loss", ylim=(0, None))

    def draw_ink(self, axes: Any, step: int) -> str:
        """Draw the line where the score is 0, its two sides, and the loss of this step."""
        flat, curve = axes
        xs, ys = (np.linspace(*ends, 41) for ends in zip(*self.ends, strict=True))
        heights = sample_grid(lambda x1, x2: self.score(self.history[step], x1, x2), xs, ys)
        sides = {"levels": (-np.inf, 0, np.inf), "colors": (BLUE, ORANGE), "alpha": 0.15}
        flat.contourf(xs, ys, heights, **sides)
        flat.contour(xs, ys, heights, levels=(0,), colors="black", linewidths=1.8)
        right = (self.scores[step] > 0) == self.labels
        flat.plot(*self.points[~right].T, **_WRONG)
        curve.plot([step], [self.losses[step]], **{**TANGENT, "marker": "o"})
        return say(
            "Step {step}: {right} of {n} points are on their side. "
            "The loss, the mean cross-entropy, is {loss}.",
            step=step,
            right=int(right.sum()),
            n=len(right),
            loss=number(self.losses[step], ".3g"),
        )


_CLASS_0: dict[str, Any] = {"color": BLUE, "marker": "o", "linestyle": "", "markersize": 6}
_CLASS_1: dict[str, Any] = {"color": ORANGE, "marker": "^", "linestyle": "", "markersize": 6}
_WRONG: dict[str, Any] = {
    "color": "black",
    "marker": "o",
    "linestyle": "",
    "markersize": 11,
    "markerfacecolor": "none",
}
