from checks import *  # noqa: F403

CHAPTER = "A_how_our_figures_are_made"
FIRST, SECOND = range(2)


def test_the_learners_own_explorer_follows_the_keyboard(chapter):
    first = chapter.explorer(FIRST)
    first.press("Home", *["ArrowRight"] * 20)
    assert first.readout == "At x = 1 the tangent is y = 2x − 3."


def test_and_with_one_line_more_a_drag(chapter):
    first, second = chapter.explorer(FIRST), chapter.explorer(SECOND)
    for explorer in (first, second):
        explorer.press("End")
        explorer.drag((0.8, 0.5), (0.3, 0.5))
    assert first.readout.startswith("At x = 3 ")
    assert second.readout.startswith("At x = 0.")
