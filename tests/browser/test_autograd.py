from checks import *  # noqa: F403

CHAPTER = "08_autograd"


def test_the_point_moves_over_the_jumps(chapter):
    flow = chapter.explorer(0)
    flow.press("End")
    assert flow.readout == "a = 8000: 0 turns, d = 16000. a.grad = 2, and d / a = 2."
    flow.press("Home")
    assert flow.readout.startswith("a = 0.00095367: 19 turns, d = 1000")
    positive = flow.ink
    flow.choose("negative")
    assert flow.readout.startswith("a = −0.00095367: 19 turns, d = −100000")
    assert flow.ink != positive
    flow.drag((0.2, 0.2), (0.4, 0.2))
    assert not flow.readout.startswith("a = −0.00095")
    flow.choose("positive")
