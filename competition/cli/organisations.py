"""flask organisations …: write down who holds competitions."""

import click
from flask.cli import AppGroup

from competition.domain.errors import CompetitionError
from competition.domain.organisations import OrganisationKind
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.services import organisations
from competition.services.unit_of_work import unit_of_work

SYSTEM = Actor(roles=frozenset({(Role.ADMINISTRATOR, INSTALLATION)}), name="command line")
organisation_commands = AppGroup("organisations", help="Write down who holds competitions.")


@organisation_commands.command("create")
@click.argument("name")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in OrganisationKind]),
    default="federation",
    show_default=True,
)
def create(name: str, kind: str) -> None:
    """Write down a federation, a district or industry union, or a unit."""
    try:
        with unit_of_work(SYSTEM) as uow:
            organisation_id = organisations.create_organisation(uow, name, kind)
    except CompetitionError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Organisation {organisation_id} is written down.")
