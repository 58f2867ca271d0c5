from checks import *  # noqa: F403

CHAPTER = "09_autograd_in_depth"
EXP, PARABOLA = range(2)


def test_the_error_falls_and_rises(chapter):
    compare = chapter.explorer(EXP)
    assert compare.readout.startswith("At 1, h = 1: numerical 4.67077427, off by 2;")
    sizes = [len(compare.ink)]
    for _ in range(2):
        compare.press(*["ArrowRight"] * 8, slider=1)
        sizes.append(len(compare.ink))
    assert "h = 1e−16: numerical 0, off by 3; autograd 2.718281828" in compare.readout
    assert sizes == sorted(sizes)  # the curve unfolds
    compare.choose("central")
    compare.choose("float32")
    compare.press("Home", slider=1)
    compare.drag((0.62, 0.5), (0.75, 0.5))
    assert "h = 1:" not in compare.readout


def test_the_parabola_has_no_error(chapter):
    parabola = chapter.explorer(PARABOLA)
    parabola.choose("central")
    assert parabola.readout == (
        "At 1, h = 1: numerical 2, off by 0; autograd 2, off by 0. Formula: 2*x."
    )
