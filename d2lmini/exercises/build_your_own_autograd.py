"""Exercises of chapter 15: 1 to 3 are core, the others more practice."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from d2lmini.exercises.code import CodeExercise, NotRightError, array_like, function_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula
from d2lmini.words import say


def _row(answer: Any) -> None:
    """Judge a row of the table: a value, and a tuple of slopes."""
    if not isinstance(answer, tuple | list) or len(answer) != 2 or not all(map(callable, answer)):
        raise NotRightError(
            say("A row is two functions, (value, slopes); got {answer!r}.", answer=answer)
        )
    value, slopes = answer
    if isinstance(value(_PLACES[0]), tuple | list):
        raise NotRightError(say("The value is a number; only the slopes are a tuple."))
    try:
        function_like(lambda a: 1 / math.cosh(a), _PLACES, {_SINE: math.cosh})(value)
    except NotRightError as wrong:
        raise NotRightError(say("The value: {wrong}", wrong=str(wrong))) from wrong
    for a in _PLACES:
        local = slopes(a)
        if not isinstance(local, tuple | list) or len(local) != 1 or np.ndim(local[0]):
            raise NotRightError(
                say("The slopes are a tuple of one entry, as (cos(a),); got {x!r}.", x=local)
            )
    wrong_slopes = {
        say("The slopes: that is the slope of cosh. Take the chain rule for 1/cosh."): math.sinh,
        say("The slopes: the sign is missing; 1/cosh falls where a > 0."): lambda a: (
            _sech(a) * math.tanh(a)
        ),
        say("The slopes: that is the slope of 1/cosh with respect to cosh."): lambda a: (
            -(_sech(a) ** 2)
        ),
    }
    try:
        function_like(lambda a: -_sech(a) * math.tanh(a), _PLACES, wrong_slopes)(
            lambda a: slopes(a)[0]
        )
    except NotRightError as wrong:
        told = str(wrong)
        raise NotRightError(
            told if told in wrong_slopes else say("The slopes: {wrong}", wrong=told)
        ) from wrong


def _sech(a: float) -> float:
    return 1 / math.cosh(a)


_PLACES = (0.5, -0.5, 0.1, 2.0)
_SINE = say("That is cosh itself: 1/cosh is asked for.")

# (x + y) x at x = 3, y = 4, and sin(x) x + x at 2: nodes by number, their inputs and local slopes.
_PRODUCT = [[], [], [(0, 1.0), (1, 1.0)], [(2, 3.0), (0, 7.0)]]
_SINE_TAPE = [[], [(0, -0.4)], [(1, 2.0), (0, 0.9)], [(2, 1.0), (0, 1.0)]]
_LATE = [[], [(0, 2.0)], [], [(0, 5.0)], [(1, 3.0), (2, 4.0)]]  # a late leaf, an unused node
_SQUARES = [[], [(0, 2.0)], [(1, 3.0), (1, 3.0)], [(2, 5.0), (1, 1.0)]]


Tape = list[list[tuple[int, float]]]


def _added(had: float, arrived: float, slope: float) -> float:
    return had + arrived * slope


def _walk(
    tape: Tape, newest_first: bool = True, hand: Callable[..., float] = _added
) -> list[float]:
    """What arrives at each node; hand says what an input has then, and wrong ones are mistakes."""
    arrived = [0.0] * (len(tape) - 1) + [1.0]
    for node in sorted(range(len(tape)), reverse=newest_first):
        for x, slope in tape[node]:
            arrived[x] = hand(arrived[x], arrived[node], slope)
    return arrived


EXERCISES = (
    CodeExercise(
        "build_your_own_autograd.1",
        "Write the quotient of two dual numbers: (a + a′ε)/(b + b′ε). Return its value and its "
        "slope.",
        function_like(
            lambda a, da, b, db: np.array([a / b, (da * b - a * db) / b**2]),
            [(3.0, 1.0, 2.0, 0.5), (1.0, 0.0, 2.0, 1.0), (3.0, 2.0, -4.0, 5.0)],
            {
                "The slope of a quotient is not the quotient of the slopes.": lambda a, da, b, db: (
                    np.array([a / b, da / db])
                ),
                "The top of the slope is divided by b², not by b.": lambda a, da, b, db: np.array(
                    [a / b, (da * b - a * db) / b]
                ),
                "First the value, then the slope.": lambda a, da, b, db: np.array(
                    [(da * b - a * db) / b**2, a / b]
                ),
                "Divide the slope by b².": lambda a, da, b, db: np.array([a / b, da * b - a * db]),
                "The sign: a′b comes first, and ab′ is subtracted.": lambda a, da, b, db: np.array(
                    [a / b, (a * db - da * b) / b**2]
                ),
                "That is the rule with a plus: when b grows, the quotient shrinks.": (
                    lambda a, da, b, db: np.array([a / b, (da * b + a * db) / b**2])
                ),
            },
        ),
        matters="One rule in a class, and every program with / has slopes.",
        hints=(
            "Which rule of chapter 03 belongs to a quotient?",
            "value = a / b, and the slope is (a′b − ab′)/b².",
        ),
        stub="def answer(a, a_slope, b, b_slope):\n    return ..., ...",
        solution=(
            "def answer(a, a_slope, b, b_slope):\n"
            "    return a / b, (a_slope * b - a * b_slope) / b**2"
        ),
        why=(
            "Multiply top and bottom by b − b′ε: the bottom is b², because ε² = 0.",
            "The top is (a + a′ε)(b − b′ε) = ab + (a′b − ab′)ε.",
            "So the value is a/b, and the slope (a′b − ab′)/b²: the quotient rule.",
        ),
    ),
    Exercise(
        "build_your_own_autograd.2",
        "J₃ is 10 × 50, J₂ is 50 × 50, J₁ is 50 × 20. How many multiplications does J₃J₂J₁ take?",
        (
            Formula(
                "35000",
                mistakes={
                    "60000": "That is from the input, J₃(J₂J₁).",
                    "25000": "That is J₃J₂ alone: J₁ is still to come.",
                    "500000": "A bracket is two products of matrices: add what each takes.",
                    "10000": "That is the second product alone.",
                    "75000": "J₃J₂ is 10 × 50: times J₁ it takes 10·50·20.",
                },
                label="(J₃J₂)J₁, from the output:",
            ),
            Formula(
                "60000",
                mistakes={
                    "35000": "That is from the output, (J₃J₂)J₁.",
                    "50000": "That is J₂J₁ alone: J₃ is still to come.",
                    "500000": "A bracket is two products of matrices: add what each takes.",
                    "10000": "That is the second product alone.",
                },
                label="J₃(J₂J₁), from the input:",
            ),
        ),
        (
            "p × q times q × r takes p·q·r.",
            "J₃J₂ is 10 × 50, and J₂J₁ is 50 × 20.",
        ),
        (
            "From the output: J₃J₂ takes 10·50·50 = 25,000, and its result of 10 × 50 times J₁ "
            "takes 10·50·20 = 10,000: 35,000.",
            "From the input: J₂J₁ takes 50·50·20 = 50,000, and J₃ times its result of 50 × 20 "
            "takes 10·50·20 = 10,000: 60,000.",
            "All between is 50 wide, and there are fewer outputs than inputs: the output's end is "
            "the better one.",
        ),
    ),
    CodeExercise(
        "build_your_own_autograd.3",
        "Write the walk. A tape is a list: for each node, from the oldest to the newest, its pairs "
        "(number of an input, counted from 0; local slope). The last node is the output. Return "
        "the list of what arrives at each node.",
        function_like(
            _walk,
            [(_PRODUCT,), (_SINE_TAPE,), (_SQUARES,), ([[], [(0, 4.0)]],), (_LATE,)],
            {
                "What comes back from several places must be added, with +=.": lambda tape: _walk(
                    tape, hand=lambda had, arrived, slope: arrived * slope
                ),
                "Multiply by what arrived at the node: arrived[node] * slope.": lambda tape: _walk(
                    tape, hand=lambda had, arrived, slope: had + slope
                ),
                "Walk from the newest to the oldest: reversed(range(len(tape))).": lambda tape: (
                    _walk(tape, newest_first=False)
                ),
                "At the output itself arrives 1.": lambda tape: [*_walk(tape)[:-1], 0.0],
                "Nothing arrives: the output must begin with 1.": lambda tape: [0.0] * len(tape),
            },
        ),
        matters="These five lines are backward.",
        hints=(
            "Begin with zeros, and a 1 at the end.",
            "for node in reversed(range(len(tape))): hand arrived[node] * slope to each input.",
        ),
        stub=(
            "def answer(tape):\n"
            "    arrived = [0.0] * len(tape)\n"
            "    arrived[-1] = 1.0\n"
            "    ...\n"
            "    return arrived"
        ),
        solution=(
            "def answer(tape):\n"
            "    arrived = [0.0] * len(tape)\n"
            "    arrived[-1] = 1.0\n"
            "    for node in reversed(range(len(tape))):\n"
            "        for x, slope in tape[node]:\n"
            "            arrived[x] += arrived[node] * slope\n"
            "    return arrived"
        ),
        why=(
            "The output gets 1. Then from the newest node to the oldest: all that arrives at a "
            "node comes from newer ones, so it is complete.",
            "Each node hands what arrived, times the local slope, to its inputs; += adds up.",
        ),
    ),
    Exercise(
        "build_your_own_autograd.4",
        "x is the dual number 2 + ε. What is x³ − 2x?",
        (
            Formula(
                "4",
                mistakes={"8": "That is x³ alone.", "0": "2³ is 8."},
                label="value:",
            ),
            Formula(
                "10",
                mistakes={
                    "12": "That is x³ alone: 2x has the slope 2.",
                    "1": "That is the slope of x itself.",
                    "4": "That is the value.",
                },
                label="slope:",
            ),
        ),
        ("x² = 4 + 4ε.", "x³ = (4 + 4ε)(2 + ε)."),
        (
            "x² = (2 + ε)² = 4 + 4ε, and x³ = (4 + 4ε)(2 + ε) = 8 + 12ε, because ε² = 0.",
            "2x = 4 + 2ε. The difference is 4 + 10ε.",
            "Indeed 3x² − 2 at 2 is 10.",
        ),
    ),
    CodeExercise(
        "build_your_own_autograd.5",
        "Write a row of the table for 1/cosh. ``math.cosh`` is a function with the slope "
        "``math.sinh``; more of it is not needed.",
        _row,
        matters="A row is all that a new operation needs, forward and backward.",
        hints=(
            "A row is a pair of functions: the value, and a tuple with one slope.",
            "1/u has the slope −1/u² with respect to u: the chain rule gives −sinh/cosh².",
        ),
        stub="answer = ...  # (value, slopes), two functions",
        solution=(
            "import math\n\n"
            "answer = (\n"
            "    lambda a: 1 / math.cosh(a),\n"
            "    lambda a: (-math.sinh(a) / math.cosh(a) ** 2,),\n"
            ")"
        ),
        why=(
            "The value is 1/cosh a.",
            "By the chain rule the slope is −1/cosh² a · sinh a.",
            "(To differentiate the slope again, cosh and sinh would have to be rows, too.)",
        ),
    ),
    Exercise(
        "build_your_own_autograd.6",
        "How often must a program run?",
        (
            Formula(
                "3",
                mistakes={
                    "1": "A run gives the slopes with respect to one input.",
                    "5000": "That is the number of outputs.",
                },
                label="5000 outputs, 3 inputs, with dual numbers:",
            ),
            Formula(
                "1",
                mistakes={
                    "1000000": "One walk back gives all slopes of one output.",
                    "2": "The forward part and the walk belong together: one run.",
                },
                label="one output, a million inputs, with a tape:",
            ),
            Choice(
                ("the tape's", "the dual numbers'"),
                "the tape's",
                {
                    "the dual numbers'": "A dual number holds its value and its slope, and knows "
                    "no past."
                },
                "Whose memory grows with the number of operations?",
            ),
        ),
        ("Forward: a run for each input.", "What must be kept for the way back?"),
        (
            "Forward, a run gives the slopes of all outputs with respect to one input: 3 runs.",
            "Backward, one run and one walk give all slopes of one output.",
            "The tape keeps every node; a dual number keeps two numbers.",
        ),
    ),
    CodeExercise(
        "build_your_own_autograd.7",
        "Compute by our engine the second derivative of x sin x at x = 2.",
        array_like(
            2 * math.cos(2) - 2 * math.sin(2),
            near=1e-10,
            mistakes={
                "That is the value.": 2 * math.sin(2),
                "That is the first derivative.": math.sin(2) + 2 * math.cos(2),
                "That is the third derivative.": -3 * math.sin(2) - 2 * math.cos(2),
            },
        ),
        matters="A derivative is a function, so it has a derivative.",
        hints=("derivative(f) is a function: take its derivative.", "Use sin of our module."),
        stub=("from d2lmini.own_autograd import derivative, sin\n\nanswer = ..."),
        solution=(
            "from d2lmini.own_autograd import derivative, sin\n\n"
            "answer = derivative(derivative(lambda x: x * sin(x)))(2.0)"
        ),
        why=(
            "derivative(f) runs f with dual numbers, and returns the slope.",
            "derivative(derivative(f)) runs that with dual numbers again: dual numbers of dual "
            "numbers.",
            "By hand: x sin x has the slope sin x + x cos x, and that has the slope 2 cos x − x "
            "sin x, which is −2.65 at 2.",
        ),
    ),
    Exercise(
        "build_your_own_autograd.8",
        "With our engine: x = Node(3.0), y = Node(4.0) and z = x·y. ``z.backward()`` is called "
        "twice, then ``(x + y).backward()``. Nothing is emptied.",
        (
            Formula(
                "9",
                mistakes={
                    "4": "Each walk adds.",
                    "5": "Two walks from z add 4 each.",
                    "8": "The third walk adds 1.",
                    "1": "Each walk adds to what is there.",
                },
                label="`x.grad` =",
            ),
            Formula(
                "7",
                mistakes={
                    "3": "Each walk adds.",
                    "6": "The third walk adds 1.",
                    "1": "Each walk adds to what is there.",
                    "9": "That is x.grad: y gets x = 3 from each walk.",
                    "4": "z was walked back from twice.",
                },
                label="`y.grad` =",
            ),
        ),
        ("z = xy hands y to x, and x to y.", "Add up three walks."),
        (
            "Each walk from z adds y = 4 to x.grad and x = 3 to y.grad: after two 8 and 6.",
            "The walk from x + y adds 1 to both: 9 and 7.",
        ),
    ),
)
