"""The exhibits of chapter 13 still fail, and still so: a torch that stops raising is noticed."""

import warnings

import pytest
import torch


def leaf():
    return torch.tensor([1.0, 2.0], requires_grad=True)


def backward_twice():
    y = (leaf() ** 2).sum()
    y.backward()
    y.backward()


def backward_from_a_vector():
    (leaf() ** 2).backward()


def changed_after_it_was_kept():
    y = leaf() * 1
    z = (y * y).sum()
    y.add_(1)
    z.backward()


def a_parameter_changed_in_place():
    parameter = leaf()
    parameter -= 0.1


EXHIBITS = {
    backward_twice: (RuntimeError, "a second time"),
    backward_from_a_vector: (RuntimeError, "only for scalar outputs"),
    changed_after_it_was_kept: (RuntimeError, "modified by an inplace operation"),
    a_parameter_changed_in_place: (RuntimeError, "a leaf Variable that requires grad"),
    lambda: torch.tensor([1, 2], requires_grad=True): (RuntimeError, "floating point"),
    lambda: leaf().numpy(): (RuntimeError, r"tensor\.detach\(\)\.numpy\(\)"),
    lambda: leaf().grad.zero_(): (AttributeError, "NoneType"),
}


@pytest.mark.parametrize(("work", "complaint"), EXHIBITS.items())
def test_the_exhibits_fail(work, complaint):
    error, words = complaint
    with pytest.raises(error, match=words):
        work()


def test_the_gradient_of_a_node_only_warns():
    x = leaf()
    y = x * 2
    y.sum().backward()
    with pytest.warns(UserWarning, match="not a leaf Tensor"):
        assert y.grad is None


def test_what_keeps_nothing_may_go_back_twice():
    x = leaf()
    y = x.sum()
    y.backward()
    y.backward()
    assert x.grad.tolist() == [2, 2]


def test_put_right():
    x = leaf()
    y = (x * x).sum()
    y.backward(retain_graph=True)
    y.backward()
    node = x * 2
    node.retain_grad()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (node * node).sum().backward()
        assert node.grad.tolist() == [4, 8]


@pytest.mark.parametrize(
    ("f", "picked"),
    [
        (torch.relu, 0),
        (torch.abs, 0),
        (lambda x: torch.maximum(x, torch.zeros(())), 0.5),
        (lambda x: torch.clamp(x, min=0), 1),
        (lambda x: torch.relu(x) - torch.relu(-x), 0),
        (lambda x: x.reshape(1).norm(), 0),
        (lambda x: (x**2).sqrt(), float("nan")),
    ],
)
def test_what_torch_picks_at_0(f, picked):
    x = torch.tensor(0.0, requires_grad=True)
    (slope,) = torch.autograd.grad(f(x), x)
    assert slope.item() == pytest.approx(picked, nan_ok=True)
