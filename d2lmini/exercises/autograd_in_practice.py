"""Exercises of chapter 13: 1 to 3 are core, the others more practice."""

from __future__ import annotations

import math
from typing import Any

from d2lmini.exercises.code import CodeExercise, NotRightError, array_like, returning
from d2lmini.exercises.exercise import Choice, Exercise, Formula
from d2lmini.learner import is_tensor
from d2lmini.words import number, say

MINUTES, METERS = (0.0, 1.0, 2.0, 3.0, 4.0), (1.2, 2.6, 5.0, 7.4, 8.8)


def _trained(steps: int, rate: float, empties: bool = True, turned: float = -1.0) -> float:
    """W of the tortoise's line with b = 1 after some steps, by the formula of the slope."""
    w = kept = 0.0
    for _ in range(steps):
        pairs = zip(MINUTES, METERS, strict=True)
        slope = sum(2 * (w * x + 1 - y) * x for x, y in pairs) / len(MINUTES)
        kept = slope if empties else kept + slope
        w += turned * rate * kept
    return w


def _squares(w: float, b: float) -> float:
    """The loss of the tortoise's line."""
    pairs = zip(MINUTES, METERS, strict=True)
    return sum((w * x + b - y) ** 2 for x, y in pairs) / len(MINUTES)


_LOOP = """def answer():
    w = torch.tensor(0.0, requires_grad=True)
    for _ in range(5):
        loss(w, 1.0).backward()
        with torch.no_grad():
            w -= 0.05 * w.grad
        w.grad = None
    return w"""
_BACKWARD = "        loss(w, 1.0).backward()\n"
_HEAD = "    w = torch.tensor(0.0, requires_grad=True)\n"
_OPTIMIZED = """def answer():
    w = torch.tensor(0.0)
    b = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=0.1)
    for _ in range(200):
        optimizer.zero_grad()
        loss(w, b).backward()
        optimizer.step()
    return loss(w, b)"""


def _harmless(answer: Any) -> None:
    """Judge √x above 0 and 0 else, by torch's values and slopes at three places."""
    import torch

    x = torch.tensor([-1.0, 0.0, 4.0], requires_grad=True)
    y = answer(x)
    if not is_tensor(y) or y.shape != x.shape:
        raise NotRightError(say("It should return as many numbers as x has, got {y!r}.", y=y))
    if not y.requires_grad:
        raise NotRightError(say("The result does not depend on x by torch."))
    y.sum().backward()
    slopes = [0.0, 0.0, 0.0] if x.grad is None else x.grad.tolist()
    for place, height, slope, wanted in zip(x.tolist(), y.tolist(), slopes, (0, 0, 2), strict=True):
        told = {"x": number(place), "given": number(height), "wanted": number(wanted)}
        if not abs(height - wanted) < 1e-7:
            raise NotRightError(say("At {x} it gives {given}; {wanted} is wanted.", **told))
        told = {"x": number(place), "slope": number(slope), "wanted": number(wanted / 8)}
        if math.isnan(slope):
            raise NotRightError(
                say("The slope at {x} is nan still: the root was taken there, too.", **told)
            )
        if abs(slope - wanted / 8) > 1e-6:
            raise NotRightError(say("The slope at {x} is {slope}, and {wanted} is wanted.", **told))


EXERCISES = (
    CodeExercise(
        "autograd_in_practice.1",
        "Complete the loop. The loss is the mean of the squared misses of the line w x + 1, "
        "``loss(w, 1.0)``. Take five steps with η = 0.05, from w = 0, and return w.",
        returning(
            array_like(
                _trained(5, 0.05),
                mistakes={
                    "Uphill: the gradient is subtracted.": _trained(5, 0.05, turned=1.0),
                    "The old gradients are still in w.grad: empty it in each turn.": _trained(
                        5, 0.05, empties=False
                    ),
                    "Nothing moved. Is there a step, and is w.grad emptied after it?": 0.0,
                    "That is one step: compute the loss in each turn, and take five.": _trained(
                        1, 0.05
                    ),
                    "All five steps went by the first slope: compute the loss inside the loop.": 5
                    * _trained(1, 0.05),
                    "That is four steps.": _trained(4, 0.05),
                    "That is six steps.": _trained(6, 0.05),
                    "That is a loss: return w.": _squares(_trained(4, 0.05), 1.0),
                    "η is 0.05.": _trained(5, 0.1),
                },
                near=1e-4,
            )
        ),
        matters="Every training loop has these lines.",
        hints=("Loss, empty, backward, step.", "The step stands under torch.no_grad()."),
        stub=_LOOP.replace(_BACKWARD, "        total = loss(w, 1.0)\n").split("        with")[0]
        + "        ...\n    return w",
        solution=_LOOP,
        why=(
            "In each turn compute the loss anew: w has changed, and a record serves one walk.",
            "Then walk back, take the step under no_grad, and empty the gradient.",
        ),
    ),
    CodeExercise(
        "autograd_in_practice.2",
        "It should return w after two steps. The second turn stops with “Trying to backward "
        "through the graph a second time”. Repair it.",
        returning(
            array_like(
                _trained(2, 0.05),
                mistakes={
                    "Both steps went by the first slope: compute the loss inside the loop.": (
                        2 * _trained(1, 0.05)
                    ),
                    "w.grad holds both slopes: empty it in each turn.": _trained(
                        2, 0.05, empties=False
                    ),
                    "That is one step.": _trained(1, 0.05),
                },
                near=1e-4,
            )
        ),
        matters="With retain_graph=True the message would be gone, and the slope would be the old "
        "one.",
        hints=("Which line makes the record?", "The loss depends on w, which has changed."),
        stub=_LOOP.replace(_HEAD, _HEAD + "    total = loss(w, 1.0)\n")
        .replace("loss(w, 1.0).backward", "total.backward")
        .replace("range(5)", "range(2)"),
        solution=_LOOP.replace("range(5)", "range(2)"),
        why=(
            "The loss is computed once, before the loop. Its record is used up by the first walk.",
            "And after a step the loss is another one. So compute it inside the loop.",
        ),
    ),
    Exercise(
        "autograd_in_practice.3",
        "In each turn of a training loop stands ``loss.backward()``, then ``w.grad.zero_()``, then "
        "under no_grad ``w -= 0.1 * w.grad``. What does the training do?",
        (
            Choice(
                ("nothing moves", "it works as before", "it goes uphill", "it goes twice as fast"),
                "nothing moves",
                {
                    "it works as before": "The step reads the gradient after it was emptied.",
                    "it goes uphill": "The sign is the same; what is left of the gradient?",
                    "it goes twice as fast": "Nothing is added up here.",
                },
                "Then",
            ),
        ),
        ("What is in the gradient when the step reads it?", "An empty gradient moves nothing."),
        (
            "The step reads w.grad after it was set to 0: it subtracts η · 0. Nothing moves.",
            "(With ``w.grad = None`` instead, the step would stop: None cannot be multiplied.)",
        ),
    ),
    Exercise(
        "autograd_in_practice.4",
        "x = 3 requires a gradient, and ``y = x * x.detach()``. What does torch say its slope is? "
        "And that of x²?",
        (
            Formula(
                "3",
                mistakes={
                    "6": "The detached x is a constant for torch.",
                    "9": "That is y: its slope is asked for.",
                    "0": "The first x is still recorded.",
                    "1": "The other factor is 3, though it is constant.",
                },
                label="slope =",
            ),
            Formula(
                "6",
                mistakes={"3": "Both factors move now.", "9": "That is the value."},
                label="and of x²:",
            ),
        ),
        ("detach cuts the record: what is left is a constant.", "So y is 3 times x, for torch."),
        (
            "detach gives the number 3 without its past. So for torch y is x · 3, with the slope "
            "3.",
            "x² has the slope 2x = 6: there both factors move.",
        ),
    ),
    Exercise(
        "autograd_in_practice.5",
        "x is a vector that requires a gradient. Run ``y.backward()`` twice, without computing y "
        "again. Which y raises an error?",
        (
            Choice(
                ("x.sum()", "(x**2).sum()", "both", "none"),
                "(x**2).sum()",
                {
                    "x.sum()": "A sum needs no value of x for its slope: nothing was kept.",
                    "both": "What does the walk back through a sum need?",
                    "none": "x² needs x for its slope, and that was freed.",
                },
                "An error comes from",
            ),
        ),
        ("Which of them keeps numbers for the walk back?", "The slope of x² needs x."),
        (
            "Walking back through x² needs x. torch keeps it, and lets go of it after the first "
            "walk: the second one is an error.",
            "A sum has the slope 1 for each entry, whatever they are: nothing is kept, and nothing "
            "can be missing.",
        ),
    ),
    Exercise(
        "autograd_in_practice.6",
        "A training loop has the line ``w = w - 0.1 * w.grad``, not under no_grad. The second turn "
        "says that w.grad is None. Why?",
        (
            Choice(
                ("the new w is no leaf", "the rate is too large", "backward was forgotten"),
                "the new w is no leaf",
                {
                    "the rate is too large": "Then the loss would grow. There is no number at all.",
                    "backward was forgotten": "It ran: into which tensor did it write?",
                },
                "Because",
            ),
            Choice(
                ("under no_grad: w -= …", "w.detach()", "a smaller rate"),
                "under no_grad: w -= …",
                {
                    "w.detach()": "Then nothing is recorded in the next turn.",
                    "a smaller rate": "The tensor is still another one.",
                },
                "Cure:",
            ),
        ),
        ("The result of an operation is no leaf.", "Gradients are kept at leaves only."),
        (
            "``w - 0.1 * w.grad`` is computed from w: the new w is a result, a node of the record, "
            "and no leaf.",
            "backward writes gradients into leaves only, so the new w has none.",
            "Under no_grad, ``w -= 0.1 * w.grad`` changes the leaf itself, in place, and records "
            "nothing.",
        ),
    ),
    Exercise(
        "autograd_in_practice.7",
        "``loss_sum += loss`` adds up the losses of 100 turns, and the memory that is used grows "
        "and grows. Which line cures it?",
        (
            Choice(
                ("loss_sum += loss.item()", "loss_sum = loss_sum + loss", "del loss"),
                "loss_sum += loss.item()",
                {
                    "loss_sum = loss_sum + loss": "It is still recorded.",
                    "del loss": "The record hangs on loss_sum.",
                },
                "Cure:",
            ),
            Formula(
                "0",
                mistakes={"1": "A plain number keeps no record.", "100": "item() cuts it off."},
                label="With your cure, how many of the 100 records does loss_sum keep?",
            ),
        ),
        ("What does a tensor carry besides its number?", "item() takes the plain number."),
        (
            "loss is a tensor with its record. The sum is recorded, too, and so keeps the records "
            "of all turns.",
            "``loss.item()`` is a plain number: no record hangs on it. So 0 of them are kept.",
        ),
    ),
    CodeExercise(
        "autograd_in_practice.8",
        "``answer(x)``, for a tensor x, is √x where x is above 0, and 0 elsewhere. At 0, and "
        "wherever x is below 0, torch says that its slope is nan. Repair it, so that torch says 0 "
        "there, and no value changes.",
        _harmless,
        matters="0 · ∞ is nan: make the branch harmless before the root, not after it.",
        hints=("The root must not see 0.", "torch.sqrt(torch.where(x > 0, x, 1.0))"),
        stub="def answer(x):\n    return torch.where(x > 0, torch.sqrt(x), 0 * x)",
        solution=(
            "def answer(x):\n    safe = torch.where(x > 0, x, 1.0)\n"
            "    return torch.where(x > 0, torch.sqrt(safe), 0 * x)"
        ),
        why=(
            "torch.where walks back through both branches. At 0 the root has the slope ∞, below 0 "
            "it is nan, and that is multiplied by 0, for its branch was not taken: 0 · ∞ and 0 · "
            "nan are nan.",
            "Put a harmless number, 1, in the place of x before the root, wherever x is not above "
            "0. Then no ∞ and no nan come.",
            "The other branch, 0 · x, has the slope 0.",
        ),
    ),
    CodeExercise(
        "autograd_in_practice.9",
        "There is no message, but the loss does not fall below 8.08. With a trained w it would be "
        "0.08. Repair it.",
        returning(
            array_like(
                0.08,
                mistakes={
                    "8.08 is the best that b alone can do: w is still not trained.": 8.08,
                    "Nothing is trained: that is the loss at the beginning.": _squares(0.0, 0.0),
                    "That is w: return the loss.": 2.0,
                },
                near=1e-3,
            )
        ),
        matters="What requires no gradient is not trained, and nobody says so. In a module, "
        "torch.nn.Parameter does this for you.",
        hints=(
            "Which of w and b does the optimizer move? Print both.",
            "What does b have that w has not?",
            "w = torch.tensor(0.0, requires_grad=True)",
        ),
        stub=_OPTIMIZED,
        solution=_OPTIMIZED.replace("torch.tensor(0.0)", "torch.tensor(0.0, requires_grad=True)"),
        why=(
            "w requires no gradient. So w.grad stays None, and the optimizer passes w by.",
            "With w = 0 the line is level: the best b is the mean, 5, and the loss is 8.08.",
            "With requires_grad=True both are trained: w = 2, b = 1, and the loss is 0.08.",
        ),
    ),
    CodeExercise(
        "autograd_in_practice.10",
        "It should return w after two steps. It stops with “unsupported operand type(s) for *: "
        "'float' and 'NoneType'”. Repair it.",
        returning(
            array_like(
                _trained(2, 0.05),
                mistakes={
                    "w.grad holds both slopes: empty it in each turn.": _trained(
                        2, 0.05, empties=False
                    ),
                    "Nothing moved: go backward before the step.": 0.0,
                    "That is one step.": _trained(1, 0.05),
                    "Go backward from the loss, not from w.": -0.1,
                },
                near=1e-4,
            )
        ),
        matters="A loss that is only computed leaves no gradient: x.grad is None until backward.",
        hints=("What is w.grad before the step?", "Which line would put a number there?"),
        stub=_LOOP.replace(".backward()", "").replace("range(5)", "range(2)"),
        solution=_LOOP.replace("range(5)", "range(2)"),
        why=(
            "loss(w, 1.0) records the way forward, but nobody walks back: w.grad is None.",
            "0.05 times None is the message. With ``.backward()`` there is a number.",
        ),
    ),
)
