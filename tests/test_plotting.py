"""D2L's calls work, and what was wrong in its helpers is mended."""

import datetime
import re
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.colors import to_hex

import d2lmini as d2l
from d2lmini.plotting import described
from d2lmini.style import BLUE, GREEN, ORANGE, own_ids

mpl.use("agg")
x = np.arange(0, 3, 0.1)


def f(x):
    return 3 * x**2 - 4 * x


@pytest.fixture(autouse=True)
def own_figure():
    with mpl.rc_context():
        yield
    d2l.plt.close("all")


def drawn(*args, **kwargs):
    """Plot, and return each curve's (x, y)."""
    d2l.plot(*args, **kwargs)
    axes = kwargs.get("axes") or d2l.plt.gca()
    return [(line.get_xdata(), line.get_ydata()) for line in axes.lines]


# --- the calls that D2L makes


def test_the_calculus_chapter():
    d2l.plot(x, [f(x), 2 * x - 3], "x", "f(x)", legend=["f(x)", "Tangent line (x=1)"])
    axes = d2l.plt.gca()
    assert [t.get_text() for t in axes.get_legend().get_texts()] == ["f(x)", "Tangent line (x=1)"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x", "f(x)")
    assert [line.get_linestyle() for line in axes.lines] == ["-", "--"]


def test_helpers_of_the_calculus_chapter():
    d2l.use_svg_display()
    d2l.set_figsize()
    assert d2l.plt.rcParams["figure.figsize"] == [3.5, 2.5]
    d2l.set_figsize((6, 2))
    assert d2l.plt.rcParams["figure.figsize"] == [6, 2]
    d2l.set_axes(d2l.plt.gca(), "x", "y", (1, 2), (3, 4), "linear", "log", [])
    axes = d2l.plt.gca()
    assert (axes.get_xlim(), axes.get_ylim(), axes.get_yscale()) == ((1, 2), (3, 4), "log")


def test_the_autograd_chapter_plots_a_tensor_and_its_gradient():
    t = torch.arange(-8.0, 8.0, 0.1, requires_grad=True)
    y = torch.relu(t)
    d2l.plot(t.detach(), y.detach(), "x", "relu(x)", figsize=(5, 2.5))
    y.backward(torch.ones_like(t))
    curves = drawn(t.detach(), t.grad, "x", "grad of relu", figsize=(5, 2.5))
    np.testing.assert_array_equal(curves[0][1], (t > 0).float())


@pytest.mark.parametrize(
    ("args", "count"),
    [
        (([1, 2, 3],), 1),
        ((x,), 1),
        (([x, x + 1, x + 2],), 3),
        ((x, [x, x**2]), 2),
        (([x, x], [x, x**2]), 2),
        (([x], [x]), 1),
        ((x, [x]), 1),
        ((torch.arange(30), torch.ones(4, 30)), 4),
        ((torch.arange(30), torch.ones(30, 4).T), 4),
        ((np.ones((3, 30)),), 3),
        ((list(range(30)), [x, x]), 2),
        (([torch.tensor(1.0), torch.tensor(2.0)],), 1),
        ((pd.Series(x), pd.Series(x**2)), 1),
        ((pd.Series(x, index=x + 7), [pd.Series(x), x]), 2),
        (([[1, 2], [1, 2, 3]],), 2),
        ((np.arange("2024-01", "2024-03", dtype="datetime64[M]"), [1, 2]), 1),
    ],
)
def test_every_shape_of_call(args, count):
    assert len(drawn(*args)) == count


def test_y_alone_runs_over_the_whole_numbers():
    ((xs, ys),) = drawn([5, 6, 7])
    np.testing.assert_array_equal(xs, [0, 1, 2])
    np.testing.assert_array_equal(ys, [5, 6, 7])


# --- what was wrong there


def test_more_curves_than_formats_are_all_drawn_and_differ():
    d2l.plot(x, [x + i for i in range(13)])
    looks = {
        (line.get_color(), line.get_linestyle(), line.get_marker()) for line in d2l.plt.gca().lines
    }
    assert len(looks) == 13


def test_an_x_of_one_row_serves_two_ys_and_keeps_its_values():
    for row in (x[None], torch.tensor(x)[None]):
        curves = drawn(row, [x, x**2])
        assert len(curves) == 2
        np.testing.assert_array_equal(curves[0][0], x)


def test_three_xs_with_one_y_draw_three_curves():
    curves = drawn([x, x + 1, x + 2], x)
    assert len(curves) == 3
    np.testing.assert_array_equal(curves[2][0], x + 2)


@pytest.mark.parametrize(
    "values", [(1, 2, 3), range(1, 4), (i for i in (1, 2, 3)), iter([1, 2, 3])]
)
def test_tuples_ranges_and_generators(values):
    np.testing.assert_array_equal(drawn(values)[0][1], [1, 2, 3])


def test_generators_of_curves():
    assert len(drawn(x + i for i in range(3))) == 3
    assert len(drawn([(i for i in range(3)), range(3)])) == 2


@pytest.mark.parametrize("empty", [[], (), np.array([]), [[]], range(0), torch.ones(0)])
def test_nothing_to_plot_is_said(empty):
    with pytest.raises(ValueError, match="no points: there is nothing to plot"):
        d2l.plot(empty)


def test_a_tensor_that_requires_grad_is_plotted():
    t = torch.arange(3.0, requires_grad=True)
    np.testing.assert_array_equal(drawn(t, [t * 2])[0][1], [0, 2, 4])


def test_a_tensor_of_another_device_comes_through_the_cpu(monkeypatch):
    asked, numpy = [], torch.Tensor.numpy
    monkeypatch.setattr(
        torch.Tensor, "numpy", lambda self, force=False: asked.append(force) or numpy(self)
    )
    drawn(torch.arange(3.0))
    assert asked == [True] * len(asked) != []


def test_lengths_that_differ_are_named():
    with pytest.raises(ValueError, match="curve 1: X has 30 points and Y has 29"):
        d2l.plot(x, [x, x[:-1]])


def test_numbers_of_curves_that_differ_are_named():
    with pytest.raises(ValueError, match="X has 2 curves and Y has 3"):
        d2l.plot([x, x], [x, x, x])


def test_axes_that_the_caller_passes_keep_their_curves():
    _, axes = d2l.plt.subplots()
    axes.plot([1, 2])
    assert len(drawn(x, x, axes=axes)) == 2
    assert len(drawn(x, x, axes=axes, clear=True)) == 1


def test_without_axes_the_current_ones_are_cleared_as_in_d2l():
    d2l.plot(x, x)
    assert len(drawn(x, x)) == 1
    assert len(d2l.plt.get_fignums()) == 1


def test_a_second_set_axes_keeps_the_grid():
    axes = d2l.plt.gca()
    for _ in range(2):
        d2l.set_axes(axes, "x", "y", None, None, "linear", "linear", None)
        assert axes.xaxis.get_gridlines()[0].get_visible()


def test_figsize_stays_with_its_figure():
    d2l.set_figsize((3, 2))
    d2l.plot(x, x, figsize=(7, 7))
    assert tuple(d2l.plt.gcf().get_size_inches()) == (7, 7)
    assert tuple(d2l.plt.figure().get_size_inches()) == (3, 2)


def test_no_default_is_mutable():
    for function in (d2l.plot, d2l.set_axes, d2l.set_figsize):
        for default in function.__defaults__ or ():
            hash(default)


def test_an_array_of_axes_is_refused():
    _, axes = d2l.plt.subplots(1, 2)
    with pytest.raises(TypeError, match="axes holds 2 axes: pass one"):
        d2l.plot(x, x, axes=axes)
    with pytest.raises(TypeError, match="must be one matplotlib axes, got 'top'"):
        d2l.set_axes("top", None, None, None, None, "linear", "linear", None)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((3,), "X must be a sequence of numbers"),
        (("abc",), "X must be a sequence of numbers"),
        (({"a": 1},), "X must be a sequence of numbers"),
        ((x, None, None), None),
        ((x, "abc"), "Y must be a sequence"),
        (([1, [2, 3]],), "X mixes numbers and sequences"),
        (([None, 1],), "X: expected numbers"),
        (([["a", "b"]],), r"X\[0\]: expected numbers"),
        ((x, 1j * x), "Y is complex"),
    ],
)
def test_what_cannot_be_plotted_is_refused(args, message):
    if message is None:
        d2l.plot(*args)
        return
    with pytest.raises(TypeError, match=message):
        d2l.plot(*args)


def test_three_axes_of_an_array_are_refused():
    with pytest.raises(ValueError, match=r"flat, got shape \(2, 2\)"):
        d2l.plot(np.zeros((2, 2, 2)))


def test_a_legend_needs_a_curve_for_each_label():
    with pytest.raises(ValueError, match="legend has 2 labels for 1 curves"):
        d2l.plot(x, x, legend=["f", "g"])
    d2l.plot(x, x, legend="long name")  # one label, not nine
    assert len(d2l.plt.gca().get_legend().get_texts()) == 1


@pytest.mark.parametrize("figsize", [(0, 1), (1,), (1, np.nan), (1, 2, 3)])
def test_a_figure_has_a_size(figsize):
    with pytest.raises(ValueError, match="figsize must be"):
        d2l.plot(x, x, figsize=figsize)


def test_formats_must_be_there():
    with pytest.raises(ValueError, match="fmts must be formats"):
        d2l.plot(x, x, fmts=())


def test_nan_is_a_gap():
    assert np.isnan(drawn([1, np.nan, 3])[0][1][1])


numbers = st.floats(-1e6, 1e6)
curves = st.lists(st.lists(numbers, min_size=1, max_size=6), min_size=1, max_size=7)


@given(curves, st.sampled_from([list, tuple, np.array, torch.tensor, iter]))
def test_what_goes_in_is_what_is_drawn(values, kind):
    found = drawn([kind(curve) for curve in values])
    assert len(found) == len(values)
    for (_, ys), curve in zip(found, values, strict=True):
        np.testing.assert_allclose(ys, curve, rtol=1e-6, atol=1e-30)


@given(st.integers(1, 5), st.integers(1, 5), st.integers(2, 6))
def test_xs_and_ys_pair_up_or_are_refused(m, n, length):
    xs, ys = np.ones((m, length)), np.ones((n, length))
    if m == n or 1 in (m, n):
        assert len(drawn(xs, ys)) == max(m, n)
    else:
        with pytest.raises(ValueError, match="curves"):
            d2l.plot(xs, ys)


def test_matplotlibs_habit_is_refused_not_misread():
    with pytest.raises(TypeError, match=r"xlabel must be text.*plot\(x, \[y1, y2\]\)"):
        d2l.plot(x, f(x), 2 * x - 3)


def test_a_legend_of_later_curves_names_these():
    d2l.plot(x, x, legend=["first"])
    axes = d2l.plt.gca()
    d2l.plot(x, 3 - x, axes=axes, legend=["second"])
    assert [line.get_label() for line in axes.lines] == ["first", "second"]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["first", "second"]


@pytest.mark.parametrize("legend", [np.array(["a", "b"]), pd.Index(["a", "b"]), ("a", "b"), [1, 2]])
def test_a_legend_may_be_any_sequence(legend):
    d2l.plot(x, [x, x], legend=legend)
    assert len(d2l.plt.gca().get_legend().get_texts()) == 2


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"xlim": 5}, "xlim must be two numbers"),
        ({"xlim": ("a", "b")}, "xlim must be two numbers"),
        ({"ylim": [0, 3, 0.5]}, "ylim must be two numbers"),
        ({"ylim": (0, 10), "yscale": "log"}, "positive limits only"),
        ({"yscale": "loge"}, "loge"),
    ],
)
def test_limits_and_scales_that_are_none(limits, message):
    with pytest.raises(ValueError, match=message):
        d2l.plot(x, x + 1, **limits)


def test_limits_may_be_tensors_and_turned_round():
    d2l.plot(x, x, xlim=torch.tensor([2.0, 0.0], requires_grad=True))
    assert d2l.plt.gca().get_xlim() == (2, 0)


def test_formats_with_markers_keep_them():
    d2l.plot(x, [x, x, x], fmts=["-o", "--s"])
    assert [line.get_marker() for line in d2l.plt.gca().lines] == ["o", "s", "o"]
    for fmts in ([5], None):
        with pytest.raises(ValueError, match="fmts must be formats"):
            d2l.plot(x, x, fmts=fmts)


def test_masked_values_are_gaps():
    ((_, ys),) = drawn(np.ma.masked_array([1, 99, 3], [0, 1, 0]))
    np.testing.assert_array_equal(ys, [1, np.nan, 3])


def test_the_columns_of_a_data_frame_are_curves():
    frame = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
    np.testing.assert_array_equal([ys for _, ys in drawn([0, 1], frame)], [[1, 2], [3, 4]])


def test_lists_of_tensors_that_require_grad():
    t = torch.tensor(1.0, requires_grad=True)
    np.testing.assert_array_equal(drawn([[t, 2 * t]])[0][1], [1, 2])


# --- the display


@pytest.fixture
def shell():
    shell = InteractiveShell.instance()
    yield shell
    InteractiveShell.clear_instance()


def test_figures_are_svg_with_a_png_beside_it(shell):
    d2l.use_svg_display()
    d2l.plot(x, x)
    data, _ = shell.display_formatter.format(d2l.plt.gcf())
    assert {"image/svg+xml", "image/png"} <= set(data)
    assert "<dc:date>" not in data["image/svg+xml"]


def test_the_same_plot_is_the_same_text(shell):
    def text():
        d2l.plt.close("all")
        d2l.plot(x, [f(x), 2 * x - 3], "x", "f(x)", legend=["f(x)", "tangent"])
        return shell.display_formatter.format(d2l.plt.gcf())[0]["image/svg+xml"]

    assert text() == text()


def shown_svg(shell, slope):
    d2l.plt.close("all")
    d2l.plot(x, slope * x, "x", "f(x)", ylim=(0, 1))
    return shell.display_formatter.format(d2l.plt.gcf())[0]["image/svg+xml"]


def test_two_plots_in_one_page_share_no_id(shell):
    ids, references = [], []
    for slope in (1, 2):
        svg = shown_svg(shell, slope)
        ids.append(re.findall(r' id="([^"]+)"', svg))
        references.append(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
        assert len(set(ids[-1])) == len(ids[-1])
        assert {*references[-1]} <= {*ids[-1]}
    assert not {*ids[0]} & {*ids[1]}
    assert all(len(found) > 10 for found in references)


def test_the_mark_of_a_plot_is_one_however_often_the_display_is_set(shell):
    d2l.use_svg_display()
    d2l.use_svg_display()
    svg = shown_svg(shell, 1)
    assert len({*re.findall(r' id="(a[0-9a-f]{8}-)', svg)}) == 1
    assert not re.search(r"a[0-9a-f]{8}-a[0-9a-f]{8}-", svg)


def test_digits_that_differ_between_builds_change_no_id():
    assert own_ids('<p id="a" d="1.234"/>')[:18] == own_ids('<p id="a" d="1.239"/>')[:18]
    assert own_ids('<p id="a" d="1.23"/>')[:18] != own_ids('<p id="a" d="1.24"/>')[:18]


def test_an_empty_figure_is_no_error(shell):
    d2l.use_svg_display()
    data, _ = shell.display_formatter.format(d2l.plt.figure())
    assert "image/svg+xml" not in data


def test_without_ipython_nothing_is_started():
    code = (
        "import d2lmini as d2l; d2l.use_svg_display(); from IPython import get_ipython; "
        "assert get_ipython() is None"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_limits_that_nobody_gave_go_on_following_the_curves():
    axes = d2l.plt.figure().add_subplot()
    d2l.plot([0, 1], [0, 1], axes=axes)
    d2l.plot([0, 1], [0, 100], axes=axes)
    assert axes.get_ylim()[1] > 100
    d2l.plot([0, 1], [0, 1], axes=axes, ylim=(0, 5))
    assert axes.get_ylim() == (0, 5)


def test_the_formats_use_the_colors_of_the_explorers():
    d2l.plot([0, 1], [[0, k] for k in range(4)])
    colors = [to_hex(line.get_color()).upper() for line in d2l.plt.gca().lines]
    assert colors == [BLUE.upper(), ORANGE.upper(), GREEN.upper(), "#000000"]


# --- what newcomers pass


@pytest.mark.parametrize("kind", [np.array, torch.tensor])
def test_a_column_is_one_curve(kind):
    x, y = kind([[1.0], [2], [4]]), kind([[3.0], [4], [0]])
    (line,) = drawn(x, y)
    np.testing.assert_array_equal(np.transpose(line), [(1, 3), (2, 4), (4, 0)])
    assert len(drawn(x, [y, 2 * y])) == 2
    assert len(drawn(y)) == 1


def test_a_single_point_is_marked():
    d2l.plot([1], [2])
    assert d2l.plt.gca().lines[0].get_marker() == "o"
    d2l.plot([1], [2], fmts=["s"])
    assert d2l.plt.gca().lines[0].get_marker() == "s"


@pytest.mark.parametrize("y", [[np.nan, np.nan], torch.full((2, 1), torch.nan)])
def test_nan_alone_is_said(y):
    with pytest.raises(ValueError, match="Y holds NaN alone"):
        d2l.plot([1, 2], y)


def test_a_series_stands_over_its_index():
    ((xs, ys),) = drawn(pd.Series([1.0, 4, 2], index=[10, 20, 40]))
    np.testing.assert_array_equal((xs, ys), [(10, 20, 40), (1, 4, 2)])
    first, second = drawn(pd.DataFrame({"a": [1, 2], "b": [3, 4]}, index=[5, 7]))
    np.testing.assert_array_equal((first, second), [[(5, 7), (1, 2)], [(5, 7), (3, 4)]])
    ((xs, _),) = drawn([0, 1, 2], pd.Series([1.0, 4, 2], index=[10, 20, 40]))
    np.testing.assert_array_equal(xs, (0, 1, 2))
    with pytest.raises(TypeError, match="the index of X"):
        d2l.plot(pd.Series([1.0, 2], index=["a", "b"]))


@pytest.mark.parametrize("kind", [datetime.date, datetime.datetime])
def test_a_list_of_dates_is_as_good_as_an_array(kind):
    days = [kind(2026, 1, day) for day in (1, 2, 5)]
    ((xs, _),) = drawn(days, [1, 2, 3])
    ((wanted, _),) = drawn(np.array(days, dtype="datetime64[us]"), [1, 2, 3])
    np.testing.assert_array_equal(xs, wanted)


@pytest.mark.parametrize("format", ["r--", "-", "b:", "go", "C1-.", "k-o", "ko-"])
def test_matplotlibs_format_is_refused_with_the_hint(format):
    with pytest.raises(ValueError, match="looks like a format: write fmts="):
        d2l.plot(x, f(x), format)


@pytest.mark.parametrize("label", ["x", "ms", "s", "k", "o", "x-y", "b", "r²", "mo"])
def test_labels_are_no_formats(label):
    d2l.plot(x, f(x), label)
    assert d2l.plt.gca().get_xlabel() == label


def test_what_is_none_is_left_to_matplotlib():
    d2l.plot(x, [f(x), x], legend=[None, "x"], figsize=None, xlim=(0.5, None), ylim=(None, 4))
    axes = d2l.plt.gca()
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["x"]
    assert tuple(d2l.plt.gcf().get_size_inches()) == (3.5, 2.5)
    assert axes.get_xlim()[0] == 0.5
    assert axes.get_xlim()[1] > x[-1]
    assert axes.get_ylim()[1] == 4
    d2l.plot(x, [f(x), x], legend=[None, None])
    assert axes.get_legend() is None
    with pytest.raises(ValueError, match="logarithmic axis has positive limits"):
        d2l.plot(x[1:], x[1:], xscale="log", xlim=(None, 0))


@pytest.mark.parametrize(
    ("legend", "shown"),
    [
        (torch.tensor([0.5, 1]), ["0.5", "1"]),
        ([(1, 2), (3, 4)], ["(1, 2)", "(3, 4)"]),
        ([np.float64(0.1) + 0.2, "b"], ["0.3", "b"]),
    ],
)
def test_labels_that_are_numbers_are_written_as_in_a_sentence(legend, shown):
    d2l.plot(x, [f(x), x], legend=legend)
    assert [text.get_text() for text in d2l.plt.gca().get_legend().get_texts()] == shown


def test_a_picture_is_said_in_words():
    d2l.plot(x, [f(x), x], "time", "height", legend=["f", None])
    assert described(d2l.plt.gcf()) == "A plot of height against time: f."
    d2l.plot(x, f(x))
    assert described(d2l.plt.gcf()) == "A plot of y against x."
