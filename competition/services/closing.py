"""Closing one's own account: what that means, what has to end first, and doing it."""

from dataclasses import dataclass

from competition.domain.issues import Issue
from competition.domain.own_data import closing_issues, require_closable
from competition.persistence import accounts, closing
from competition.services.people import own_account_id
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Closing:
    """What has to end first, how many entries stay as public record, how many lose their name."""

    issues: tuple[Issue, ...]
    ranked: int
    others: int


def describe_closing(uow: UnitOfWork) -> Closing:
    """What closing one's own account would mean. For the signed in."""
    account_id = own_account_id(uow)
    issues = closing_issues(closing.ties(uow.session, account_id))
    return Closing(tuple(issues), *closing.count_entries(uow.session, account_id))


def close_own_account(uow: UnitOfWork) -> None:
    """End one's own account for good; the caller has asked for the present password,
    or for a new sign-in at a connected identity provider.

    What rankings say of the person stays; everything else goes or loses its name.
    Audited as account.closed. Raises RuleViolation OWN-03; then nothing is written.
    """
    account_id = own_account_id(uow)
    require_closable(closing_issues(closing.ties(uow.session, account_id)))
    closing.close(uow.session, account_id, uow.now)
    accounts.revoke_sessions(uow.session, account_id, uow.now)
    uow.audit("account.closed", f"account:{account_id}")
