"""Is everything here that the notebooks need?"""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement


def check_installation() -> None:
    """Print what is missing in this installation, and how to get it.

    What is needed is read from d2lmini's own requirements.

    Examples
    --------
    >>> check_installation()
    Everything the notebooks need is here.
    """
    needed = [Requirement(line) for line in requires("d2lmini") or []]
    faults = {r: fault for r in needed if (fault := _fault(r))}
    if not faults:
        print("Everything the notebooks need is here.")
        return
    print("\n".join(faults.values()))
    missing = " ".join(f'"{r.name}{r.specifier}"' for r in faults)
    print("\nTo get it, type in a terminal, then restart the kernel:")
    print(f"{sys.executable} -m pip install {missing}")


def _fault(requirement: Requirement) -> str:
    """Say what is wrong with one required package, or nothing."""
    if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
        return ""
    try:
        found = version(requirement.name)
    except PackageNotFoundError:
        return f"{requirement.name} is missing"
    if found not in requirement.specifier:
        return f"{requirement.name} is {found}, needed is {requirement.specifier}"
    return ""
