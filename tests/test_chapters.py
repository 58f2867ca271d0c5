"""The chapters in a folder of the learner's own: complete, renewed, and never written over."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from environments import make_environment

from d2lmini.chapters import CHAPTERS, FIRST, FOLDER, RECORD, copy_chapters

ROOT = Path(__file__).parents[1]
OURS = {str(p.relative_to(CHAPTERS)): p.read_bytes() for p in sorted(CHAPTERS.glob("*.ipynb"))}
OURS |= {str(p.relative_to(CHAPTERS)): p.read_bytes() for p in CHAPTERS.glob("solutions/*.ipynb")}


class Course:
    """Small chapters of some versions, and a learner's folder."""

    def __init__(self, home):
        self.chapters, self.folder = home / "chapters", home / "mine 中文"
        self.chapters.mkdir()

    def publish(self, **chapters):
        for name, text in chapters.items():
            path = self.chapters / f"{name.replace('__', '/')}.ipynb"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)

    def copy(self, release="2.0"):
        return copy_chapters(self.folder, self.chapters, release)

    def held(self):
        paths = (p for p in self.folder.rglob("*") if p.is_file() and p.name != RECORD)
        return {p.relative_to(self.folder).as_posix(): p.read_text() for p in paths}

    def write(self, name, text):
        self.folder.mkdir(exist_ok=True)
        (self.folder / name).write_bytes(text.encode("latin-1"))


@pytest.fixture
def course(tmp_path):
    course = Course(tmp_path)
    course.publish(one="1 in v1", two="2 in v1", solutions__one="solved")
    return course


def test_all_chapters_are_copied(course):
    assert course.copy() == [f"Notebooks copied to {course.folder}: 3."]
    assert course.held() == {
        "one.ipynb": "1 in v1",
        "two.ipynb": "2 in v1",
        "solutions/one.ipynb": "solved",
    }


def test_a_second_run_changes_nothing(course):
    course.copy()
    before = {path: path.stat().st_mtime_ns for path in course.folder.rglob("*.ipynb")}
    assert course.copy() == []
    assert {path: path.stat().st_mtime_ns for path in course.folder.rglob("*.ipynb")} == before


def test_an_upgrade_renews_what_the_learner_left_alone(course):
    course.copy()
    course.publish(one="1 in v2", three="3 in v2")
    assert course.copy() == [
        f"Notebooks copied to {course.folder}: 1.",
        "Brought up to date: one.ipynb.",
    ]
    assert course.held()["one.ipynb"] == "1 in v2"
    assert course.held()["three.ipynb"] == "3 in v2"
    assert course.copy() == []


def test_what_the_learner_changed_stays_and_the_new_one_stands_beside_it(course):
    course.copy("1.0")
    course.write("one.ipynb", "mine")
    course.write("two.ipynb", "mine, too")
    assert course.copy("1.0") == []
    course.publish(one="1 in v2")
    assert course.copy() == [
        "You have changed one.ipynb, so it stays as it is; the new version is one-2.0.ipynb."
    ]
    assert course.held() == {
        "one.ipynb": "mine",
        "one-2.0.ipynb": "1 in v2",
        "two.ipynb": "mine, too",
        "solutions/one.ipynb": "solved",
    }
    assert course.copy() == []


def test_the_new_one_is_offered_once_for_each_version(course):
    course.copy("1.0")
    course.write("one.ipynb", "mine")
    course.publish(one="1 in v2")
    course.copy()
    (course.folder / "one-2.0.ipynb").unlink()
    assert course.copy() == []
    course.publish(one="1 in v3")
    assert "one-3.0.ipynb" in course.copy("3.0")[0]
    assert course.held()["one.ipynb"] == "mine"


def test_a_copy_takes_no_name_that_is_taken(course):
    course.copy("1.0")
    course.write("one.ipynb", "mine")
    course.write("one-2.0.ipynb", "mine, too")
    course.publish(one="1 in v2")
    assert "one-2.0-2.ipynb" in course.copy()[0]
    assert course.held()["one-2.0.ipynb"] == "mine, too"
    assert course.held()["one-2.0-2.ipynb"] == "1 in v2"


def test_a_change_back_is_no_change(course):
    course.copy("1.0")
    course.write("one.ipynb", "mine")
    course.write("one.ipynb", "1 in v1")
    course.publish(one="1 in v2")
    assert course.copy() == ["Brought up to date: one.ipynb."]


def test_a_chapter_that_was_deleted_comes_again(course):
    course.copy()
    (course.folder / "one.ipynb").unlink()
    assert course.copy() == [f"Notebooks copied to {course.folder}: 1."]
    assert course.held()["one.ipynb"] == "1 in v1"


@pytest.mark.parametrize("record", [None, "", "{", "[1]", "3", "\xff"])
def test_without_a_record_everything_is_the_learners(course, record):
    course.write("one.ipynb", "mine")
    if record is not None:
        course.write(RECORD, record)
    assert course.copy()[-1].endswith("the new version is one-2.0.ipynb.")
    assert course.held()["one.ipynb"] == "mine"
    assert course.copy() == []


def test_hidden_copies_are_left_behind(course):
    hidden = course.chapters / ".ipynb_checkpoints"
    hidden.mkdir()
    (hidden / "one-checkpoint.ipynb").write_text("old")
    course.copy()
    assert not any("checkpoint" in name for name in course.held())


def test_a_copy_that_fails_leaves_the_old_chapter_and_knows_the_others(course, monkeypatch):
    course.copy("1.0")
    course.write("one.ipynb", "mine")
    course.publish(one="1 in v2", two="2 in v2")

    real = Path.write_bytes

    def full(self, content):
        if "two" in self.name:
            raise OSError("no space left")
        return real(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space left"):
        course.copy()
    monkeypatch.undo()
    assert course.held()["two.ipynb"] == "2 in v1"
    assert course.held()["one-2.0.ipynb"] == "1 in v2"
    assert course.copy() == ["Brought up to date: two.ipynb."]  # and no second one-2.0


def test_in_a_clone_the_chapters_are_those_of_the_clone():
    assert ROOT / "notebooks" == CHAPTERS
    assert FIRST in OURS


# --- from the wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel as pip does, from what git would give to a stranger."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Where the commands of an environment are that holds the wheel; what it needs is borrowed."""
    commands = make_environment(tmp_path_factory.mktemp("environment"))
    pip = [commands / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--disable-pip-version-check", wheel], check=True)
    return commands


def run(command, cwd):
    """Run a command; JupyterLab is only asked for its version."""
    done = subprocess.run([*command, "--version"], cwd=cwd, capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines(), done.stderr


def test_the_wheel_is_what_is_installed(installed):
    code = "import d2lmini; print(d2lmini.__file__)"
    said = subprocess.check_output([installed / "python", "-c", code], text=True, cwd=installed)
    assert Path(said.strip()).is_relative_to(installed.parent)


def test_one_command_copies_the_chapters(installed, tmp_path):
    home = tmp_path / "a home, 中文"
    home.mkdir()
    code, said, _ = run([installed / "d2lmini"], home)
    mine = home / FOLDER
    assert code == 0
    assert said[0] == f"Notebooks copied to {mine}: {len(OURS)}."
    assert len(said) == 2  # JupyterLab's version
    assert {str(p.relative_to(mine)): p.read_bytes() for p in mine.rglob("*.ipynb")} == OURS

    changed = mine / FIRST
    changed.write_text(changed.read_text() + "\n")
    before = changed.read_bytes()
    for where in (home, mine):  # from within, too
        code, said, _ = run([installed / "python", "-m", "d2lmini"], where)
        assert (code, len(said)) == (0, 1)
    record = json.loads((mine / RECORD).read_text())
    (mine / RECORD).write_text(json.dumps(record | {FIRST: "of an older version"}))
    code, said, _ = run([installed / "d2lmini"], home)
    assert said[0].startswith(f"You have changed {FIRST}, so it stays as it is")
    assert changed.read_bytes() == before
    assert (mine / "00_start_here-0.1.0.ipynb").read_bytes() == OURS[FIRST]
    assert not (mine / FOLDER).exists()


def test_a_folder_that_cannot_be_written_is_an_error_in_words(installed, tmp_path):
    (tmp_path / "taken").write_text("a file")
    code, said, complaint = run([installed / "d2lmini", "--folder", "taken"], tmp_path)
    assert (code, said) == (1, [])
    assert complaint.startswith(
        f"The chapters cannot be copied to {tmp_path / 'taken'}: File exists"
    )
    assert "d2lmini --folder my-notebooks" in complaint
    assert "Traceback" not in complaint


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(installed, tmp_path):
    tmp_path.chmod(0o500)
    code, _, complaint = run([installed / "d2lmini"], tmp_path)
    tmp_path.chmod(0o700)
    assert code == 1
    assert "Permission denied" in complaint


def test_jupyterlab_opens_there(installed, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", f"--port={port}", "--IdentityProvider.token=t", "--folder", "mine"]
    server = subprocess.Popen([installed / "d2lmini", *options], cwd=tmp_path, stderr=-3, stdout=-3)
    try:
        for _ in range(600):
            time.sleep(0.1)
            try:
                address = f"http://127.0.0.1:{port}/api/contents?token=t"
                listed = json.load(urllib.request.urlopen(address))["content"]
                break
            except OSError:
                assert server.poll() is None
    finally:
        server.terminate()
        server.wait(60)
    assert {entry["name"] for entry in listed} == {Path(name).parts[0] for name in OURS}
    shutil.rmtree(tmp_path / "mine")
