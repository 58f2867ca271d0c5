"""Every cell of D2L's section on automatic differentiation gives what the book says, with ours."""

import torch

import d2lmini as d2l


def test_the_four_steps_and_what_adds_up():
    x = torch.arange(4.0)
    x.requires_grad_(True)
    assert x.grad is None
    y = 2 * torch.dot(x, x)
    assert y.item() == 28
    y.backward()
    assert torch.equal(x.grad, 4 * x)
    x.grad.zero_()
    y = x.sum()
    y.backward()
    assert torch.equal(x.grad, torch.ones(4))
    x.sum().backward()
    assert torch.equal(x.grad, 2 * torch.ones(4))


def test_backward_of_a_vector():
    x = torch.arange(4.0, requires_grad=True)
    y = x * x
    y.backward(gradient=torch.ones(len(y)))
    assert torch.equal(x.grad, 2 * x)


def test_detaching():
    x = torch.arange(4.0, requires_grad=True)
    y = x * x
    u = y.detach()
    z = u * x
    z.sum().backward()
    assert torch.equal(x.grad, u)
    x.grad.zero_()
    y.sum().backward()
    assert torch.equal(x.grad, 2 * x)


def test_control_flow():
    from d2lmini.explorers.autograd import doubling

    torch.manual_seed(1)
    for _ in range(50):
        a = torch.randn(size=(), requires_grad=True)
        d = doubling(a)
        d.backward()
        assert torch.isclose(a.grad, d / a)
        assert a.grad == d / a or a < 0


def test_the_sine_and_its_slope_are_plotted():
    x = torch.arange(-3, 3, 0.1, requires_grad=True)
    y = torch.sin(x)
    y.sum().backward()
    d2l.plot(x, [y, x.grad], "x", legend=["sin", "slope"])
    lines = d2l.plt.gca().lines
    assert torch.allclose(torch.tensor(lines[1].get_ydata()), torch.cos(x))
    d2l.plt.close("all")
