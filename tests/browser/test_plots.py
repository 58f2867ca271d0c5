"""Static plots, as a web page holds them: several SVGs in one document."""

import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.path import Path

import d2lmini as d2l


@pytest.fixture
def svgs():
    """Two plots, each with a line that only shows in a box of its own: left, and right."""
    shell = InteractiveShell.instance()
    found = []
    for left in (0, 1):
        d2l.plt.close("all")
        d2l.plot([0, 2], [0.5, 0.5], xlim=(0, 2), ylim=(0, 1))
        axes = d2l.plt.gca()
        box = Path([(left, 0), (left + 0.9, 0), (left + 0.9, 1), (left, 1)])
        axes.lines[0].set_clip_path(box, axes.transData)
        found.append(shell.display_formatter.format(axes.figure)[0]["image/svg+xml"])
    InteractiveShell.clear_instance()
    return [svg[svg.index("<svg") :] for svg in found]


def test_a_plot_takes_nothing_from_the_one_before(browser, svgs):
    """With shared ids the second line would be clipped to the box of the first, and vanish."""
    page = browser.new_page()
    page.set_content(f"<html><body><p id='seen'>{svgs[1]}</p></body></html>")
    pictures = [page.locator("#seen svg").screenshot()]
    for style in ("display: none", "position: absolute; left: 600px"):
        before = f"<div style='{style}'>{svgs[0]}</div>"
        page.set_content(f"<html><body>{before}<p id='seen'>{svgs[1]}</p></body></html>")
        pictures.append(page.locator("#seen svg").screenshot())
    page.close()
    assert pictures[0] == pictures[1]
    assert pictures[0] == pictures[2]
