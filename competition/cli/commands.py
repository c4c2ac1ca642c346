"""Every command of the application."""

from flask import Flask

from competition.cli.accounts import account_commands
from competition.cli.audit import audit_commands
from competition.cli.catalogues import catalogue_commands
from competition.cli.compute import compute_command
from competition.cli.demo import demo_commands
from competition.cli.files import file_commands
from competition.cli.organisations import organisation_commands
from competition.cli.retention import retention_commands


def register_commands(app: Flask) -> None:
    """Make every command known to `flask`."""
    for command in (
        account_commands,
        audit_commands,
        catalogue_commands,
        compute_command,
        demo_commands,
        file_commands,
        organisation_commands,
        retention_commands,
    ):
        app.cli.add_command(command)
