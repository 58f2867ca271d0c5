"""Where the boxes of a computational graph stand, and which way each arrow takes between them.

The layers follow each other from left to right; where that is too wide, in rows, as text does, or
from above to below. Between two layers is a channel, in which arrows bend; through a layer they run
level, so that they never meet a box. (Libraries were tried: Graphviz's dot, grandalf, graphlay,
pyelk, fast-sugiyama. None keeps to a width, and only dot never leads an arrow through a box.)
Lengths are in points. *Along* is the direction of the arrows, *across* is at right angles to it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from d2lmini.autograd.layering import (
    LINE,
    Edge,
    Link,
    Stop,
    lead,
    levels,
    met_backward,
    settle,
    spread,
    untangle,
)

Point = tuple[float, float]
Curve = tuple[Point, Point]  # its ends; it leaves and arrives level

MARGIN = 6.0  # at the edge of the picture
BESIDE = 14.0  # between two boxes of a layer
PORT = 9.0  # from the tip of an arrow to the next one at the same box
CHANNEL = 32.0  # from layer to layer, at least
ENDS = 12.0  # of an arrow, before its tag and behind it
CLEAR = 2.0  # between a tag and all else
TURNS = 2  # arrows from row to row, at most: of more, the eye loses one
WORTH = 0.7  # how high rows may be, compared with layers from above to below
TRACK, RUN = 8.0, 15.0  # between these arrows, beside a row and below it
BEND = 5.0  # at their corners


@dataclass
class Placement:
    """Where everything is, in points from the lower left corner.

    Attributes
    ----------
    size : (float, float)
        Width and height of the picture.
    boxes : list of (float, float)
        Width and height of each box: as asked for, or more, where many arrows arrive.
    places : list of (float, float)
        Middle of each box.
    routes : dict of (int, int) to list of (float, float)
        The cubic Bézier curves of each edge: a point, two that pull, a point, two that pull, …
    tags : dict of (int, int) to (float, float)
        Middle of the tag of each edge that has one and room for it.
    """

    size: Point
    boxes: list[Point]
    places: list[Point]
    routes: dict[Edge, list[Point]]
    tags: dict[Edge, Point]


def place(
    boxes: Sequence[Point], edges: Sequence[Edge], tags: Mapping[Edge, Point], widest: float
) -> Placement:
    """Arrange boxes and arrows.

    Parameters
    ----------
    boxes : sequence of (float, float)
        Width and height of each box.
    edges : sequence of (int, int)
        From which box to which later one, each once. All lead to the last box.
    tags : mapping of (int, int) to (float, float)
        Width and height of what stands on an edge, where there is room.
    widest : float
        How wide the picture may be.

    Returns
    -------
    Placement
        The same for the same arguments, always.

    Examples
    --------
    >>> placed = place([(40, 20), (40, 20)], [(0, 1)], {}, widest=400)
    >>> placed.size, placed.places
    ((124.0, 32.0), [(26.0, 16.0), (98.0, 16.0)])
    """
    rightwards = _Plan(boxes, edges, tags)
    if rightwards.length <= widest:
        return rightwards.placement()
    turned = {edge: (height, width) for edge, (width, height) in tags.items()}
    downward = _Plan([(height, width) for width, height in boxes], edges, turned, widest)
    placed = downward.placement()
    for turns in range(1, TURNS + 1):
        if rightwards.wrap(widest, turns):
            in_rows = rightwards.placement()
            if in_rows.size[1] < WORTH * placed.size[1]:
                return in_rows
    return placed


class _Plan:
    """A placement in the making; here each pair of lengths is along, then across.

    With a limit of its breadth it is one that will be turned, to run downward.
    """

    def __init__(
        self,
        boxes: Sequence[Point],
        edges: Sequence[Edge],
        tags: Mapping[Edge, Point],
        broadest: float = math.inf,
    ) -> None:
        arriving = [sum(child == box for _, child in edges) for box in range(len(boxes))]
        self.boxes = [
            (along, max(across, PORT * (count + 1)))
            for (along, across), count in zip(boxes, arriving, strict=True)
        ]
        self.tags, self.down = tags, math.isfinite(broadest)
        self.room = broadest - 2 * MARGIN + LINE  # half a line may stick out
        self.level = levels([across + BESIDE for _, across in self.boxes], edges, self.room)
        self.paths = lead(edges, self.level)
        pairs = itertools.chain.from_iterable(map(itertools.pairwise, self.paths.values()))
        self.links: list[Link] = list(dict.fromkeys(pairs))
        self.layers = met_backward(self.links, (len(boxes) - 1, self.level[-1]))
        untangle(self.layers, self.links)
        self.starts, self.ends = self._along()
        self.rows = [range(len(self.layers))]

    @property
    def length(self) -> float:
        """How long the picture is, along its arrows."""
        return self.ends[-1] + 2 * MARGIN

    def _along(self) -> tuple[list[float], list[float]]:
        """Where each layer starts and ends."""
        starts, ends = [0.0], []
        for k, layer in enumerate(self.layers):
            ends.append(
                starts[k] + max(self.boxes[box][0] for box, _ in filter(self._is_box, layer))
            )
            tags = [tag for (_, child), tag in self.tags.items() if self.level[child] == k + 1]
            starts.append(ends[k] + max([CHANNEL, *(along + 2 * ENDS for along, _ in tags)]))
        return starts[:-1], ends

    def _is_box(self, stop: Stop) -> bool:
        return self.level[stop[0]] == stop[1]

    def _half(self, stop: Stop) -> float:
        """Half of what a stop takes across, with the space beside it."""
        return (self.boxes[stop[0]][1] + BESIDE if self._is_box(stop) else LINE) / 2

    def _beside(self, link: Link) -> list[Link]:
        """The links in the same channel."""
        return [other for other in self.links if other[1][1] == link[1][1]]

    # --- rows

    def wrap(self, widest: float, most: int) -> bool:
        """Break the picture into rows, and tell whether that can be done.

        At most so many arrows run from row to row, as few as can be; then rows are well filled.
        """
        self.starts, self.ends = self._along()  # again, if these were rows before
        turns = [sum(end[1] == k for _, end in self.links) for k in range(1, len(self.layers) + 1)]
        room = widest - 2 * MARGIN - TRACK * (2 * most + 1)
        best: dict[int, tuple[float, list[range]]] = {0: (0.0, [])}
        for stop in [stop for stop, count in enumerate(turns, start=1) if count <= most]:
            ways = []
            for start, (cost, rows) in best.items():
                free = 1 - (self.ends[stop - 1] - self.starts[start]) / room
                if free >= 0:
                    ragged = free**2 if stop < len(self.layers) else 0
                    ways.append((cost + turns[stop - 1] + ragged, [*rows, range(start, stop)]))
            if ways:
                best[stop] = min(ways, key=itemgetter(0))
        self.rows = best.get(len(self.layers), (0.0, []))[1]
        return bool(self.rows)

    def _stack(self) -> None:
        """Put the rows one below the other, with room between them for the arrows."""
        floor = 0.0
        self.floors = []
        for row in self.rows:
            stops = [stop for k in row for stop in self.layers[k]]
            top = min(self.across[stop] - self._half(stop) for stop in stops)
            self.across |= {stop: self.across[stop] + floor - top for stop in stops}
            self.floors.append(max(self.across[stop] + self._half(stop) for stop in stops))
            floor = self.floors[-1] + RUN * (1 + sum(end[1] == row.stop for _, end in self.links))
            start = self.starts[row.start]
            for k in row:
                self.starts[k], self.ends[k] = self.starts[k] - start, self.ends[k] - start

    def _turn(self, link: Link) -> list[Point]:
        """The corners of an arrow to the next row; it turns outside of the arrows below it."""
        row = next((i for i, row in enumerate(self.rows) if row.stop == link[1][1]), None)
        if row is None:
            return []
        (end, high), (_, low) = self.curves[link]
        beside = self._beside(link)
        outside = sum(self.curves[other][0][1] >= high for other in beside)
        right, level = end + TRACK * outside, self.floors[row] + RUN * outside
        left = -TRACK * (len(beside) - outside + 2)
        return [(right, high), (right, level), (left, level), (left, low)]

    # --- arrows

    def placement(self) -> Placement:
        """Work out the rest, and turn it."""
        self.across = spread(self.layers, self.links, self._half, self.room)
        if len(self.rows) > 1:
            self._stack()
        into = self._ports({link: self.across[link[0]] for link in self.links}, end=1)
        out = self._ports(into, end=0)
        self.curves = {
            (start, end): (
                (self.ends[start[1]], out[start, end]),
                (self.starts[end[1]], into[start, end]),
            )
            for start, end in self.links
        }
        middles = [self._middle(box) for box in range(len(self.boxes))]
        routes = {edge: self._route(path) for edge, path in self.paths.items()}
        return _on_page(self.boxes, middles, routes, self._tagged(), self.tags, self.down)

    def _middle(self, box: int) -> Point:
        k = self.level[box]
        return (self.starts[k] + self.ends[k]) / 2, self.across[box, k]

    def _ports(self, wanted: Mapping[Link, float], end: int) -> dict[Link, float]:
        """Where links meet their stops: side by side near the middle, as straight as they can."""
        met: dict[Stop, list[Link]] = {}
        for link in sorted(self.links, key=wanted.__getitem__):
            met.setdefault(link[end], []).append(link)
        ports: dict[Link, float] = {}
        for stop, links in met.items():
            between = len(links) - 1
            rim = self._half(stop) - BESIDE / 2 - 5 if self._is_box(stop) else 0.0
            gap = min(PORT, 2 * rim / max(1, between))
            reach = min(rim, 0.7 * gap * between + 5)
            ends = self.across[stop] - reach, self.across[stop] + reach
            pulls = [(wanted[link], 1.0) for link in links]
            ports |= zip(links, settle(pulls, [gap] * between, *ends), strict=True)
        return ports

    def _route(self, path: Sequence[Stop]) -> list[Point]:
        """The curves of an edge: level through each layer, and bent between them."""
        links = list(itertools.pairwise(path))
        first, last = path[0][0], path[-1][0]
        (_, out), (_, into) = self.curves[links[0]][0], self.curves[links[-1]][1]
        route = [(self._middle(first)[0] + self.boxes[first][0] / 2, out)]
        for link in links:
            here, there = self.curves[link]
            route += _level(route[-1], here)
            turn = self._turn(link)
            route += _cornered([here, *turn, there]) if turn else _bent(here, there)
        return route + _level(route[-1], (self._middle(last)[0] - self.boxes[last][0] / 2, into))

    # --- tags

    def _tagged(self) -> dict[Edge, Point]:
        """Where tags find room: on the last part of their edge, away from all else."""
        found: dict[Edge, Point] = {}
        for edge, size in self.tags.items():
            link = self.paths[edge][-2], self.paths[edge][-1]
            others = [self.curves[other] for other in self._beside(link) if other != link]
            taken = [(found[other], self.tags[other]) for other in found]
            for middle in self._tag_places(link, size):
                inside = abs(middle[1]) + size[1] / 2 <= (self.room - LINE) / 2
                # arrows to the next row have no others where their tags are
                hit = not self._turn(link) and any(_hits(c, middle, size) for c in others)
                if inside and not hit and not any(_overlap(middle, size, *tag) for tag in taken):
                    found[edge] = middle
                    break
        return found

    def _tag_places(self, link: Link, size: Point) -> Iterator[Point]:
        """Where a tag may stand on a link: in the middle, or a little before or behind it."""
        (start, _), (end, _) = self.curves[link]
        if turn := self._turn(link):
            (right, _), (_, level), (left, _), _ = turn
            if size[0] + 2 * TRACK * len(self._beside(link)) < right - left:
                yield (left + right) / 2, level
            return
        free = (end - start - size[0]) / 2
        for part in (0.0, -0.15, 0.15, -0.3, 0.3, -0.45, 0.45, -0.6, 0.6):
            along = (start + end) / 2 + part * free
            yield along, _across_at(self.curves[link], along)


def _across_at(curve: Curve, along: float) -> float:
    """How far across a curve is at some point along it."""
    (start, low), (end, high) = curve
    t = min(1.0, max(0.0, (along - start) / (end - start)))
    return low + (high - low) * t * t * (3 - 2 * t)  # its pulls are a third away from its ends


def _hits(curve: Curve, middle: Point, size: Point) -> bool:
    """Whether a curve runs through a tag, or too near. It only rises, or only falls."""
    reach = size[0] / 2 + CLEAR
    ends = [_across_at(curve, middle[0] + side * reach) - middle[1] for side in (-1, 1)]
    return min(ends) < size[1] / 2 + CLEAR and max(ends) > -size[1] / 2 - CLEAR


def _overlap(one: Point, size: Point, other: Point, other_size: Point) -> bool:
    """Whether two tags touch, or nearly."""
    return all(abs(one[k] - other[k]) < (size[k] + other_size[k]) / 2 + CLEAR for k in range(2))


# --- curves: what follows the first point -----------------------------------------------------


def _bent(here: Point, there: Point) -> list[Point]:
    """A curve that leaves and arrives level."""
    third = (there[0] - here[0]) / 3
    return [(here[0] + third, here[1]), (there[0] - third, there[1]), there]


def _level(here: Point, there: Point) -> list[Point]:
    """A straight line, if it is long enough to have a direction."""
    return _straight(here, there) if abs(there[0] - here[0]) > 1e-6 else []


def _straight(here: Point, there: Point) -> list[Point]:
    x, y = (there[0] - here[0]) / 3, (there[1] - here[1]) / 3
    return [(here[0] + x, here[1] + y), (there[0] - x, there[1] - y), there]


def _cornered(points: Sequence[Point]) -> list[Point]:
    """Straight lines from point to point, with round corners."""
    route, here = [], points[0]
    for k in range(1, len(points) - 1):
        start, end = _near(points[k], points[k - 1]), _near(points[k], points[k + 1])
        route += [*_straight(here, start), points[k], points[k], end]
        here = end
    return route + _straight(here, points[-1])


def _near(corner: Point, other: Point) -> Point:
    """A point that is near the corner, on the way to another."""
    part = BEND / max(2 * BEND, math.dist(corner, other))
    return corner[0] + part * (other[0] - corner[0]), corner[1] + part * (other[1] - corner[1])


def _on_page(
    boxes: Sequence[Point],
    middles: Sequence[Point],
    routes: Mapping[Edge, Sequence[Point]],
    tagged: Mapping[Edge, Point],
    tags: Mapping[Edge, Point],
    down: bool,
) -> Placement:
    """Turn everything as it will be seen, on a page that just holds it."""
    around = [*zip(middles, boxes, strict=True), *((tagged[edge], tags[edge]) for edge in tagged)]
    around += [(point, (0.0, 0.0)) for route in routes.values() for point in route]
    low, high = (
        [side(m[k] + sign * size[k] / 2 for m, size in around) for k in range(2)]
        for side, sign in ((min, -1), (max, 1))
    )

    def seen(point: Point) -> Point:
        along, across = point[0] - low[0] + MARGIN, point[1] - low[1] + MARGIN
        return (across, height - along) if down else (along, height - across)

    length, breadth = (high[k] - low[k] + 2 * MARGIN for k in range(2))
    width, height = (breadth, length) if down else (length, breadth)
    return Placement(
        (width, height),
        [(box[1], box[0]) if down else box for box in boxes],
        [seen(middle) for middle in middles],
        {edge: [seen(point) for point in route] for edge, route in routes.items()},
        {edge: seen(tag) for edge, tag in tagged.items()},
    )
