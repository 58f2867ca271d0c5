"""Functions as formulas, for sympy, numpy and torch: what several tests judge by."""

import numpy as np
import sympy
import torch

X, Y = SYMBOLS = sympy.symbols("x y")
SMOOTH = [
    X**2,
    X**3 - 2 * X,
    3 * X**2 - 4 * X,
    sympy.exp(X),
    sympy.log(X),
    sympy.sin(X),
    sympy.cos(2 * X),
    sympy.sqrt(X),
    1 / X,
    sympy.tanh(X),
    X * sympy.exp(-(X**2)),
    sympy.log(1 + sympy.exp(X)),
]
SCALARS = [
    X**2 + Y**2,
    X**2 * Y + Y + 2,
    3 * X**2 + 5 * sympy.exp(Y),
    sympy.sin(X) * sympy.cos(Y),
    sympy.log(X**2 + Y**2 + 1),
    X * Y / (X**2 + 1),
    sympy.sqrt(X**2 + 3 * Y**2 + 1),
    sympy.exp(-X * Y / 4) + X,
    (1 - X) ** 2 + 100 * (Y - X**2) ** 2,
    X**3 * Y**2 - 4 * X * Y,
    sympy.tanh(X + 2 * Y),
]
POINTS = [(0.5, -0.7), (1.0, 2.0), (-2.0, 0.3)]
VECTORS = [
    (X * Y, X + Y),
    (X**2 - Y**2, 2 * X * Y),
    (sympy.sin(X), sympy.cos(Y), X * Y),
    (sympy.exp(X) * Y, X**3),
    (X, Y),
    (X + 2 * Y, 3 * X + 4 * Y, 5 * X + 6 * Y),
    (X**2 * Y,),
    (sympy.sqrt(X**2 + 1), sympy.log(Y**2 + 1)),
    (X / (Y**2 + 1), Y / (X**2 + 1)),
    (sympy.sin(X * Y), sympy.cos(X - Y), X**2 * Y**2, Y),
]
TORCH = {"sqrt": torch.sqrt, "exp": torch.exp, "sin": torch.sin, "cos": torch.cos}
TORCH |= {"log": torch.log, "tanh": torch.tanh}


def parabola(x):
    return 3 * x**2 - 4 * x


MINUTES = np.arange(5)
METERS = np.array([1.2, 2.6, 5.0, 7.4, 8.8])


def loss(w, b):
    return np.mean((w * MINUTES + b - METERS) ** 2)


def counted(f):
    """Return f, and a list that holds its argument of each call."""
    asked = []

    def counts(*numbers):
        asked.append(numbers)
        return f(*numbers)

    return counts, asked


def by_numpy(expression):
    return sympy.lambdify(SYMBOLS, expression, "numpy")


def by_torch(*expressions):
    def f(v):
        outputs = [sympy.lambdify(SYMBOLS, e, [TORCH])(v[0], v[1]) for e in expressions]
        return torch.stack([torch.as_tensor(y, dtype=v.dtype) for y in outputs])

    return f


def tensor(point):
    return torch.tensor(point, dtype=torch.float64)


def exactly(matrix, point):
    return np.array(sympy.Matrix(matrix).subs(dict(zip(SYMBOLS, point, strict=True))), dtype=float)
