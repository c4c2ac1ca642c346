"""flask retention …: take away the personal data whose time is over."""

import click
from flask.cli import AppGroup

from competition.services import retention
from competition.services.jobs import SYSTEM
from competition.services.unit_of_work import reading, unit_of_work

retention_commands = AppGroup("retention", help="Keep personal data no longer than they may be.")


@retention_commands.command("run")
@click.option("--dry-run", is_flag=True, help="Only say what is due.")
def run(*, dry_run: bool) -> None:
    """Take away all that is due, here and now, in steps of 500 rows."""
    if dry_run:
        with reading(SYSTEM) as uow:
            _say(retention.describe_retention(uow))
        return
    with unit_of_work(SYSTEM) as uow:
        run_id, tasks = retention.begin_run(uow)
    for task in tasks:
        removed, amount = 0, retention.BATCH
        while amount == retention.BATCH:
            with unit_of_work(SYSTEM) as uow:
                amount = retention.remove_some(uow, run_id, task)
            removed += amount
        where = f"competition {task.competition_id}" if task.competition_id else "everywhere"
        click.echo(f"{task.kind.value}: {removed} ({where})")
    click.echo(f"Run {run_id} is done.")


def _say(outlook: retention.Outlook) -> None:
    for one in outlook.upcoming:
        if one.is_due:
            click.echo(
                f"{one.what.kind.value}: {one.what.amount} (competition {one.what.competition_id})"
            )
    for other in outlook.aging:
        if other.due:
            click.echo(f"{other.kind.value}: {other.due} (everywhere)")
    click.echo(f"Due: {outlook.due}")
