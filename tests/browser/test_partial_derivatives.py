from checks import *  # noqa: F403

CHAPTER = "04_partial_derivatives"
BOWL, CUBIC, LOSS, ODD = range(4)


def test_both_cuts_follow_the_keyboard(chapter):
    bowl = chapter.explorer(BOWL)
    before = bowl.ink
    bowl.press("Home", *["ArrowRight"] * 12)
    bowl.press("End", slider=1)
    assert bowl.readout == (
        "x = 1, y = 2: f = 5. Moving x alone: ∂f/∂x = 2. Moving y alone: ∂f/∂y = 4."
    )
    assert bowl.ink != before


def test_each_cut_is_dragged_by_its_own_picture(chapter):
    cubic = chapter.explorer(CUBIC)
    assert cubic.readout.endswith("∂f/∂x = 24. Moving y alone: ∂f/∂y = 10.")
    cubic.drag((0.75, 0.2), (0.7, 0.2))
    x, y = place(cubic)
    assert x < 3
    assert y == 4
    cubic.drag((0.75, 0.75), (0.95, 0.75))
    assert place(cubic)[0] == x
    assert place(cubic)[1] > 4
    cubic.drag((0.2, 0.5), (0.4, 0.5))  # the surface is only looked at
    assert place(cubic)[0] == x


def place(shown):
    parts = shown.readout.split(":")[0].split(", ")
    return [float(part.split(" = ")[1].replace("−", "-")) for part in parts]


def test_the_loss_has_its_own_names(chapter):
    loss = chapter.explorer(LOSS)
    loss.press("Home", *["ArrowRight"] * 4)
    loss.press("Home", *["ArrowRight"] * 8, slider=1)
    assert loss.readout == (
        "w = 1, b = 1: L = 6.08. Moving w alone: ∂L/∂w = −12. Moving b alone: ∂L/∂b = −4."
    )
    names = [handle.get_attribute("aria-label") for handle in loss.handles.all()]
    assert names == ["w", "b"]
