"""flask demo …: fill an empty database with the demonstration city, say who can sign in there."""

from unicodedata import east_asian_width

import click
from flask.cli import AppGroup

from competition.domain.errors import Conflict
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.services.accounts import find_account
from competition.services.demo.factors import demonstration_code, known_secret
from competition.services.demo.load import is_loaded, load_city, prepare_people, require_empty
from competition.services.demo.people import CAST, PASSWORD, City, Person
from competition.services.unit_of_work import reading, unit_of_work

SYSTEM = Actor(roles=frozenset({(Role.ADMINISTRATOR, INSTALLATION)}), name="command line")
TITLES = {
    "admin": "管理员 administrator",
    "organiser": "组委会 organiser",
    "steward": "监督仲裁 steward",
    "chief": "裁判长 chief judge",
    "judge": "裁判 judge",
    "officer": "工会干部 officer",
    "clerk": "单位经办人 clerk",
    "worker": "职工 worker",
}
FACTOR = """
动态码：除职工外都要。JIANGJIE_DEMONSTRATION=1 时（make run 已设）登录页直接显示；
否则运行 flask demo code organiser。
Second factor: everybody but workers. With JIANGJIE_DEMONSTRATION=1 (make run sets it) the sign-in
page shows the code; else flask demo code organiser prints it."""
demo_commands = AppGroup("demo", help="The demonstration city: made-up people, units and results.")


@demo_commands.command("load")
@click.option("--if-empty", is_flag=True, help="Leave a database with accounts alone in peace.")
def load(if_empty: bool) -> None:
    """Fill an empty database, all or nothing; a city that stands already stays as it is."""
    with reading(SYSTEM) as uow:
        if is_loaded(uow):
            click.echo("The demonstration city is loaded already.")
            return
        try:
            require_empty(uow)
        except Conflict as refusal:
            if not if_empty:
                raise click.ClickException(str(refusal)) from refusal
            click.echo("This database is in use: the demonstration city is not loaded.")
            return
    click.echo("Loading the demonstration city …")
    city = City()
    people = prepare_people(city)
    with unit_of_work(SYSTEM) as uow:
        for progress in load_city(uow, city, people):
            click.echo(f"  {progress}")
    click.echo("The demonstration city is loaded.")


@demo_commands.command("accounts")
def accounts() -> None:
    """Print whom one can be in the demonstration city; nothing when it is not loaded."""
    with reading(SYSTEM) as uow:
        if not is_loaded(uow):
            return
    rows = [("角色 role", "账号 sign-in", "密码 password", "试一试 what to try")]
    rows += [(_title(person), person.login, PASSWORD, person.hint) for person in CAST]
    widths = [max(_width(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = [cell + " " * (widths[at] - _width(cell)) for at, cell in enumerate(row[:3])]
        click.echo("  ".join((*cells, row[3])))
    click.echo(FACTOR)


@demo_commands.command("code")
@click.argument("login", type=click.Choice([person.login for person in CAST]))
def code(login: str) -> None:
    """Print the code of the moment of a demonstration account, and the secret for an app."""
    with reading(SYSTEM) as uow:
        account_id = find_account(uow, login) if is_loaded(uow) else None
        found = demonstration_code(uow, account_id) if account_id is not None else None
    if found is None:
        raise click.ClickException("There is no code: not loaded, no second factor, or just used.")
    click.echo(f"{found}  ({known_secret(login)})")


def _title(person: Person) -> str:
    return TITLES[person.login.rstrip("0123456789")]


def _width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if east_asian_width(sign) in "FW" else 1 for sign in text)
