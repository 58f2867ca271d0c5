import math

import numpy as np
import pytest
import torch
from looking import corners, lines, moved, numbers, only, patches, points
from matplotlib.colors import same_color
from matplotlib.patches import ConnectionPatch
from stock import check_frames

from d2lmini import NudgeExplorer, UpstreamExplorer
from d2lmini.style import BLUE, GRAY, GREEN, ORANGE, POINTS

STOCK = {
    "nudge": NudgeExplorer,
    "nudge of scalar functions": lambda: NudgeExplorer(math.exp, math.sqrt, (-1, 1), (0.5, -0.5)),
    "upstream": UpstreamExplorer,
    "upstream of one number": lambda: UpstreamExplorer(lambda x, y: (x * y,), (1, 2)),
}


@pytest.mark.parametrize("make", STOCK.values(), ids=STOCK)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


def segments(axes, color):
    """Both ends of each line of a color in the collections, unless they are NaN: (n, 2, 2)."""
    ends = []
    for collection in axes.collections:
        lines = collection.get_segments()
        colors = np.broadcast_to(collection.get_color(), (len(lines), 4))
        colored = zip(lines, colors, strict=True)
        ends += [line for line, own in colored if len(line) and same_color(own, color)]
    return np.reshape(ends, (-1, 2, 2))


# --- nudge

BAR = {"color": GREEN, "linestyle": "-"}
RIGHT, LEFT = ({"color": GREEN, "linestyle": "", "marker": marker} for marker in "><")
RATIO = {"color": GREEN, "linestyle": "", "marker": "D"}
NUDGED = [(0.3, 0.5), (1.0, 0.1), (1.7, 0.3), (2.0, 0.01)]  # x and dx; at 1.7 sine falls


@pytest.fixture(scope="module")
def nudge():
    return NudgeExplorer()


def steps(x, dx):
    """Ends of the steps on the three number lines of sin(x²)."""
    ends = np.array([x, x + dx])
    return {"x": ends, "u": ends**2, "y": np.sin(ends**2)}


def threads(axes):
    """Each thread: upper line, place on it, lower line, place on it."""
    names = {one: name for name, one in axes.items()}
    return [
        (names[thread.axesA], *thread.xy1, names[thread.axesB], *thread.xy2)
        for thread in axes["x"].figure.get_children()
        if isinstance(thread, ConnectionPatch) and same_color(thread.get_edgecolor()[:3], GRAY)
    ]


def at_one_height(xs):
    """Where things lie on a number line."""
    return pytest.approx(np.column_stack([xs, np.full(len(xs), 0.35)]))


@pytest.mark.parametrize(("x", "dx"), NUDGED)
def test_each_line_has_its_step_from_a_point_to_a_head(nudge, x, dx):
    axes = nudge.drawn(x=x, dx=dx)
    for name, (start, end) in steps(x, dx).items():
        forth, back = (RIGHT, LEFT) if end > start else (LEFT, RIGHT)
        assert points(axes[name], BAR) == at_one_height([start, end])
        assert points(axes[name], POINTS) == at_one_height([start])
        assert points(axes[name], forth) == at_one_height([end])
        assert not lines(axes[name], back)


@pytest.mark.parametrize(("x", "dx"), NUDGED)
def test_threads_lead_down_from_each_end_to_its_image(nudge, x, dx):
    xs, us, ys = steps(x, dx).values()
    wanted = [("x", x, 0.3, "u", u, 0.4) for x, u in zip(xs, us, strict=True)]
    wanted += [("u", u, 0.3, "y", y, 0.4) for u, y in zip(us, ys, strict=True)]
    for thread, ends in zip(threads(nudge.drawn(x=x, dx=dx)), wanted, strict=True):
        assert thread == tuple(pytest.approx(end) for end in ends)


@pytest.mark.parametrize(("x", "dx"), NUDGED)
def test_the_ratios_stand_beside_the_slopes(nudge, x, dx):
    axes = nudge.drawn(x=x, dx=dx)["ratios"]
    dxs, dus, dys = (np.ptp(ends) * np.sign(ends[1] - ends[0]) for ends in steps(x, dx).values())
    ratios = enumerate((dus / dxs, dys / dus, dys / dxs))
    np.testing.assert_allclose(points(axes, RATIO), list(ratios), rtol=1e-9)
    slopes = (2 * x, math.cos(x**2), 2 * x * math.cos(x**2))
    levels = [[(k - 0.3, s), (k + 0.3, s)] for k, s in enumerate(slopes)]
    np.testing.assert_allclose(segments(axes, ORANGE), levels, rtol=1e-4)
    _, dashes = only(only(axes.collections).get_linestyle())
    assert dashes
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["Δu/Δx", "Δy/Δu", "Δy/Δx"]


def test_every_step_and_every_slope_is_in_sight(nudge):
    for x in (0, 1, 2):
        axes = nudge.drawn(x=x, dx=0.5)
        for name, ends in steps(x, 0.5).items():
            low, high = axes[name].get_xlim()
            assert low < min(ends)
            assert max(ends) < high
            assert axes[name].get_ylim() == (0, 1)
            assert axes[name].get_ylabel() == name
        low, high = axes["ratios"].get_ylim()
        assert low < segments(axes["ratios"], ORANGE)[..., 1].min()
        assert segments(axes["ratios"], ORANGE)[..., 1].max() < high
        assert low == -high  # so that 0 is in the middle


@pytest.mark.parametrize(("x", "dx"), NUDGED)
def test_ratios_compose_exactly_and_slopes_in_the_limit(nudge, x, dx):
    moved(nudge, x=x, dx=dx)
    said_x, said_dx, inner, outer, whole, *slopes = numbers(nudge.readout)
    assert (said_x, said_dx) == (x, dx)
    assert math.isclose(inner, 2 * x + dx, rel_tol=1e-3)
    assert math.isclose(inner * outer, whole, rel_tol=2e-3)
    assert math.isclose(whole, (math.sin((x + dx) ** 2) - math.sin(x**2)) / dx, rel_tol=1e-3)
    np.testing.assert_allclose(slopes, [2 * x, math.cos(x**2), 2 * x * math.cos(x**2)], rtol=1e-3)


def test_a_nudge_that_moves_nothing_has_no_second_ratio():
    explorer = NudgeExplorer(lambda x: 3 + 0 * x, np.sin)
    assert "Δu = 0. Slopes: 0, −0.99, and of both together 0." in explorer.readout
    ratios = points(explorer.drawn()["ratios"], RATIO)
    np.testing.assert_array_equal(ratios, [(0, 0), (1, np.nan), (2, 0)])
    level = segments(explorer.drawn()["ratios"], ORANGE)[:, 0, 1]
    np.testing.assert_allclose(level, [0, math.cos(3), 0])


def test_at_a_kink_of_g_there_are_ratios_but_only_the_slope_of_f():
    explorer = NudgeExplorer(np.abs, np.sin, (-1, 1))
    axes = moved(explorer, x=0, dx=0.5)["ratios"]
    assert explorer.readout.endswith("Not all three slopes were found here.")
    sine = math.sin(0.5) / 0.5
    np.testing.assert_allclose(points(axes, RATIO)[:, 1], [1, sine, sine])
    np.testing.assert_allclose(segments(axes, ORANGE), [[(0.7, 1), (1.3, 1)]], rtol=1e-6)


def test_outside_the_domain_nothing_is_drawn():
    explorer = NudgeExplorer(lambda x: x, np.log, (-1, 1))
    axes = moved(explorer, x=-0.5, dx=0.5)
    assert explorer.readout == "x = −0.5, Δx = 0.5: u or y is not defined."
    assert not any(axes[name].lines for name in "xuy")
    assert not threads(axes)
    assert not axes["ratios"].collections
    assert len(axes["ratios"].lines) == 1  # at 0


def test_a_nudge_to_the_left_has_its_head_there():
    axes = NudgeExplorer(lambda x: -2 * x, lambda u: u, (-1, 1), (-0.5,)).drawn(x=0)
    for name, head, end in (("x", LEFT, -0.5), ("u", RIGHT, 1), ("y", RIGHT, 1)):
        assert points(axes[name], head) == at_one_height([end])
        assert axes[name].get_xlim()[0] < end < axes[name].get_xlim()[1]
    np.testing.assert_allclose(points(axes["ratios"], RATIO)[:, 1], [-2, 1, -2])


def test_tiny_slopes_and_poles():
    tiny = NudgeExplorer(lambda x: 1e-9 * x, lambda u: 1e9 * u)
    assert tiny.readout.endswith("Slopes: 1e−09, 1e+09, and of both together 1.")
    pole = NudgeExplorer(lambda x: 1 / x, np.sin)
    assert "Δx = 0.5: Δu = −2 Δx" in pole.readout


# --- upstream

ROWS = (BLUE, ORANGE, GREEN)
TOTAL = {"color": "black", "linestyle": "", "marker": "_"}
# A function, a point, and its Jacobian there by hand.
WEIGHED = {
    "of one sign": (
        lambda x1, x2, x3: (x1 * x2 * x3, x1 + x2 + x3, x1 + x2 * x3),
        (1, 2, 3),
        [(6, 3, 2), (1, 1, 1), (1, 3, 2)],
    ),
    "of both signs": (
        lambda v: torch.stack([v.prod(), torch.sin(v).sum()]),
        (0.5, -1, 2),
        [(-2, 1, -0.5), np.cos((0.5, -1, 2))],
    ),
    "of one number": (lambda x, y: (x * y,), (1, 2), [(2, 1)]),
}
WEIGHTS = [(1, 0, 0), (1, 1, 1), (-1, 0.3, 1), (0, -1, -1), (0.2, 0.1, -1), (0, 0, 0)]


@pytest.fixture(scope="module", params=WEIGHED)
def weighed(request):
    """An explorer, the Jacobian, and a function that draws at weights."""
    f, point, jacobian = WEIGHED[request.param]
    explorer = UpstreamExplorer(f, point)
    weights = [v[: len(jacobian)] for v in WEIGHTS]

    def drawn(v):
        return explorer.drawn(**{f"v{i + 1}": weight for i, weight in enumerate(v)})

    return np.array(jacobian), weights, drawn


def test_weights_stand_before_their_rows_and_sums_below_their_columns(weighed):
    jacobian, weights, drawn = weighed
    m, n = jacobian.shape
    for v in weights:
        table = drawn(v)["rows"]
        cells = {text.get_position(): text for text in table.texts}
        said = {place: text.get_text() for place, text in cells.items()}
        for i in range(m):
            assert said.pop((-0.15, m - i - 0.5)) == f"{v[i]:g} ×".replace("-", "−")
            assert cells[-0.15, m - i - 0.5].get_ha() == "right"
            assert said.pop((n + 0.3, m - i - 0.5)) == f"y{'₁₂₃'[i]}"
            for j in range(n):
                assert numbers(said.pop((j + 0.5, m - i - 0.5))) == pytest.approx(
                    [jacobian[i, j]], rel=1e-3
                )
        for j, total in enumerate(v @ jacobian):
            assert numbers(said.pop((j + 0.5, -0.75))) == pytest.approx([total], rel=1e-3)
            assert cells[j + 0.5, -0.75].get_weight() == "bold"
            assert said.pop((j + 0.5, m + 0.4)) == f"x{'₁₂₃'[j]}"
        assert list(said.values()) == ["vᵀJ ="]


def test_the_weighted_rows_are_piled_up_from_0_and_down_from_0(weighed):
    jacobian, weights, drawn = weighed
    for v in weights:
        sums = drawn(v)["sums"]
        piled = {1: np.zeros(jacobian.shape[1]), -1: np.zeros(jacobian.shape[1])}
        for weight, row, color in zip(v, jacobian, ROWS, strict=False):
            for j, bar in enumerate(segments(sums, color)):
                part = weight * row[j]
                side = 1 if part > 0 else -1
                ends = sorted((piled[side][j], piled[side][j] + part))
                assert bar[:, 0].tolist() == [j, j]
                assert sorted(bar[:, 1]) == pytest.approx(ends)
                piled[side][j] += part
            assert len(segments(sums, color)) == len(row)
        low, high = sums.get_ylim()
        assert all(low < piled[-1])
        assert all(piled[1] < high)


def test_the_sums_are_marked(weighed):
    jacobian, weights, drawn = weighed
    for v in weights:
        sums = drawn(v)["sums"]
        np.testing.assert_allclose(points(sums, TOTAL), list(enumerate(v @ jacobian)))
        assert len(segments(sums, "black")) == 0
        names = [tick.get_text() for tick in sums.get_xticklabels()]
        assert names == [f"x{'₁₂₃'[j]}" for j in range(jacobian.shape[1])]
        assert sums.get_ylabel() == "vᵀJ"


def test_rows_have_their_color_in_the_table_too(weighed):
    jacobian, weights, drawn = weighed
    m, n = jacobian.shape
    table = drawn(weights[0])["rows"]
    for i, color in enumerate(ROWS[:m]):
        xs, ys = corners(only(patches(table, color))).T
        assert (xs.min(), xs.max()) == (0, n)
        assert m - i - 1 < ys.min() < m - i - 0.5 < ys.max() < m - i


@pytest.fixture(scope="module")
def upstream():
    return UpstreamExplorer()


@pytest.mark.parametrize(
    ("v", "said"),
    [
        ((1, 0, 0), "1 · (6, 3, 2) = (6, 3, 2)."),
        ((1, 1, 1), "1 · (6, 3, 2) + 1 · (1, 1, 1) + 1 · (1, 3, 2) = (8, 7, 5)."),
        ((0.1, 0.2, 0.3), " = (1.1, 1.4, 1)."),
        ((0, 0, 0), "no row = (0, 0, 0)."),
    ],
)
def test_rows_are_weighed_and_added(upstream, v, said):
    moved(upstream, v1=v[0], v2=v[1], v3=v[2])
    assert upstream.readout.endswith(said)


def test_sums_that_cancel_are_0_in_the_table_too():
    explorer = UpstreamExplorer(lambda x: (x, x, -x), [1])
    table = moved(explorer, v1=0.1, v2=0.2, v3=0.3)["rows"]
    assert only(text.get_text() for text in table.texts if text.get_weight() == "bold") == "0"
    assert explorer.readout.endswith(" = (0).")


def test_it_begins_with_the_first_row_alone():
    assert UpstreamExplorer().readout.startswith("v = (1, 0, 0): ")


def test_it_is_what_torchs_backward_gives():
    f, point, _ = WEIGHED["of both signs"]
    explorer = UpstreamExplorer(f, point)
    moved(explorer, v1=-1, v2=0.3)
    x = torch.tensor(point, dtype=torch.float64, requires_grad=True)
    f(x).backward(torch.tensor([-1, 0.3], dtype=torch.float64))
    np.testing.assert_allclose(numbers(explorer.readout)[-3:], x.grad, rtol=1e-3)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: NudgeExplorer(3), TypeError, "f must be a function"),
        (lambda: NudgeExplorer(xlim=(1, 0)), ValueError, "xlim"),
        (lambda: NudgeExplorer(nudges=(0.1, 0)), ValueError, "other than 0"),
        (lambda: NudgeExplorer(nudges=()), ValueError, "other than 0"),
        (lambda: UpstreamExplorer(lambda x, y: x, (1, 2)), ValueError, "autograd_gradient"),
        (lambda: UpstreamExplorer(lambda v: v, np.ones(4)), ValueError, "f has 4 and 4"),
        (lambda: UpstreamExplorer(point=(1, 2)), ValueError, "f takes 3 numbers"),
        (lambda: UpstreamExplorer(lambda v: 1 / v, (1, 0)), ValueError, "f has no value at"),
        (lambda: UpstreamExplorer(lambda v: v.sqrt(), (1, 0)), ValueError, "no finite Jacobian"),
        (lambda: UpstreamExplorer(lambda x, y: (np.sin(x), y), (1, 2)), TypeError, "torch.sin"),
    ],
)
def test_what_is_wrong_is_said(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_small_gradients_are_told_in_full():
    explorer = UpstreamExplorer(lambda x: (1e-20 * x, 2e-20 * x), [1])
    explorer.v2.value = 1
    assert explorer.readout == "v = (1, 1): 1 · (1e−20) + 1 · (2e−20) = (3e−20)."
