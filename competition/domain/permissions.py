"""Who may do what: one table, no clauses hidden in views."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import AccountId
from competition.domain.windows import Window


class Permission(StrEnum):
    """What can be permitted, as noun:verb."""

    ACCOUNT_VIEW = "account:view"
    ACCOUNT_BLOCK = "account:block"
    ROLE_GRANT = "role:grant"
    COMPETITION_CREATE = "competition:create"
    COMPETITION_EDIT = "competition:edit"
    EVENT_CREATE = "event:create"
    EVENT_VIEW = "event:view"
    EVENT_EDIT = "event:edit"
    SCHEME_EDIT = "scheme:edit"
    POLICIES_EDIT = "policies:edit"
    ENTRY_MANAGE = "entry:manage"
    JUDGE_APPOINT = "judge:appoint"
    CODE_ISSUE = "code:issue"
    PROGRESS_VIEW = "progress:view"
    MARK_ENTER = "mark:enter"
    DEDUCTION_ENTER = "deduction:enter"
    RESULT_COMPUTE = "result:compute"
    RESULT_PUBLISH = "result:publish"
    AWARD_VIEW = "award:view"
    ENTRY_SUBMIT = "entry:submit"
    AUDIT_VIEW = "audit:view"
    ORGANISATION_VIEW = "organisation:view"
    ORGANISATION_EDIT = "organisation:edit"
    MEMBER_VIEW = "member:view"
    MEMBER_CONFIRM = "member:confirm"
    PROPOSAL_WRITE = "proposal:write"
    PROPOSAL_REVIEW = "proposal:review"
    PROPOSAL_DECIDE = "proposal:decide"
    PROGRAMME_VIEW = "programme:view"
    PROGRAMME_EDIT = "programme:edit"
    SITE_EDIT = "site:edit"
    FORM_EDIT = "form:edit"
    LIST_EDIT = "list:edit"
    LIST_SEAL = "list:seal"
    ENTRY_REVIEW = "entry:review"
    STATISTICS_VIEW = "statistics:view"
    RETENTION_RUN = "retention:run"
    JOB_VIEW = "job:view"
    WEBHOOK_EDIT = "webhook:edit"
    CATALOGUE_EDIT = "catalogue:edit"


class Role(StrEnum):
    """The hats a person may wear in a scope.

    A clerk (单位经办人) acts for a unit; an officer (工会干部) for a district or industry union and
    all that belongs to it.
    """

    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"
    STEWARD = "steward"
    CHIEF_JUDGE = "chief_judge"
    JUDGE = "judge"
    WORKER = "worker"
    CLERK = "clerk"
    OFFICER = "officer"


class ScopeKind(StrEnum):
    """Where a role holds, widest first."""

    INSTALLATION = "installation"
    ORGANISATION = "organisation"
    COMPETITION = "competition"
    EVENT = "event"


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """One place where a role may hold: the installation (id 0), an organisation, a competition …"""

    kind: ScopeKind
    id: int = 0


INSTALLATION = Scope(ScopeKind.INSTALLATION)


def scope_of(kind: str, number: int | None) -> Scope:
    """The scope named by its kind and number.

    Raises RuleViolation PER-02 for an unknown kind, or when the number is missing.
    """
    if kind == ScopeKind.INSTALLATION:
        return INSTALLATION
    if kind not in list(ScopeKind):
        raise RuleViolation("PER-02", "There is no such place for a role.", field="scope_kind")
    if not number:
        raise RuleViolation(
            "PER-02", "Say which one: its name or number is missing.", field="scope_id"
        )
    return Scope(ScopeKind(kind), number)


def require_fitting(role: Role, scope: Scope) -> None:
    """Raise RuleViolation PER-04 for a clerk's role anywhere but in an organisation.

    Rule PER-04: a clerk acts for one organisation, never everywhere.
    """
    if role is Role.CLERK and scope.kind is not ScopeKind.ORGANISATION:
        raise RuleViolation(
            "PER-04", "A unit clerk acts for one organisation: say which.", field="scope_kind"
        )


def require_period(period: Window, now: datetime) -> None:
    """Raise RuleViolation PER-03 for a period that ends before it begins or is over already.

    Rule PER-03: a role counts from the instant it begins until the instant it ends.
    """
    begins = max(period.opens or now, now)
    if period.closes is not None and period.closes <= begins:
        raise RuleViolation("PER-03", "The role would end before it begins.", field="until")


_P = Permission
_CLERK = frozenset(
    {
        _P.ORGANISATION_VIEW,
        _P.MEMBER_VIEW,
        _P.MEMBER_CONFIRM,
        _P.PROPOSAL_WRITE,
        _P.LIST_EDIT,
        _P.LIST_SEAL,
    }
)
_OFFICER = frozenset(
    {
        _P.ORGANISATION_EDIT,
        _P.PROPOSAL_REVIEW,
        _P.PROGRAMME_VIEW,
        _P.ENTRY_REVIEW,
        _P.STATISTICS_VIEW,
    }
)
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            _P.ACCOUNT_VIEW,
            _P.ACCOUNT_BLOCK,
            _P.ROLE_GRANT,
            _P.COMPETITION_CREATE,
            _P.AUDIT_VIEW,
            _P.ORGANISATION_VIEW,
            _P.ORGANISATION_EDIT,
            _P.MEMBER_VIEW,
            _P.JOB_VIEW,
            _P.WEBHOOK_EDIT,
            _P.RETENTION_RUN,
            _P.CATALOGUE_EDIT,
        }
    ),
    Role.ORGANISER: frozenset(
        {
            _P.COMPETITION_CREATE,
            _P.COMPETITION_EDIT,
            _P.EVENT_CREATE,
            _P.EVENT_VIEW,
            _P.EVENT_EDIT,
            _P.SCHEME_EDIT,
            _P.POLICIES_EDIT,
            _P.ENTRY_MANAGE,
            _P.JUDGE_APPOINT,
            _P.CODE_ISSUE,
            _P.PROGRESS_VIEW,
            _P.DEDUCTION_ENTER,
            _P.RESULT_COMPUTE,
            _P.RESULT_PUBLISH,
            _P.AWARD_VIEW,
            _P.ORGANISATION_VIEW,
            _P.MEMBER_VIEW,
            _P.PROPOSAL_REVIEW,
            _P.PROPOSAL_DECIDE,
            _P.PROGRAMME_VIEW,
            _P.PROGRAMME_EDIT,
            _P.SITE_EDIT,
            _P.FORM_EDIT,
            _P.ENTRY_REVIEW,
            _P.STATISTICS_VIEW,
            _P.RETENTION_RUN,
            _P.CATALOGUE_EDIT,
        }
    ),
    Role.STEWARD: frozenset({_P.EVENT_VIEW, _P.PROGRESS_VIEW, _P.AWARD_VIEW, _P.AUDIT_VIEW}),
    Role.CHIEF_JUDGE: frozenset({_P.MARK_ENTER, _P.PROGRESS_VIEW}),
    Role.JUDGE: frozenset({_P.MARK_ENTER}),
    Role.WORKER: frozenset({_P.ENTRY_SUBMIT}),
    Role.CLERK: _CLERK,
    Role.OFFICER: _CLERK | _OFFICER,
}


@dataclass(frozen=True, slots=True)
class Lent:
    """A role that somebody holds on behalf of (代) another account, its holder."""

    role: Role
    scope: Scope
    holder_id: AccountId
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `account_id` None is the visitor who has not signed in, or the system.

    `lent` are those of the roles that the actor does not hold but stands in for.
    """

    account_id: AccountId | None = None
    roles: frozenset[tuple[Role, Scope]] = field(default_factory=frozenset)
    name: str = ""
    lent: frozenset[Lent] = field(default_factory=frozenset)

    def has_role(self, role: Role) -> bool:
        """Whether the actor wears this hat anywhere."""
        return any(held is role for held, _ in self.roles)


VISITOR = Actor()


def permits(actor: Actor, permission: Permission, path: Iterable[Scope]) -> bool:
    """Tell whether one of the actor's roles grants the permission in one of the scopes.

    Takes the scopes that contain the subject (event, its competition, its organisation); the
    installation always contains it.
    Rule PER-01 (docs/rules.md): what no role in scope grants is refused.
    """
    scopes = {INSTALLATION, *path}
    return any(scope in scopes and permission in GRANTS[role] for role, scope in actor.roles)


def permissions_at(actor: Actor, path: Iterable[Scope]) -> frozenset[Permission]:
    """All that the actor's roles grant in one of the scopes; what a page offers goes by it."""
    scopes = {INSTALLATION, *path}
    granted = (GRANTS[role] for role, scope in actor.roles if scope in scopes)
    return frozenset[Permission]().union(*granted)


def on_behalf_of(actor: Actor, permission: Permission, path: Iterable[Scope]) -> AccountId | None:
    """For whom the actor does what the permission allows; None when in the own name.

    Rule DEL-04: what only a lent role permits is done on behalf of its holder, and recorded so.
    """
    scopes = {INSTALLATION, *path}
    lent = {(loan.role, loan.scope) for loan in actor.lent}
    if permits(Actor(roles=actor.roles - lent), permission, scopes):
        return None
    fitting = [
        loan for loan in actor.lent if loan.scope in scopes and permission in GRANTS[loan.role]
    ]
    return min((loan.holder_id for loan in fitting), default=None)
