from checks import *  # noqa: F403

CHAPTER = "07_chain_rule"
NUDGE, UPSTREAM, FIRST, FORK, ALONE = range(5)


def test_the_ratios_settle_on_the_slopes(chapter):
    nudge = chapter.explorer(NUDGE)
    nudge.press("Home")
    nudge.press(*["ArrowRight"] * 10)
    nudge.press("End", slider=1)
    assert nudge.readout.startswith("x = 1, dx = 0.01: du = 2.01 dx, dy = 0.5")
    assert nudge.readout.endswith("Slopes: 2, 0.5403, and of both together 1.081.")
    still = nudge.ink
    nudge.drag((0.2, 0.15), (0.5, 0.15))
    assert nudge.ink != still
    assert not nudge.readout.startswith("x = 1,")


def test_rows_are_weighed(chapter):
    upstream = chapter.explorer(UPSTREAM)
    assert upstream.readout == "v = (1, 0, 0): 1 · (6, 3, 2) = (6, 3, 2)."
    for slider in (1, 2):
        upstream.press("End", slider=slider)
    assert upstream.readout.endswith("= (8, 7, 5).")
    for slider, steps in enumerate((2, 3, 4)):
        upstream.press("Home", *["ArrowRight"] * steps, slider=slider)
    assert upstream.readout.startswith("v = (0.1, 0.2, 0.3)")
    assert upstream.readout.endswith("= (1.1, 1.4, 1).")


def test_the_graph_asks_and_tells(chapter):
    stepper = chapter.explorer(FIRST)
    said = []
    for _ in range(12):
        stepper.press("ArrowRight")
        said.append(stepper.readout)
    assert said[0] == "Forwards. v₁ = x + y, with x = 3, y = 4. What is it?"
    assert said[3] == "v₂ = v₁ · x = 21."
    assert said[-1] == "∂v₂/∂x = 1 · 7 + 3 · 1 = 10."
    told = stepper.ink
    stepper.press("ArrowLeft")
    assert stepper.readout.endswith("What is ∂v₂/∂x?")
    assert stepper.ink != told


def test_the_graph_has_words_of_its_own(chapter):
    label = chapter.explorer(FORK).picture.get_attribute("aria-label")
    assert label == "A graph: v₁ = sin(x), v₂ = x · v₁, v₃ = v₂ + x."


def test_the_last_number_of_the_exercise(chapter):
    alone = chapter.explorer(ALONE)
    alone.press("End")
    assert alone.readout.endswith(" = 0.082395.")


def test_the_recorded_graph_is_drawn(chapter):
    drawn = chapter.page.locator(".jp-RenderedSVG img")
    assert drawn.evaluate_all("all => all.map((e) => e.naturalWidth > 300)") == [True]
