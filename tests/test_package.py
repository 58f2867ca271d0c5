"""The package as a whole: light to import, and documented."""

import inspect
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

import d2lmini

HEAVY = ("from .autograd", "from .explorers.autograd", "from .explorers.chain_rule")


def python(code):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_importing_loads_neither_torch_nor_matplotlib():
    code = "import sys, d2lmini; print([m for m in ('torch', 'matplotlib') if m in sys.modules])"
    assert python(code) == "[]"


def test_torch_is_loaded_by_what_needs_it_and_by_nothing_else():
    """That is autograd, and the chapters from 07 on."""
    stub = (Path(d2lmini.__file__).parent / "__init__.pyi").read_text()
    light = [line.split()[-1] for line in stub.splitlines() if not line.startswith(HEAVY)]
    assert 40 < len(light) < len(d2lmini.__all__)
    code = f"import sys; from d2lmini import {', '.join(light)}; print('torch' in sys.modules)"
    assert python(code) == "False"


def test_importing_is_light():
    def seconds(module):
        code = (
            f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
        )
        return statistics.median(float(python(code)) for _ in range(3))

    assert seconds("d2lmini") < 1.2 * seconds("matplotlib.pyplot")


@pytest.mark.parametrize("name", sorted(d2lmini.__all__))
def test_every_public_name_is_documented(name):
    thing = getattr(d2lmini, name)
    if inspect.ismodule(thing):  # plt
        return
    doc = inspect.getdoc(thing)
    assert "Examples\n-----" in doc
    assert ">>>" in doc
    for parameter in inspect.signature(thing).parameters.values():
        assert parameter.annotation is not parameter.empty, parameter


def test_names_that_are_not_there():
    with pytest.raises(AttributeError, match="numerical_limit"):
        d2lmini.numerical_limit  # noqa: B018
