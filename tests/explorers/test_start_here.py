import numpy as np
import pytest
from looking import height_at, lines, moved, numbers, only, points, slope_of
from matplotlib.colors import same_color

from d2lmini import LineExplorer
from d2lmini.style import CURVE, POINTS, TANGENT

MINUTES = np.array([0, 1, 2, 3, 4])
METERS = np.array([1.2, 2.6, 5.0, 7.4, 8.8])


@pytest.fixture(scope="module")
def line():
    return LineExplorer(MINUTES, METERS, b=0.7, xlabel="x (min)", ylabel="y (m)")


def test_the_data_are_the_points(line):
    axes = line.drawn()
    np.testing.assert_array_equal(points(axes, POINTS), np.transpose([MINUTES, METERS]))
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x (min)", "y (m)")
    for limits, data in ((axes.get_xlim(), MINUTES), (axes.get_ylim(), METERS)):
        assert limits[0] < min(data) < max(data) < limits[1]


@pytest.mark.parametrize("w", [0, 0.3, 2, 4])
def test_the_line_has_slope_w_and_height_b_at_0(line, w):
    drawn = only(lines(line.drawn(w=w), CURVE))
    np.testing.assert_allclose([slope_of(drawn), height_at(drawn, 0)], [w, 0.7])


@pytest.mark.parametrize("w", [0, 0.3, 2, 4])
def test_a_miss_joins_each_point_to_the_line(line, w):
    misses = only(moved(line, w=w).collections)
    starts, ends = np.swapaxes(misses.get_segments(), 0, 1)
    np.testing.assert_allclose(starts, np.transpose([MINUTES, w * MINUTES + 0.7]))
    np.testing.assert_allclose(ends, np.transpose([MINUTES, METERS]))
    loss = np.mean((ends - starts)[:, 1] ** 2)
    np.testing.assert_allclose(numbers(line.readout), [w, loss], atol=0.005)
    assert same_color(only(misses.get_color()), TANGENT["color"])
    assert only(misses.get_linestyle())[1] is not None  # dashed


@pytest.mark.parametrize(("w", "loss"), [(1, "6.08"), (1.5, "1.58"), (2, "0.08"), (2.5, "1.58")])
def test_the_readout_is_the_loss(w, loss):
    explorer = LineExplorer(MINUTES, METERS)
    explorer.w.value = w
    assert explorer.readout == (
        f"w = {w:.1f}: the loss, the mean of the squared misses, is {loss}."
    )


def test_two_is_the_best_w_of_all():
    explorer = LineExplorer(MINUTES, METERS)
    losses = []
    for _, w in explorer.w.options:
        explorer.w.value = w
        losses.append(float(explorer.readout.rsplit(" ", 1)[1].rstrip(".")))
    assert explorer.w.options[int(np.argmin(losses))][1] == 2
    slope, b = np.polyfit(MINUTES, METERS, 1)
    np.testing.assert_allclose([slope, b], [2, 1])


@pytest.mark.parametrize(("x", "y"), [([1, 2], [1]), ([], []), ([1, np.nan], [1, 2]), (1, 1)])
def test_points_that_are_none(x, y):
    with pytest.raises(ValueError, match="must be"):
        LineExplorer(x, y)


def test_points_that_are_not_real():
    with pytest.raises(TypeError, match="x must be real"):
        LineExplorer([0, 1j], [1, 2])


@pytest.mark.parametrize("start", [1 / 3, -2, 7])
def test_the_start_that_was_asked_for_is_a_setting(start):
    assert LineExplorer(MINUTES, METERS, start=start).w.value == start


@pytest.mark.parametrize("x", [1e-9, 1, 1e9])
@pytest.mark.parametrize("y", [1e-8, -1, 1e8])
def test_the_settings_fit_the_data(x, y):
    explorer = LineExplorer(x * MINUTES, y * METERS, b=y)
    settings = [w * x / y for _, w in explorer.w.options]
    assert min(settings) == 0
    assert 3.6 <= max(settings) <= 10
    explorer.w.value = min((w for _, w in explorer.w.options), key=lambda w: abs(w - 2 * y / x))
    loss = numbers(explorer.readout)[1] / y**2
    assert abs(loss - 0.08) < 0.15  # as far as the nearest setting is from the best


def test_where_no_line_rises_w_goes_both_ways():
    settings = [w for _, w in LineExplorer([-1, 0, 1], [5, 1, 5], b=1).w.options]
    assert min(settings) == -max(settings) < 0
