"""What every explorer must stand."""

import math
import os

from d2lmini.engine.explorer import MAX_FRAMES


def settings_of(explorer, step=1):
    """Every step-th setting of an explorer, as a dict."""
    options = {name: [v for _, v in c.options] for name, c in explorer.controls.items()}
    sizes = [len(values) for values in options.values()]
    for key in range(0, math.prod(sizes), step):
        settings = {}
        for name, values in reversed(options.items()):
            key, index = divmod(key, len(values))
            settings[name] = values[index]
        yield settings


def check_frames(explorer):
    """No setting fails, and all can be swept, judged by a part of them.

    All are drawn by ``make test-all``, and where the chapters run in the browser (``checks.py``).
    """
    sizes = [len(control.options) for control in explorer.controls.values()]
    # Coprime to the sizes, so that every setting of every control has its turn.
    steps = (1,) if os.environ.get("D2LMINI_TESTS") == "all" else (7, 11, 13, 5, 3, 1)
    step = next(k for k in steps if all(size % k for size in sizes) or k == 1)
    for settings in settings_of(explorer, step):
        explorer.drawn(**settings)
    assert math.prod(sizes) <= MAX_FRAMES
    assert explorer.alt.endswith(".")
