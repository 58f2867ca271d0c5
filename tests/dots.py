"""A small explorer to try the engine with."""

from d2lmini import Explorer, linear_grid

ENDS = linear_grid(0, 1, 2)


class Dot(Explorer):
    """A dot whose place, and whether it shows, can be set."""

    alt = "A dot."
    drag = {"x": "x", "y": "y"}  # noqa: RUF012

    def __init__(self, x=(0.0, 0.5, 1.0), y=ENDS, show=("no", "yes"), f=lambda x: x, **more):
        self.f, self.calls = f, []
        super().__init__(x=x, y=y, show=show, **more)

    def draw_backdrop(self, axes):
        axes.set(xlim=(0, 1), ylim=(0, 1))

    def draw_ink(self, axes, x, y, show):
        self.calls.append((x, y, show))
        axes.plot([self.f(x)], [y], marker="o", color="black")
        return f"{x} {y} {show}"
