"""A function that leaves torch is told what to write."""

import math

import numpy as np
import pytest
import torch

from d2lmini import autograd_slope, trace
from d2lmini.autograd.running import of_floats

ARRAY = np.ones(2)


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda x: np.sin(x), r"f calls np\.sin on a torch tensor: write torch\.sin"),
        (lambda x: np.mean(x), r"write torch\.mean"),
        (lambda x: np.linalg.norm(x), r"write torch\.linalg\.norm"),
        (lambda x: np.nan_to_num(np.ediff1d(x)), r"np\.ediff1d on a torch tensor: use torch's own"),
        (lambda x: np.array([x, x]).sum(), r"write torch\.stack"),
        (lambda x: torch.tensor([x, x]).sum(), r"write torch\.stack"),
        (lambda x: torch.as_tensor([x, x]).sum(), r"write torch\.stack"),
        (lambda x: ARRAY @ ARRAY * x * ARRAY, r"make the array a tensor first"),
        (lambda x: np.multiply(np.array(2.0), x), r"f gives a torch tensor to numpy"),
        (lambda x: ARRAY * x, r"make the array a tensor first"),
        (lambda x: x * math.sin(x), r"write torch\.sin for math\.sin"),
        (lambda x: x * float(x), r"x\.detach\(\)"),
        (lambda x: x.item() ** 2, r"plain number of a torch tensor"),
        (lambda x: sum(x.reshape(1).tolist()), r"plain number"),
        (lambda x: x.numpy() ** 2, r"to numpy"),
        (lambda x: autograd_slope(torch.sin, x), r"to numpy"),
        (lambda x: torch.linspace(0, x, 5).sum(), r"torch's linspace gives a result that forgets"),
        (lambda x: x.new_tensor(2.0) * x, r"torch's new_tensor|write torch\.stack"),
        (lambda x: torch.tensor(data=[x, x]).sum(), r"write torch\.stack"),
        (lambda x: x.data * 2, r"torch's data gives a result that forgets"),
        (lambda x: x * torch.ones(2, dtype=torch.float32).dot(x.reshape(1).expand(2)), r"float64"),
        (lambda x: torch.nn.Linear(1, 1)(x.reshape(1)), r"a layer by layer\.double\(\)"),
        (lambda x: np.maximum(x, 0), r"write torch\.clamp"),
        (lambda x: np.std(x), r"correction=0"),
        (lambda x: torch.autograd.grad(x**3, x)[0], r"torch's grad gives a result that forgets"),
    ],
)
def test_a_function_that_leaves_torch_is_told_what_to_write(f, message):
    with pytest.raises(TypeError, match=message):
        autograd_slope(f, 1)
    with pytest.raises(TypeError, match=message):
        trace(f, x=1)


def test_a_mistake_of_f_itself_is_raised_as_it_is():
    with pytest.raises(ZeroDivisionError):
        autograd_slope(lambda x: x * (1 / 0), 1)
    with pytest.raises(RuntimeError, match="size of tensor"):
        trace(lambda v: (v + torch.ones(3)).sum(), v=[1, 2])


def test_a_function_of_one_tensor_may_be_given_floats():
    value = of_floats(lambda x: torch.exp(x) if x > 0 else x)
    assert isinstance(value(1), float)
    np.testing.assert_array_equal(value([[-1, 0], [-2, -3]]), [[-1, 0], [-2, -3]])
    assert of_floats(np.sin)(0.5) == math.sin(0.5)
