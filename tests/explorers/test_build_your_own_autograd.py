import itertools
import math

import numpy as np
import pytest
from looking import lines, moved, numbers, only, patches, points, texts
from matplotlib.colors import same_color
from stock import check_frames

from d2lmini import BoundaryExplorer, BracketsExplorer
from d2lmini.explorers.build_your_own_autograd import FORWARD, REVERSE, SIZES, multiplications
from d2lmini.style import BLUE, GRAY, ORANGE, TANGENT

POINTS = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.5, 0.9)]
LABELS = [0, 0, 1, 1, 0]
HISTORY = {0: (-1.0, 0.5), 10: (0.0, 0.0), 20: (4.0, -2.0)}  # a, b: the line a x₂ + b = 0


def leaning(parameters, x1, x2):
    a, b = parameters
    return a * x2 + b


@pytest.fixture(scope="module")
def brackets():
    return BracketsExplorer()


@pytest.fixture(scope="module")
def boundary():
    return BoundaryExplorer(leaning, POINTS, LABELS, HISTORY)


@pytest.mark.parametrize(
    "make", [BracketsExplorer, lambda: BoundaryExplorer(leaning, POINTS, LABELS, HISTORY)]
)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


# --- brackets


def counted(a, b):
    """Multiplications of a product of two matrices, each of them made: and the product."""
    made = [(row @ column, len(row)) for row, column in itertools.product(a, b.T)]
    return np.array([value for value, _ in made]).reshape(len(a), -1), sum(n for _, n in made)


@pytest.mark.parametrize("sizes", [(1, 3, 5), (4, 2, 1), (3, 3, 3)])
def test_multiplications_are_counted_one_by_one(sizes):
    outputs, width, inputs = sizes
    rng = np.random.default_rng(0)
    third, second, first = (
        rng.normal(size=s) for s in ((outputs, width), (width, width), (width, inputs))
    )
    row, one = counted(third, second)
    back, two = counted(row, first)
    column, three = counted(second, first)
    forth, four = counted(third, column)
    assert multiplications(*sizes) == {REVERSE: one + two, FORWARD: three + four}
    np.testing.assert_allclose(back, forth)


@pytest.mark.parametrize(("outputs", "inputs"), [(1, 1000), (1000, 1), (10, 10), (1, 1)])
@pytest.mark.parametrize("bracket", [REVERSE, FORWARD])
def test_bars_and_bracket_say_what_the_readout_says(brackets, outputs, inputs, bracket):
    tables, costs = moved(brackets, outputs=outputs, width=100, inputs=inputs, bracket=bracket)
    counts = multiplications(outputs, 100, inputs)
    ends = {bar.get_y() + 0.3: bar.get_x() + bar.get_width() for bar in costs.patches}
    assert ends == {0: pytest.approx(counts[FORWARD]), 1: pytest.approx(counts[REVERSE])}
    assert only(patches(costs, ORANGE)).get_y() + 0.3 == (bracket == REVERSE)
    found = numbers(brackets.readout.split(" = ")[1])
    own, other = counts[bracket], counts[FORWARD if bracket == REVERSE else REVERSE]
    assert found[0] == own
    if own != other:
        assert found[1] == pytest.approx(max(own, other) / min(own, other), rel=5e-3)
    more = "there are" in brackets.readout
    assert (own < other) == more
    assert ("As many as" in brackets.readout) == (own == other)
    left, right = (min(line.get_xdata()) for line in lines(tables, {"color": ORANGE}))
    for line, end in zip(lines(tables, {"color": ORANGE}), (min, max), strict=True):
        xs, ys = line.get_data()  # its hooks point inward, and it is as high as the tables
        assert xs[1] == xs[2] == end(xs) != xs[0] == xs[3]
        assert ys[0] == ys[1] < 0.2 < 0.8 < ys[2] == ys[3]
    inside = [x for text, (x, _) in texts(tables).items() if "J" in text and left < x < right]
    assert sorted(inside) == ([0.5, 1.5] if bracket == REVERSE else [1.5, 2.5])


def test_a_longer_side_is_a_larger_size(brackets):
    tables = brackets.drawn(outputs=1, width=100, inputs=1000, bracket=REVERSE)[0]
    sides = [(box.get_height(), box.get_width()) for box in patches(tables, BLUE)]
    assert sides[0][1] == sides[1][0] == sides[1][1] == sides[2][0]
    assert sides[0][0] < sides[1][0] < sides[2][1]
    for k, (box, size) in enumerate(
        zip(patches(tables, BLUE), ("1 × 100", "100 × 100", "100 × 1000"), strict=True)
    ):
        middle = np.add(box.get_xy(), (box.get_width() / 2, box.get_height() / 2))
        np.testing.assert_allclose(middle, (k + 0.5, 0.5))
        assert texts(tables)[size] == (k + 0.5, pytest.approx(0.02))
    assert [label for label, _ in brackets.inputs.options] == [str(size) for size in SIZES]


# --- boundary


@pytest.mark.parametrize("step", HISTORY)
def test_the_line_is_where_the_score_is_zero(boundary, step):
    flat, curve = moved(boundary, step=step)
    scores = np.array([leaning(HISTORY[step], *point) for point in POINTS])
    level = [c for c in flat.collections if len(c.get_edgecolor()) and not len(c.get_facecolor())]
    if step != 10:  # where the score is 0 everywhere there is no line
        a, b = HISTORY[step]
        heights = np.concatenate([path.vertices for path in only(level).get_paths()])[:, 1]
        np.testing.assert_allclose(heights, -b / a)
    wrong = points(flat, RING)
    np.testing.assert_array_equal(wrong, np.array(POINTS)[(scores > 0) != LABELS])
    loss = np.mean(np.log(1 + np.exp(scores)) - np.array(LABELS) * scores)
    told = numbers(boundary.readout)
    assert told[:3] == [step, len(POINTS) - len(wrong), len(POINTS)]
    assert told[3] == pytest.approx(loss, rel=5e-3)
    (mark,) = points(curve, {**TANGENT, "marker": "o"})
    assert tuple(mark) == (step, pytest.approx(loss))


RING = {
    "color": "black",
    "marker": "o",
    "linestyle": "",
    "markerfacecolor": "none",
}


def test_each_side_has_the_color_of_its_class_and_the_loss_is_drawn(boundary):
    flat, curve = moved(boundary, step=20)  # class 1 above ½
    for place, color in (((0.5, 0.8), ORANGE), ((0.5, 0.2), BLUE)):
        fills = [
            (path, face)
            for c in flat.collections
            if len(c.get_facecolor())
            for path, face in zip(c.get_paths(), c.get_facecolor(), strict=False)
        ]
        (face,) = {tuple(f) for path, f in fills if path.contains_point(place)}
        assert same_color(face[:3], color)
        assert face[3] < 0.5  # the points below it can be seen
    losses = [boundary.losses[step] for step in HISTORY]
    drawn = only(lines(curve, {"color": "black"})).get_xydata()
    np.testing.assert_allclose(drawn, np.transpose([list(HISTORY), losses]))


def test_both_classes_are_there_in_a_color_and_a_shape(boundary):
    flat = boundary.drawn(step=0)[0]
    for label, look in ((0, {"color": BLUE, "marker": "o"}), (1, {"color": ORANGE, "marker": "^"})):
        wanted = np.array(POINTS)[np.array(LABELS) == label]
        np.testing.assert_array_equal(points(flat, {**look, "linestyle": ""}), wanted)
    for x, y in POINTS:
        assert flat.get_xlim()[0] < x < flat.get_xlim()[1]
        assert flat.get_ylim()[0] < y < flat.get_ylim()[1]


@pytest.mark.parametrize("scale", [1e-8, 1e8])
def test_at_any_scale(scale):
    explorer = BoundaryExplorer(
        lambda p, x1, x2: p * (x2 / scale - 0.5), np.array(POINTS) * scale, LABELS, [8.0]
    )
    flat = explorer.drawn(step=0)[0]
    heights = [path.vertices[:, 1] for c in flat.collections for path in c.get_paths()]
    assert any(np.allclose(h, 0.5 * scale, rtol=1e-6) for h in heights if len(h))
    assert "4 of 5 points" in explorer.readout


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"points": [1.0, 2.0]}, r"points must have the shape \(n, 2\)"),
        ({"points": np.empty((0, 2)), "labels": []}, r"got \(0, 2\) and \(0,\)"),
        ({"labels": [0, 1]}, r"and labels \(n,\), got \(5, 2\) and \(2,\)"),
        ({"labels": [0, 1, 2, 0, 1]}, "labels must be 0 or 1"),
        ({"history": []}, "history must hold the parameters of one step at least"),
        ({"history": {0.5: (1, 1)}}, "step must be a whole number"),
    ],
)
def test_what_does_not_fit_is_said(change, says):
    given = {"points": POINTS, "labels": LABELS, "history": HISTORY} | change
    with pytest.raises((ValueError, TypeError), match=says):
        BoundaryExplorer(leaning, **given)


def test_an_error_in_the_score_is_shown():
    with pytest.raises(TypeError, match="function"):
        BoundaryExplorer(None, POINTS, LABELS, HISTORY)


def test_two_steps_are_a_history():
    explorer = BoundaryExplorer(leaning, POINTS, LABELS, {0: (-1.0, 0.5), 150: (4.0, -2.0)})
    assert [step for _, step in explorer.step.options] == [0, 150]


def test_cost_spans_the_axis():
    low, high = BracketsExplorer().drawn(outputs=1)[1].get_xlim()
    costs = [multiplications(*s) for s in itertools.product(SIZES, SIZES[1:], SIZES)]
    every = [count for cost in costs for count in cost.values()]
    assert low <= min(every)
    assert max(every) <= high
    assert math.log10(high / low) < 9
    assert GRAY != ORANGE
