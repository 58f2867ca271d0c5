"""What conda and Binder read, as far as it can be proved without building an image."""

import io
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
import yaml
from environments import make_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rattler import MatchSpec
from repo2docker.app import Repo2Docker
from repo2docker.buildpacks.conda import CondaBuildPack

ROOT = Path(__file__).parents[1]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CALLED = {"torch": "pytorch-cpu", "matplotlib": "matplotlib-base"}  # on conda-forge
BESIDES = {"python", "pip", "nbval"}  # pip installs d2lmini itself

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Binder runs on Linux")


@pytest.fixture
def tree(tmp_path):
    """What a clone would hold, the symbolic link included."""
    listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / name, follow_symlinks=False)
    return tmp_path


# --- environment.yml


def test_only_conda_forge_is_asked():
    assert ENVIRONMENT["name"] == "d2lmini"
    assert ENVIRONMENT["channels"] == ["conda-forge", "nodefaults"]
    assert all(isinstance(line, str) for line in ENVIRONMENT["dependencies"])  # no pip section


def test_what_is_asked_for_is_what_pyproject_asks_for():
    ranges = {r.name: str(r.specifier) for r in map(Requirement, PROJECT["dependencies"])}
    wanted = {canonicalize_name(CALLED.get(name, name)): r for name, r in ranges.items()}
    asked = [MatchSpec(line, strict=True) for line in ENVIRONMENT["dependencies"]]
    found = {spec.name.normalized: str(spec.version) for spec in asked}
    assert {name: r for name, r in found.items() if name not in BESIDES} == wanted
    assert {*found} >= BESIDES


def test_python_is_the_one_that_was_tested():
    assert "python=3.11" in ENVIRONMENT["dependencies"]
    assert PROJECT["requires-python"] == ">=3.11"


def test_binder_reads_the_same_file():
    assert (ROOT / "binder" / "environment.yml").resolve() == ROOT / "environment.yml"
    listed = ["git", "ls-files", "--stage", "binder"]
    modes = subprocess.check_output(listed, cwd=ROOT, text=True).split()[::4]
    assert modes == ["120000", "100755", "100755"]  # a link; two that can be executed


# --- the image


def test_repo2docker_picks_conda_and_copies_what_it_needs(tree, monkeypatch):
    monkeypatch.chdir(tree)
    app = Repo2Docker(default_buildpack=None)
    packs = (pack(base_image=app.base_image) for pack in app.buildpacks)
    pack = next(pack for pack in packs if pack.detect())
    assert type(pack) is CondaBuildPack
    assert pack.python_version == "3.11"

    sent = {}
    client = type("Client", (), {"build": lambda self, **given: sent.update(given) or []})()
    pack.platform = "linux/amd64"
    list(pack.build(client, "image", 0, {}, [], {}, platform="linux/amd64"))
    with tarfile.open(fileobj=io.BytesIO(sent["fileobj"].getvalue())) as context:
        dockerfile = context.extractfile("Dockerfile").read().decode()
        linked = context.extractfile("src/binder/environment.yml").read()  # through the link
        executable = context.getmember("src/binder/postBuild").mode & 0o111
        names = context.getnames()
    assert linked == (ROOT / "environment.yml").read_bytes()
    assert executable
    assert "src/notebooks/00_start_here.ipynb" in names
    for step in (
        'env update -p ${NB_PYTHON_PREFIX} --file "binder/environment.yml"',
        "RUN ./binder/postBuild",
        'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"',
    ):
        assert step in dockerfile


def test_post_build_installs_d2lmini(tree, tmp_path_factory):
    folder = tmp_path_factory.mktemp("image")
    commands = make_environment(folder)  # with what is here instead of what conda brings
    environment = os.environ | {
        "PATH": f"{commands}:{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's way of saying: without isolation
        "OMP_NUM_THREADS": "8",
    }
    quiet = {"check": True, "capture_output": True, "text": True, "env": environment}
    subprocess.run([tree / "binder" / "postBuild"], cwd=tree, **quiet)
    code = (
        "import d2lmini, os; d2lmini.check_installation();"
        "print(d2lmini.__file__, os.environ['OMP_NUM_THREADS'])"
    )
    start = [tree / "binder" / "start", "python", "-c", code]
    said = subprocess.run(start, cwd=folder, **quiet).stdout
    assert said.startswith("Everything the notebooks need is here.")
    where, threads = said.splitlines()[-1].split()
    assert Path(where).is_relative_to(folder)
    assert threads == "1"


# --- where only nbval is added


def test_a_plain_pytest_checks_a_notebook(tree):
    """As on Binder: without the plugins that the tests here need."""
    plugins = ["timeout", "xdist", "hypothesispytest"]
    without = [option for name in plugins for option in ("-p", f"no:{name}")]
    command = [sys.executable, "-m", "pytest", "--nbval", "--quiet", *without]
    notebook = "notebooks/09_jacobians_and_shapes.ipynb"
    done = subprocess.run([*command, notebook], cwd=tree, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
