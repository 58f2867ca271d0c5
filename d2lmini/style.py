"""One look for every picture: colors, lines and sizes, in one place.

f is always blue and solid, its tangent or derivative orange and dashed, a numerical estimate green
and dash-dotted: the pairs differ in line style as well, and the colors (M. Okabe and K. Ito,
*Color Universal Design*, 2008) can be told apart by color-blind readers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

BLUE, ORANGE, GREEN, GRAY = "#0072B2", "#D55E00", "#007A5E", "#666666"

CURVE: dict[str, Any] = {"color": BLUE, "linestyle": "-", "linewidth": 2}
TANGENT: dict[str, Any] = {"color": ORANGE, "linestyle": "--", "linewidth": 1.8}
ESTIMATE: dict[str, Any] = {"color": GREEN, "linestyle": "-.", "linewidth": 1.8}
POINTS: dict[str, Any] = {"color": "black", "linestyle": "", "marker": "o", "markersize": 6}
HOLE: dict[str, Any] = {**POINTS, "markerfacecolor": "white", "markeredgewidth": 1.5}
GUIDE: dict[str, Any] = {"color": GRAY, "linestyle": ":", "linewidth": 1.2}

# A fixed salt gives the same ids, so that the same picture is the same text every time.
EVERYWHERE: dict[Any, Any] = {
    "svg.hashsalt": "d2lmini",
    "svg.fonttype": "path",
    "axes.prop_cycle": f"cycler(color={[BLUE, ORANGE, GREEN, 'black', GRAY]})",
}
NO_DATE = dict.fromkeys(("Creator", "Date"))

EXPLORER: dict[Any, Any] = {
    **EVERYWHERE,
    "font.size": 10,
    "axes.grid": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "legend.framealpha": 1,
    "axes.axisbelow": True,
}


# Just before each id and each reference to one.
_IDS = re.compile(r"""(?<= id=")|(?<=href="\#)|(?<=url\(\#)""")
_FINE_DIGITS = re.compile(r"(?<=\.\d\d)\d+")


def without_fine_digits(svg: str) -> str:
    """Leave out digits past the second decimal: they differ between builds of matplotlib.

    Examples
    --------
    >>> without_fine_digits('<path d="M 1.23456 2"/>')
    '<path d="M 1.23 2"/>'
    """
    return _FINE_DIGITS.sub("", svg)


def own_ids(svg: str) -> str:
    """Mark all ids of an SVG by its content: of two pictures in one page none takes the other's.

    Fine digits do not count.

    Parameters
    ----------
    svg : str
        The picture.

    Returns
    -------
    str
        The same picture.

    Examples
    --------
    >>> own_ids('<path id="line"/><use xlink:href="#line"/>')
    '<path id="ad0ce83e0-line"/><use xlink:href="#ad0ce83e0-line"/>'
    """
    mark = hashlib.sha1(without_fine_digits(svg).encode(), usedforsecurity=False).hexdigest()
    return _IDS.sub(f"a{mark[:8]}-", svg)  # an id begins with a letter


@contextmanager
def explorer_style() -> Iterator[None]:
    """Draw with matplotlib's defaults and our look, whatever the learner's rcParams say."""
    import matplotlib.style

    with matplotlib.style.context(["default", EXPLORER]):
        yield
