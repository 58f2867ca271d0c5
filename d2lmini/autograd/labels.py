"""What the picture of a graph says: in signs and numbers alone, as much as there is room for."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from d2lmini.style import GRAY, GREEN
from d2lmini.words import listed, number, written

if TYPE_CHECKING:
    from d2lmini.autograd.graph import GraphNode

SIZE = 9.5  # points, of all texts
MOST = 112.0  # points that a line in a box takes


def width(text: str) -> float:
    r"""Width of a text in points, as it is drawn into an SVG.

    Examples
    --------
    >>> width("12") == 2 * width("1") == width("12\n3")
    True
    """
    fonts = *mpl.rcParams["font.family"], *mpl.rcParams["font.sans-serif"]
    return max(_line_width(line, fonts) for line in text.split("\n"))


@functools.lru_cache(4096)
def _line_width(line: str, fonts: tuple[str, ...]) -> float:
    """Width of a line; remembered for these fonts, as long as matplotlib is to use them."""
    font = FontProperties(size=SIZE)
    return text_to_path.get_text_width_height_descent(line, font, ismath=False)[0]


def title(node: GraphNode) -> str:
    """What a node is: its name, and how it was computed or at least by which operation.

    Examples
    --------
    >>> from d2lmini import trace
    >>> [title(node) for node in trace(lambda x: x**2, x=3).nodes]
    ['x', 'n₁ = x²']
    """
    whole = f"{node.name} = {node.formula}" if node.formula else node.name
    if width(whole) <= MOST:
        return whole
    short = f"{node.name}  {node.operation}"
    while width(short) > MOST:
        short = f"{short.removesuffix('…')[:-1]}…"
    return short


def entries(value: np.ndarray) -> str:
    r"""A number; a small array, on several lines if need be; shape and bound of a large one.

    Examples
    --------
    >>> entries(np.array(128.0)), entries(np.array([[1.0, 2.0], [3.0, 4.0]]))
    ('128', '((1, 2),\n (3, 4))')
    >>> entries(np.linspace(0, 1.01, 640).reshape(64, 10))
    '[64×10], |·| ≤ 1.1'
    """
    if not value.ndim:
        return written(value, ".4g")
    rows = len(value) if value.ndim == 2 else 1
    if value.ndim > 2 or rows > 4 or not 0 < value.size <= (4 if rows == 1 else 6):
        return _bounded(value)
    whole = written(value, ".4g", 6)
    texts = (whole, _halved(whole)) if rows == 1 else (whole.replace("), (", "),\n ("),)
    return next((text for text in texts if width(text) <= MOST), _bounded(value))


def _halved(text: str) -> str:
    """Entries on two lines."""
    parts = text.split(", ")
    half = (len(parts) + 1) // 2
    return ",\n ".join(", ".join(line) for line in (parts[:half], parts[half:]) if line)


def _bounded(value: np.ndarray) -> str:
    """Shape of an array, and what none of its entries exceeds."""
    shape, largest = written(value, most=0), float(np.abs(value).max(initial=0))
    if not value.size or not math.isfinite(largest):
        return shape
    text = f"{shape}, |·| ≤ {number(_rounded_up(largest), '.4g')}"
    return text if width(text) <= MOST else text.replace(", ", ",\n")


def _rounded_up(value: float) -> float:
    """The next number of two digits that is not smaller."""
    digits, exponent = f"{value:.1e}".split("e")
    near = float(f"{digits}e{exponent}")
    return near if near >= value else float(f"{float(digits) + 0.1:.1f}e{exponent}")


def tag(parent: GraphNode, node: GraphNode) -> tuple[str, str]:
    """What stands on an edge, and its color: the local derivative, or the shape that flows.

    That shape is the parent's: so its value goes forward, so the gradient for it comes back.
    """
    if parent.value.ndim:
        return written(parent.value, most=0), GRAY
    found = [d for p, d in zip(node.parents, node.local, strict=True) if p is parent]
    if any(derivative is None or derivative.ndim for derivative in found):
        return "", GREEN
    return listed(written(derivative, ".4g") for derivative in found), GREEN
