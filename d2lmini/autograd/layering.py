"""The steps that arrange a graph in layers, so that its lines cross rarely and run straight.

They are those of K. Sugiyama et al., *Methods for visual understanding of hierarchical system
structures* (1981): give each box a layer, lead a line that passes a layer through a stop in it,
sort the layers, find places in them. Boxes are 0, 1, …, each after all that lead to it. *Across* is
at right angles to the lines.
"""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter

Edge = tuple[int, int]  # from box to box
Stop = tuple[int, int]  # a box, and a layer: its own, or a later one, which its line passes
Link = tuple[Stop, Stop]  # from one layer to the next

LINE = 11.0  # points that a line takes across, where it passes a layer
ROUNDS = 8  # of sorting
SETTLING = 36  # rounds, a third of them with squares
NEAR = 0.1  # points: what links may move across as if they were straight
STIFF = 1.0, 2.0, 8.0  # a link between boxes, between a box and a line, within a line


def levels(breadths: Sequence[float], edges: Sequence[Edge], room: float = math.inf) -> list[int]:
    """Give each box its layer: right before its first use, in layers of limited breadth.

    Boxes are taken from the output backward; of those whose uses are placed, the ones with the
    longest way behind them come first (E. Coffman and R. Graham, *Optimal scheduling for
    two-processor systems*, 1972).

    Parameters
    ----------
    breadths : sequence of float
        What each box takes across.
    edges : sequence of (int, int)
        From which box to which later one.
    room : float
        How broad a layer may be, with the lines that pass it. It always holds one box.

    Returns
    -------
    list of int
        The layer of each box; that of the last is the highest.

    Examples
    --------
    >>> levels([1, 1, 1, 1], [(0, 1), (0, 2), (1, 3), (2, 3)])
    [0, 1, 1, 2]
    """
    boxes = range(len(breadths))
    uses: list[list[int]] = [[] for _ in boxes]
    depth = [0] * len(boxes)
    for parent, child in sorted(edges, key=itemgetter(1)):
        uses[parent].append(child)
        depth[child] = max(depth[child], depth[parent] + 1)
    from_end: dict[int, int] = {}
    while len(from_end) < len(boxes):
        left = [box for box in boxes if box not in from_end]
        ready = [box for box in left if all(use in from_end for use in uses[box])]
        used = LINE * sum(any(use in from_end for use in uses[box]) for box in left)
        layer: list[int] = []
        for box in sorted(ready, key=lambda box: (-depth[box], -box)):
            if not layer or used + breadths[box] - LINE <= room:
                layer.append(box)
                used += breadths[box] - LINE
        from_end |= dict.fromkeys(layer, 1 + max(from_end.values(), default=-1))
    last = max(from_end.values())
    return [last - from_end[box] for box in boxes]


def lead(edges: Sequence[Edge], level: Sequence[int]) -> dict[Edge, list[Stop]]:
    """Lead each edge through the layers between its ends; edges from one box share their stops.

    Parameters
    ----------
    edges : sequence of (int, int)
        From which box to which later one.
    level : sequence of int
        The layer of each box.

    Returns
    -------
    dict of (int, int) to list of (int, int)
        The stops of each edge, its two boxes included.

    Examples
    --------
    >>> lead([(0, 1), (0, 2)], [0, 1, 3])
    {(0, 1): [(0, 0), (1, 1)], (0, 2): [(0, 0), (0, 1), (0, 2), (2, 3)]}
    """
    return {
        (parent, child): [
            *((parent, k) for k in range(level[parent], level[child])),
            (child, level[child]),
        ]
        for parent, child in edges
    }


def met_backward(links: Sequence[Link], output: Stop) -> list[list[Stop]]:
    """The stops of each layer, as one meets them on the way back from the output.

    Examples
    --------
    >>> met_backward([((0, 0), (2, 1)), ((1, 0), (2, 1))], (2, 1))
    [[(0, 0), (1, 0)], [(2, 1)]]
    """
    layers = [[output]]
    for _ in range(output[1]):
        starts = [start for end in layers[0] for start, other in links if other == end]
        layers.insert(0, list(dict.fromkeys(starts)))
    return layers


# --- sorting ----------------------------------------------------------------------------------


def untangle(layers: list[list[Stop]], links: Sequence[Link]) -> None:
    """Sort the layers so that fewer links cross.

    Forward and backward, each layer is sorted by the mean place of the neighbors in the layer
    before (then: behind), and neighbors are swapped while that helps. The best order stays.

    Parameters
    ----------
    layers : list of list of (int, int)
        The stops of each layer; sorted in place.
    links : sequence of pairs
        From a stop in one layer to a stop in the next.
    """
    before: dict[Stop, list[Stop]] = {stop: [] for layer in layers for stop in layer}
    behind: dict[Stop, list[Stop]] = {stop: [] for layer in layers for stop in layer}
    for start, end in links:
        behind[start].append(end)
        before[end].append(start)
    best, fewest = [list(layer) for layer in layers], crossings(layers, links)
    for _ in range(ROUNDS if fewest else 0):
        for ordered, neighbors in ((layers, before), (layers[::-1], behind)):
            for layer in ordered:
                _sort(layer, neighbors, _places(layers))
            while sum(_swap(layer, (before, behind), _places(layers)) for layer in layers):
                pass
            if (now := crossings(layers, links)) < fewest:
                best, fewest = [list(layer) for layer in layers], now
    layers[:] = best


def _places(layers: Sequence[Sequence[Stop]]) -> dict[Stop, float]:
    """Where in its layer each stop is, from 0 to 1."""
    return {stop: (i + 0.5) / len(layer) for layer in layers for i, stop in enumerate(layer)}


def _sort(
    layer: list[Stop], neighbors: Mapping[Stop, list[Stop]], place: Mapping[Stop, float]
) -> None:
    """Sort a layer by the mean place of the neighbors."""

    def wanted(stop: Stop) -> float:
        others = neighbors[stop] or [stop]
        return sum(place[other] for other in others) / len(others)

    layer.sort(key=wanted)


def _swap(
    layer: list[Stop],
    neighbors: Sequence[Mapping[Stop, list[Stop]]],
    place: Mapping[Stop, float],
) -> bool:
    """Swap neighbors in a layer where fewer links cross then, and tell whether any were."""
    swapped = False
    for i in range(len(layer) - 1):
        one, other = layer[i : i + 2]
        pairs = [p for near in neighbors for p in itertools.product(near[one], near[other])]
        if sum(place[a] > place[b] for a, b in pairs) > sum(place[a] < place[b] for a, b in pairs):
            layer[i : i + 2] = other, one
            swapped = True
    return swapped


def crossings(layers: Sequence[Sequence[Stop]], links: Sequence[Link]) -> int:
    """Count the pairs of links that cross.

    Examples
    --------
    >>> crossings([[(0, 0), (1, 0)], [(2, 1), (3, 1)]], [((0, 0), (3, 1)), ((1, 0), (2, 1))])
    1
    """
    place, total = _places(layers), 0
    channels: dict[int, list[tuple[float, float]]] = {}
    for start, end in links:
        channels.setdefault(start[1], []).append((place[start], place[end]))
    for channel in channels.values():
        passed: list[float] = []
        for _, arrives in sorted(channel):
            total += len(passed) - bisect.bisect_right(passed, arrives)
            bisect.insort(passed, arrives)
    return total


# --- places -----------------------------------------------------------------------------------


def spread(
    layers: Sequence[Sequence[Stop]],
    links: Sequence[Link],
    half: Callable[[Stop], float],
    room: float,
) -> dict[Stop, float]:
    """Find places across so that links run straight; the order in the layers stays.

    Layer by layer, forward and backward, the squares of what the links move across are made least,
    then, with weights, what they move: so most links become straight, and a few bend.

    Parameters
    ----------
    layers : sequence of sequence of (int, int)
        The stops of each layer, in order.
    links : sequence of pairs
        From a stop in one layer to a stop in the next.
    half : callable
        Half of what a stop takes across.
    room : float
        How much all may take.

    Returns
    -------
    dict of (int, int) to float
        The place of each stop, counted from the middle of the room.
    """
    gaps = [[half(a) + half(b) for a, b in itertools.pairwise(layer)] for layer in layers]
    across: dict[Stop, float] = {}
    for stops, gap in zip(layers, gaps, strict=True):
        across |= zip(stops, itertools.accumulate(gap, initial=-sum(gap) / 2), strict=True)
    pulls: dict[Stop, list[tuple[Stop, float]]] = {stop: [] for stop in across}
    lines = {end for start, end in links if start[0] == end[0]}
    for start, end in links:
        stiff = STIFF[(start in lines) + (end in lines)]
        pulls[start].append((end, stiff))
        pulls[end].append((start, stiff))
    for r in range(SETTLING):
        for k in (*range(len(layers)), *reversed(range(len(layers)))):
            layer, squares = layers[k], r <= SETTLING / 3
            wanted = [_pulled(stop, pulls[stop], across, squares) for stop in layer]
            ends = half(layer[0]) - room / 2, room / 2 - half(layer[-1])
            across |= zip(layer, settle(wanted, gaps[k], *ends), strict=True)
    return across


def _pulled(
    stop: Stop, pulls: Sequence[tuple[Stop, float]], across: Mapping[Stop, float], squares: bool
) -> tuple[float, float]:
    """Where a stop is pulled by its neighbors, and how strongly."""
    if not pulls:
        return across[stop], 1.0
    strengths = [
        stiff if squares else stiff / max(NEAR, abs(across[other] - across[stop]))
        for other, stiff in pulls
    ]
    total = sum(strengths)
    weighed = sum(s * across[other] for s, (other, _) in zip(strengths, pulls, strict=True))
    return weighed / total, total


def settle(
    wanted: Sequence[tuple[float, float]], gaps: Sequence[float], low: float, high: float
) -> list[float]:
    """Put points in a row, each as near as it can be to where it is pulled.

    Neighbors that come too near are moved as one, to the weighed mean of what they want: isotonic
    regression, by pooling adjacent violators (R. Barlow et al., *Statistical inference under order
    restrictions*, 1972).

    Parameters
    ----------
    wanted : sequence of (float, float)
        Where each point is pulled, and how strongly.
    gaps : sequence of float
        How far apart neighbors are, at least.
    low, high : float
        Between these lie all.

    Returns
    -------
    list of float
        The places, rising.

    Examples
    --------
    >>> settle([(0, 1), (0, 1), (9, 1)], [2, 2], -10, 10)
    [-1.0, 1.0, 9.0]
    """
    offsets = list(itertools.accumulate(gaps, initial=0.0))
    pools: list[tuple[float, float, int]] = []  # place, strength, how many
    for (pull, strength), offset in zip(wanted, offsets, strict=True):
        here, strong, count = pull - offset, strength, 1
        while pools and pools[-1][0] > here:
            before, other, more = pools.pop()
            here = (before * other + here * strong) / (other + strong)
            strong, count = strong + other, count + more
        pools.append((here, strong, count))
    places = itertools.chain.from_iterable([here] * count for here, _, count in pools)
    most = high - offsets[-1]
    return [max(low, min(most, x)) + offset for x, offset in zip(places, offsets, strict=True)]
