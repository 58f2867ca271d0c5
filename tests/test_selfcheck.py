import pytest
from packaging.requirements import Requirement

from d2lmini import check_installation, selfcheck


def test_this_installation_is_whole(capsys):
    check_installation()
    assert capsys.readouterr().out == "Everything the notebooks need is here.\n"


def test_what_is_missing_is_named_with_its_remedy(capsys, monkeypatch):
    wanted = ["no-such-package>=2", "numpy>=999", "torch>=2", "pytest>=8 ; extra == 'test'"]
    monkeypatch.setattr(selfcheck, "requires", lambda name: wanted)
    check_installation()
    said = capsys.readouterr().out
    assert "no-such-package is missing" in said
    assert "numpy is " in said
    assert "needed is >=999" in said
    assert "torch" not in said
    assert 'pip install "no-such-package>=2" "numpy>=999"' in said


@pytest.mark.parametrize("name", ["numpy", "torch", "jupyterlab"])
def test_what_the_notebooks_import_is_required(name):
    assert name in {Requirement(line).name for line in selfcheck.requires("d2lmini")}
