import pytest
from checks import *  # noqa: F403

from d2lmini.explorers.fit_and_generalize import DEGREES
from d2lmini.style import BLUE, ORANGE

CHAPTER = "16_fit_and_generalize"
FIT, DECAY = range(2)


def test_training_falls_and_validation_turns(chapter):
    fit = chapter.explorer(FIT)
    fit.press("Home")
    assert "best" not in fit.readout
    fit.press("End")
    assert fit.readout.endswith("Validation was best at d = 4.")
    training = fit.marks(1, BLUE.lower())
    assert [x for x, _ in training] == pytest.approx(DEGREES, abs=0.1)
    heights = [y for _, y in training]
    assert heights == sorted(heights, reverse=True)
    validation = [y for _, y in fit.marks(1, ORANGE.lower())]
    assert min(range(11), key=validation.__getitem__) == 4


def test_decay_gives_up_training(chapter):
    decay = chapter.explorer(DECAY)
    decay.press("End")
    assert decay.readout.startswith("λ = 1: the weights of this curve have the length 0.3")
    heights = [y for _, y in decay.marks(1, BLUE.lower())]
    assert heights == sorted(heights)


def test_the_mixed_test_answers(chapter):
    asked = chapter.page.locator(".d2lmini-ask")
    assert asked.count() >= 25
