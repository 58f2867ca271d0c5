"""Break the package on purpose, in a copy, and list what no test notices.

``python tools/mutate.py`` makes one small error after the other, runs the tests that stand beside
the broken module, and reports the survivors by kind:

- ``ink``: a statement of an explorer's ink is not drawn (or, if it has a name, removed again);
- ``whole``: all the ink of an explorer is not drawn, and the readout says what it always says;
- ``mirror``: what a call in the ink is given is mirrored: y, a slope, or a place in x;
- ``other``: a sign, a comparison, an index, a threshold and so on, a few in each module.

Targets are found in the syntax tree. A survivor is a missing test, or an error that makes no
difference, as a regular polygon upside down: that is for a person to judge.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import resource
import shutil
import sys
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
KINDS = ("ink", "whole", "mirror", "other")
PER_MODULE = 3  # errors of the kind other
GRAPHS = "autograd/drawing.py"  # the only ink outside explorers/
FORK: Any = get_context("fork")  # a child has what takes long to import
HEAVY = "pytest hypothesis anywidget torch sympy pandas matplotlib.backends.backend_svg"

# Methods that draw, and which of their arguments turn the picture upside down, or aside.
METHODS = {
    name: mirrored
    for names, mirrored in (
        ("plot fill scatter bar errorbar contour contourf", (1,)),
        ("axvline axhline hlines stairs text arrow", (0,)),
        ("axvspan axhspan", (0, 1)),
        ("fill_between vlines", (1, 2)),
        ("axline annotate add_artist add_collection add_line add_patch", ()),
        ("imshow table legend set_clip_path set_alpha", ()),
    )
    for name in names.split()
}
PLACES = {"annotate": 1, "Circle": 0, "ConnectionPatch": 0, "Polygon": 0, "Rectangle": 0}
NUMBER, PLACE, ROWS = "_mirrored({}, -1)", "_mirrored({})", "_mirrored_rows({})"
SWAPS: dict[type, type] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.And: ast.Or, ast.Or: ast.And}
SWAPS |= {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.Lt, ast.GtE: ast.Gt}
# What mutants call stands at their end.
HELPERS = """
import functools, numpy

def _mirrored(data, signs=(-1, 1)):
    return numpy.array(data, float) * signs

def _mirrored_rows(points):
    return _mirrored(numpy.transpose(points), (1, -1)).T

def _removed(method):
    def draw(*args, **look):
        drawn = method(*args, **look)
        for artist in drawn if isinstance(drawn, (list, tuple)) else [drawn]:
            artist.remove()
        return drawn
    return draw

def _children(figure):
    return {child for held in (figure, *figure.axes) for child in held.get_children()}

def _invisible(draw_ink):
    @functools.wraps(draw_ink)
    def draw(self, axes, *args, **settings):
        figure = numpy.ravel([*axes.values()] if isinstance(axes, dict) else axes)[0].figure
        kept = _children(figure)
        says = draw_ink(self, axes, *args, **settings)
        for artist in _children(figure) - kept:
            artist.remove()
        return says
    return draw
"""


# --- the ink ----------------------------------------------------------------------------------


class Scope(NamedTuple):
    """A function, with the module and the class that it stands in."""

    path: str
    kind: str
    function: ast.FunctionDef


class Package:
    """The syntax trees of the package, and the functions that the explorers draw with."""

    def __init__(self, root: Path) -> None:
        paths = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.py"))
        self.trees = {path: ast.parse((root / path).read_text()) for path in paths}
        self.scopes: dict[tuple[str, str], Scope] = {}  # methods by class, functions by module
        self.bases: dict[str, list[str]] = {}
        self.imports: dict[tuple[str, str], str] = {}
        for path in [p for p in paths if p.startswith("explorers/") or p == GRAPHS]:
            for node in ast.walk(self.trees[path]):
                self._enter(path, node)

    def _enter(self, path: str, node: ast.AST) -> None:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("d2lmini."):
            module = str(node.module).removeprefix("d2lmini.").replace(".", "/") + ".py"
            self.imports |= {(path, name.asname or name.name): module for name in node.names}
        elif isinstance(node, ast.ClassDef | ast.Module):
            kind = getattr(node, "name", "")
            self.bases[kind] = [ast.unparse(base) for base in getattr(node, "bases", ())]
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    self.scopes[kind or path, inner.name] = Scope(path, kind, inner)

    def resolve(self, scope: Scope, called: ast.AST) -> Scope | None:
        """The function that a name, or self.name, stands for."""
        if isinstance(called, ast.Name):
            place = self.imports.get((scope.path, called.id), scope.path)
            return self.scopes.get((place, called.id))
        if isinstance(called, ast.Attribute) and ast.unparse(called.value) == "self":
            kinds = [scope.kind]
            for kind in kinds:
                kinds += self.bases.get(kind, [])
            return next((s for kind in kinds if (s := self.scopes.get((kind, called.attr)))), None)
        return None

    def ink(self) -> list[Scope]:
        """Every function that some draw_ink runs."""
        found = [scope for (_, name), scope in self.scopes.items() if name == "draw_ink"]
        for scope in found:
            reached = [self.resolve(scope, node) for node in ast.walk(scope.function)]
            found += [other for other in dict.fromkeys(reached) if other and other not in found]
        return found

    def drawing(self, scope: Scope) -> dict[ast.Call, bool]:
        """The calls that draw in a function, and whether each is a statement by itself."""
        nodes = list(ast.walk(scope.function))
        alone = {node.value for node in nodes if isinstance(node, ast.Expr)}
        return {
            n: n in alone
            for n in nodes
            if isinstance(n, ast.Call) and self._draws(scope, n, n in alone)
        }

    def _draws(self, scope: Scope, call: ast.Call, alone: bool) -> bool:
        if isinstance(call.func, ast.Attribute) and call.func.attr in METHODS:
            return True
        helper = self.resolve(scope, call.func)
        return alone and helper is not None and bool(self.drawing(helper))


# --- the errors -------------------------------------------------------------------------------


class Change(NamedTuple):
    """A field of a node of the syntax tree, and what to put there."""

    node: Any
    field: str
    new: Any
    label: str = ""


@contextmanager
def made(change: Change) -> Iterator[None]:
    """Make a change, and take it back."""
    old = getattr(change.node, change.field)
    setattr(change.node, change.field, change.new)
    yield
    setattr(change.node, change.field, old)


def deletions(package: Package, scope: Scope) -> Iterator[Change]:
    """Leave out one thing that is drawn."""
    for call, alone in package.drawing(scope).items():
        func = "(lambda *_, **__: None)" if alone else f"_removed({ast.unparse(call.func)})"
        yield Change(call, "func", parsed(func), ast.unparse(call))


def mirrors(package: Package, scope: Scope) -> Iterator[Change]:
    """Mirror what one call in the ink is given."""
    drawing = {node for call in package.drawing(scope) for node in ast.walk(call)}
    for call in [n for n in ast.walk(scope.function) if isinstance(n, ast.Call)]:
        ways = mirrored(call, package.resolve(scope, call.func), call in drawing)
        new = [flip(arg, ways.get(i, "{}")) for i, arg in enumerate(call.args)]
        if any(a is not b for a, b in zip(new, call.args, strict=True)):
            yield Change(call, "args", new)
        for word in call.keywords:
            if word.arg == "slope" and call in drawing:
                yield Change(word, "value", flip(word.value, NUMBER))


def mirrored(call: ast.Call, helper: Scope | None, draws: bool) -> dict[int, str]:
    """Which arguments of a call to mirror, and how."""
    name = ast.unparse(call.func).split(".")[-1]
    if name in PLACES:
        return {PLACES[name]: PLACE}
    if helper and draws:
        parameters = [a for a in helper.function.args.args if a.arg != "self"]
        kinds = [ast.unparse(a.annotation) if a.annotation else "" for a in parameters]
        ways = {"Point": PLACE, "tuple[float, float]": PLACE, "list[tuple[float, float]]": PLACE}
        return {i: (ways | {"np.ndarray": NUMBER}).get(kind, "{}") for i, kind in enumerate(kinds)}
    if name in METHODS and draws and call.args:
        rows = isinstance(call.args[0], ast.Starred)
        return {0: ROWS} if rows else dict.fromkeys(METHODS[name], NUMBER)
    return {}


def flip(node: ast.expr, way: str) -> ast.expr:
    """An expression, mirrored; but not a 0, which would stay what it is."""
    if way == "{}" or ast.unparse(node) in ("0", "[0]"):
        return node
    if isinstance(node, ast.Starred):
        return ast.Starred(flip(node.value, way))
    return parsed(way.format(ast.unparse(node)))


def parsed(expression: str) -> ast.expr:
    return ast.parse(expression, mode="eval").body


def others(package: Package, path: str) -> list[Change]:
    """A few errors in a module, spread by chance, the same ones while their lines stay the same."""
    drawing = {call for scope in package.scopes.values() for call in package.drawing(scope)}

    def inside(node: ast.AST) -> Iterator[Change]:
        skipped = ast.Raise | ast.Assert | ast.arguments | ast.Dict | ast.AnnAssign
        if node in drawing or isinstance(node, skipped):
            return
        if getattr(node, "name", "") != "draw_backdrop":
            yield from (Change(node, field, new) for field, new in errors(node))
            for child in ast.iter_child_nodes(node):
                yield from inside(child)

    found = sorted(inside(package.trees[path]), key=lambda c: zlib.crc32(shown(c).encode()))
    return list({change.node.lineno: change for change in found}.values())[:PER_MODULE]


def shown(change: Change) -> str:
    """A change as a person would write it."""
    before = ast.unparse(change.node)
    with made(change):
        return change.label or f"{before}  ⟶  {ast.unparse(change.node)}"


def errors(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Small errors that can be made in a node: the field, and what to put there."""
    match node:
        case ast.BinOp(left=ast.Constant(value=str()) | ast.JoinedStr()):
            return
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in SWAPS:
            yield "op", SWAPS[type(op)]()
        case ast.Compare(ops=[op]) if type(op) in SWAPS:
            yield "ops", [SWAPS[type(op)]()]
        case ast.UnaryOp(op=ast.USub()):
            yield "op", ast.UAdd()
        case ast.Subscript(slice=ast.Constant(value=0 | 1 as i)):
            yield "slice", ast.Constant(1 - i)
        case ast.Subscript(slice=ast.Slice(lower, upper, step)) if lower or upper or step:
            yield "slice", ast.Slice()
    for field in ("left", "right", "comparators"):
        match getattr(node, field, None):
            case ast.Constant(value=float(x)) if x:
                yield field, ast.Constant(10 * x)
            case [ast.Constant(value=float(x))] if x:
                yield field, [ast.Constant(10 * x)]


class Mutant(NamedTuple):
    """A module with one error in it."""

    kind: str
    path: str
    name: str
    source: str
    tests: tuple[str, ...]


def mutants(package: Package) -> Iterator[Mutant]:
    """Every mutant of the package, kind by kind."""

    def mutant(kind: str, path: str, change: Change, more: str = "") -> Mutant:
        name = f"{path}:{change.node.lineno} {kind}: {shown(change)}"
        with made(change):
            source = ast.unparse(package.trees[path]) + HELPERS + more
        return Mutant(kind, path, name, source, tests_of(path))

    ink = package.ink()
    for scope in ink:
        yield from (mutant("ink", scope.path, c) for c in deletions(package, scope))
        yield from (mutant("mirror", scope.path, c) for c in mirrors(package, scope))
    for path, kind, function in ink:
        if function.name == "draw_ink":
            change = Change(function, "name", "draw_ink", f"{kind} draws nothing")
            yield mutant("whole", path, change, f"{kind}.draw_ink = _invisible({kind}.draw_ink)")
    for path in package.trees:
        if path not in (GRAPHS, "style.py", "plotting.py", "selfcheck.py"):
            yield from (mutant("other", path, c) for c in others(package, path))


@cache
def tests_of(path: str) -> tuple[str, ...]:
    """The tests that should notice an error in a module, its examples first."""
    tests, module = ROOT / "tests", Path(path)
    beside = tests / module.parent / f"test_{module.name}"
    if path == GRAPHS:
        found = [beside, tests / "explorers/test_chain_rule.py"]
    elif module.parent.name in ("autograd", "calculus", "engine"):
        found = [beside.parent]
    elif beside.exists():
        found = [beside]
    else:  # those that name it
        dotted = f"d2lmini.{path.removesuffix('.py').replace('/', '.')} import"
        every = [t for t in sorted(tests.rglob("test_*.py")) if t.parent.name != "browser"]
        found = [t for t in every if dotted in t.read_text()] or [tests / "explorers"]
    return (f"d2lmini/{path}", *(test.relative_to(ROOT).as_posix() for test in found))


# --- the tests --------------------------------------------------------------------------------


class Result(NamedTuple):
    """Which test failed first, if any, and the seconds that each took."""

    failed: str
    seconds: dict[str, float]


class Watch:
    """A plugin for pytest: the quick tests first, and what became of them."""

    def __init__(self, known: dict[str, float]) -> None:
        self.known, self.failed = known, ""
        self.seconds: dict[str, float] = defaultdict(float)

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:  # noqa: D102
        items.sort(key=lambda item: self.known.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report: Any) -> None:  # noqa: D102
        self.seconds[report.nodeid] += report.duration
        self.failed = self.failed or (report.nodeid if report.failed else "")


def snapshot(folder: str) -> Path:
    """Copy what tests need, for others may be at work on the original."""
    tree = Path(folder, "tree")
    for part in ("d2lmini", "tests", "tools", "notebooks"):
        shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    return tree


def enter(tree: Path) -> None:
    """Work in a copy of one's own, with the modules written as mutants are."""
    os.chdir(shutil.copytree(tree, tree.with_name(str(os.getpid()))))
    for path in Path("d2lmini").rglob("*.py"):
        path.write_text(ast.unparse(ast.parse(path.read_text())))


def attempt(mutant: Mutant, known: dict[str, float]) -> Result:
    """Run its tests in this process's copy, with its module replaced if it has a source."""
    module = Path("d2lmini", mutant.path)
    kept = module.read_text()
    module.write_text(mutant.source or kept)
    receiver, sender = FORK.Pipe(duplex=False)
    limit = 30 + 3 * int(sum(known.values())) if known else 600  # seconds on a core of its own
    child = FORK.Process(target=run_tests, args=(sender, mutant.tests, known, limit))
    child.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll(10 * limit) else Result("no end", {})
    except EOFError:
        return Result("a crash, or no end", {})
    finally:
        child.kill()
        child.join()
        module.write_text(kept)


def run_tests(sender: Any, tests: tuple[str, ...], known: dict[str, float], limit: int) -> None:
    """Import the package from the copy, and test it; in a process of its own."""
    import pytest

    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    resource.setrlimit(resource.RLIMIT_DATA, (8 << 30, 8 << 30))
    sys.path[0] = os.environ["PYTHONPATH"] = os.getcwd()
    here = importlib.import_module("d2lmini").__file__
    assert here == f"{os.getcwd()}/d2lmini/__init__.py", f"{here} is not the copy"
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    watch = Watch(known)
    options = ["-x", "-q", "-p", "no:cacheprovider", "--assert=plain", "--hypothesis-seed=0"]
    code = int(pytest.main([*options, *tests], plugins=[watch]))
    failed = watch.failed or (f"pytest's exit code {code}" if code else "")
    sender.send(Result(failed, dict(watch.seconds)))


def run(chosen: list[Mutant], tree: Path, jobs: int) -> Iterator[tuple[Mutant, Result]]:
    """Run the tests on the package as it is, then, where they pass, on every mutant."""
    os.environ |= {"OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    for name in HEAVY.split():
        importlib.import_module(name)
    with ProcessPoolExecutor(jobs, FORK, enter, (tree,)) as pool:
        sound = list({m.tests: m._replace(source="") for m in chosen}.values())
        seconds = {}
        for mutant, result in zip(sound, pool.map(attempt, sound, repeat({})), strict=True):
            show(result, " ".join(mutant.tests), "passes as it is")
            if not result.failed:
                seconds[mutant.tests] = result.seconds
        tried = [mutant for mutant in chosen if mutant.tests in seconds]
        known = [seconds[mutant.tests] for mutant in tried]
        for mutant, result in zip(tried, pool.map(attempt, tried, known), strict=True):
            show(result, mutant.name, "SURVIVES")
            yield mutant, result


def show(result: Result, name: str, good: str) -> None:
    seconds = sum(result.seconds.values())
    print(f"{seconds:5.1f} s  {name}  |  {result.failed or good}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--kind", choices=KINDS, help="errors of one kind only")
    parser.add_argument("--only", default="", metavar="PATTERN", help="a part of their names")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="list them, and run nothing")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tree = snapshot(folder)
        every = [m for m in mutants(Package(tree / "d2lmini")) if asked.kind in (None, m.kind)]
        chosen = [mutant for mutant in every if asked.only in mutant.name]
        if asked.list:
            print(*(mutant.name for mutant in chosen), sep="\n")
        else:
            report(list(run(chosen, tree, asked.jobs)))


def report(results: list[tuple[Mutant, Result]]) -> None:
    """Count by kind what was noticed, and name what was not."""
    for kind in KINDS:
        failed = {mutant.name: result.failed for mutant, result in results if mutant.kind == kind}
        missed = [name for name, test in failed.items() if not test]
        if failed:
            killed = len(failed) - len(missed)
            print(f"\n{kind}: {killed} of {len(failed)} noticed, {killed / len(failed):.0%}")
        for name in missed:
            print(f"  survives: {name}")


if __name__ == "__main__":
    main()
