"""The code that README and CONTRIBUTING show runs, and the places they name are there."""

import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
import yaml

from d2lmini import Ask, register
from d2lmini.exercises import registry
from d2lmini.exercises.exercise import Exercise, Formula
from d2lmini.exercises.registry import of_chapter

ROOT = Path(__file__).parents[1]
SETUP = """
import numpy as np
from d2lmini import Explorer, linear_grid
from d2lmini.explorers.shared import draw_curve, measure_curve
from d2lmini.style import TANGENT
from d2lmini.words import say
"""


def code(name):
    return re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(), flags=re.DOTALL)


def test_the_readme_runs(capsys):
    (block,) = code("README.md")
    exec(block, {})
    said = capsys.readouterr().out.splitlines()
    for comment in ("2.03000", "y = 2x − 3"):
        assert f"# {comment}" in block
        assert any(line.startswith(comment) for line in said)
    plt.close("all")


def test_the_explorer_of_contributing_is_one():
    block, _ = code("CONTRIBUTING.md")
    names = {}
    exec(SETUP + block, names)
    explorer = names["SteepnessExplorer"]()
    explorer.slope.value = 0.5
    assert explorer.readout == "The line climbs 0.5 for each step to the right."
    assert explorer.drawn(slope=-1).lines[-1].get_slope() == -1


def test_the_exercise_of_contributing_is_one():
    _, block = code("CONTRIBUTING.md")
    exercise = eval(block, {"Exercise": Exercise, "Formula": Formula})
    assert exercise.name not in {each.name for each in of_chapter("chain_rule")}
    register(exercise)
    assert repr(Ask(exercise.name)) == "Ask: Differentiate f(x) = sin(x²)."


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_places_that_are_named_are_there(name):
    text = (ROOT / name).read_text()
    named = re.findall(r"`((?:d2lmini|tests|tools|notebooks|benchmarks|binder)/[\w./]*)`", text)
    named += [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert named
    assert [place for place in named if not (ROOT / place).exists()] == []


def test_as_many_exercises_as_the_readme_says():
    count = sum(len(of_chapter(chapter)) for chapter in registry.CHAPTERS)
    assert f"exercises, {count} in all" in (ROOT / "README.md").read_text()


def test_the_workflow_runs_what_is_there():
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text()
    jobs = yaml.safe_load(text)["jobs"]
    commands = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert {"test", "test-all", "notebooks", "binder"} == {*jobs}
    assert jobs["notebooks"]["strategy"]["matrix"]["os"] == [
        f"{system}-latest" for system in ("ubuntu", "windows", "macos")
    ]
    named = re.findall(r"[\w.]+/[\w./]+\.\w+|\.ci/run|constraints\.txt", " ".join(commands))
    missing = [place for place in named if not (ROOT / place).exists()]
    assert [place for place in missing if "pytorch.org" not in place] == []
    targets = (ROOT / "Makefile").read_text()
    for target in re.findall(r"make ([\w-]+)", " ".join(commands)):
        assert f"\n{target}: " in targets
