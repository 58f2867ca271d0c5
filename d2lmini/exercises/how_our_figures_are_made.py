"""Exercises of appendix A: 1 to 3 are core, the others more practice."""

from __future__ import annotations

from d2lmini.exercises.exercise import Choice, Exercise, Formula

EXERCISES = (
    Exercise(
        "how_our_figures_are_made.1",
        "``plot(x, [np.sin(x), ①], xlabel='x', legend=['sin x', 'Tangent (x=0)'], ylim=②)`` draws "
        "the sine and its tangent at 0, and shows only heights from −1 to 2.",
        (
            Formula(
                "x",
                {"x": (-2.0, 2.0)},
                {
                    "cos(x)": "That is the slope of the sine everywhere. A tangent is a line.",
                    "1": "1 is the slope at 0: the line has the height 1 · x.",
                    "0": "That is the height at 0; from there the line climbs.",
                },
                "① =",
            ),
            Choice(
                ("(-1, 2)", "[-1:2]", "-1, 2"),
                "(-1, 2)",
                {
                    "[-1:2]": "That would be a slice, which stands behind a list.",
                    "-1, 2": "Without brackets Python refuses it: after ylim=-1 a bare 2 may not "
                    "follow.",
                },
                "② =",
            ),
        ),
        ("The sine has the slope cos 0 at 0, and the height 0.", "A pair is written in brackets."),
        (
            "The tangent at 0 is y = sin 0 + cos 0 · (x − 0) = x.",
            "A pair of limits is a tuple, (-1, 2).",
        ),
    ),
    Exercise(
        "how_our_figures_are_made.2",
        "The error of the rule *mid* is about C/n² for n strips. On which axes are all points (n, "
        "error) on one straight line, and what is its slope?",
        (
            Choice(
                ("both logarithmic", "both linear", "only y logarithmic"),
                "both logarithmic",
                {
                    "both linear": "C/n² is a curve there.",
                    "only y logarithmic": "On such axes aⁿ is a straight line. Take the log of n, "
                    "too.",
                },
                "Axes:",
            ),
            Formula(
                "-2",
                mistakes={
                    "2": "The error falls as n grows.",
                    "-1": "That is C/n, the rule *left*.",
                },
                label="slope of the line:",
            ),
        ),
        ("Take the logarithm of C/n².", "log C − 2 log n."),
        (
            "log(C/n²) = log C − 2 log n: a line in log n, with the slope −2.",
            'So both axes are logarithmic: xscale="log", yscale="log".',
        ),
    ),
    Exercise(
        "how_our_figures_are_made.3",
        "Why must ``draw_ink`` draw the same picture whenever it gets the same settings?",
        (
            Choice(
                (
                    "frames are drawn once, in advance and in any order",
                    "else it would be slow",
                    "matplotlib demands it",
                    "two explorers share it",
                ),
                "frames are drawn once, in advance and in any order",
                {
                    "else it would be slow": "A picture with a memory can be fast, and wrong.",
                    "matplotlib demands it": "matplotlib draws whatever it is told.",
                    "two explorers share it": "Each explorer has its own.",
                },
                "Because",
            ),
        ),
        ("When is a frame drawn, and when is it shown?", "The order is not that of your hand."),
        (
            "Frames are drawn once, in advance and in any order. A picture that depends on what "
            "was drawn before could not be right in all of them.",
        ),
    ),
    Exercise(
        "how_our_figures_are_made.4",
        "Which axes make `y = 2^x` a straight line?",
        (
            Choice(
                (
                    "x linear, y logarithmic",
                    "both logarithmic",
                    "x logarithmic, y linear",
                    "both linear",
                ),
                "x linear, y logarithmic",
                {
                    "both logarithmic": "There, powers xⁿ are straight.",
                    "x logarithmic, y linear": "There, the logarithm is straight.",
                    "both linear": "There it is a curve.",
                },
                "Axes:",
            ),
        ),
        ("Take the logarithm of both sides.", "log y = x log 2."),
        ("log y = x log 2: a line in x. So x stays linear, and y is logarithmic.",),
    ),
    Exercise(
        "how_our_figures_are_made.5",
        "An explorer has two sliders with 40 settings each. How many different frames are there in "
        "all? At most 420 are drawn in advance: with which settings would all of them be?",
        (
            Formula(
                "1600",
                mistakes={
                    "80": "Each setting of one with each of the other.",
                    "40": "Two sliders.",
                    "420": "So many are drawn in advance. How many are there?",
                },
                label="different frames:",
            ),
            Choice(
                ("20 settings each", "30 settings each", "40 and 12"),
                "20 settings each",
                {
                    "30 settings each": "That makes 900.",
                    "40 and 12": "That makes 480: a little too many.",
                },
                "So that all are drawn in advance:",
            ),
        ),
        ("Each setting of the one goes with each of the other.", "40 · 40; and which is ≤ 420?"),
        (
            "40 · 40 = 1600. Only 420 are drawn in advance; the others when they are needed, "
            "slower.",
            "20 · 20 = 400 is enough to move in, and all are there.",
        ),
    ),
    Exercise(
        "how_our_figures_are_made.6",
        "``plot(x, y1, y2)`` looks natural, and our ``plot`` refuses it. Which argument does plot "
        "think y2 is?",
        (
            Choice(
                ("the label of the x axis", "a second curve", "the legend", "the color"),
                "the label of the x axis",
                {
                    "a second curve": "Several curves come as one list.",
                    "the legend": "The legend is named: legend=[…].",
                    "the color": "Look at the order of the arguments in its docstring.",
                },
                "It is",
            ),
        ),
        ("Look at the order of its arguments.", "plot(x, y, xlabel, …)."),
        (
            "For the label of the x axis, the third argument. Several curves come as a list: "
            "``plot(x, [y1, y2])``.",
            "(Matplotlib's own ``plt.plot`` would draw y2 over 0, 1, 2, … and say nothing.)",
        ),
    ),
)
