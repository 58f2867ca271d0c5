import numpy as np
import pytest
from looking import has, lines, moved, numbers, only, points
from stock import check_frames

from d2lmini import FitExplorer, WeightDecayExplorer
from d2lmini.explorers.fit_and_generalize import DECAYS, DEGREES, POINTS_TO_FIT, wave
from d2lmini.style import CURVE, ESTIMATE, GRAY, GUIDE, HOLE, POINTS, TANGENT

TRAINING, VALIDATION = ({**look, "marker": "."} for look in (CURVE, TANGENT))


@pytest.fixture(scope="module")
def fit():
    return FitExplorer()


@pytest.fixture(scope="module")
def decayed():
    return WeightDecayExplorer()


@pytest.mark.parametrize(
    "make", [FitExplorer, WeightDecayExplorer, lambda: FitExplorer(np.exp, (0, 5))]
)
def test_no_setting_fails_and_all_fit_the_budget(make):
    check_frames(make())


def test_there_are_more_points_than_weights():
    assert min(POINTS_TO_FIT) > max(DEGREES) + 1


@pytest.mark.parametrize(("degree", "count", "draw"), [(1, 12, 1), (3, 16, 2), (10, 12, 3)])
def test_the_curve_is_the_least_squares_fit_of_the_points_shown(fit, degree, count, draw):
    flat, _ = moved(fit, degree=degree, points=count, draw=draw)
    shown = points(flat, POINTS)
    assert len(shown) == count
    curve = only(lines(flat, ESTIMATE)).get_xydata()
    best = np.polynomial.Polynomial.fit(*shown.T, degree)
    np.testing.assert_allclose(curve[:, 1], best(curve[:, 0]), atol=1e-8)
    truth = only(lines(flat, GUIDE)).get_xydata()
    np.testing.assert_allclose(truth[:, 1], wave(truth[:, 0]))


def test_points_follow_the_noise_that_is_told(fit):
    spread = []
    for noise in (0.1, 0.4):
        shown = [points(moved(fit, points=30, noise=noise, draw=k)[0], POINTS) for k in (1, 2, 3)]
        misses = np.concatenate([p[:, 1] - wave(p[:, 0]) for p in shown])
        spread.append(misses.std())
        assert spread[-1] == pytest.approx(noise, rel=0.2)
    assert spread[1] == pytest.approx(4 * spread[0])


def test_errors_are_seen_as_far_as_the_degree_went_and_the_turn_after_it(fit):
    fit.points.value, fit.noise.value = 12, 0.2
    for degree in (0, 3, 10):
        errors = moved(fit, degree=degree)[1]
        for look in (TRAINING, VALIDATION):
            assert list(points(errors, look)[:, 0]) == list(range(degree + 1))
        assert len(points(errors, HOLE)) == (degree == 10)
    training, validation = (points(errors, look)[:, 1] for look in (TRAINING, VALIDATION))
    assert (np.diff(training) < 0).all()
    best = int(np.argmin(validation))
    assert 2 < best < 8
    assert validation[-1] > 2 * validation[best]
    np.testing.assert_allclose(points(errors, HOLE), [(best, validation[best])])
    upright = only(lines(errors, {"color": GRAY, "linestyle": "-"}))
    assert list(upright.get_xdata()) == [best, best]
    assert f"Validation was best at d = {best}." in fit.readout
    told = numbers(fit.readout)
    assert told[3:5] == pytest.approx([training[-1], validation[-1]], rel=5e-3)


def test_the_noise_is_a_line_and_the_legend_names_the_curves(fit):
    for noise in (0.1, 0.4):
        errors = moved(fit, degree=10, noise=noise)[1]
        np.testing.assert_allclose(only(lines(errors, GUIDE)).get_ydata(), noise**2)
        assert points(errors, VALIDATION)[:, 1].min() > noise**2
    named = dict(zip(*errors.get_legend_handles_labels()[::-1], strict=True))
    assert has(named["training"], CURVE)
    assert has(named["validation"], TANGENT)


def test_more_noise_turns_earlier(fit):
    turns = []
    for noise in (0.1, 0.4):
        moved(fit, points=12, noise=noise, degree=10)
        turns.append(numbers(fit.readout)[-1])
    assert turns[0] > turns[1]


def test_decay_smooths_the_curve_and_shortens_the_weights(decayed):
    lengths, training, bends = [], [], []
    for decay in DECAYS:
        flat, errors = moved(decayed, decay=decay)
        _, length, *_ = numbers(decayed.readout)
        lengths.append(length)
        training.append(points(errors, TRAINING)[-1, 1])
        bends.append(np.abs(np.diff(only(lines(flat, ESTIMATE)).get_ydata(), 2)).max())
    assert (np.diff(lengths) < 0).all()
    assert (np.diff(training) > 0).all()
    assert bends[0] > 3 * bends[-1]
    best = DECAYS[int(np.argmin(points(errors, VALIDATION)[:, 1]))]
    assert DECAYS[0] < best < DECAYS[-1]
    assert f"λ = {best:g}." in decayed.readout


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_at_any_scale(fit, scale):
    other = FitExplorer(lambda x: scale * wave(x / scale), (-scale, scale))
    ours = moved(fit, degree=5, points=16, noise=0.2, draw=1)[1]
    theirs = other.drawn(degree=5, points=16, noise=other.noise.options[1][1], draw=1)[1]
    for look in (TRAINING, VALIDATION):
        np.testing.assert_allclose(
            points(theirs, look)[:, 1], scale**2 * points(ours, look)[:, 1], rtol=1e-6
        )


def test_what_cannot_be_fitted_is_said():
    with pytest.raises(ValueError, match="f must have a value everywhere in xlim"):
        FitExplorer(np.log, (-1, 1))
    for place in (-1, 1 / 11, 0.025, 1 / 15):  # between which places it is not asked
        with pytest.raises(ValueError, match="f must have a value everywhere"):
            FitExplorer(lambda x, at=place: np.where(np.abs(x - at) < 1e-9, np.nan, x))
    for scale in (1e-200, 1e200):
        with pytest.raises(ValueError, match="f is too small or too large"):
            FitExplorer(lambda x, scale=scale: scale * x)
    with pytest.raises(ValueError, match="xlim"):
        FitExplorer(np.exp, (1, 0))
    with pytest.raises(TypeError):
        WeightDecayExplorer(3)


def test_a_level_function_has_noise_too():
    assert "d = 0" in FitExplorer(lambda x: 0 * x).readout
