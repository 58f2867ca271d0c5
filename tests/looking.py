"""Ask a picture what lies where: its artists, by the look that the styles give them."""

import re

import numpy as np
from matplotlib.colors import same_color
from matplotlib.lines import AxLine, Line2D


def moved(explorer, **settings):
    """Move an explorer's controls, so that its readout follows, and return the axes it draws."""
    for name, value in settings.items():
        explorer.controls[name].value = value
    return explorer.drawn()


def numbers(readout):
    """The numbers in a readout, in its order."""
    found = re.findall(r"−?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+−]?\d+)?", readout)
    return [float(number.replace("−", "-").replace(",", "")) for number in found]


def lines(axes, look):
    """Lines on the axes with the color, line style and marker of a style, in drawing order."""
    return [line for line in axes.lines if has(line, look)]


def has(line: Line2D, look):
    """Whether a line looks like that."""
    wanted = Line2D([], [], **look)
    return (
        same_color(line.get_color(), wanted.get_color())
        and line.get_linestyle() == wanted.get_linestyle()
        and line.get_marker() == wanted.get_marker()
        and same_color(line.get_markerfacecolor(), wanted.get_markerfacecolor())
    )


def only(found):
    """The one that was found."""
    (one,) = found
    return one


def points(axes, look):
    """All points of the lines with this look: shape (n, 2)."""
    return np.concatenate([np.empty((0, 2)), *(line.get_xydata() for line in lines(axes, look))])


def slope_of(line):
    """Slope of a straight line in data coordinates, ±inf if it is vertical."""
    if isinstance(line, AxLine) and line.get_slope() is not None:
        return line.get_slope()
    (x0, y0), (x1, y1) = line.get_xydata()[[0, -1]]
    return np.inf if x0 == x1 else (y1 - y0) / (x1 - x0)


def height_at(line, x):
    """Height of a straight line at x, in data coordinates."""
    x0, y0 = line.get_xy1() if isinstance(line, AxLine) else line.get_xydata()[0]
    return y0 + slope_of(line) * (x - x0)


def texts(axes):
    """Texts on the axes by their place in data coordinates: {text: (x, y)}."""
    return {text.get_text(): text.get_position() for text in axes.texts}


def written(axes, color):
    """Texts on the axes in a color, each with its middle in data coordinates, in their order."""
    to_data = axes.transData.inverted()
    found = [text for text in axes.texts if same_color(text.get_color(), color)]
    boxes = [text.get_window_extent().transformed(to_data) for text in found]
    return [(text.get_text(), np.mean(box, axis=0)) for text, box in zip(found, boxes, strict=True)]


def patches(axes, color):
    """Patches on the axes that are filled with a color, opaque or not."""
    return [p for p in axes.patches if same_color(p.get_facecolor()[:3], color)]


def corners(patch):
    """Corners of a patch in data coordinates: shape (n, 2)."""
    return patch.get_patch_transform().transform(patch.get_path().vertices)


def regions(collection):
    """Vertices of each polygon of a filled collection, in data coordinates."""
    return [path.vertices for path in collection.get_paths()]


def upright(line):
    """Where a vertical line stands that runs from the bottom to the top of its axes."""
    assert tuple(line.get_ydata()) == (0, 1)
    (x,) = set(line.get_xdata())
    return x


def hatched(axes):
    """Filled collections on the axes by their hatch: {hatch: collection}."""
    return {fill.get_hatch(): fill for fill in axes.collections if fill.get_hatch()}


def seen(fill):
    """Polygons of a filled collection as far as its clip shows them, in data coordinates."""
    box = fill.get_clip_box().transformed(fill.axes.transData.inverted())
    found = []
    for path in fill.get_paths():
        clipped = path.clip_to_bbox(box)
        clipped.should_simplify = False
        found += clipped.to_polygons()
    return found


def area(vertices):
    """Signed area of a polygon, by the shoelace formula."""
    x, y = np.asarray(vertices).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y)) / 2
