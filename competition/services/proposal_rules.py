"""What organisers do with a season's rules for proposals: read them, set them anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.permissions import Permission
from competition.domain.proposal_rules import ProposalRules, read_rules, write_rules
from competition.persistence import proposal_rules as rows
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RulesDescription:
    """The rules that hold for a season; `set_in` is the season they were set in, 0 for none.

    `number` is the version of this very season, 0 while it only takes over those before it.
    """

    season: int
    rules: ProposalRules
    set_in: int = 0
    number: int = 0
    reason: str = ""
    made_by: str = ""
    made_at: datetime | None = None


def describe_rules(uow: UnitOfWork, season: int) -> RulesDescription:
    """Show a season's rules. Needs PROPOSAL_DECIDE."""
    uow.authorise(Permission.PROPOSAL_DECIDE)
    return _described(uow, season)


def save_rules(
    uow: UnitOfWork, season: int, texts: Mapping[str, object], base: int, reason: str
) -> int:
    """Save a new version of a season's rules, on top of version `base`; its number.

    They hold for what is handed in or decided from now on. Needs PROPOSAL_DECIDE. Audited as
    proposal_rules.saved. Raises RuleViolation PRP-08 or PRP-21, Conflict with the newest version.
    """
    uow.authorise(Permission.PROPOSAL_DECIDE)
    rules, issues = read_rules(texts)
    for issue in issues:
        raise RuleViolation(issue.rule, issue.message, field=issue.path, **issue.params)
    newest = _described(uow, season)
    if newest.number != base:
        raise Conflict("The rules were changed meanwhile.", theirs=newest, ours=rules)
    number, account = base + 1, uow.actor.account_id
    cut = reason.strip()[:400]
    rows.add(uow.session, season, number, write_rules(rules), cut, account, uow.now)
    uow.audit("proposal_rules.saved", f"season:{season}", version=number, reason=cut)
    return number


def _described(uow: UnitOfWork, season: int) -> RulesDescription:
    found = rows.newest(uow.session, season)
    if found is None:
        return RulesDescription(season, ProposalRules())
    rules, _ = read_rules(found.texts)
    is_own = found.season == season
    made = found.reason, found.made_by, found.made_at
    return RulesDescription(season, rules, found.season, found.number if is_own else 0, *made)
