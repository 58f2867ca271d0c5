"""What every explorer must stand."""

import math

from d2lmini.explorer import BUDGET, MAX_FRAMES, _pack
from d2lmini.style import explorer_style


def check_frames(explorer):
    """No setting fails, all can be swept, and the frames fit the budget, judged by a part of them.

    All are drawn where the chapters run in the browser, and judged there (see ``checks.py``).
    """
    sizes = [len(control.options) for control in explorer.controls.values()]
    # Coprime to the sizes, so that every setting of every control has its turn.
    step = next(k for k in (3, 5, 7, 1) if all(size % k for size in sizes) or k == 1)
    with explorer_style():
        frames = {key: explorer._frame(key) for key in range(0, math.prod(sizes), step)}
    assert not [frame["says"] for frame in frames.values() if frame["error"]]
    assert math.prod(sizes) <= MAX_FRAMES
    assert step * len(_pack(frames)) < BUDGET
    assert explorer.alt.endswith(".")
