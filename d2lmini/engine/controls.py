"""The controls of an explorer: sliders over grids of numbers, radio buttons for words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import ipywidgets as widgets
import numpy as np
from traitlets import HasTraits, Int, validate

from d2lmini.learner import scalar, whole
from d2lmini.words import Shown, brief, listed, number, say

_SYMBOLS = {"delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ", "dx": "Δx"}


class Grid(tuple[float, ...]):
    """Settings made by a function: a plain tuple may be meant as ipywidgets' (low, high)."""


def linear_grid(start: float, stop: float, count: int) -> Grid:
    """Settings at equal distances, both ends included.

    Parameters
    ----------
    start, stop : float
        The ends, finite and different.
    count : int
        How many settings, at least 2.

    Returns
    -------
    tuple of float
        Rounded to 12 digits of their distance, so that 0.1 is 0.1; the ends are exact.

    Raises
    ------
    ValueError
        If the ends are equal or not finite, or count is less than 2.
    TypeError
        If the ends are not numbers, or count is no whole number.

    Examples
    --------
    >>> linear_grid(0, 1, 6)
    (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    """
    _check_grid(start, stop, count)
    digits = 12 - math.ceil(math.log10(abs(stop - start)))
    inner = (round(float(v), digits) for v in np.linspace(start, stop, count)[1:-1])
    return Grid((float(start), *inner, float(stop)))


def log_grid(start: float, stop: float, count: int) -> Grid:
    """Settings at equal ratios, both ends included.

    Parameters, errors and result are those of `linear_grid`; both ends are positive.

    Examples
    --------
    >>> log_grid(1, 0.001, 4)
    (1.0, 0.1, 0.01, 0.001)
    """
    _check_grid(start, stop, count)
    if start <= 0 or stop <= 0:
        raise ValueError(
            say("both ends must be positive, got {start} and {stop}", start=start, stop=stop)
        )
    return Grid(float(f"{v:.12g}") for v in np.geomspace(start, stop, count))


def with_setting(settings: Sequence[float], wanted: float) -> Grid:
    """Insert what a learner asked for into a grid, exactly, if it is not there but for rounding.

    Parameters
    ----------
    settings : sequence of float
        The grid, going up or down.
    wanted : float
        The number asked for.

    Examples
    --------
    >>> with_setting((1.0, 0.1, 0.01), 0.5), with_setting((0.0, 0.3), 0.1 + 0.2)
    ((1.0, 0.5, 0.1, 0.01), (0.0, 0.30000000000000004))
    """
    others = [v for v in settings if not _close(v, wanted, settings)]
    return Grid(sorted([*others, float(wanted)], reverse=settings[0] > settings[-1]))


def _close(setting: float, wanted: float, settings: Sequence[float]) -> bool:
    """Say whether a number means a setting, but for rounding."""
    near = sorted(abs(v - setting) for v in settings)[1:2]  # the nearest other one
    return abs(setting - wanted) <= 1e-6 * (near[0] if near else abs(setting))


def _check_grid(start: float, stop: float, count: int) -> None:
    apart = abs(scalar(start, "start") - scalar(stop, "stop"))
    if apart <= 4 * whole(count, "count", least=2) * np.spacing(max(abs(start), abs(stop))):
        told = {"start": float(start), "stop": float(stop), "count": count}
        if not apart:
            raise ValueError(say("start and stop must differ, both are {start:.17g}", **told))
        raise ValueError(
            say(
                "between {start:.17g} and {stop:.17g} there are not enough different floats for "
                "{count} settings: take the ends farther apart",
                **told,
            )
        )


class _Settings(HasTraits):
    """What our controls share: a value that is not a setting is refused, with a hint."""

    # Without an echo: that of an earlier step, late from a busy kernel, would set the slider back.
    index = Int(None, allow_none=True).tag(sync=True, echo_update=False)

    @validate("value")
    def _validate_value(self, proposal: dict[str, Any]) -> Any:
        return setting_of(self, proposal["value"])


class GridSlider(_Settings, widgets.SelectionSlider):
    """A slider over a grid of numbers, exact where a FloatSlider rounds."""


class Choice(_Settings, widgets.RadioButtons):
    """A row of radio buttons, one for each choice."""


def setting_of(control: Any, value: Any) -> Any:
    """Return the control's setting that a value means; one that means none is refused.

    Parameters
    ----------
    control : GridSlider or Choice
        Whose settings count.
    value : float or str
        What was asked for; numbers may differ from the setting by rounding.

    Raises
    ------
    ValueError
        If it is no setting; the message names the nearest.
    """
    values, name = [value for _, value in control.options], control.description
    if isinstance(values[0], str):
        if value in values:
            return value
        raise ValueError(
            say(
                "{name} = {value} is not a setting. Choose one of {choices}.",
                name=name,
                value=brief(value),
                choices=listed(map(repr, values)),
            )
        )
    if not isinstance(value, int | float | np.number):
        raise ValueError(
            say(
                "{name} = {value} is not a setting. It must be a number from {least} to {most}.",
                name=name,
                value=brief(value),
                least=min(values),
                most=max(values),
            )
        )
    nearest = sorted(values, key=lambda setting: abs(setting - value))[:2]
    if _close(nearest[0], float(value), values):
        return nearest[0]
    raise ValueError(
        say(
            "{name} = {value} is not a setting. The nearest are {below:.12g} and {above:.12g}.",
            name=name,
            value=brief(value),
            below=min(nearest),
            above=max(nearest),
        )
    )


def make_control(name: str, settings: Iterable[Any], start: Any, room: int) -> GridSlider | Choice:
    """Make the control for one named grid of numbers or tuple of choices.

    Parameters
    ----------
    name : str
        Name of the control; of a Greek letter, its name.
    settings : sequence of float, or of str
        Numbers make a slider, words radio buttons.
    start : float, str or None
        The setting to start from; None is the first.
    room : int
        Room for names of so many letters, so that all controls begin at one line.
    """
    if isinstance(settings, str) or not np.iterable(settings):
        raise TypeError(
            say(
                "{name} must be a sequence of settings, got {settings}",
                name=name,
                settings=brief(settings),
            )
        )
    values = [v if isinstance(v, str | int | np.integer) else scalar(v, name) for v in settings]
    words = [isinstance(value, str) for value in values]
    if not values or len(set(values)) < len(values) or any(words) != all(words):
        raise ValueError(
            say(
                "{name} must be different numbers or different words, got {settings}",
                name=name,
                settings=brief(settings),
            )
        )
    _check_not_meant_for_interact(name, settings, values)
    labels, digits = _labels(values)
    if digits > 5:  # in sentences, too
        values = [Shown(v, digits) if isinstance(v, float) else v for v in values]
    kind, how = (Choice, {"orientation": "horizontal"}) if words[0] else (GridSlider, {})
    return kind(
        options=list(zip(labels, values, strict=True)),
        value=values[0] if start is None else start,
        description=_SYMBOLS.get(name, name),
        layout={"width": "100%", "max_width": "30em"},
        style={"description_width": f"{max(3.5, 0.75 * room)}em"},
        **how,
    )


def _check_not_meant_for_interact(name: str, settings: Any, values: list[Any]) -> None:
    """Refuse (low, high) and (low, high, step), ipywidgets' short forms of a whole range."""
    if type(settings) is not tuple or any(isinstance(value, str) for value in values):
        return
    if len(values) == 2 or (len(values) == 3 and not _goes_one_way(values)):
        raise ValueError(
            say(
                "{name} = {settings} would have these settings only. For a range write "
                "{name}=linear_grid({low}, {high}, 41), for these alone a list: {name}={values}.",
                name=name,
                settings=settings,
                low=values[0],
                high=values[1],
                values=brief(values),
            )
        )


def _goes_one_way(values: list[Any]) -> bool:
    return values in (sorted(values), sorted(values, reverse=True))


def _labels(values: Sequence[Any]) -> tuple[list[str], int]:
    """Short labels for the settings, and how many digits tell them apart."""
    if isinstance(values[0], str):
        return list(values), 0
    whole = all(value == int(value) for value in values) and max(map(abs, values)) < 1e6
    fewest = max(3, *(len(str(abs(int(value)))) for value in values)) if whole else 3
    for digits in range(fewest, 18):
        told = [float(f"{value:.{digits}g}") for value in values]
        if len(set(told)) == len(told):
            break
    for more in range(digits, 6):  # rather all of a value than its beginning
        exact = [float(f"{value:.{more}g}") for value in values]
        if np.allclose(exact, np.array(values, float), rtol=1e-12, atol=0):
            told, digits = exact, more
            break
    return [number(each, f".{max(digits, 6)}g") for each in told], digits  # 1410 is no 1.41e+03
