"""flask audit …: prove the audit trail whole, and seal it."""

import sys

import click
from flask.cli import AppGroup

from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.services import audit
from competition.services.unit_of_work import reading, unit_of_work

SYSTEM = Actor(roles=frozenset({(Role.STEWARD, INSTALLATION)}), name="command line")
audit_commands = AppGroup("audit", help="Prove the audit trail whole, and seal it.")


@audit_commands.command("verify")
def verify() -> None:
    """Recompute every digest; exit 1 and name each record that was tampered with."""
    with reading(SYSTEM) as uow:
        check = audit.verify_audit(uow)
    for issue in check.issues:
        click.echo(str(issue), err=True)
    click.echo(
        f"{check.records} records in {check.chains} chains, {check.seals} seals:"
        f" {len(check.issues)} faults"
    )
    sys.exit(1 if check.issues else 0)


@audit_commands.command("seal")
def seal() -> None:
    """Seal what was recorded since the last seal; note the printed digest down elsewhere."""
    with unit_of_work(SYSTEM) as uow:
        digest = audit.seal_audit(uow)
    click.echo(digest or "Nothing was recorded since the last seal.")
