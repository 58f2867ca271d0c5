"""Exercises of chapter 12: 1 to 3 are core, the others more practice."""

from __future__ import annotations

import dis
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from d2lmini.exercises.code import CodeExercise, NotRightError, array_like, function_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula, Shape
from d2lmini.learner import is_tensor
from d2lmini.words import number, say


def square(x: Any) -> Any:
    """x², of a tensor only, so that no small step with plain numbers finds its slope."""
    import torch

    return torch.square(x)


def cube(x: Any) -> Any:
    """x³, of a tensor only."""
    import torch

    return torch.pow(x, 3)


def _slope(f: Callable[[Any], Any], x: float) -> float:
    return 2 * x if f is square else 3 * x**2


def _value(f: Callable[[Any], Any], x: float) -> float:
    return x**2 if f is square else x**3


def _controlled(answer: Any) -> None:
    """Judge a function of the learner's own, by torch and by a small step."""
    import torch

    if not hasattr(answer, "__code__"):
        raise NotRightError(say("A function is wanted, got {answer!r}.", answer=answer))
    if not any("JUMP" in each.opname for each in dis.get_instructions(answer)):
        raise NotRightError(say("No branch or loop was found in answer itself: write it there."))
    for place in (-2.713, -1.307, 1.307, 2.713):
        x = torch.tensor(place, dtype=torch.float64, requires_grad=True)
        y = answer(x)
        if not is_tensor(y) or y.shape != x.shape or not y.requires_grad:
            raise NotRightError(
                say("At {x} it gives no number that depends on x by torch.", x=place)
            )
        y.backward()
        if not math.isfinite(y.item()) or not math.isfinite(x.grad.item()):
            raise NotRightError(say("At {x} it has no value, or no slope.", x=place))
        with torch.no_grad():
            high, low = (float(answer(x + h)) for h in (1e-5, -1e-5))
        small, found = (high - low) / 2e-5, float(x.grad)
        if abs(small - found) > 1e-4 * max(1.0, abs(small)):
            raise NotRightError(
                say(
                    "At {x} torch says {found}; a small step suggests {small}.",
                    x=place,
                    found=number(found),
                    small=number(small),
                )
            )


EXERCISES = (
    Exercise(
        "autograd.1",
        "x = 3 requires a gradient. First y = x² and ``y.backward()``, then y = x³ and "
        "``y.backward()``. What is in ``x.grad``?",
        (
            Formula(
                "33",
                mistakes={
                    "27": "backward adds to what is there: gradients accumulate.",
                    "6": "The second walk adds its own.",
                    "36": "These are the values 9 + 27: slopes are wanted.",
                    "162": "The two gradients are added, not multiplied.",
                },
                label="x.grad =",
            ),
        ),
        ("Each walk adds its slope to what is there.", "2x is 6, and 3x² is 27."),
        (
            "The first walk leaves the slope of x², 2 · 3 = 6.",
            "The second adds the slope of x³, 3 · 9 = 27: nothing emptied x.grad in between.",
            "6 + 27 = 33.",
        ),
    ),
    Exercise(
        "autograd.2",
        "y = A x, where x requires a gradient and the 2 × 3 matrix A does not; then "
        "``y.backward(v)``. Type the shapes as torch says them, such as (4,).",
        (
            Shape(
                (2,),
                {
                    (3,): "v has an entry for each output.",
                    (2, 3): "That is the shape of A.",
                    (1, 2): "A vector has one axis: (2,).",
                },
                "shape of v:",
            ),
            Shape(
                (3,),
                {
                    (2,): "x.grad has the shape of x.",
                    (2, 3): "That is J.",
                    (1, 3): "x has one axis, and x.grad has its shape.",
                },
                "shape of x.grad:",
            ),
            Choice(
                ("Aᵀv", "A v", "A"),
                "Aᵀv",
                {
                    "A v": "A v does not fit: A has 3 columns, and v 2 entries.",
                    "A": "A is the Jacobian. backward gives vᵀA, as a vector.",
                },
                "x.grad =",
            ),
        ),
        ("v weighs the outputs.", "vᵀJ with J = A."),
        (
            "y has 2 entries, and v has a weight for each: (2,).",
            "x.grad has the shape of x, 3 entries: (3,).",
            "J = A, so backward gives vᵀA. As a vector that is Aᵀv.",
        ),
    ),
    CodeExercise(
        "autograd.3",
        "Find the slope of f at 3 by torch.",
        array_like(
            64.0,
            mistakes={
                "That is f(3): its slope is asked for.": 192.0,
                "Each turn multiplies by 2, and there are six.": 2.0,
                "There are six turns, each a factor 2: they multiply.": 12.0,
                "Count the turns: 3, 6, 12, 24, 48, 96, 192.": 32.0,
                "That is twice the slope: two walks add up.": 128.0,
                "That is x: its slope is in x.grad.": 3.0,
            },
        ),
        matters="The record holds what happened: six doublings.",
        hints=("torch.tensor(3.0, requires_grad=True)", "backward, then read x.grad."),
        solution=(
            ""
            "def f(x):\n    while x < 100:\n        x = 2 * x\n    return x\n\n\n"
            "x = torch.tensor(3.0, requires_grad=True)\nf(x).backward()\nanswer = x.grad"
        ),
        why=(
            "3, 6, 12, 24, 48, 96, 192: the loop runs six times.",
            "Near 3 it runs as often, so f is 2 · 2 · 2 · 2 · 2 · 2 · x = 64x there. Its slope is "
            "64.",
        ),
        stub=("def f(x):\n    while x < 100:\n        x = 2 * x\n    return x\n\n\nanswer = ..."),
    ),
    Exercise(
        "autograd.4",
        "A function returns ``x`` if x > 0, and ``0 * x`` else. What does torch say its slope is, "
        "at 2 and at 0?",
        (
            Formula(
                "1",
                mistakes={
                    "0": "At 2 the first branch runs.",
                    "2": "2 is the value; the slope of x is 1.",
                },
                label="at 2:",
            ),
            Formula(
                "0",
                mistakes={
                    "1": "0 > 0 is false: the other branch runs.",
                    "1/2": "An if takes no mean: torch follows the branch that ran.",
                },
                label="at 0:",
            ),
        ),
        ("Which branch runs?", "torch differentiates the branch that ran."),
        (
            "At 2 the condition holds: it returns x, with the slope 1.",
            "At 0 the condition 0 > 0 is false: it returns 0 · x, with the slope 0. torch follows "
            "the branch that ran.",
            "(In truth it has a corner at 0, and no slope.)",
        ),
    ),
    Exercise(
        "autograd.5",
        "You want the slopes of f at 1000 places x. When may you use ``f(x).sum().backward()``?",
        (
            Choice(
                (
                    "if each output depends on its own x alone",
                    "always",
                    "if f is a polynomial",
                    "if the places are sorted",
                ),
                "if each output depends on its own x alone",
                {
                    "always": "If yᵢ depended on other x, their slopes would be added in.",
                    "if f is a polynomial": "x * x.sum() is one, too, and each of its outputs "
                    "depends on all x.",
                    "if the places are sorted": "The order does not matter.",
                },
                "I may",
            ),
        ),
        ("x.grad[i] is the sum of ∂yⱼ/∂xᵢ over j.", "Which of these are 0?"),
        (
            "x.grad[i] is the sum of the slopes of all outputs with respect to xᵢ.",
            "If each output depends on its own x alone, all but one of them are 0, and the slope "
            "of f at xᵢ is left.",
            "Else the slopes of several outputs are mixed.",
        ),
    ),
    CodeExercise(
        "autograd.6",
        "Compute with torch the slope of x sin x + x at x = 2.",
        array_like(
            math.sin(2) + 2 * math.cos(2) + 1,
            mistakes={
                "That is the value: its slope is asked for.": 2 * math.sin(2) + 2,
                "One path is missing: x itself is added, too.": math.sin(2) + 2 * math.cos(2),
                "The product rule has two terms: sin x and x cos x.": math.cos(2) + 1,
                "That is twice the slope: two walks add up.": 2
                * (math.sin(2) + 2 * math.cos(2) + 1),
                "That is x: its slope is in x.grad.": 2.0,
            },
            near=1e-5,
        ),
        matters="Three paths lead from x to the result, and backward adds them.",
        hints=("x = torch.tensor(2.0, requires_grad=True)", "torch.sin, then backward."),
        solution=(
            "x = torch.tensor(2.0, requires_grad=True)\n"
            "(x * torch.sin(x) + x).backward()\nanswer = x.grad"
        ),
        why=(
            "The slope is sin x + x cos x + 1, about 1.077 at 2.",
            "torch finds it without the formula: ask for a gradient, compute, walk back, read.",
        ),
    ),
    CodeExercise(
        "autograd.7",
        "Write a function of (f, x) that returns the slope of f at a float x, by torch. f is made "
        "of torch's functions.",
        function_like(
            _slope,
            ((square, 3.0), (cube, 2.0), (square, -1.0)),
            mistakes={
                "That is f(x): its slope is asked for.": _value,
                "That is twice the slope: backward ran twice.": lambda f, x: 2 * _slope(f, x),
            },
            near=1e-5,
        ),
        matters="It finds any slope, and no formula was needed.",
        hints=(
            "Make a tensor of x that requires a gradient.",
            "f of it, backward, and .grad.item().",
        ),
        solution=(
            "def answer(f, x):\n"
            "    x = torch.tensor(float(x), requires_grad=True)\n"
            "    f(x).backward()\n    return x.grad.item()"
        ),
        why=("Four steps: ask, compute, go backward, read.",),
        stub=("def answer(f, x):\n    return ..."),
    ),
    CodeExercise(
        "autograd.8",
        "``answer(x)`` should return the slopes of x² and of x³ at a float x, as a list. The "
        "second one is wrong: empty the gradient at the right place.",
        function_like(
            lambda x: [2 * x, 3 * x**2],
            (3.0, -1.0, 0.5),
            mistakes={
                "The second holds the first one, too: empty x.grad in between.": lambda x: [
                    2 * x,
                    2 * x + 3 * x**2,
                ],
                "Both hold the sum: empty x.grad in between, take the number out.": lambda x: [
                    2 * x + 3 * x**2,
                    2 * x + 3 * x**2,
                ],
                "Both are the last one: x.grad is one tensor. Take the number out.": lambda x: [
                    3 * x**2,
                    3 * x**2,
                ],
                "Those are the values x² and x³: their slopes are asked for.": lambda x: [
                    x**2,
                    x**3,
                ],
                "The other way round: first the slope of x².": lambda x: [3 * x**2, 2 * x],
                "x.grad was emptied: take the number out of it before, by .item().": lambda x: [
                    0.0,
                    0.0,
                ],
            },
            near=1e-5,
        ),
        matters="backward adds, so every training loop empties the gradients in each turn.",
        hints=("x.grad = None between the two.", "Take the number by .item() before emptying."),
        solution=(
            "def answer(x):\n"
            "    x = torch.tensor(x, requires_grad=True)\n    slopes = []\n"
            "    for n in (2, 3):\n        x.grad = None\n        (x**n).backward()\n"
            "        slopes.append(x.grad.item())\n    return slopes"
        ),
        why=(
            "backward adds to x.grad. After the first walk it holds 2x, and after the second 2x + "
            "3x².",
            "Emptied before each walk, it holds one slope at a time.",
        ),
        stub=(
            "def answer(x):\n"
            "    x = torch.tensor(x, requires_grad=True)\n"
            "    slopes = []\n"
            "    for n in (2, 3):\n"
            "        (x**n).backward()\n"
            "        slopes.append(x.grad.item())\n"
            "    return slopes"
        ),
    ),
    CodeExercise(
        "autograd.9",
        "Find the slopes of the sine at all of ``xs`` by torch. Do not use the cosine.",
        array_like(
            np.cos(np.linspace(-3, 3, 13)),
            mistakes={
                "Those are the values of the sine: its slopes are asked for.": np.sin(
                    np.linspace(-3, 3, 13)
                ),
                "That is the sum of all slopes. xs.grad has one for each place.": np.cos(
                    np.linspace(-3, 3, 13)
                ).sum(),
                "Each slope is there twice: xs.grad held the first ones.": 2
                * np.cos(np.linspace(-3, 3, 13)),
                "mean divides by 13: use sum.": np.cos(np.linspace(-3, 3, 13)) / 13,
            },
            near=1e-5,
        ),
        matters="Each sine depends on its own x alone, so one walk from the sum finds all slopes.",
        hints=(
            "torch.sin(xs) has 13 entries, and backward wants one number.",
            "torch.sin(xs).sum().backward(), then xs.grad.",
        ),
        stub="xs = torch.linspace(-3, 3, 13, requires_grad=True)\nanswer = ...",
        solution=(
            "xs = torch.linspace(-3, 3, 13, requires_grad=True)\n"
            "torch.sin(xs).sum().backward()\nanswer = xs.grad"
        ),
        why=(
            "The sum is one number, so backward may begin there, with 1 for each of its terms.",
            "xs.grad[i] is the slope of the sum by xs[i]. Only one term depends on xs[i].",
        ),
    ),
    Exercise(
        "autograd.10",
        "D2L's f doubles a: first b = 2a, then b again and again while ``b.norm()`` is below 1000. "
        "If ``b.sum()`` is positive it returns b, else 100 b. Now a = (3.0, −4.0), a vector that "
        "requires a gradient.",
        (
            Formula(
                "25600",
                mistakes={
                    "256": "The sum of b is negative: the factor 100 comes, too.",
                    "12800": "‖b‖ begins with 10: after seven doublings it is 1280.",
                    "128": "b begins with 2a; and the sum of b is negative.",
                    "51200": "It stops as soon as ‖b‖ is 1000 or more.",
                },
                label="f(a) = k a with k =",
            ),
            Shape(
                (2, 2),
                {(2,): "Two outputs, each with two slopes.", (4,): "J is a table: rows, columns."},
                "shape of J:",
            ),
            Choice(
                ("k on the diagonal, 0 elsewhere", "k everywhere", "1 everywhere"),
                "k on the diagonal, 0 elsewhere",
                {
                    "k everywhere": "The first output is k a₁: does it depend on a₂?",
                    "1 everywhere": "Each output is k times its own entry.",
                },
                "J is",
            ),
            Choice(
                ("an error: f(a) is no scalar", "k", "(k, k)"),
                "an error: f(a) is no scalar",
                {
                    "k": "A walk back begins with one number, or with weights for the outputs.",
                    "(k, k)": "That is what ``f(a).sum().backward()`` leaves.",
                },
                "``f(a).backward()`` gives",
            ),
        ),
        (
            "‖2a‖ is 10. How often must it be doubled to reach 1000?",
            "10 · 2⁷ = 1280, so b = 2⁸ a; and its sum is negative.",
        ),
        (
            "‖a‖ = 5, so b = 2a has the norm 10. Seven doublings make 1280: b = 2⁸ a = 256 a.",
            "The sum of b, 256 · (3 − 4), is negative: f(a) = 100 · 256 a = 25600 a.",
            "Near this a the same turns and the same branch run, so J = 25600 I, of shape 2 × 2.",
            "backward without an argument needs a number. With a weight for each output, or with "
            "``f(a).sum()``, it works: here ``a.grad`` is (25600, 25600).",
            "For a matrix a it is the same: the norm of all entries decides, and f(a) = k a.",
        ),
    ),
    CodeExercise(
        "autograd.11",
        "Write a function of your own with a branch or a loop (if, for, while) that torch can "
        "differentiate. It is tested at four places between −3 and 3, and its slopes are compared "
        "with those of a small step. A loop must end for negative x, too.",
        _controlled,
        matters="torch follows the way that ran. Where the way changes, torch and a small step can "
        "differ.",
        hints=(
            "With if: another formula for x > 0 than else.",
            "Use torch's functions, such as torch.sin(x), or plain arithmetic.",
        ),
        stub="def answer(x):\n    if x > 0:\n        return ...\n    return ...",
        solution="def answer(x):\n    if x > 0:\n        return x * x\n    return -x",
        why=(
            "Above 0 it is x², with the slope 2x; else −x, with the slope −1.",
            "At 0 the way changes. torch takes the second branch and says −1; a small step to the "
            "right says 0.",
        ),
    ),
)
