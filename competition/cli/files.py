"""flask files …: clear away what no form and no row wants any more."""

import click
from flask.cli import AppGroup

from competition.domain.permissions import Actor
from competition.services import files
from competition.services.unit_of_work import unit_of_work

file_commands = AppGroup("files", help="Clear away uploads that nothing needs.")


@file_commands.command("sweep")
def sweep() -> None:
    """Remove uploads whose form never came, and contents that no row names."""
    with unit_of_work(Actor(name="command line")) as uow:
        stale, orphans = files.sweep_files(uow)
    click.echo(f"Removed: {stale} uploads without a form, {orphans} contents without a row.")
