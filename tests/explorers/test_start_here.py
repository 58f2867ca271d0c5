import numpy as np
import pytest

from d2lmini import LineExplorer

MINUTES = np.array([0, 1, 2, 3, 4])
METRES = np.array([1.2, 2.6, 5.0, 7.4, 8.8])


@pytest.mark.parametrize(("w", "loss"), [(1, "6.08"), (1.5, "1.58"), (2, "0.08"), (2.5, "1.58")])
def test_the_readout_is_the_loss(w, loss):
    explorer = LineExplorer(MINUTES, METRES)
    explorer.w.value = w
    assert explorer.readout == (
        f"w = {w:.1f}: the loss, the mean of the squared misses, is {loss}."
    )


def test_two_is_the_best_w_of_all():
    explorer = LineExplorer(MINUTES, METRES)
    losses = []
    for _, w in explorer.w.options:
        explorer.w.value = w
        losses.append(float(explorer.readout.rsplit(" ", 1)[1].rstrip(".")))
    assert explorer.w.options[int(np.argmin(losses))][1] == 2
    slope, b = np.polyfit(MINUTES, METRES, 1)
    np.testing.assert_allclose([slope, b], [2, 1])


@pytest.mark.parametrize(("x", "y"), [([1, 2], [1]), ([], []), ([1, np.nan], [1, 2]), (1, 1)])
def test_points_that_are_none(x, y):
    with pytest.raises(ValueError, match="must be"):
        LineExplorer(x, y)


def test_points_that_are_not_real():
    with pytest.raises(TypeError, match="x must be real"):
        LineExplorer([0, 1j], [1, 2])


def test_a_start_off_the_grid():
    with pytest.raises(ValueError, match=r"w = 7 is not a setting"):
        LineExplorer(MINUTES, METRES, start=7)
