from checks import *  # noqa: F403

CHAPTER = "08_autograd"


def test_the_point_moves_over_the_jumps(chapter):
    flow = chapter.explorer(0)
    flow.press("End")
    assert flow.readout == "a = 10000: 0 turns, d = 20000. a.grad = 2, and d / a = 2: equal."
    flow.press("Home")
    assert flow.readout.startswith("a = 0.001: 19 turns, d = 1048.57")
    positive = flow.ink
    flow.choose("negative")
    assert flow.readout.startswith("a = −0.001: 19 turns, d = −104857")
    assert flow.ink != positive
    flow.drag((0.2, 0.2), (0.4, 0.2))
    assert not flow.readout.startswith("a = −0.001")
    flow.choose("positive")
