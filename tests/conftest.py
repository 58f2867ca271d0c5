"""The tests judge d2lmini as a learner gets it, whatever the environment says."""

import os

from hypothesis import HealthCheck, settings

OF_THE_TESTS = {"D2LMINI_CHROMIUM", "D2LMINI_NO_BROWSER"}

for name in set(os.environ) - OF_THE_TESTS:  # before anything imports d2lmini
    if name.startswith("D2LMINI_"):
        del os.environ[name]

# No test fails because something took longer; and what passed once passes again.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")
