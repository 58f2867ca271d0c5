"""Grids, and controls that hold nothing but their settings."""

import numpy as np
import pytest
from dots import Dot
from hypothesis import given
from hypothesis import strategies as st

from d2lmini import linear_grid, log_grid


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(2, 50))
def test_a_linear_grid_has_both_ends(start, stop, count):
    if start == stop:
        return
    grid = linear_grid(start, stop, count)
    assert len(grid) == count
    np.testing.assert_allclose([grid[0], grid[-1]], [start, stop], rtol=1e-11)


def test_grids_hold_the_numbers_one_writes():
    assert 0.3 in linear_grid(0, 1, 11)
    grid = log_grid(1, 1e-4, 41)
    assert {1.0, 0.1, 0.01, 0.001, 0.0001} <= set(grid)
    np.testing.assert_allclose(np.diff(np.log(grid)), np.log(0.1) / 10)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: linear_grid(1, 1, 3), "must differ"),
        (lambda: linear_grid(0, 1, 1), "at least 2"),
        (lambda: linear_grid(0, np.inf, 3), "finite"),
        (lambda: log_grid(0, 1, 3), "positive"),
    ],
)
def test_grids_that_are_none(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_controls_are_attributes_and_move_the_picture():
    dot = Dot()
    assert repr(dot) == "Dot(x=0.0, y=0.0, show='no')"
    dot.x.value, dot.show.value = 0.5, "yes"
    assert dot.readout == "0.5 0.0 yes"
    assert repr(dot) == "Dot(x=0.5, y=0.0, show='yes')"


def test_controls_start_where_they_are_told():
    assert repr(Dot(start={"x": 1, "show": "yes"})) == "Dot(x=1.0, y=0.0, show='yes')"


@pytest.mark.parametrize("value", [0.3, np.float32(0.3)])
def test_a_value_off_the_grid_is_refused_with_its_neighbors(value):
    dot = Dot()
    with pytest.raises(
        ValueError, match=r"x = .*0\.3.* is not a setting. The nearest are 0 and 0\.5"
    ):
        dot.x.value = value
    assert dot.x.value == 0


@pytest.mark.parametrize(("value", "nearest"), [(0.9, "0.5 and 1"), (-3, "0 and 0.5")])
def test_the_nearest_settings_are_named(value, nearest):
    with pytest.raises(ValueError, match=f"The nearest are {nearest}"):
        Dot().x.value = value


def test_other_refusals_of_a_value():
    dot = Dot()
    with pytest.raises(ValueError, match="Choose one of 'no', 'yes'"):
        dot.show.value = "perhaps"
    with pytest.raises(ValueError, match="It must be a number from 0 to 1"):
        dot.x.value = "left"
    with pytest.raises(AttributeError, match=r"x is a control: write x.value = 3"):
        dot.x = 3
    with pytest.raises(AttributeError, match="no 'z'; controls: x, y, show"):
        dot.z  # noqa: B018


def test_a_value_that_rounding_moved_is_the_setting():
    dot = Dot(x=linear_grid(0, 1, 11))
    dot.x.value = 0.1 + 0.2
    assert dot.x.value == 0.3
    dot.x.value = np.float64(0.7)
    assert dot.x.index == 7


@pytest.mark.parametrize("settings", [(), (1, 1), ("a", 1), (1, np.nan)])
def test_controls_that_are_none(settings):
    with pytest.raises(ValueError, match=r"different numbers|must be finite"):
        Dot(x=settings)


@pytest.mark.parametrize("settings", [np.linspace(0, 1, 4), [0.1 * i for i in range(11)], [1 / 3]])
def test_any_numbers_are_settings(settings):
    dot = Dot(x=settings)
    for index, setting in enumerate(settings):
        dot.x.index = index
        assert abs(dot.x.value - setting) < 1e-12
        dot.x.value = setting


@pytest.mark.parametrize("settings", [5, "abc", None])
def test_controls_are_sequences(settings):
    with pytest.raises(TypeError, match="x must be a sequence of settings"):
        Dot(x=settings)


def test_labels_tell_all_settings_apart():
    labels = [label for label, _ in Dot(x=[1.0, 1.0001, -2.0]).x.options]
    assert labels == ["1", "1.0001", "−2"]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ([-1.9375, 0.0, 0.5625], ["−1.9375", "0", "0.5625"]),  # five digits are all of them
        ([0.1 * k for k in (1, 2, 3)], ["0.1", "0.2", "0.3"]),
        ([500 * 2**0.5, 1000 * 2**0.5], ["707", "1410"]),  # not 1.41e+03
        ([1.0, 1e-9 / 3], ["1", "3.33e−10"]),
        ([0, 500, 1000], ["0", "500", "1000"]),
    ],
)
def test_labels_have_all_digits_where_five_are_enough(settings, told):
    assert [label for label, _ in Dot(x=settings).x.options] == told


def test_every_control_syncs_its_index_and_no_value():
    for control in Dot().controls.values():
        assert "index" in control.keys
        assert "value" not in control.keys


@pytest.mark.parametrize("settings", [(0, 10), (0.0, 1.0), (0, 10, 2), (5, 0, 1)])
def test_the_short_forms_of_interact_are_refused_with_what_to_write(settings):
    with pytest.raises(ValueError, match=r"For a range write x=linear_grid\(\d+, \d+, 41\)"):
        Dot(x=settings)
    assert len(Dot(x=list(settings)).x.options) == len(settings)


def test_grids_and_rows_of_settings_are_no_short_forms():
    assert len(Dot(x=linear_grid(0, 1, 2)).x.options) == 2
    assert len(Dot(x=(0, 1, 4)).x.options) == 3
    assert len(Dot(x=(4, 1, 0)).x.options) == 3


def test_ends_that_are_too_close_are_told_from_ends_that_are_equal():
    assert len(set(linear_grid(1e6, 1e6 + 1e-6, 3))) == 3
    with pytest.raises(ValueError, match="start and stop must differ, both are 2"):
        linear_grid(2, 2.0, 3)
    with pytest.raises(ValueError, match="not enough different floats for 9 settings"):
        log_grid(1e6, 1e6 + 1e-9, 9)
