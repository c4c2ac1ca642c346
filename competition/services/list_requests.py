"""Late changes of sealed lists: units ask, organisers answer, a new version is sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from competition.domain.conditions import asked
from competition.domain.errors import NotFound, RuleViolation
from competition.domain.events import Event
from competition.domain.identifiers import (
    EntryId,
    EventId,
    ListRequestId,
    OrganisationId,
)
from competition.domain.issues import Issue, errors
from competition.domain.list_requests import (
    Change,
    RequestState,
    Wanted,
    changed_rows,
    is_askable,
    require_askable,
    require_line,
    require_unanswered,
)
from competition.domain.permissions import GRANTS, INSTALLATION, Permission
from competition.domain.places import Ending, Step
from competition.domain.registration import require_open_to_entries, require_reason
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import Entrant, EntrantRole
from competition.domain.unit_lists import (
    CheckedRow,
    ListState,
    check_rows,
    columns_of,
    require_sealed,
    seal_digest,
    tidy_rows,
)
from competition.persistence import (
    competitions,
    entrants,
    entries,
    events,
    list_requests,
    organisations,
    registration_rules,
    unit_lists,
)
from competition.persistence.list_requests import ListRequest, ListVersion, SealLine
from competition.persistence.queries import public_events, reviewers
from competition.persistence.unit_lists import StoredList
from competition.services import eligibility, files, list_rows, messages, places
from competition.services.entrants import Replacement, replace_entrant
from competition.services.list_rows import Held
from competition.services.unit_of_work import UnitOfWork

__all__ = ["SealLine"]
SHOWN = 200
ANSWERING = frozenset(role for role in GRANTS if Permission.ENTRY_MANAGE in GRANTS[role])


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes with a request: its content and its name."""

    stream: BinaryIO
    name: str


@dataclass(frozen=True, slots=True)
class Changing:
    """What asking for a change starts from: the list, its columns, what is wrong in a new row.

    `held` is what the record of people and the conditions have against that row.
    """

    stored: StoredList
    event: Event
    unit: str
    columns: tuple[str, ...]
    issues: tuple[Issue, ...]
    refusal: RuleViolation | None
    held: Held = Held()


@dataclass(frozen=True, slots=True)
class Sealed:
    """One version as it was sealed, and whether its digest fits what is stored. Rule LST-07."""

    version: ListVersion
    unit: str
    event: str
    is_intact: bool


@dataclass(frozen=True, slots=True)
class ListHistory:
    """A sealed list's versions and requests, and whether a change may be asked for now."""

    versions: tuple[ListVersion, ...]
    requests: tuple[ListRequest, ...]
    may_ask: bool


def describe_changing(
    uow: UnitOfWork,
    event_id: EventId,
    unit_id: OrganisationId,
    wanted: Wanted,
) -> Changing:
    """Show what may be asked, with everything that is wrong in the new row. Needs LIST_EDIT."""
    event, rules, stored = _of_unit(uow, event_id, unit_id)
    refusal = None
    try:
        _require(uow, event, rules, stored, wanted)
    except RuleViolation as violation:
        refusal = violation
    issues, held = _issues(uow, event, rules, stored, wanted)
    unit = competitions.organisation_name(uow.session, unit_id)
    columns = columns_of(asked(rules.conditions))
    return Changing(stored, event, unit, columns, issues, refusal, held)


def ask_change(
    uow: UnitOfWork,
    place: tuple[EventId, OrganisationId],
    wanted: Wanted,
    reason: str,
    upload: Upload | None = None,
) -> ListRequestId:
    """Ask for a change of the unit's sealed list; the organisers are told.

    Needs LIST_EDIT. Audited as list.change_asked. Raises RuleViolation LST-10, LST-11, REG-08,
    those of the new row at its column, FIL-01 to FIL-04; then nothing is written.
    """
    event_id, unit_id = place
    event, rules, stored = _of_unit(uow, event_id, unit_id, lock=True)
    _require(uow, event, rules, stored, wanted)
    said = require_reason(reason)
    issues, held = _issues(uow, event, rules, stored, wanted)
    for issue in errors((*issues, *held.issues)):
        raise RuleViolation(issue.rule, issue.message, field=issue.path, **issue.params)
    file_id = None
    if upload is not None:
        subject = f"list:{stored.id}"
        file_id = files.store_upload(uow, upload.stream, upload.name, "scan", subject)
    before = None if wanted.change is Change.ADD else stored.rows[wanted.line - 1]
    facts = {"asked_by": uow.actor.account_id, "asked_at": uow.now, "file_id": file_id}
    request_id = list_requests.add_request(
        uow.session, stored, _tidy(rules, wanted), before, reason=said, **facts
    )
    _note(uow, "list.change_asked", stored, change=wanted.change.value, reason=said)
    unit = competitions.organisation_name(uow.session, unit_id)
    link = f"/organiser/events/{event_id}/lists/requests/{request_id}"
    scopes = (*events.scope_path(uow.session, event_id), INSTALLATION)
    told = {one.account_id for one in reviewers.holders(uow.session, ANSWERING, scopes, uow.now)}
    messages.notify_many(
        uow, sorted(told), "list.change_asked", link=link, event=event.title, unit=unit
    )
    return request_id


def approve_change(uow: UnitOfWork, event_id: EventId, request_id: ListRequestId) -> str:
    """Apply a change to the entries and seal the list anew; the digest of the new version.

    Needs ENTRY_MANAGE. Audited as list.change_approved with both digests; the unit is told.
    Raises NotFound, RuleViolation LST-09, LST-11, LST-12, REG-06, and those of the entry itself.
    """
    event, request, stored = _of_event(uow, event_id, request_id)
    require_sealed(stored.state)
    rows = changed_rows(stored.rows, request.wanted, request.before)
    _apply(uow, event, request)
    head = {"event": event.title, "event_id": event_id, "unit": request.unit}
    if not list_requests.versions(uow.session, stored.id):
        sealed = head, stored.rows, stored.digest
        at = stored.sealed_at or uow.now
        list_requests.add_version(uow.session, stored, sealed, stored.changed_by, at)
    head |= {"follows": stored.digest}
    digest, by = seal_digest(head, rows), uow.actor.account_id
    unit_lists.save_rows(uow.session, stored, rows, by, uow.now)
    number = list_requests.add_version(uow.session, stored, (head, rows, digest), by, uow.now)
    facts = {"digest": digest, "sealed_at": uow.now, "sealed_by": by, "scan_file_id": None}
    state = ListState.SEALED
    unit_lists.save_state(uow.session, stored, state, entered=len(rows), **facts)
    _answer(uow, request, RequestState.APPROVED, made_version=number)
    _note(uow, "list.change_approved", stored, before=stored.digest, after=digest)
    _tell(uow, event, request, "list.change_approved")
    return digest


def refuse_change(
    uow: UnitOfWork, event_id: EventId, request_id: ListRequestId, reason: str
) -> None:
    """Refuse a change with the reason; the unit is told.

    Needs ENTRY_MANAGE. Audited as list.change_refused. Raises NotFound, RuleViolation LST-12,
    REG-06, REG-08.
    """
    event, request, stored = _of_event(uow, event_id, request_id)
    said = require_reason(reason)
    _answer(uow, request, RequestState.REFUSED, answer=said)
    _note(uow, "list.change_refused", stored, reason=said)
    _tell(uow, event, request, "list.change_refused", reason=said)


def describe_request(uow: UnitOfWork, event_id: EventId, request_id: ListRequestId) -> ListRequest:
    """One request of the event. Needs ENTRY_MANAGE. Raises NotFound."""
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    request = list_requests.load(uow.session, request_id)
    if request.event_id != event_id:
        raise NotFound("There is no such request.")
    return request


def list_event_lists(
    uow: UnitOfWork, event_id: EventId
) -> tuple[tuple[SealLine, ...], tuple[ListRequest, ...]]:
    """All lists of an event, and what is asked about them. Needs ENTRY_MANAGE."""
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    lines = list_requests.seal_lines(uow.session, event_id)
    return lines, list_requests.of_event(uow.session, event_id, SHOWN)


def describe_history(uow: UnitOfWork, event_id: EventId, unit_id: OrganisationId) -> ListHistory:
    """The versions of a unit's list and what was asked. Needs LIST_EDIT for the unit."""
    event, rules, stored = _of_unit(uow, event_id, unit_id)
    may_ask = is_askable(event, stored.state, uow.now, late=rules.late_changes)
    return ListHistory(
        list_requests.versions(uow.session, stored.id),
        list_requests.of_list(uow.session, stored.id),
        may_ask and not rules.team.is_team,
    )


def list_versions(
    uow: UnitOfWork, event_id: EventId, unit_id: OrganisationId
) -> tuple[Sealed, ...]:
    """All sealed versions of a unit's list, the newest first. Needs ENTRY_MANAGE."""
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    stored = unit_lists.load(uow.session, event_id, unit_id)
    return tuple(map(_held, list_requests.versions(uow.session, stored.id)))


def describe_version(
    uow: UnitOfWork, event_id: EventId, unit_id: OrganisationId, number: int
) -> Sealed:
    """One sealed version, held against its digest. Needs LIST_EDIT. Raises NotFound."""
    _, _, stored = _of_unit(uow, event_id, unit_id)
    for version in list_requests.versions(uow.session, stored.id):
        if version.number == number:
            return _held(version)
    raise NotFound("There is no such version.")


def line_of(lines: Sequence[SealLine], unit_id: OrganisationId) -> SealLine:
    """The line of a unit whose list is sealed. Raises NotFound."""
    for line in lines:
        if line.organisation_id == unit_id and line.state is ListState.SEALED:
            return line
    raise NotFound("There is no such sealed list.")


def _held(version: ListVersion) -> Sealed:
    is_intact = seal_digest(version.head, version.rows) == version.digest
    return Sealed(version, str(version.head["unit"]), str(version.head["event"]), is_intact)


def _of_unit(
    uow: UnitOfWork, event_id: EventId, unit_id: OrganisationId, *, lock: bool = False
) -> tuple[Event, RegistrationRules, StoredList]:
    uow.authorise(Permission.LIST_EDIT, organisations.scope_path(uow.session, unit_id))
    public_events.require_public(uow.session, event_id)
    event = events.load(uow.session, event_id)
    rules = registration_rules.newest(uow.session, event_id).rules
    return event, rules, unit_lists.load(uow.session, event_id, unit_id, lock=lock)


def _of_event(
    uow: UnitOfWork, event_id: EventId, request_id: ListRequestId
) -> tuple[Event, ListRequest, StoredList]:
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id, lock=True)
    request = list_requests.load(uow.session, request_id, lock=True)
    if request.event_id != event_id:
        raise NotFound("There is no such request.")
    require_unanswered(request.state)
    require_open_to_entries(event.state)
    unit_id = request.organisation_id
    return event, request, unit_lists.load(uow.session, event_id, unit_id, lock=True)


def _require(
    uow: UnitOfWork, event: Event, rules: RegistrationRules, stored: StoredList, wanted: Wanted
) -> None:
    require_askable(event, stored.state, uow.now, late=rules.late_changes)
    waiting = [
        one.wanted.line
        for one in list_requests.of_list(uow.session, stored.id)
        if one.state is RequestState.OPEN
    ]
    require_line(wanted, stored.rows, waiting)


def _tidy(rules: RegistrationRules, wanted: Wanted) -> Wanted:
    if wanted.row is None:
        return wanted
    rows = tidy_rows([wanted.row], columns_of(asked(rules.conditions)))
    return replace(wanted, row=rows[0] if rows else {})


def _checked(uow: UnitOfWork, rules: RegistrationRules, row: Mapping[str, str]) -> CheckedRow:
    return check_rows([row], asked(rules.conditions), eligibility.today(uow))[0]


def _issues(
    uow: UnitOfWork, event: Event, rules: RegistrationRules, stored: StoredList, wanted: Wanted
) -> tuple[tuple[Issue, ...], Held]:
    """What speaks against the new row: its own faults; the record of people, the conditions."""
    row = _tidy(rules, wanted).row
    if row is None:
        return (), Held()
    checked = _checked(uow, rules, row)
    if checked.person is None:
        return checked.issues, Held()
    known = list_rows.known_people(uow, event.id, [checked])
    return checked.issues, list_rows.held_against(uow, event, rules, checked, known)


def _apply(uow: UnitOfWork, event: Event, request: ListRequest) -> None:
    """Let the entries say what the list will say."""
    rules = registration_rules.newest(uow.session, event.id).rules
    wanted, row = request.wanted, request.wanted.row
    if wanted.change is Change.ADD and row is not None:
        checked = _checked(uow, rules, row)
        list_rows.enter_rows(uow, event, [checked], request.organisation_id)
        return
    entry_id = _entry_of(uow, event, rules, request)
    if row is None:
        stored = entries.load(uow.session, entry_id, fresh=True)
        places.end_entry(uow, stored, Step.WITHDRAW, Ending.BY_ORGANISER, request.reason)
        places.note(uow, "entry.withdrawn", stored, reason=request.reason)
        told = {"event": event.title, "reason": request.reason}
        places.tell(uow, stored, "entry.withdrawn", **told)
        places.fill_places(uow, event)
        return
    checked = _checked(uow, rules, row)
    old = next(one for one in entrants.of_entry(uow.session, entry_id) if one.left_at is None)
    new = Entrant(EntrantRole.MEMBER, row["name"], row["id_number"])
    said = list_rows.said(checked)
    replace_entrant(uow, entry_id, Replacement(old.id, new, request.reason, said))


def _entry_of(
    uow: UnitOfWork, event: Event, rules: RegistrationRules, request: ListRequest
) -> EntryId:
    """The entry that the row became. Raises RuleViolation LST-11 when it is gone."""
    checked = _checked(uow, rules, request.before or {})
    known = list_rows.known_people(uow, event.id, [checked])
    number = list_rows.number_in(checked, known, request.organisation_id)
    found = entries.live_with_number(uow.session, event.id, number or "")
    if found is None:
        raise RuleViolation("LST-11", "The entry of this row is withdrawn already.")
    return found


def _answer(uow: UnitOfWork, request: ListRequest, state: RequestState, **more: object) -> None:
    facts = {"answered_by": uow.actor.account_id, "answered_at": uow.now}
    list_requests.answer(uow.session, request.id, state, **facts, **more)


def _note(uow: UnitOfWork, action: str, stored: StoredList, **detail: object) -> None:
    subject = f"organisation:{stored.organisation_id}"
    uow.audit(action, f"event:{stored.event_id}", subject, **detail)


def _tell(
    uow: UnitOfWork, event: Event, request: ListRequest, template: str, **more: object
) -> None:
    link = f"/organisation/lists/{request.event_id}/{request.organisation_id}"
    messages.notify(uow, request.asked_by, template, link=link, event=event.title, **more)
