"""Layers, their order, and places in them."""

import itertools
import random

import numpy as np
import pytest

from d2lmini.autograd.layering import (
    LINE,
    crossings,
    lead,
    levels,
    met_backward,
    settle,
    spread,
    untangle,
)


def some_edges(boxes, seed):
    """Edges from each box to some later ones; the last is the output of all."""
    dice = random.Random(seed)
    edges = {(a, dice.randrange(a + 1, boxes)) for a in range(boxes - 1) for _ in range(2)}
    return sorted(edges)


def links_of(paths):
    pairs = itertools.chain.from_iterable(itertools.pairwise(path) for path in paths.values())
    return list(dict.fromkeys(pairs))


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("room", [250.0, np.inf])
def test_parents_come_before_and_layers_are_not_too_broad(seed, room):
    edges, breadths = some_edges(30, seed), [40 + 7 * (k % 5) for k in range(30)]
    level = levels(breadths, edges, room)
    assert all(level[parent] < level[child] for parent, child in edges)
    assert level[-1] == max(level) == len(set(level)) - 1
    for k in range(level[-1] + 1):
        boxes = [box for box in range(30) if level[box] == k]
        lines = {a for a, b in edges if level[a] < k < level[b]}
        assert len(boxes) == 1 or sum(breadths[b] for b in boxes) + LINE * len(lines) <= room


def test_without_limit_there_are_no_more_layers_than_needed_and_inputs_come_late():
    edges = [(0, 1), (1, 2), (3, 4), (2, 4), (0, 4)]
    assert levels([1] * 5, edges) == [0, 1, 2, 2, 3]


def test_the_longest_way_goes_first():
    edges = [(0, 4), (1, 2), (2, 3), (3, 5), (4, 5)]
    assert levels([1] * 6, edges, room=1) == [0, 1, 2, 4, 3, 5]  # 3 is next to the output


def test_lines_are_led_through_each_layer_between():
    assert lead([(0, 1), (1, 2), (0, 2)], [0, 1, 2])[0, 2] == [(0, 0), (0, 1), (2, 2)]


def test_stops_are_met_on_the_way_back():
    paths = lead([(0, 2), (1, 2), (1, 3), (2, 3)], [0, 0, 1, 2])
    assert met_backward(links_of(paths), (3, 2)) == [
        [(1, 0), (0, 0)],
        [(1, 1), (2, 1)],
        [(3, 2)],
    ]


def crossed(layers, links):
    """Crossings, by looking at each pair."""
    place = {stop: i for layer in layers for i, stop in enumerate(layer)}
    return sum(
        (place[a] - place[c]) * (place[b] - place[d]) < 0
        for (a, b), (c, d) in itertools.combinations(links, 2)
        if a[1] == c[1]
    )


@pytest.mark.parametrize("seed", range(10))
def test_crossings_are_counted_and_become_fewer(seed):
    edges = some_edges(20, seed)
    level = levels([1] * 20, edges)
    links = links_of(lead(edges, level))
    layers = met_backward(links, (19, level[19]))
    before, stops = crossings(layers, links), [sorted(layer) for layer in layers]
    assert before == crossed(layers, links)
    untangle(layers, links)
    assert crossings(layers, links) == crossed(layers, links) <= before
    assert [sorted(layer) for layer in layers] == stops
    again = [list(layer) for layer in layers]
    untangle(again, links)
    assert crossings(again, links) <= crossings(layers, links)


def test_what_need_not_cross_does_not():
    first, second = [(k, 0) for k in range(6)], [(k, 1) for k in range(6, 12)]
    links = [((k, 0), (11 - k, 1)) for k in range(6)]
    layers = [first, second]
    assert crossings(layers, links) == 15
    untangle(layers, links)
    assert crossings(layers, links) == 0


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("room", [400.0, np.inf])
def test_places_keep_the_order_the_distances_and_the_room(seed, room):
    edges = some_edges(20, seed)
    level = levels([50] * 20, edges, room)
    links = links_of(lead(edges, level))
    layers = met_backward(links, (19, level[19]))

    def half(stop):
        return 25 if level[stop[0]] == stop[1] else LINE / 2

    across = spread(layers, links, half, room)
    for layer in layers:
        for one, other in itertools.pairwise(layer):
            assert across[other] - across[one] >= half(one) + half(other) - 1e-9
        assert across[layer[0]] - half(layer[0]) >= -room / 2 - 1e-9
        assert across[layer[-1]] + half(layer[-1]) <= room / 2 + 1e-9


def test_a_chain_is_straight_and_a_line_that_passes_bends_once():
    edges = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)]
    links = links_of(lead(edges, [0, 1, 2, 3, 4]))
    layers = met_backward(links, (4, 4))
    across = spread(layers, links, lambda stop: 20.0, np.inf)
    line = [across[0, k] for k in (1, 2, 3)]
    assert np.ptp(line) < 1
    assert np.ptp([across[k, k] for k in range(5)]) < 41


def test_settling_is_the_best_there_is():
    dice = np.random.default_rng(1)
    wanted = [(float(place), 1.0 + k % 3) for k, place in enumerate(dice.normal(size=6))]
    gaps = [0.5] * 5
    settled = settle(wanted, gaps, -1.4, 1.3)

    def cost(places):
        return sum(w * (x - p) ** 2 for x, (p, w) in zip(places, wanted, strict=True))

    assert np.diff(settled).min() >= 0.5 - 1e-9
    assert settled[0] >= -1.4
    assert settled[-1] <= 1.3
    for _ in range(2000):
        other = np.sort(settled + dice.normal(scale=0.1, size=6))
        if np.diff(other).min() >= 0.5 and other[0] >= -1.4 and other[-1] <= 1.3:
            assert cost(other) >= cost(settled) - 1e-9


def test_a_single_point_settles_where_it_may():
    assert settle([(7.0, 1.0)], [], 0, 5) == [5]
    assert settle([(3.0, 1.0)], [], 0, 5) == [3]
