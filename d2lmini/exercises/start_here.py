"""Exercises of chapter 00: 1 to 3 are core, the others more practice."""

from __future__ import annotations

from d2lmini.exercises.code import CodeExercise, array_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula

EXERCISES = (
    Exercise(
        "start_here.1",
        "w is in meters per minute and the loss in square meters. In which unit is (L(w + h) − "
        "L(w))/h?",
        (
            Choice(
                ("m · min", "m²", "m/min", "m² · min"),
                "m · min",
                {
                    "m²": "It is divided by h, which is in m/min.",
                    "m/min": "That is the unit of w.",
                    "m² · min": "One m is gone by the division.",
                },
                "in",
            ),
        ),
        (
            "h is a step of w: it has the unit of w.",
            "Divide m² by m/min.",
        ),
        (
            "The top is a difference of losses, in m². h is a step of w, in m/min.",
            "m² ÷ (m/min) = m² · min/m = m · min.",
        ),
    ),
    Exercise(
        "start_here.2",
        "The misses are averaged without being squared. What happens?",
        (
            Choice(
                (
                    "the lower the line, the smaller the “loss”",
                    "the best line stays the same",
                    "the best line goes through all points",
                    "the loss is always 0",
                ),
                "the lower the line, the smaller the “loss”",
                {
                    "the best line stays the same": "Squares make misses above and below the line "
                    "count alike. Without them these cancel.",
                    "the best line goes through all points": "The points do not lie on a line.",
                    "the loss is always 0": "A miss is guess minus value, and it may be negative, "
                    "as for a line below all points.",
                },
                "Then",
            ),
        ),
        ("A miss is guess minus value: it may be negative.", "What of a line far below?"),
        (
            "A line far below the points has misses that are all far below 0, and so is their "
            "mean.",
            "A still lower line has a still smaller mean: there is no least one, and no best line.",
        ),
    ),
    Exercise(
        "start_here.3",
        "With b = 1 and w = 2 the line is at 1, 3, 5, 7, 9 meters at the minutes 0, 1, 2, 3, 4. "
        "The points at these minutes are at 1.2, 2.6, 5, 7.4, 8.8 meters. At which minutes does "
        "the point lie above the line?",
        (
            Formula(
                "0, 3",
                mistakes={
                    "1, 4": "At minutes 1 and 4 the points are below. Or did you count from 1? The "
                    "first is minute 0.",
                    "0, 2, 3": "At minute 2 the point is on the line.",
                    "1.2, 7.4": "These are the heights. At which minutes?",
                },
                label="minutes:",
                any_order=True,
            ),
        ),
        ("Compare minute by minute.", "1.2 is above 1."),
        (
            "1.2 > 1 at minute 0, and 7.4 > 7 at minute 3: there the points lie above the line.",
            "At minute 2 it is on the line, and at 1 and 4 below it.",
        ),
    ),
    Exercise(
        "start_here.4",
        "With b = 1 and w = 2, the misses are −0.2, 0.4, 0, −0.4, 0.2. What is the loss?",
        (
            Formula(
                "0.08",
                mistakes={
                    "0.4": "That is the sum of the squares: divide by 5.",
                    "0": "Square the misses before you add them.",
                    "0.24": "That is the mean of the misses without their signs: square them.",
                    "√0.08": "That is the root of it: the loss is the mean of the squares itself.",
                },
                label="loss (m²) =",
                within=1e-9,
            ),
        ),
        ("Square each, add, and divide by 5.", "0.04 + 0.16 + 0 + 0.16 + 0.04."),
        (
            "The squares are 0.04, 0.16, 0, 0.16, 0.04. Their sum is 0.40.",
            "The mean of the five is 0.40/5 = 0.08.",
        ),
    ),
    CodeExercise(
        "start_here.5",
        "Compute the loss of the line with w = 2 and b = 1 with numpy.",
        array_like(
            0.08,
            mistakes={
                "That is the sum: a mean is wanted.": 0.4,
                "Square the misses before the mean is taken.": 0.0,
                "That is the mean of the misses without their signs: square them.": 0.24,
                "That is the root of the loss: no root is wanted.": 0.08**0.5,
            },
        ),
        matters="One number says how badly a line fits: so it can be made smaller.",
        hints=("The misses are w * minutes + b - meters.", "np.mean of their squares."),
        solution=(
            "minutes = np.array([0, 1, 2, 3, 4])\nmeters = np.array([1.2, 2.6, 5.0, 7.4, 8.8])\n"
            "answer = np.mean((2 * minutes + 1 - meters) ** 2)"
        ),
        why=(
            "The misses are the line's heights minus the meters. The loss is the mean of their "
            "squares.",
        ),
    ),
)
