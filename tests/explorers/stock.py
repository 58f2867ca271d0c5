"""What every explorer must stand."""

import json
import math
import zlib
from unittest import mock


def check_every_frame(explorer):
    """No setting fails, all are swept, and the frames fit the budget."""
    with mock.patch("d2lmini.explorer.SWEEP_SECONDS", math.inf):  # however busy the machine is
        explorer.sweep()
    frames = json.loads(zlib.decompress(explorer.stage.frames))
    assert len(frames) == math.prod(len(c.options) for c in explorer.controls.values())
    assert not any(error for *_, error in frames.values()), explorer.readout
    assert len(explorer.stage.frames) < 300_000
    assert explorer.alt.endswith(".")
