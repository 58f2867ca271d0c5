"""``d2lmini``, or ``python -m d2lmini``: the chapters in a folder of one's own, in JupyterLab."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from d2lmini.chapters import FIRST, FOLDER, RECORD, copy_chapters
from d2lmini.words import say


def main() -> None:
    """Copy the chapters, say what was done, and open JupyterLab there."""
    parser = argparse.ArgumentParser(
        prog="d2lmini",
        description="Copy the chapters into a folder of your own and open them in JupyterLab. Run "
        "it again after an upgrade: chapters that you have changed stay as they are.",
        epilog="All other arguments are passed on to JupyterLab, such as --no-browser.",
        allow_abbrev=False,
    )
    here = Path() if Path(RECORD).exists() else Path(FOLDER)
    parser.add_argument("--folder", type=Path, default=here, help=f"by default {FOLDER}")
    own, passed_on = parser.parse_known_args()
    try:
        for line in copy_chapters(own.folder.absolute()):
            print(line)
        os.chdir(own.folder)
    except OSError as error:
        sys.exit(
            say(
                "The chapters cannot be copied to {folder}: {error}. Name another folder, such as "
                "d2lmini --folder my-notebooks.",
                folder=own.folder.absolute(),
                error=error.strerror or type(error).__name__,
            )
        )
    from jupyterlab.labapp import LabApp  # a second or two

    # In a container one is root, and JupyterLab wants to be told that this is meant.
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    LabApp.launch_instance([FIRST, *as_root, *passed_on])


if __name__ == "__main__":
    main()
