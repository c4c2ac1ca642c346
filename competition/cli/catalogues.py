"""flask catalogues …: fill the catalogues of occupations and industries."""

import click
from flask.cli import AppGroup

from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.services import catalogues
from competition.services.unit_of_work import unit_of_work

SYSTEM = Actor(roles=frozenset({(Role.ADMINISTRATOR, INSTALLATION)}), name="command line")
catalogue_commands = AppGroup("catalogues", help="Occupations and industries.")


@catalogue_commands.command("load")
def load() -> None:
    """Add the occupations and industries that come along; what is there stays as it is."""
    with unit_of_work(SYSTEM) as uow:
        added = catalogues.load_shipped(uow)
    click.echo(", ".join(f"{kind.value}: {many} added" for kind, many in added.items()))
