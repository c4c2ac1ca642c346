"""`flask compute` by itself: it needs no database and no settings, so it waits for neither."""

import sys
from collections.abc import Sequence
from pathlib import Path

from flask import Flask

WITH_A_VALUE = {"-A", "--app", "-e", "--env-file"}


def app_for_compute(arguments: Sequence[str] | None = None) -> Flask | None:
    """Give an application that knows `compute` alone where `flask` is called for it, else None."""
    program, *words = arguments or sys.argv
    if "flask" not in Path(program).parts[-2:] or _command(words) != "compute":
        return None
    from competition.cli.compute import compute_command  # noqa: PLC0415 -- loaded where needed

    app = Flask("competition")
    app.cli.add_command(compute_command)
    return app


def _command(words: Sequence[str]) -> str | None:
    """The first word that is neither an option of `flask` nor the value of one."""
    left = iter(words)
    for word in left:
        if not word.startswith("-"):
            return word
        if word in WITH_A_VALUE:
            next(left, None)
    return None
