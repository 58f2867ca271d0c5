"""The formula of a function that is called on a symbol."""

import functools
import math
import operator

import numpy as np
import pytest
import sympy
import torch

from d2lmini.autograd.symbols import LONGEST, Formula, X, formula, readable


def test_a_formula_of_plain_arithmetic():
    assert formula(lambda x: 1 - x / 4 + 2**x - (-x) ** 3 * 0.5) == 1 - X / 4 + 2**X + X**3 / 2
    assert formula(lambda x: +x) == X
    assert formula(lambda x: 7) == 7
    assert formula(lambda x: np.sin(x) - np.float64(0.5) * x) == sympy.sin(X) - X / 2
    assert formula(lambda x: 3.0 - np.sqrt(x) / x**2) == 3 - sympy.sqrt(X) / X**2


KNOWN = (
    "sin cos tan sinh cosh tanh exp log sqrt asin acos atan abs sign square reciprocal rsqrt log2 "
    "log10 log1p expm1 sigmoid relu neg arcsin arccos arctan absolute negative"
)


@pytest.mark.parametrize("x", [0.6, 0.3])
@pytest.mark.parametrize("name", KNOWN.split())
def test_a_formula_gives_what_torch_gives(name, x):
    f = getattr(torch, name)
    found = f(torch.tensor(x, dtype=torch.float64)).item()
    assert float(formula(f).subs(X, x)) == pytest.approx(found, rel=1e-12)
    assert formula(lambda x: getattr(x, name)()) == formula(f)


TWO = {
    torch.add: X + 3,
    torch.sub: X - 3,
    torch.subtract: X - 3,
    torch.mul: 3 * X,
    torch.multiply: 3 * X,
    torch.div: X / 3,
    torch.true_divide: X / 3,
    torch.pow: X**3,
    torch.maximum: sympy.Max(X, 3),
    torch.minimum: sympy.Min(X, 3),
    np.add: X + 3,
    np.subtract: X - 3,
    np.divide: X / 3,
    np.power: X**3,
    np.maximum: sympy.Max(X, 3),
    np.minimum: sympy.Min(X, 3),
}


@pytest.mark.parametrize(
    ("operation", "wanted"), TWO.items(), ids=lambda f: getattr(f, "__name__", "")
)
def test_functions_of_two(operation, wanted):
    three = np.array(3) if isinstance(operation, np.ufunc) else torch.tensor(3)
    assert formula(lambda x: operation(x, three)) == wanted


def test_named_arguments():
    softplus, silu = torch.nn.functional.softplus, torch.nn.functional.silu
    assert formula(softplus) == formula(torch.nn.Softplus()) == sympy.log(1 + sympy.exp(X))
    assert formula(lambda x: softplus(x, beta=2)) == sympy.log(1 + sympy.exp(2 * X)) / 2
    assert formula(lambda x: np.clip(x, 0, 1)) == sympy.Min(sympy.Max(X, 0), 1)
    assert formula(silu) == X / (1 + sympy.exp(-X))
    assert formula(lambda x: torch.nn.functional.relu(x, inplace=False)) == sympy.Max(X, 0)
    assert formula(lambda x: torch.sub(x, other=2)) == X - 2
    assert formula(lambda x: torch.pow(x, exponent=2)) == X**2
    assert formula(lambda x: x.clamp(min=0)) == sympy.Max(X, 0)
    assert formula(lambda x: x.clamp(max=1)) == sympy.Min(X, 1)
    assert formula(lambda x: torch.clip(x, 0, 1)) == sympy.Min(sympy.Max(X, 0), 1)


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda x: (x * 1).mul_(3), "f uses mul_, for which no formula is known here"),
        (lambda x: torch.relu_(x * 1), "f uses relu_, for which"),
        (lambda x: x.erf(), "f uses erf, for which no formula is known here"),
        (lambda x: np.add.reduce(x), "f uses reduce, for which"),
        (lambda x: torch.add(x, x, alpha=3), "f uses add with alpha, for which no formula"),
        (lambda x: torch.nn.functional.gelu(x), "f uses gelu, for which"),
        (lambda x: x // 2, "f uses //, for which no formula"),
        (lambda x: divmod(2, x)[0], "f does something with its input"),
        (lambda x: 2 % x, "f uses %, for which"),
        (lambda x: round(x), "f uses round, for which"),
        (lambda x: math.floor(x), "f uses floor, for which"),
        (lambda x: x @ torch.ones(2), "f uses @, for which"),
        (lambda x: torch.tensor([x, x]), "f does something with its input"),
        (lambda x: sum(x), "f does something with its input"),
        (lambda x: len(x), "f does something with its input"),
        (lambda x: torch.div(x**2, 2, rounding_mode="floor"), "f uses div with rounding_mode, for"),
        (lambda x: torch.nn.functional.relu(x * 1, inplace=True), "f uses relu with inplace, for"),
        (lambda x: x.sin(2), "f uses sin in a way for which no formula is known here"),
        (lambda x: x * torch.tensor([1.0, 2.0]), "f does something with its input"),
        (lambda x: x * bool(x), "f decides by the value of its input"),
        (lambda x: x if x > 0 else -x, "f decides by the value of its input"),
        (lambda x: x if x == 0 else -x, "f decides by the value of its input"),
        (lambda x: math.sin(x), "f makes a plain number of its input"),
        (lambda x: [1, 2][x], "f makes a plain number of its input"),
    ],
)
def test_what_is_not_surely_known_has_no_formula(f, message):
    with pytest.raises((TypeError, AttributeError, RuntimeError), match=message):
        formula(f)


@pytest.mark.parametrize(
    "joined",
    [operator.add, operator.sub, operator.mul, operator.truediv, torch.add, lambda a, b: b - a],
)
def test_a_formula_may_have_so_many_symbols_and_no_more(joined):
    def longer(count):
        return lambda x: functools.reduce(joined, [x] * count)

    formula(longer(LONGEST))
    with pytest.raises(TypeError, match="the formula of f is too long to be written down"):
        formula(longer(LONGEST + 1))


def test_data_have_a_formula_for_each_entry():
    data = torch.tensor([0.0, 1.0, 2.0])
    loss = (X - 1) ** 2 + (2 * X - 3) ** 2 + 1
    for f in (
        lambda w: ((w * data + 1 - 2 * data) ** 2).sum(),
        lambda w: torch.sum((data * w + 1 - 2 * data) ** 2),
        lambda w: np.sum((data.numpy() * w + 1 - 2 * data.numpy()) ** 2),
        lambda w: 3 * ((data * w + 1 - 2 * data) ** 2).mean(),
    ):
        assert sympy.expand(formula(f) - loss) == 0
    assert formula(lambda x: np.polyval([1, 2, 3], x)) == X * (X + 2) + 3
    with pytest.raises(TypeError, match="too long"):
        formula(lambda w: (w * torch.ones(LONGEST + 1)).sum())


def test_a_formula_that_grows_too_long_is_given_up():
    def logistic(x):
        for _ in range(16):
            x = 3.5 * x * (1 - x)
        return x

    with pytest.raises(TypeError, match="too long"):
        formula(logistic)


def test_floats_are_the_fractions_that_they_are():
    assert formula(lambda x: 0.5 * x) == X / 2
    assert formula(lambda x: 0.1 * x) == sympy.Rational(0.1) * X
    assert formula(lambda x: x * math.inf) == sympy.Float(math.inf) * X
    assert readable(sympy.Rational(0.1) * X + 1 / X / 3) == "0.1*x + 1/(3*x)"
    assert readable(X / 10**6) == "x/1000000"


def test_a_symbol_is_like_a_number_where_it_can_be():
    x = Formula(X)
    assert abs(x).expression == sympy.Abs(X)
    assert (-x).expression == -X
    assert (2 / x - 3).expression == 2 / X - 3
    assert len({x, x}) == 1
