"""A worker that is killed while it enters a list: python -m tests.jobs.dying_list_worker

It dies by SIGKILL in the middle of a transaction, at the row that is named.
"""

import itertools
import os
import signal
import sys
from pathlib import Path

from competition.app import create_app
from competition.jobs import HANDLERS
from competition.jobs.running import Runner
from competition.services import list_rows
from tests.conftest import settings


def die_at(row):
    """Let the process be killed when this row is about to be entered."""
    calls, enter_row = itertools.count(1), list_rows.enter_row

    def enter_or_die(*given):
        if next(calls) == row:
            os.kill(os.getpid(), signal.SIGKILL)
        return enter_row(*given)

    list_rows.enter_row = enter_or_die


if __name__ == "__main__":
    url, folder = sys.argv[1], Path(sys.argv[2])
    job_id, row = (int(text) for text in sys.argv[3:])
    die_at(row)
    Runner(create_app(settings(url, folder)).app_context, HANDLERS).run(job_id)
