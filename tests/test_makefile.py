"""What `make` installs, and what it says before it downloads gigabytes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTE = "No NVIDIA GPU was found"
pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="there is no make")


def make(*arguments, **environment):
    """Run make as a user does, outside the make that runs the tests."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MAKE") and k != "TORCH"}
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def machine(tmp_path):
    """A machine of some system, with a GPU or without: where its commands are found."""

    def pretend(system, *commands):
        for name in ("uname", *commands):
            (tmp_path / name).write_text(f"#!/bin/sh\necho {system}\n")
            (tmp_path / name).chmod(0o755)
        return f"{tmp_path}:{os.environ['PATH']}"

    return pretend


def test_the_wheels_are_pips_own_unless_cpu_is_asked_for(tmp_path):
    _, usual, _ = make("--dry-run", "lab", f"VENV={tmp_path}")
    _, cpu, _ = make("--dry-run", "lab", f"VENV={tmp_path}", "TORCH=cpu")
    assert "pip install" in usual
    assert "index" not in usual
    assert "--extra-index-url https://download.pytorch.org/whl/cpu" in cpu


def test_another_torch_is_refused():
    code, _, complaint = make("--dry-run", "lab", "TORCH=gpu")
    assert code != 0
    assert "TORCH is cpu, or left out: got gpu" in complaint


@pytest.mark.skipif(bool(shutil.which("nvidia-smi")), reason="there is a GPU")
def test_what_comes_is_said_where_it_is_of_no_use(machine, tmp_path):
    _, said, _ = make("torch-note", f"VENV={tmp_path}", PATH=machine("Linux x86_64"))
    assert said.startswith(NOTE)
    assert said.count("\n") == 1
    assert "make lab TORCH=cpu" in said


@pytest.mark.parametrize(
    ("commands", "arguments"),
    [
        (["Linux x86_64", "nvidia-smi"], []),
        (["Darwin arm64"], []),
        (["Linux aarch64"], []),
        (["Linux x86_64"], ["TORCH=cpu"]),
        (["Linux x86_64"], [f"VENV={sys.prefix}"]),  # where torch is
    ],
    ids=["GPU", "macOS", "ARM", "asked for", "installed"],
)
def test_elsewhere_nothing_is_said(machine, tmp_path, commands, arguments):
    where = [f"VENV={tmp_path}", *arguments]
    assert make("torch-note", *where, PATH=machine(*commands)) == (0, "", "")


def test_each_command_is_listed():
    _, said, _ = make("help")
    listed = [line.split()[1] for line in said.splitlines()]
    assert {"lab", "test", "test-all", "notebooks", "benchmark"} <= {*listed}
