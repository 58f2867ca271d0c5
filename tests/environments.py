"""Empty environments, in which what d2lmini needs is borrowed from this one."""

import sysconfig
import venv
from pathlib import Path


def make_environment(folder):
    """Make an environment and return the folder of its commands.

    A path in a .pth file is searched, but its own .pth files are not read: d2lmini as it is
    installed here, from the clone, stays out of sight.
    """
    venv.create(folder, symlinks=True)
    scheme = sysconfig.get_paths("venv", {"base": str(folder), "platbase": str(folder)})
    Path(scheme["purelib"], "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return Path(scheme["scripts"])
