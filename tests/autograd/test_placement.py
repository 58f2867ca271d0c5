"""Where boxes stand; that nothing lies on anything else is asked of the pictures."""

import pytest

from d2lmini.autograd.placement import MARGIN, place

BOX = (60.0, 40.0)


def chain(count):
    return [BOX] * count, [(k, k + 1) for k in range(count - 1)]


def test_one_box():
    placed = place([BOX], [], {}, 500)
    assert placed.size == (60 + 2 * MARGIN, 40 + 2 * MARGIN)
    assert placed.places == [(36, 26)]


def test_a_chain_runs_straight_as_far_as_there_is_room():
    boxes, edges = chain(5)
    placed = place(boxes, edges, {}, 500)
    assert len({y for _, y in placed.places}) == 1
    assert [x for x, _ in placed.places] == sorted(x for x, _ in placed.places)
    for route in placed.routes.values():
        assert len({y for _, y in route}) == 1


@pytest.mark.parametrize("count", [6, 20, 40])
def test_then_it_goes_on_in_the_next_row(count):
    boxes, edges = chain(count)
    placed = place(boxes, edges, {}, 500)
    assert placed.size[0] <= 500
    rows = sorted({y for _, y in placed.places}, reverse=True)
    assert len(rows) == -(-count // 5)
    read = sorted(range(count), key=lambda k: (-placed.places[k][1], placed.places[k][0]))
    assert read == list(range(count))


def test_what_stands_on_an_arrow_to_the_next_row_is_in_the_middle():
    boxes, edges = chain(6)
    placed = place(boxes, edges, dict.fromkeys(edges, (20.0, 13.0)), 500)
    assert set(placed.tags) == set(edges)
    last = max(edges, key=lambda edge: len(placed.routes[edge]))
    (x, y), heights = placed.tags[last], [y for _, y in placed.places]
    assert min(heights) + 20 < y < max(heights) - 20
    assert 100 < x < 300


def test_a_wide_tag_makes_room_or_is_left_out():
    boxes, edges = chain(2)
    narrow = place(boxes, edges, {(0, 1): (10.0, 13.0)}, 500).size[0]
    assert place(boxes, edges, {(0, 1): (110.0, 13.0)}, 500).size[0] > narrow + 50
    crowded = [(a, b) for a in range(6) for b in range(6, 12)] + [(b, 12) for b in range(6, 12)]
    placed = place([BOX] * 13, crowded, dict.fromkeys(crowded, (50.0, 13.0)), 500)
    assert set(placed.tags) < set(crowded)


def test_a_box_grows_with_the_arrows_that_arrive():
    boxes, edges = [BOX] * 21, [(k, 20) for k in range(20)]
    placed = place(boxes, edges, {}, 500)
    assert placed.boxes[:20] == boxes[:20]
    assert placed.boxes[20][0] == 60
    assert placed.boxes[20][1] > 20 * 8


def test_a_narrow_page_has_one_box_in_a_row():
    boxes, edges = chain(3)
    placed = place(boxes, edges, {}, 80)
    assert len({x for x, _ in placed.places}) == 1
    assert [y for _, y in placed.places] == sorted((y for _, y in placed.places), reverse=True)


def test_a_line_that_passes_has_a_place_of_its_own():
    placed = place([BOX] * 3, [(0, 1), (1, 2), (0, 2)], {}, 500)
    (_, low), (_, high) = placed.places[1], max(placed.routes[0, 2], key=lambda point: point[1])
    assert abs(high - low) > 20
