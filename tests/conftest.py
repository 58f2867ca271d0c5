"""The tests judge d2lmini as a learner gets it, whatever the environment says."""

import os

OF_THE_TESTS = {"D2LMINI_CHROMIUM", "D2LMINI_NO_BROWSER"}

for name in set(os.environ) - OF_THE_TESTS:  # before anything imports d2lmini
    if name.startswith("D2LMINI_"):
        del os.environ[name]
