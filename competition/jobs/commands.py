"""flask jobs …: the worker beside the server."""

import click
from flask.cli import AppGroup

from competition.jobs.carrier import Carrier


def job_commands(carrier: Carrier) -> AppGroup:
    """The commands of the jobs that this carrier carries."""
    group = AppGroup("jobs", help="Run the work that goes on after the page.")

    @group.command("work")
    @click.option("--threads", default=2, show_default=True, help="Jobs at the same time.")
    def work(threads: int) -> None:
        """Run jobs until stopped. Running ones get ten seconds, then they are queued again."""
        carrier.work(threads)

    @group.command("sweep")
    def sweep() -> None:
        """Queue again what lost workers left; hand over what was never handed over."""
        carrier.runner.sweep()

    return group
