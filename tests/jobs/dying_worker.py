"""A worker that dies right after it handed a text in: python -m tests.jobs.dying_worker"""

import os
import sys
from pathlib import Path

from competition.app import create_app
from competition.domain.messages import Channel
from competition.jobs.messages import PostOffice
from competition.jobs.running import Runner
from competition.jobs.sms import FileGateway, SmsCourier
from tests.conftest import settings


class LastText(FileGateway):
    """Writes the text and takes the process with it."""

    def send(self, number, text, reference):
        super().send(number, text, reference)
        os._exit(9)


if __name__ == "__main__":
    url, folder, job_id = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    office = PostOffice({Channel.SMS: lambda: SmsCourier(LastText(folder))}, "")
    Runner(create_app(settings(url, folder)).app_context, office.handlers()).run(job_id)
