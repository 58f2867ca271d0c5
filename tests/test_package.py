"""The package as a whole: what it asks for, imports and loads, and that it is documented."""

import ast
import importlib.util
import inspect
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import d2lmini

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
MODULES = {
    str(path.relative_to(ROOT)): ast.parse(path.read_text())
    for path in sorted((ROOT / "d2lmini").rglob("*.py"))
}


# What is declared

RUN_NOT_IMPORTED = {"ipykernel"}  # the notebooks run in it


def requirements(lines):
    """Return {name: range of versions}."""
    return {canonicalize_name(r.name): r.specifier for r in map(Requirement, lines)}


def imported(tree):
    """Return the top-level packages that a module imports, in its functions too."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.partition(".")[0])
    return names


def test_what_is_imported_is_declared_and_the_other_way_round():
    own = {"d2lmini", *sys.stdlib_module_names}
    foreign = set().union(*map(imported, MODULES.values())) - own
    projects = packages_distributions()
    needed = {canonicalize_name(project) for name in foreign for project in projects[name]}
    assert needed | RUN_NOT_IMPORTED == set(requirements(PROJECT["dependencies"]))


def test_one_tested_version_of_each_is_named():
    lines = (ROOT / "constraints.txt").read_text().splitlines()[1:]
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    asked = requirements([*PROJECT["dependencies"], *extras])
    del asked["d2lmini"]
    pinned = {
        canonicalize_name(name): version for name, version in (ln.split("==") for ln in lines)
    }
    assert pinned.keys() == asked.keys()
    assert [name for name, version in pinned.items() if version not in asked[name]] == []


# Who may import what

ALLOWED = {"_version"}  # torch's: nothing else tells that an operation changed a tensor in place


def test_the_floors_hold():
    """The contracts are in pyproject.toml."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def defined(tree):
    """Return the names and attributes that a module itself defines."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
    return names


def borrowed(tree):
    """Return the private names that a module uses and does not define: they are another's."""
    used = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            paths = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
            used.update(part for path in paths for part in path.split("."))
        elif isinstance(node, ast.Attribute):
            used.add(node.attr)
    # __name__ and _repr_html_ are protocols, not private.
    private = {name for name in used if name.startswith("_") and not name.endswith("_")}
    return private - defined(tree) - ALLOWED


@pytest.mark.parametrize("path", MODULES)
def test_no_private_name_crosses_modules(path):
    assert borrowed(MODULES[path]) == set()


@pytest.mark.parametrize(
    "code",
    [
        "from d2lmini.words import _say",
        "from d2lmini._words import say",
        "import d2lmini._words",
        "explorer._layers.close()",
        "class Mine(Theirs):\n    def measure(self):\n        return self._layers",
    ],
)
def test_a_private_name_that_crosses_is_seen(code):
    assert borrowed(ast.parse(code))


# What is loaded, and when

WIDGETS = {"IPython", "anywidget", "ipywidgets"}
MATHEMATICS = {"sympy", "torch"}
WITH_TORCH = {"autograd", "autograd_in_depth", "backpropagation", "chain_rule"}
EXPLORERS = {path.stem for path in (ROOT / "d2lmini" / "explorers").glob("[!_]*.py")}
LIGHT = ", ".join(f"d2lmini.explorers.{name}" for name in sorted(EXPLORERS - WITH_TORCH))


def loaded(names, by):
    """Import modules in a process of its own: what another test loaded does not count."""
    code = f"import sys, {by}; print(*{names} & set(sys.modules))"
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return set(said.split())


@pytest.mark.parametrize(
    ("modules", "absent"),
    [
        ("d2lmini", {"numpy", "matplotlib"} | WIDGETS | MATHEMATICS),
        ("d2lmini.selfcheck", {"numpy", "matplotlib"} | WIDGETS | MATHEMATICS),
        ("d2lmini.words", {"matplotlib"} | WIDGETS | MATHEMATICS),
        ("d2lmini.learner", {"matplotlib"} | WIDGETS | MATHEMATICS),
        ("d2lmini.calculus", {"matplotlib"} | WIDGETS | MATHEMATICS),
        ("d2lmini.autograd.comparison", {"matplotlib"} | WIDGETS),
        ("d2lmini.autograd.functions, d2lmini.autograd.recording", {"matplotlib", "sympy"}),
        ("d2lmini.explorers.autograd, d2lmini.explorers.backpropagation", {"sympy"}),
        ("d2lmini.plotting", {"anywidget", "ipywidgets"} | MATHEMATICS),
        ("d2lmini.predict", {"matplotlib"} | MATHEMATICS),
        ("d2lmini.engine.explorer", {"matplotlib.pyplot"} | MATHEMATICS),
        (LIGHT, {"matplotlib.pyplot"} | MATHEMATICS),
    ],
)
def test_what_is_not_loaded(modules, absent):
    assert all(map(importlib.util.find_spec, absent))  # a slip of the pen would never be loaded
    assert loaded(absent, by=modules) == set()


def test_what_is_loaded_is_seen():
    both = "sympy", "torch"
    assert loaded({*both}, by="d2lmini.autograd.comparison") == {*both}
    assert WITH_TORCH < EXPLORERS


# What is public


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
