"""Roles, places and permissions in words."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.permissions import GRANTS, Permission, Role, Scope, ScopeKind
from competition.services.role_messages import ROLE_NAMES

ROLES = {role: _l(name) for role, name in ROLE_NAMES.items()}
SCOPES = {
    ScopeKind.INSTALLATION: _l("Everywhere"),
    ScopeKind.ORGANISATION: _l("One organisation"),
    ScopeKind.COMPETITION: _l("One competition"),
    ScopeKind.EVENT: _l("One event"),
}
PERMISSIONS = {
    Permission.ACCOUNT_VIEW: _l("see accounts"),
    Permission.ACCOUNT_BLOCK: _l("block accounts"),
    Permission.ROLE_GRANT: _l("give roles"),
    Permission.COMPETITION_CREATE: _l("create competitions"),
    Permission.COMPETITION_EDIT: _l("edit the competition"),
    Permission.EVENT_CREATE: _l("create events"),
    Permission.EVENT_VIEW: _l("see the event"),
    Permission.EVENT_EDIT: _l("edit the event"),
    Permission.SCHEME_EDIT: _l("edit the marking scheme"),
    Permission.POLICIES_EDIT: _l("edit the policies"),
    Permission.ENTRY_MANAGE: _l("manage entries"),
    Permission.JUDGE_APPOINT: _l("appoint judges"),
    Permission.CODE_ISSUE: _l("hand out work codes"),
    Permission.PROGRESS_VIEW: _l("watch how marking goes"),
    Permission.MARK_ENTER: _l("enter marks"),
    Permission.DEDUCTION_ENTER: _l("enter deductions"),
    Permission.RESULT_COMPUTE: _l("compute results"),
    Permission.RESULT_PUBLISH: _l("publish rankings"),
    Permission.AWARD_VIEW: _l("see advancement and prizes"),
    Permission.ENTRY_SUBMIT: _l("enter events"),
    Permission.AUDIT_VIEW: _l("read the audit trail"),
    Permission.ORGANISATION_VIEW: _l("see the organisation"),
    Permission.ORGANISATION_EDIT: _l("edit organisations"),
    Permission.MEMBER_VIEW: _l("see members"),
    Permission.MEMBER_CONFIRM: _l("confirm members"),
    Permission.PROPOSAL_WRITE: _l("write proposals"),
    Permission.PROPOSAL_REVIEW: _l("review proposals"),
    Permission.PROPOSAL_DECIDE: _l("decide about proposals"),
    Permission.PROGRAMME_VIEW: _l("see the annual programme"),
    Permission.PROGRAMME_EDIT: _l("edit the annual programme"),
    Permission.SITE_EDIT: _l("edit public pages"),
    Permission.FORM_EDIT: _l("edit entry forms"),
    Permission.LIST_EDIT: _l("edit the unit's list"),
    Permission.LIST_SEAL: _l("seal the unit's list"),
    Permission.ENTRY_REVIEW: _l("review entries"),
    Permission.STATISTICS_VIEW: _l("see statistics"),
    Permission.RETENTION_RUN: _l("delete personal data on schedule"),
    Permission.JOB_VIEW: _l("watch jobs"),
    Permission.WEBHOOK_EDIT: _l("connect other systems"),
    Permission.CATALOGUE_EDIT: _l("keep the catalogues"),
}


def role_words(role: Role) -> str:
    """The role as people read it."""
    return str(ROLES[role])


def place_words(scope: Scope, labels: dict[Scope, str]) -> str:
    """Where a role holds: everywhere, or the name of the place."""
    if scope.kind is ScopeKind.INSTALLATION:
        return str(gettext("Everywhere"))
    return labels.get(scope) or f"{SCOPES[scope.kind]} {scope.id}"


def permitted_words(role: Role) -> list[str]:
    """What the role permits, in the order of the permissions."""
    return [str(words) for permission, words in PERMISSIONS.items() if permission in GRANTS[role]]
