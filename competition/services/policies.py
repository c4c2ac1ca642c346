"""What organisers do with an event's policies: see them, try them out, save a new version."""

from dataclasses import dataclass, replace
from datetime import datetime

from competition.domain.bundle_policies import policies_document, read_policies
from competition.domain.computing import compute
from competition.domain.errors import Conflict, RuleViolation
from competition.domain.events import PREPARING, Event, EventState
from competition.domain.identifiers import EventId
from competition.domain.issues import Issue
from competition.domain.marking import MarkingScheme
from competition.domain.permissions import Permission, permits
from competition.domain.policies import Policies
from competition.domain.preparation import require_changeable_policies
from competition.domain.results import EventRecord, Result
from competition.domain.worked_example import example_record
from competition.persistence import event_rules, events, schemes
from competition.services import results
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PoliciesDescription:
    """The newest version of an event's policies, and the scheme they speak of.

    `misfits` is what of the stored policies no longer fits the scheme; `needs_reason` whether a
    change has to be explained because marking has begun.
    """

    number: int
    policies: Policies
    scheme: MarkingScheme
    may_edit: bool
    needs_reason: bool
    misfits: tuple[Issue, ...] = ()
    reason: str = ""
    made_by: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PreviewedResult:
    """One entry under the stored policies and under those tried out."""

    before: Result
    after: Result

    @property
    def changes(self) -> bool:
        """Whether anything that the policies decide is different."""
        return self._decided(self.before) != self._decided(self.after)

    @staticmethod
    def _decided(result: Result) -> tuple[object, ...]:
        awards = result.reserve, result.prize, result.promotion
        return result.place, result.advances, *awards


@dataclass(frozen=True, slots=True)
class PoliciesPreview:
    """What policies would do: on the event's marks as they are, or on a worked example."""

    is_example: bool
    lines: tuple[PreviewedResult, ...]

    @property
    def changed(self) -> int:
        """How many entries the policies would treat differently."""
        return sum(line.changes for line in self.lines)

    @property
    def advancing(self) -> tuple[int, int]:
        """How many advance under the stored policies, and under those tried out."""
        before = sum(bool(line.before.advances) for line in self.lines)
        return before, sum(bool(line.after.advances) for line in self.lines)


def describe_policies(uow: UnitOfWork, event_id: EventId) -> PoliciesDescription:
    """Show the event's policies. Needs EVENT_VIEW. Raises NotFound, NotPermitted."""
    path = events.scope_path(uow.session, event_id)
    uow.authorise(Permission.EVENT_VIEW, path)
    event = events.load(uow.session, event_id)
    rules = event_rules.load(uow.session, event_id)
    row = events.newest_policies(uow.session, event_id)
    permitted = permits(uow.actor, Permission.POLICIES_EDIT, path)
    return PoliciesDescription(
        number=row.number if row else 0,
        policies=rules.policies,
        scheme=rules.scheme,
        may_edit=permitted and event.state is not EventState.PUBLISHED,
        needs_reason=event.state not in PREPARING,
        misfits=rules.misfits,
        reason=row.reason if row else "",
        made_by=schemes.name_of(uow.session, row.made_by) if row else "",
        made_at=row.made_at if row else None,
    )


def preview_policies(uow: UnitOfWork, event_id: EventId, policies: Policies) -> PoliciesPreview:
    """Compute the event under its stored policies and under these, and write nothing.

    Needs POLICIES_EDIT. Where nothing is marked yet, a worked example is computed.
    """
    uow.authorise(Permission.POLICIES_EDIT, events.scope_path(uow.session, event_id))
    record = _marked_record(uow, event_id)
    is_example = record is None
    if record is None:
        rules = event_rules.load(uow.session, event_id)
        record = example_record(rules.scheme, rules.policies, policies)
    before = {result.entry: result for result in compute(record).results}
    after = compute(replace(record, policies=policies)).results
    lines = tuple(PreviewedResult(before[result.entry], result) for result in after)
    return PoliciesPreview(is_example, lines)


def save_policies(
    uow: UnitOfWork, event_id: EventId, policies: Policies, base: int, reason: str = ""
) -> int:
    """Save a new version of the event's policies, made on top of version `base`; return its number.

    Needs POLICIES_EDIT. Audited as policies.saved, with the reason.
    Raises RuleViolation EVT-08 once the ranking is published, or without a reason when marking has
    begun; Conflict with the newest version when that is not `base`.
    """
    uow.authorise(Permission.POLICIES_EDIT, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id, lock=True)
    require_changeable_policies(event.state, reason)
    newest = describe_policies(uow, event_id)
    if newest.number != base:
        raise Conflict("The policies were changed meanwhile.", theirs=newest, ours=policies)
    document = policies_document(policies)
    read, issues = read_policies(document, newest.scheme)
    if read is None:
        raise RuleViolation(issues[0].rule, issues[0].message, field=None, **issues[0].params)
    account = uow.actor.account_id
    schemes.add_policies(uow.session, event_id, base + 1, document, reason, account, uow.now)
    uow.audit("policies.saved", f"event:{event_id}", version=base + 1, reason=reason)
    return base + 1


def _marked_record(uow: UnitOfWork, event_id: EventId) -> EventRecord | None:
    """The event's record when anything of it is marked and can be computed."""
    event: Event = events.load(uow.session, event_id)
    if event.state in PREPARING or event_rules.load(uow.session, event_id).misfits:
        return None
    record = results.record_of_event(uow, event_id)
    return record if len(record.marks) else None
