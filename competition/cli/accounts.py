"""flask accounts …: make the first administrator, grant roles."""

import click
from flask.cli import AppGroup

from competition.domain.errors import CompetitionError
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.services import accounts
from competition.services.unit_of_work import unit_of_work

SYSTEM = Actor(roles=frozenset({(Role.ADMINISTRATOR, INSTALLATION)}), name="command line")
account_commands = AppGroup("accounts", help="Make accounts and grant roles.")


@account_commands.command("create")
@click.argument("login")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role if role != Role.WORKER]))
@click.password_option(help="Asked for when it is not given.")
def create(login: str, name: str, role: str | None, password: str) -> None:
    """Open an account, with a role in the whole installation if one is named."""
    try:
        new = accounts.prepare_account(login, name, password)
        with unit_of_work(SYSTEM) as uow:
            account_id = accounts.register_account(uow, new)
            if role:
                accounts.grant_role(uow, account_id, Role(role), INSTALLATION)
    except CompetitionError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Account {account_id} is ready.")
