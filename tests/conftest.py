"""The tests judge d2lmini as a learner gets it, whatever the environment says."""

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

OF_THE_TESTS = {"D2LMINI_CHROMIUM", "D2LMINI_NO_BROWSER", "D2LMINI_TESTS"}

for name in set(os.environ) - OF_THE_TESTS:  # before anything imports d2lmini
    if name.startswith("D2LMINI_"):
        del os.environ[name]

os.environ["D2LMINI_PROGRESS"] = "off"  # no test writes into the user's folder
gc.disable()  # figures are full of cycles: looking for them all the time takes a fifth of it

# No test fails because something took longer. In `make test`, what passed once passes again;
# `make test-all` looks farther, and elsewhere each time.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("usual", unhurried, derandomize=True, max_examples=60)
settings.register_profile("all", unhurried, max_examples=1000, print_blob=True)
settings.load_profile(os.environ.get("D2LMINI_TESTS", "usual"))


class Watch:
    """What the tests' functions take, by their own word: a busy machine changes no picture."""

    seconds = 0.0

    def __call__(self):
        return self.seconds

    def slowed(self, f, seconds):
        """A function that takes so long for each value."""

        def slow(x):
            self.seconds += seconds
            return f(float(x))

        return slow


@pytest.fixture(scope="session", autouse=True)
def watch():
    """The clock by which d2lmini tells how fine it can draw a function."""
    from d2lmini.calculus import sides

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sides, "clock", Watch())
        yield sides.clock


@pytest.fixture(scope="module", autouse=True)
def tidied():
    """Look for cycles once a module."""
    yield
    gc.collect()
    gc.freeze()  # what the module keeps is not searched again


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests of a process."""
    if os.environ.get("D2LMINI_NO_BROWSER") == "1":
        pytest.skip("D2LMINI_NO_BROWSER=1")
    from lab import chromium

    with chromium() as browser:
        yield browser
