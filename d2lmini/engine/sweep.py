"""Draw the frames of all explorers in advance, while the kernel has nothing else to do."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from d2lmini.engine.cells import between_cells, hushed, interruptible
from d2lmini.style import explorer_style

SLICE = 0.03  # seconds; then a cell or a message of a widget has its turn
# seconds between two slices: on its way to a cell, a request takes several turns of the event loop
GAP = 0.002


class Swept(Protocol):
    """What has frames to be drawn."""

    def draw_next(self) -> bool:
        """Draw one more frame; say whether there are others."""


class Sweeper:
    """Draws, in slices, the frames of whoever waits: the one that was touched last comes first.

    Attributes
    ----------
    waiting : list
        Who has frames to be drawn.
    """

    def __init__(self) -> None:
        self.waiting: list[Swept] = []
        self._called = False

    def add(self, swept: Swept) -> None:
        """Let it wait behind those that wait already."""
        self.waiting.append(swept)
        self._call()

    def prefer(self, swept: Swept) -> None:
        """Let it come first, if it waits at all."""
        if swept in self.waiting:
            self.waiting.remove(swept)
            self.waiting.insert(0, swept)

    def remove(self, swept: Swept) -> None:
        """Draw no more frames of it."""
        if swept in self.waiting:
            self.waiting.remove(swept)

    def _call(self) -> None:
        if self.waiting and not self._called:
            self._called = True
            between_cells(self._slice, after=GAP)

    def _slice(self) -> None:
        self._called, until = False, time.monotonic() + SLICE
        swept: Swept | None = None
        try:
            with explorer_style(), hushed(), interruptible():
                # another thread may take one away at any time
                while (swept := next(iter(self.waiting), None)) and time.monotonic() < until:
                    if not swept.draw_next():
                        self.remove(swept)
        except BaseException:
            if swept:
                self.remove(swept)
            raise
        finally:
            self._call()  # the others go on, whatever happened to one


SWEEPER = Sweeper()


def coarse_first(sizes: Sequence[int], fine: Sequence[bool]) -> list[int]:
    """Keys of all settings in an order that spreads over them, coarse steps first.

    Parameters
    ----------
    sizes : sequence of int
        How many settings each control has.
    fine : sequence of bool
        For each control, whether it is a slider; of words, all come at once.

    Returns
    -------
    list of int
        The settings, counted row by row.

    Examples
    --------
    >>> coarse_first([5], [True])
    [0, 4, 2, 1, 3]
    """
    levels = np.zeros(sizes, int)
    for axis, (size, slides) in enumerate(zip(sizes, fine, strict=True)):
        if slides:
            shape = [size if k == axis else 1 for k in range(len(sizes))]
            levels = np.maximum(levels, _halvings(size).reshape(shape))
    keys = np.arange(levels.size)
    # within a level irregularly, so that it does not begin with one end
    return np.lexsort((keys * (5**0.5 - 1) / 2 % 1, levels.ravel())).tolist()


def _halvings(size: int) -> np.ndarray:
    """After how many halvings of the way from end to end each place is met."""
    found = np.full(size, -1)
    level = 0
    while (found < 0).any():
        places = np.linspace(0, size - 1, 2**level + 1).round().astype(int)
        found[places[found[places] < 0]] = level
        level += 1
    return found
