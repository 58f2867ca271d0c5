"""Explorers in a real kernel: swept when it is idle, in one thread, closed with their cell."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from jupyter_client.manager import start_new_kernel

from d2lmini.engine import cells


class Opened:
    def __init__(self):
        self.closed = False
        cells.close_with_cell(self)

    def close(self):
        self.closed = True


@pytest.fixture
def request_from(monkeypatch):
    """Pretend that a front end asked to run a cell."""
    monkeypatch.setattr(cells, "_open", {})

    def ask(cell, run, deleted=()):
        metadata = {"deletedCells": list(deleted)} | ({"cellId": cell} if cell else {})
        message = {"metadata": metadata, "header": {"msg_id": run}}
        monkeypatch.setattr(cells, "_request", lambda: message)
        return Opened()

    return ask


def test_a_second_run_closes_what_the_first_opened(request_from):
    first = request_from("a", "run 1")
    other = request_from("b", "run 2")
    second = request_from("a", "run 3")
    assert [first.closed, other.closed, second.closed] == [True, False, False]


def test_one_run_may_open_several(request_from):
    assert not any(request_from("a", "run 1").closed for _ in range(3))
    assert len(cells._open["a"][1]) == 3


def test_a_deleted_cell_takes_its_own_along(request_from):
    first = request_from("a", "run 1")
    request_from("b", "run 2", deleted=["a"])
    assert first.closed


def test_without_a_front_end_nothing_is_closed(request_from):
    assert not request_from(None, "run 1").closed
    assert cells._request() is not None


def test_outside_a_kernel_any_thread_may_draw_and_nothing_waits():
    assert cells.may_draw()
    assert not cells.in_kernel()


# --- silence


def test_what_is_hushed_is_not_heard_and_all_else_is(capsys):
    def speak(who):
        print(who)
        print(who, file=sys.stderr)

    with cells.hushed():
        speak("here")
        other = threading.Thread(target=speak, args=["there"])
        other.start()
        other.join()
        left_behind = sys.stdout
    speak("after")
    left_behind.write("late\n")  # as if another thread had put it back
    heard = capsys.readouterr()
    assert heard.out == "there\nafter\nlate\n"
    assert heard.err == "there\nafter\n"


def test_an_interrupt_reaches_what_is_drawn_and_is_ignored_again_afterward():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with pytest.raises(KeyboardInterrupt), cells.interruptible():
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


# --- in a real kernel


class Kernel:
    """A kernel, and what its cells print. (By a client that blocks: nbclient may miss a reply.)"""

    def __init__(self, manager, client):
        self.manager, self.client = manager, client
        self.heard = []

    def run(self, source):
        """Run a cell and return what it printed."""
        before = len(self.heard)
        reply = self.client.execute_interactive(
            textwrap.dedent(source), output_hook=self.heard.append, timeout=120
        )
        assert reply["content"]["status"] == "ok", reply["content"]["traceback"]
        return "".join(message["content"].get("text", "") for message in self.heard[before:])

    def until(self, expression):
        """Leave the kernel alone for a while, again and again, until something holds."""
        for _ in range(300):
            if self.run(f"print(bool({expression}))") == "True\n":
                return
            time.sleep(0.1)
        pytest.fail(f"never came true: {expression}")


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel(kernel_name="python3")
    yield Kernel(manager, client)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


SETUP = """
import sys, threading, time
import matplotlib as mpl
from d2lmini import *

class Dot(Explorer):
    alt = "A dot."
    def __init__(self, f=lambda x: x, n=11):
        self.f = f
        super().__init__(x=linear_grid(0, 1, n))
    def draw_backdrop(self, axes):
        axes.set(xlim=(0, 1), ylim=(0, 1))
    def draw_ink(self, axes, x):
        axes.plot([self.f(x)], [0.5], marker="o", color="black")
        return f"x = {x:g}"
"""


def test_no_cell_waits_for_frames_and_all_come_while_the_kernel_is_idle(kernel):
    assert kernel.run(SETUP) == ""
    assert kernel.run("dot = Dot(n=300)\nprint(len(dot.stage.frames))") == "0\n"
    kernel.until("len(dot.stage.frames) == 300")
    assert kernel.run("print(dot.stage.frames[7][1])") == f"x = {7 / 299:g}\n"


def test_where_nobody_waits_they_come_at_once(kernel):
    code = "from d2lmini import SecantExplorer; print(len(SecantExplorer().stage.frames))"
    script = f"from IPython.testing.globalipapp import start_ipython; start_ipython(); {code}"
    environment = os.environ | {"D2LMINI_SWEEP": "whole"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True)
    assert done.stdout.split()[-1].endswith(b"246"), done.stderr


def test_what_f_says_is_heard_once_and_in_its_cell(kernel):
    kernel.run(SETUP)
    said = kernel.run(
        """
        import warnings
        def f(x):
            print("called")
            warnings.warn("of all f")
            display("shown")
            return x
        spoken = Dot(f, n=100)
        """
    )
    assert said.count("called") == 1
    assert said.count("of all f") <= 2  # the warning, and its line
    kernel.until("len(spoken.stage.frames) == 100")
    assert kernel.run("spoken.x.value = 0\nprint(spoken.readout)") == "x = 0\n"
    assert sum("'shown'" in str(message["content"].get("data")) for message in kernel.heard) == 1


def test_events_of_other_threads_change_nothing(kernel):
    """IPython triggers post_execute in the thread of a widget's message, too."""
    kernel.run(SETUP)
    kernel.run(
        """
        def trigger():
            while not done:
                get_ipython().events.trigger("post_execute")
                time.sleep(0.01)
        done, real = False, sys.stdout
        thread = threading.Thread(target=trigger)
        thread.start()
        explorers = [SecantExplorer() for _ in range(6)]
        done = True
        thread.join()
        """
    )
    assert kernel.run("print(sys.stdout is real)") == "True\n"
    kernel.until("all(len(e.stage.frames) == 246 for e in explorers)")


def test_a_slider_moved_by_another_thread_changes_nothing_in_a_cell(kernel):
    kernel.run(SETUP)
    said = kernel.run(
        """
        fine = Dot(n=2000)
        def move():
            k = 0
            while not done:
                fine.x.index = k = (k + 1) % 2000
                time.sleep(0.002)
        done, before, real = False, dict(mpl.rcParams), sys.stdout
        thread = threading.Thread(target=move)
        thread.start()
        figures = []
        for k in range(20):
            set_figsize((3 + k / 10, 2))
            plot([0, 1], [0, k], axes=plt.figure().add_subplot())
            figures.append((plt.gcf().get_size_inches()[0], plt.gca().spines["top"].get_visible()))
            print(k)
            plt.close()
        done = True
        thread.join()
        set_figsize(before["figure.figsize"])
        print(figures == [(3 + k / 10, True) for k in range(20)])
        changed = {n for n, v in before.items() if mpl.rcParams[n] != v}
        print(sys.stdout is real, changed - {"svg.hashsalt", "svg.fonttype", "axes.prop_cycle"})
        """
    )
    numbers = "".join(f"{k}\n" for k in range(20))
    assert said == f"{numbers}True\nTrue set()\n"
    kernel.until("fine.stage.frame['key'] == fine.x.index or fine.x.index in fine.stage.frames")


def test_an_explorer_made_by_another_thread_is_drawn_between_cells(kernel):
    kernel.run(SETUP)
    said = kernel.run(
        """
        made = []
        thread = threading.Thread(target=lambda: made.append(Dot()))
        thread.start()
        thread.join()
        print(made[0].stage.backdrop == "", repr(made[0].readout))
        for early in (lambda: made[0].save("it.svg"), lambda: made[0].drawn(x=1)):
            try:
                early()
            except ValueError as error:
                print(error)
        """
    )
    early = "the explorer is not drawn yet: it was made in a callback; ask in a later cell\n"
    assert said == "True ''\n" + 2 * early
    kernel.until("len(made[0].stage.frames) == 11")
    assert kernel.run("print(made[0].readout)") == "x = 0\n"


def test_a_closed_explorer_is_swept_no_more(kernel):
    kernel.run(SETUP)
    kernel.run("calls = []\nshut = Dot(lambda x: calls.append(x) or x, n=400)\nshut.close()")
    before = kernel.run("print(len(calls))")
    time.sleep(0.5)
    assert kernel.run("print(len(calls))") == before


def test_an_error_in_an_idle_slice_is_shown_in_its_place(kernel):
    kernel.run(SETUP)
    kernel.run("bad = Dot(lambda x: 1 / (x - 0.5))")
    kernel.until("len(bad.stage.frames) == 11")
    said = kernel.run("bad.x.value = 0.5\nprint(bad.readout)")
    assert said.startswith("ZeroDivisionError")


def test_interrupt_kernel_ends_a_function_that_does_not_return(kernel):
    kernel.run(SETUP)
    kernel.run(
        """
        def f(x):
            while x == 1:
                pass
            return x
        endless = Dot(f)
        """
    )
    time.sleep(1)  # the kernel is in f
    for _ in range(25):
        kernel.manager.interrupt_kernel()
        time.sleep(0.1)
    assert kernel.run("endless.x.value = 0.5\nprint(endless.readout)") == "x = 0.5\n"
    told = eval(kernel.run("print(list(endless.stage.frames.values()))"))
    assert any(says == "Interrupted: f had not returned yet (at x = 1.0)." for _, says, _ in told)


def test_what_an_interact_makes_is_closed_when_it_makes_another(kernel):
    kernel.run(SETUP)
    kernel.run(
        """
        import ipywidgets
        made = []
        def make(a):
            made.append(Dot(lambda x: a * x))
            display(made[-1])
        moving = ipywidgets.interactive(make, a=(0, 10))
        display(moving)
        """
    )
    counts = set()
    for value in range(6, 10):
        kernel.run(f"moving.children[0].value = {value}")
        counts.add(kernel.run("print(len(ipywidgets.widgets.widget._instances))"))
    assert len(counts) == 1
    assert kernel.run("print([e.closed for e in made[-2:]])") == "[True, False]\n"


def test_one_explorer_that_fails_does_not_stop_the_others(kernel):
    kernel.run(SETUP)
    kernel.run(
        """
        broken, sound = Dot(n=50), Dot(n=50)
        broken.draw_next = lambda: 1 / 0
        """
    )
    kernel.until("len(sound.stage.frames) == 50")


def test_between_two_slices_the_loop_has_several_turns(kernel):
    """As many as a request takes to become a running cell; else it waits for a slice each time."""
    kernel.run(SETUP)
    kernel.run(
        """
        from d2lmini.engine import sweep
        loop, turns = get_ipython().kernel.io_loop, []
        class Endless:
            drawn = 0
            def draw_next(self):
                self.drawn += 1
                return True
        def turn(left):
            turns.append(endless.drawn)
            if left:
                loop.add_callback(turn, left - 1)
        endless, usual, sweep.GAP = Endless(), sweep.GAP, 100 * sweep.GAP
        sweep.SWEEPER.add(endless)
        loop.call_later(1, turn, 10)
        """
    )
    time.sleep(1.5)  # a cell would make a pause, too
    kernel.until("len(turns) == 11")
    kernel.run("sweep.SWEEPER.remove(endless)\nsweep.GAP = usual")
    assert len(set(eval(kernel.run("print(turns)")))) <= 2


def test_a_cell_that_sets_a_control_can_be_interrupted(kernel):
    kernel.run(SETUP)
    said = kernel.run(
        """
        def f(x):
            if x == 1:
                raise KeyboardInterrupt
            return x
        halted = Dot(f)
        try:
            halted.x.value = 1
            print("went on")
        except KeyboardInterrupt:
            print("ended")
        """
    )
    assert said == "ended\n"


def test_an_explorer_closed_in_its_own_cell_is_closed_a_little_later(kernel):
    """The page is still making its widgets; then nothing is left."""
    kernel.run(SETUP)
    kernel.run("early = Dot()\nshown = early.stage\nearly.close()")
    assert kernel.run("print(early.closed, shown.comm is None)") == "True False\n"
    kernel.until("shown.comm is None")
    kernel.run("late = Dot()\nstage = late.stage")
    assert kernel.run("late.close(); print(stage.comm)") == "None\n"
