"""What lies where in each explorer's picture, as text that does not depend on the machine.

``make references`` writes ``tests/data/references.txt`` anew; tests/test_references.py compares. A
line is an artist of the ink: its kind, its axes, its color, its text, how many points it has, and
some of them, in points (1/72 inch) from the lower left corner of the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text
from showcase import SHOWN

from d2lmini.engine.explorer import Explorer
from d2lmini.engine.layers import Layers

PATH = Path(__file__).parents[1] / "tests" / "data" / "references.txt"
MOST = 5  # points of an artist that are kept


def described(name: str) -> Iterator[str]:
    """Describe one explorer's ink at three settings: near the start, in the middle, at the end."""
    explorer = SHOWN[name]()
    layers = Layers(explorer.draw_backdrop, explorer.figsize, **explorer.subplots)
    options = {n: [v for _, v in control.options] for n, control in explorer.controls.items()}
    for share in (0.2, 0.5, 1.0):
        settings = {n: values[round(share * (len(values) - 1))] for n, values in options.items()}
        says = layers.show(partial(_draw, explorer, settings))
        where = ", ".join(f"{n}={value}" for n, value in settings.items())
        yield f"{name}: {where}: {says}"
        yield from (f"  {_line(artist, layers)}" for artist in layers.inked())


def _draw(explorer: Explorer, settings: dict[str, Any], axes: Any) -> str:
    return explorer.draw_ink(axes, **settings)


def _line(artist: Artist, layers: Layers) -> str:
    """Describe one artist."""
    axes = layers.figure.axes.index(artist.axes) if artist.axes in layers.figure.axes else "figure"
    points = _points(artist)
    few = np.linspace(0, len(points) - 1, min(MOST, len(points))).round().astype(int)
    kept = points[few]
    places = " ".join(f"({', '.join(f'{v:.2f}' for v in point)})" for point in kept)
    text = f" {artist.get_text()!r}" if isinstance(artist, Text) else ""
    return f"{type(artist).__name__} {axes} {_color(artist)}{text}: {len(points)} {places}"


def _points(artist: Any) -> np.ndarray:
    """Where an artist lies, in points; a line in space in data coordinates."""
    if hasattr(artist, "get_data_3d"):
        return np.transpose(artist.get_data_3d())
    if isinstance(artist, Annotation) and artist.axes is not None:
        return np.array([artist.axes.transData.transform(artist.xy), artist.xyann])
    if isinstance(artist, Text):
        return artist.get_transform().transform([artist.get_position()])
    if isinstance(artist, Collection):
        paths = [artist.get_transform().transform_path(path) for path in artist.get_paths()]
        return np.vstack([path.vertices for path in paths]) if paths else np.empty((0, 2))
    return artist.get_transform().transform_path(artist.get_path()).vertices


def _color(artist: Any) -> str:
    """The colors that tell what an artist means: of its lines, and of its inside."""
    if isinstance(artist, Line2D | Text):
        return to_hex(artist.get_color())
    edges, faces = np.atleast_2d(artist.get_edgecolor()), np.atleast_2d(artist.get_facecolor())
    return "/".join(to_hex(colors[0]) for colors in (edges, faces) if colors.size)


if __name__ == "__main__":
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text("".join(f"{line}\n" for name in SHOWN for line in described(name)))
    print(f"{PATH}: written anew")
