"""What organisers do with an event's marking scheme: see it, save a new version of it."""

from dataclasses import dataclass
from datetime import datetime

from competition.domain.bundle_policies import read_policies
from competition.domain.bundle_scheme import read_scheme, scheme_document
from competition.domain.errors import Conflict, RuleViolation
from competition.domain.events import PREPARING
from competition.domain.identifiers import EventId
from competition.domain.issues import Issue, errors
from competition.domain.marking import MarkingScheme
from competition.domain.permissions import Permission, permits
from competition.domain.scheme_issues import marking_issues
from competition.persistence import events, schemes
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SchemeDescription:
    """The newest version of an event's scheme; number 0 and an empty scheme when there is none."""

    number: int
    scheme: MarkingScheme
    may_edit: bool
    made_by: str = ""
    made_at: datetime | None = None


def describe_scheme(uow: UnitOfWork, event_id: EventId) -> SchemeDescription:
    """Show the event's marking scheme. Needs EVENT_VIEW. Raises NotFound, NotPermitted."""
    path = events.scope_path(uow.session, event_id)
    uow.authorise(Permission.EVENT_VIEW, path)
    event = events.load(uow.session, event_id)
    may_edit = event.state in PREPARING and permits(uow.actor, Permission.SCHEME_EDIT, path)
    row = events.newest_scheme(uow.session, event_id)
    if row is None:
        return SchemeDescription(0, MarkingScheme(()), may_edit)
    scheme, _ = read_scheme(row.document, headings=True)
    return SchemeDescription(
        number=row.number,
        scheme=scheme or MarkingScheme(()),
        may_edit=may_edit,
        made_by=schemes.name_of(uow.session, row.made_by),
        made_at=row.made_at,
    )


def save_scheme(
    uow: UnitOfWork, event_id: EventId, scheme: MarkingScheme, base: int
) -> tuple[Issue, ...]:
    """Save a new version of the event's scheme, made on top of version `base`.

    Needs SCHEME_EDIT. Audited as scheme.saved.
    Returns what of the event's policies no longer fits the new scheme.
    Raises RuleViolation EVT-02 once marking has begun, or the first rule the scheme breaks;
    Conflict with the newest version when that is not `base`.
    """
    uow.authorise(Permission.SCHEME_EDIT, events.scope_path(uow.session, event_id))
    events.load(uow.session, event_id, lock=True).require_preparing()
    for issue in errors(marking_issues(scheme)):
        raise RuleViolation(issue.rule, issue.message, field=None, **issue.params)
    newest = describe_scheme(uow, event_id)
    if newest.number != base:
        raise Conflict("The marking scheme was changed meanwhile.", theirs=newest, ours=scheme)
    number = base + 1
    document = scheme_document(scheme, headings=True)
    account = uow.actor.account_id
    schemes.add_scheme(uow.session, event_id, number, document, account, uow.now)
    aspects = len(scheme.aspects)
    modules = len(scheme.modules)
    uow.audit("scheme.saved", f"event:{event_id}", version=number, modules=modules, aspects=aspects)
    policies = events.newest_policies(uow.session, event_id)
    return () if policies is None else tuple(errors(read_policies(policies.document, scheme)[1]))
