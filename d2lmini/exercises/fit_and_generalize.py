"""Exercises of chapter 16: 1 to 3 are core, 4 to 8 more practice, and then the mixed test."""

from __future__ import annotations

import numpy as np

from d2lmini.exercises.code import CodeExercise, function_like
from d2lmini.exercises.exercise import Choice, Exercise, Formula, Shape
from d2lmini.exercises.kinds import ALL, SLOPE


def _closed(features: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.linalg.solve(features.T @ features, features.T @ y)


_X = np.stack([np.ones(5), np.arange(5.0)], axis=1)
_Y = np.array([1.2, 2.6, 5.0, 7.4, 8.8])
_CURVED = np.stack([np.ones(4), [-1.0, 0.0, 1.0, 3.0], [1.0, 0.0, 1.0, 9.0]], axis=1)

OWN = (
    Exercise(
        "fit_and_generalize.1",
        "`L(w) = (w - 3)^2`, and weight decay adds `w^2`: λ is 2.",
        (
            Formula(
                "2 (w - 3) + 2 w",
                {"w": (-5.0, 5.0)},
                {
                    "2 (w - 3)": "The penalty w² has a slope, too.",
                    "2 (w - 3) + w^2": "Take the slope of the penalty, not the penalty.",
                    "(w - 3)^2 + w^2": "That is the loss: take its slope.",
                    "2 (w - 3) + w": "The penalty is λ/2 · w² = w²: its slope is λ w = 2 w.",
                },
                "the slope of the whole loss =",
            ),
            Formula(
                "3/2",
                mistakes={
                    "3": "There L alone is least.",
                    "0": "There the penalty alone is least.",
                    "1": "Solve 2(w − 3) + 2w = 0.",
                    "2": "The penalty is w², with the slope 2w, not w.",
                },
                label="the whole loss is least at w =",
            ),
            Formula(
                "4/5",
                mistakes={
                    "1/5": "That is ηλ: what is lost. What is left?",
                    "6/5": "It shrinks: 1 − ηλ.",
                    "9/10": "That is 1 − η: λ is 2.",
                    "3/5": "That is the whole step. The decay alone is 1 − ηλ.",
                },
                label="with η = 0.1, the decay alone multiplies w in each step by",
            ),
        ),
        ("The slope of λ/2 · w² is λ w.", "Each step: w ← (1 − ηλ) w − η ∂L/∂w."),
        (
            "The slopes add: 2(w − 3) + 2w.",
            "It is 0 for 4w = 6, so at w = 1.5: halfway from 3 to 0.",
            "A step is w − 0.1 · (∂L/∂w + 2w) = (1 − 0.2) w − 0.1 · ∂L/∂w: the factor is 0.8.",
        ),
    ),
    CodeExercise(
        "fit_and_generalize.2",
        "Write the closed form: for features X of shape (n, p), with independent columns, and "
        "targets y, return the weights for which the mean of (X w − y)² is least.",
        function_like(
            _closed,
            [(_X, _Y), (_CURVED, np.array([1.0, 2.0, 0.0, 4.0])), (_X * 100, _Y)],
            {
                "That solves for w with Xᵀy alone: XᵀX is missing.": lambda x, y: x.T @ y,
                "In XᵀX w = Xᵀy the 1/n stands on both sides, or on neither.": lambda x, y: (
                    _closed(x, y) / len(x)
                ),
                "In XᵀX w = Xᵀy the 2/n stands on both sides, or on neither.": lambda x, y: (
                    _closed(x, y) * 2 / len(x)
                ),
                "On the left, too: the n/2 stands on both sides, or on neither.": lambda x, y: (
                    _closed(x, y) * len(x) / 2
                ),
                "**-1 inverts each entry. The matrix is inverted by solve.": lambda x, y: (
                    (x.T @ x) ** -1.0 @ (x.T @ y)
                ),
            },
        ),
        matters="It is the place where gradient descent ends.",
        hints=(
            "The gradient is 0 where XᵀX w = Xᵀy.",
            "Multiply both sides by Xᵀ, and then ``np.linalg.solve(left, right)``.",
        ),
        stub="def answer(X, y):\n    return ...",
        solution="def answer(X, y):\n    return np.linalg.solve(X.T @ X, X.T @ y)",
        why=(
            "The gradient of the mean is 2/n · Xᵀ(X w − y).",
            "It is 0 where XᵀX w = Xᵀy. With independent columns XᵀX can be inverted.",
            "``np.linalg.lstsq(X, y)[0]`` finds the same with less rounding: it never builds XᵀX.",
        ),
    ),
    Exercise(
        "fit_and_generalize.3",
        "Degree 1: training error 0.32, validation error 0.30. Degree 4: 0.028 and 0.057. Degree "
        "10: 0.003 and 0.19.",
        (
            Choice(
                ("1", "4", "10"),
                "4",
                {
                    "1": "Both its errors are the largest of the three.",
                    "10": "It has the lowest training error. Which error counts on new data?",
                },
                "Which degree do you take?",
            ),
            Choice(
                ("underfitting", "overfitting"),
                "underfitting",
                {"overfitting": "Both errors are large and alike: it cannot even fit its points."},
                "Degree 1 shows",
            ),
            Choice(
                ("on a test set", "by its training error", "by its validation error"),
                "on a test set",
                {
                    "by its training error": "That is small for any rich model.",
                    "by its validation error": "It was chosen because this one is low.",
                },
                "How good is the degree that you took? That is measured",
            ),
        ),
        ("New data decide.", "What was used for a choice cannot judge the choice."),
        (
            "Validation is lowest at degree 4.",
            "At degree 1 both errors are large and alike: underfitting. At degree 10 they are far "
            "apart: overfitting.",
            "The validation error was used to choose, so it is a little too good. Points that were "
            "never used tell: the test set.",
        ),
    ),
    Exercise(
        "fit_and_generalize.4",
        "Slopes of three losses with respect to the margin m.",
        (
            Formula(
                "0",
                mistakes={"-1": "The count does not move near m = −2.", "1": "That is its value."},
                label="of the number of wrong answers, at m = −2:",
            ),
            Formula(
                "-1",
                mistakes={
                    "0": "1 − m = 1/2 is above 0.",
                    "1/2": "That is the value.",
                    "1": "The sign: the hinge falls when m grows.",
                },
                label="of the hinge max(0, 1 − m), at m = 1/2:",
            ),
            Formula(
                "-1/4",
                mistakes={
                    "1/4": "The loss falls when m grows.",
                    "ln(4/3)": "That is the value.",
                    "-1/2": "That is the slope at m = 0.",
                    "-3/4": "e^m is 3: −1/(1 + 3).",
                },
                label="of the cross-entropy ln(1 + e^(−m)), at m = ln 3:",
            ),
        ),
        ("Does the value change, if m changes a little?", "−1/(1 + e^m) for cross-entropy."),
        (
            "At m = −2 the answer is wrong, and still is after a small change: slope 0.",
            "At m = ½ the hinge is 1 − m, with slope −1.",
            "ln(1 + e^(−m)) has the slope −e^(−m)/(1 + e^(−m)) = −1/(1 + e^m). At m = ln 3 "
            "the power e^m is 3: −1/4.",
        ),
    ),
    CodeExercise(
        "fit_and_generalize.5",
        "Take one step of gradient descent with weight decay λ, on all entries of w. slope is the "
        "gradient of the loss without decay, rate the learning rate η, decay is λ.",
        function_like(
            lambda w, slope, rate, decay: w - rate * (slope + decay * w),
            [
                (np.array([1.0, -2.0]), np.array([0.5, 0.0]), 0.1, 0.2),
                (np.array([4.0]), np.array([-1.0]), 0.5, 1.0),
                (np.array([3.0]), np.array([2.0]), 0.25, 0.0),
            ],
            {
                "The decay is missing.": lambda w, slope, rate, decay: w - rate * slope,
                "The penalty is λ/2 · w²: its slope is λ w.": lambda w, slope, rate, decay: (
                    w - rate * (slope + decay / 2 * w)
                ),
                "That adds the gradient: go against it.": lambda w, slope, rate, decay: (
                    w + rate * (slope + decay * w)
                ),
                "The slope of λ/2 · w² is λ w: w itself is missing.": (
                    lambda w, slope, rate, decay: w - rate * (slope + decay)
                ),
                "The decay goes through the rate, too: the factor is 1 − ηλ.": (
                    lambda w, slope, rate, decay: (1 - decay) * w - rate * slope
                ),
                "The sign: weights shrink.": lambda w, slope, rate, decay: (
                    w - rate * (slope - decay * w)
                ),
            },
        ),
        matters="This is what weight_decay= does in torch.optim.SGD without momentum.",
        hints=("The gradient of the whole loss is slope + λ w.", "w − η (slope + λ w)"),
        stub="def answer(w, slope, rate, decay):\n    return ...",
        solution=("def answer(w, slope, rate, decay):\n    return w - rate * (slope + decay * w)"),
        why=(
            "The penalty λ/2 · Σw² has the gradient λ w.",
            "A step is w − η(∇L + λ w) = (1 − ηλ) w − η ∇L.",
        ),
    ),
    Exercise(
        "fit_and_generalize.6",
        "Find the slope of `ln(1 + e^(-m))` with respect to m, as short as you can.",
        (
            Formula(
                "-1/(1 + e^m)",
                {"m": (-4.0, 4.0)},
                {
                    "1/(1 + e^(-m))": "The chain rule: the inside e^(−m) has the slope −e^(−m).",
                    "-1/(1 + e^(-m))": "Top and bottom times e^m: what becomes of the bottom?",
                    "1/(1 + e^m)": "The sign: e^(−m) has the slope −e^(−m).",
                    "-e^(-m)": "1/u times the slope of u: divide by 1 + e^(−m).",
                },
                "slope =",
            ),
        ),
        ("The chain rule: 1/u times the slope of u.", "Multiply top and bottom by e^m."),
        (
            "With u = 1 + e^(−m): 1/u · (−e^(−m)).",
            "Top and bottom times e^m: −1/(1 + e^m). It lies between −1 and 0.",
        ),
    ),
    Exercise(
        "fit_and_generalize.7",
        "Optimization or generalization: which question has the problem?",
        (
            Choice(
                ("optimization", "generalization"),
                "optimization",
                {"generalization": "It is not even good on the data that it has."},
                "After 1000 steps the training loss jumps up and down and does not fall:",
            ),
            Choice(
                ("generalization", "optimization"),
                "generalization",
                {"optimization": "The training loss is as small as one can wish."},
                "The training loss is 0.001, the validation loss 3:",
            ),
            Choice(
                ("a smaller learning rate", "more weight decay", "more data"),
                "a smaller learning rate",
                {
                    "more weight decay": "That helps where it fits its points too well.",
                    "more data": "That helps where it fits its points too well.",
                },
                "What may help the first one?",
            ),
        ),
        ("Which of the two errors is large?", "Chapter 08: steps may be too long."),
        (
            "The first does not get small on its own data: optimization. Perhaps the steps are too "
            "long.",
            "The second is perfect on its own data, and bad on others: generalization. More data "
            "or more weight decay may help.",
        ),
    ),
    Exercise(
        "fit_and_generalize.8",
        "7 points have 7 different x. Polynomials are fitted by least squares.",
        (
            Formula(
                "6",
                mistakes={
                    "7": "Degree 6 has 7 weights.",
                    "5": "It has 6 weights: one too few for 7 points.",
                },
                label="the smallest degree whose training error is 0 for any such points:",
            ),
            Choice(
                ("no", "yes"),
                "no",
                {"yes": "It goes through the noise, too."},
                "Is it always the best one for new points, if there is noise?",
            ),
        ),
        ("How many weights has degree d?", "As many weights as points."),
        (
            "Degree d has d + 1 weights. 7 points with different x are met exactly by one "
            "polynomial of degree 6 or less.",
            "With noise it follows the noise: a lower degree may be better on new points, as in "
            "the explorer.",
        ),
    ),
)

TEST = (
    Exercise(
        "fit_and_generalize.9",
        "f has the value 9 and the slope 6 at x = 3. About how large is f(3.01)?",
        (
            Formula(
                "9.06",
                mistakes={
                    "9.6": "6 times 0.01 is 0.06.",
                    "15": "The step is 0.01, not 1.",
                    "9.01": "The slope is 6, not 1.",
                    "9": "The slope says that it changes.",
                },
                label="f(3.01) ≈",
                within=0.0005,
            ),
        ),
        ("f(x + h) ≈ f(x) + f′(x) h.", "h = 0.01: the change is about 6 · 0.01."),
        ("9 + 6 · 0.01 = 9.06.",),
    ),
    Exercise(
        "fit_and_generalize.10",
        "How large is the area under `3x^2` from 0 to 2?",
        (
            Formula(
                "8",
                mistakes={
                    "12": "That is the height at 2, not the area.",
                    "24": "x³ has the slope 3x²: x³ from 0 to 2.",
                    "6": "x³, not x² or 3x, from 0 to 2.",
                },
                label="area =",
            ),
        ),
        ("Which function has the slope 3x²?", "x³: take its values at 2 and at 0."),
        ("x³ has the slope 3x²: 2³ − 0³ = 8.",),
    ),
    Exercise(
        "fit_and_generalize.11",
        "One loss, a million parameters.",
        (
            Choice(
                ("reverse", "forward"),
                "reverse",
                {"forward": "That takes a million sweeps."},
                "Which accumulation?",
            ),
            Formula(
                "1",
                mistakes={
                    "1000000": "That is what forward takes.",
                    "2": "Only the walk back is asked for.",
                },
                label="sweeps back:",
            ),
        ),
        ("A sweep for each output, or for each input?", "There is one output."),
        ("Reverse: one sweep for one output.",),
    ),
    Exercise(
        "fit_and_generalize.12",
        "Differentiate `ln(x)/x`, x > 0.",
        (
            Formula(
                "(1 - ln(x))/x^2",
                {"x": (0.1, 5.0)},
                {
                    "1/x^2": "The quotient rule has two terms on top.",
                    "(1 + ln(x))/x^2": "The quotient rule subtracts.",
                    "(ln(x) - 1)/x^2": "The slope of the top comes first.",
                    "1/x": "That is the slope of the top alone.",
                },
                "slope =",
                SLOPE,
            ),
        ),
        ("The quotient rule.", "(u′v − uv′)/v² with u = ln x and v = x."),
        ("(1/x · x − ln x · 1)/x² = (1 − ln x)/x².",),
    ),
    Exercise(
        "fit_and_generalize.13",
        "y = A x with A of 2 × 3, and L = ‖y‖², so that the gradient of L with respect to y is 2y. "
        "What is the gradient with respect to x?",
        (
            Choice(
                ("2Aᵀy", "2Ay", "2Aᵀ", "2y"),
                "2Aᵀy",
                {
                    "2Ay": "A is 2 × 3 and y has 2 entries: that does not fit.",
                    "2Aᵀ": "It has the shape of x: a vector with 3 entries.",
                    "2y": "That is the gradient with respect to y.",
                },
                "∇ₓL =",
            ),
        ),
        ("Back through A: its transpose.", "∇ₓL = Jᵀ∇ᵧL, with J = A."),
        ("∇ₓL = Jᵀ∇ᵧL with J = A: Aᵀ · 2y, with 3 entries like x.",),
    ),
    Exercise(
        "fit_and_generalize.14",
        "What does `(x^2 - 9)/(x - 3)` tend to as x tends to 3?",
        (
            Formula(
                "6",
                mistakes={
                    "0": "0/0 says nothing.",
                    "3": "Cancel x − 3: x + 3 is left.",
                    "9": "Cancel x − 3: x + 3 is left, which is 6 at 3.",
                },
                label="limit =",
            ),
        ),
        ("x² − 9 = (x − 3)(x + 3).", "Cancel x − 3, which is not 0 on the way."),
        ("For x ≠ 3 it is x + 3, which tends to 6.",),
    ),
    Exercise(
        "fit_and_generalize.15",
        "L(w) = 5w². Below which learning rate does gradient descent find the minimum?",
        (
            Formula(
                "1/5",
                mistakes={
                    "1/10": "That is the best rate: one step. The limit is twice as large.",
                    "2/5": "The curvature is L″ = 10.",
                    "2": "Divide 2 by the curvature.",
                    "1/2": "The limit is 2/L″.",
                },
                label="η <",
            ),
        ),
        ("A step multiplies w by 1 − 10η.", "That must lie between −1 and 1."),
        ("w − η · 10w = (1 − 10η) w gets smaller in size for 0 < η < 2/10 = 1/5.",),
    ),
    Exercise(
        "fit_and_generalize.16",
        "Differentiate `x^2 e^(3x)`.",
        (
            Formula(
                "2x e^(3x) + 3x^2 e^(3x)",
                ALL,
                {
                    "2x e^(3x)": "The product rule has two terms.",
                    "6x e^(3x)": "That is the product of the slopes.",
                    "2x e^(3x) + x^2 e^(3x)": "e^(3x) has the slope 3e^(3x).",
                },
                "slope =",
                SLOPE,
            ),
        ),
        ("The product rule, and inside it the chain rule.", "e^(3x) has the slope 3e^(3x)."),
        ("2x · e^(3x) + x² · 3e^(3x).",),
    ),
    Exercise(
        "fit_and_generalize.17",
        "∇f at a point is (2, 6). How steep is f there along the unit vector (3/5, 4/5)?",
        (
            Formula(
                "6",
                mistakes={
                    "8": "That adds the entries. Weigh them with the direction.",
                    "2√10": "That is the length of ∇f: the steepest slope.",
                    "6/5": "That is the share of the first entry alone.",
                    "24/5": "That is the share of the second entry alone.",
                },
                label="slope =",
            ),
        ),
        ("The dot product of gradient and direction.", "2 · 3/5 + 6 · 4/5."),
        ("2 · 3/5 + 6 · 4/5 = 6/5 + 24/5 = 6.",),
    ),
    Exercise(
        "fit_and_generalize.18",
        "With 16 digits, and all sizes about 1: which h is about the best for the forward "
        "quotient (f(x + h) − f(x))/h?",
        (
            Choice(
                ("10⁻⁸", "10⁻¹⁶", "10⁻¹²", "10⁻²"),
                "10⁻⁸",
                {
                    "10⁻¹⁶": "There x + h is x, or nearly: rounding is all.",
                    "10⁻¹²": "There rounding is off by 10⁻⁴.",
                    "10⁻²": "There the formula is off by 10⁻².",
                },
                "h is about",
            ),
        ),
        ("Two errors: h, and ε/h.", "ε is about 10⁻¹⁶: where are both alike?"),
        ("They are alike at h = √ε, about 10⁻⁸.",),
    ),
    Exercise(
        "fit_and_generalize.19",
        "x goes into two nodes. On the way back 3 arrives at the first one, and 4 at the second. "
        "The local slope with respect to x is 2 at the first, and 5 at the second. What arrives at "
        "x?",
        (
            Formula(
                "26",
                mistakes={
                    "7": "The local slopes are missing.",
                    "6": "The second arrow is missing.",
                    "20": "The first arrow is missing.",
                    "14": "Multiply along each arrow, then add.",
                },
                label="x̄ =",
            ),
        ),
        ("Multiply along each arrow, and add.", "3 · 2 is the one through the first node."),
        ("3 · 2 + 4 · 5 = 26.",),
    ),
    Exercise(
        "fit_and_generalize.20",
        "Polynomials of degree 3 and of degree 10 are fitted to the same 12 noisy points of "
        "sin(3x + ½), as in the explorer. From 3 to 10 the mean errors change.",
        (
            Choice(
                ("falls", "rises", "stays"),
                "falls",
                {
                    "rises": "Degree 10 can do all that degree 3 can.",
                    "stays": "There is more to follow.",
                },
                "The training error",
            ),
            Choice(
                ("rises in the end", "falls all the time"),
                "rises in the end",
                {"falls all the time": "The curve follows noise, which new points do not share."},
                "The validation error",
            ),
        ),
        ("What does the curve follow, once it has bends enough?", "New points have another noise."),
        ("Training falls: more weights. Validation rises in the end: the curve follows noise.",),
    ),
    Exercise(
        "fit_and_generalize.21",
        "x is a torch tensor with the value 3.0, and requires a gradient. ``(x**2).backward()`` is "
        "called twice, each time with a new x**2.",
        (
            Formula(
                "12",
                mistakes={
                    "6": "Gradients add up until they are emptied.",
                    "0": "Nothing empties it.",
                    "36": "They are added, not multiplied.",
                },
                label="`x.grad` =",
            ),
        ),
        ("What does torch do with a second gradient?", "It adds it to the one that is there."),
        ("2x = 6 is added twice: 12.",),
    ),
    Exercise(
        "fit_and_generalize.22",
        "f(x, y) has ∂f/∂x = 2 and ∂f/∂y = −1 at a point. There x′(t) = 3 and y′(t) = 4. How fast "
        "does f change with t?",
        (
            Formula(
                "2",
                mistakes={
                    "6": "That is the path through x alone.",
                    "10": "∂f/∂y is −1: 2 · 3 + (−1) · 4.",
                    "-4": "That is the path through y alone.",
                },
                label="df/dt =",
            ),
        ),
        ("Two paths: multiply along each, and add.", "2 · 3 is the one through x."),
        ("2 · 3 + (−1) · 4 = 2.",),
    ),
    Exercise(
        "fit_and_generalize.23",
        "At which x has `x^3 - 12x` a local maximum?",
        (
            Formula(
                "-2",
                mistakes={
                    "2": "There the slope turns from − to +: a minimum.",
                    "4": "3x² = 12.",
                    "0": "There the slope is −12.",
                    "16": "That is the value there.",
                },
                label="x =",
            ),
        ),
        ("Where is the slope 0? How does its sign change there?", "3x² − 12 = 0 at two places."),
        ("3x² − 12 = 0 at ±2. At −2 the slope turns from + to −: a maximum.",),
    ),
    Exercise(
        "fit_and_generalize.24",
        "What is (2 + ε)³ as a dual number?",
        (
            Formula(
                "8",
                mistakes={"12": "That is the slope.", "6": "2³ = 2 · 2 · 2."},
                label="value:",
            ),
            Formula(
                "12",
                mistakes={"1": "That is the slope of x.", "3": "3x² at 2.", "8": "That is 2³."},
                label="slope:",
            ),
        ),
        ("The slope of x³ at 2.", "(a + a′ε)(b + b′ε) = ab + (a′b + ab′)ε."),
        ("(2 + ε)³ = 8 + 3 · 4 ε, because ε² = 0.",),
    ),
    Exercise(
        "fit_and_generalize.25",
        "Find ∂f/∂y of `f(x, y) = x^2 y^3`.",
        (
            Formula(
                "3 x^2 y^2",
                {"x": (-2.0, 2.0), "y": (-2.0, 2.0)},
                {
                    "2 x y^3": "That is ∂f/∂x.",
                    "6 x y^2": "Freeze x: x² is a constant factor.",
                    "3 y^2": "The constant factor x² stays.",
                },
                "∂f/∂y =",
            ),
        ),
        ("Freeze x.", "x² is a constant factor; y³ has the slope 3y²."),
        ("x² is a constant factor, and y³ has the slope 3y².",),
    ),
    Exercise(
        "fit_and_generalize.26",
        "f takes 4 numbers and returns 3. What is the shape of its Jacobian, J[i, j] = ∂yᵢ/∂xⱼ? "
        "Type it as torch says it.",
        (
            Shape(
                (3, 4),
                {
                    (4, 3): "A row for each output, a column for each input.",
                    (3,): "Each of the 3 outputs has 4 slopes.",
                    (12,): "In rows and columns: a row for each output.",
                },
                "shape:",
            ),
        ),
        ("A row for each output.", "A column for each input."),
        ("3 outputs, 4 inputs: 3 rows and 4 columns.",),
    ),
    Exercise(
        "fit_and_generalize.27",
        "torch says: “Trying to backward through the graph a second time”. What happened?",
        (
            Choice(
                (
                    "the same part of the record was walked back twice",
                    "a tensor requires no gradient",
                    "the loss is a vector",
                    "the gradients were not emptied",
                ),
                "the same part of the record was walked back twice",
                {
                    "a tensor requires no gradient": "Then it says that element 0 does not require "
                    "grad.",
                    "the loss is a vector": "Then grad can be created only for scalar outputs.",
                    "the gradients were not emptied": "Then they add up, without a message.",
                },
                "Cause:",
            ),
        ),
        (
            "What does torch let go of after a walk?",
            "Its kept values: for another walk they are missing.",
        ),
        (
            "After a walk torch drops what it kept. Compute the loss anew in each step, or ask "
            "with retain_graph=True.",
        ),
    ),
    Exercise(
        "fit_and_generalize.28",
        "At w = 2 the slope of a loss is −5. Turn w a little so that the loss gets smaller.",
        (
            Choice(
                ("make w larger", "make w smaller", "leave w", "one cannot tell"),
                "make w larger",
                {
                    "make w smaller": "The slope is negative: the loss falls when w grows.",
                    "leave w": "Only where the slope is 0 may w be best.",
                    "one cannot tell": "The sign of the slope tells.",
                },
                "You",
            ),
        ),
        ("What does a negative slope say?", "The loss changes by about −5 per unit of w."),
        ("The loss falls when w grows: make w larger.",),
    ),
)

EXERCISES = (*OWN, *TEST)
