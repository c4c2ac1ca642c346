"""What unit clerks do with lists: write them, check them, enter everybody on them, seal them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competition.domain.conditions import asked
from competition.domain.entering import require_open
from competition.domain.errors import Conflict, RuleViolation
from competition.domain.events import Event
from competition.domain.identifiers import EventId, JobId, OrganisationId
from competition.domain.issues import Issue, errors
from competition.domain.permissions import Permission, ScopeKind
from competition.domain.places import require_room
from competition.domain.registration import require_reason
from competition.domain.registration_rules import RegistrationRules
from competition.domain.unit_lists import (
    CheckedRow,
    ListChanges,
    ListState,
    columns_of,
    require_sealable,
    require_single,
    require_sound,
    require_unsealed,
    seal_digest,
    tidy_rows,
)
from competition.persistence import (
    competitions,
    entry_forms,
    events,
    list_requests,
    organisations,
    registration_rules,
    unit_lists,
)
from competition.persistence.queries import public_events
from competition.persistence.unit_lists import KnownPerson, ListLine, RowEntry, StoredList
from competition.services import entry_units, jobs, list_rows, places
from competition.services.competitions import reach_of
from competition.services.list_rows import Held
from competition.services.unit_of_work import UnitOfWork

__all__ = ["ListLine"]
ENTER = "unit_lists.enter"
"""The kind of the job that enters a long list."""

AT_ONCE = 200
"""So many rows are entered while the clerk waits; longer lists are a job's work."""

SHOWN = 100


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row as the page shows it: the texts, what is wrong at which column, the entry it became.

    `held` is what else speaks against somebody who is not entered yet.
    """

    line: int
    texts: Mapping[str, str]
    issues: tuple[Issue, ...]
    entry: RowEntry | None
    held: Held = Held()

    @property
    def live(self) -> RowEntry | None:
        """The entry that it became, while that still counts."""
        return self.entry if self.entry is not None and self.entry.is_live else None

    @property
    def entry_number(self) -> str | None:
        """The number of the entry that still counts."""
        return None if self.live is None else self.live.number

    @property
    def is_unfit(self) -> bool:
        """Whether the entry has stopped meeting the conditions."""
        return self.live is not None and self.live.problems > 0

    @property
    def is_silent(self) -> bool:
        """Whether this person is entered and has answered nothing."""
        return self.live is not None and not self.live.has_answered

    @property
    def is_faulty(self) -> bool:
        """Whether something in it must be put right."""
        return bool(errors(self.issues)) or self.held.refuses or self.is_unfit


@dataclass(frozen=True, slots=True)
class UnitListDescription:
    """A unit's list for an event, row by row."""

    stored: StoredList
    event: Event
    unit: str
    columns: tuple[str, ...]
    rows: tuple[ListRow, ...]
    refusal: RuleViolation | None
    asks_persons: bool = False

    @property
    def faulty(self) -> int:
        """How many rows have problems."""
        return sum(row.is_faulty for row in self.rows)

    @property
    def entered(self) -> int:
        """How many rows are entries by now."""
        return sum(row.entry_number is not None for row in self.rows)

    @property
    def silent(self) -> int:
        """How many who are entered still have to answer what the event asks of everybody."""
        return sum(row.is_silent for row in self.rows) if self.asks_persons else 0


def list_lists(uow: UnitOfWork) -> tuple[ListLine, ...]:
    """The open events, each with the list of every unit one acts for. Needs LIST_EDIT somewhere."""
    reach = reach_of(uow.actor, Permission.LIST_EDIT)
    units = [scope.id for scope in reach if scope.kind is ScopeKind.ORGANISATION]
    if not units:
        uow.authorise(Permission.LIST_EDIT)
    return unit_lists.lines(uow.session, units, uow.now, SHOWN)


def describe_list(
    uow: UnitOfWork,
    event_id: EventId,
    unit_id: OrganisationId,
    rows: Sequence[Mapping[str, str]] | None = None,
) -> UnitListDescription:
    """Show a unit's list, or other rows for it, with everything that is wrong in them.

    Needs LIST_EDIT for the unit. Raises NotFound, NotPermitted, RuleViolation LST-01.
    """
    event, rules = _open(uow, event_id, unit_id)
    stored = unit_lists.load(uow.session, event_id, unit_id)
    columns = columns_of(asked(rules.conditions))
    shown = stored.rows if rows is None else tidy_rows(rows, columns)
    checked = list_rows.checked_rows(uow, rules, shown)
    known = list_rows.known_people(uow, event_id, checked)
    unit = competitions.organisation_name(uow.session, unit_id)
    asks = entry_forms.newest(uow.session, event_id).needs_persons
    lines = tuple(
        _line(uow, event, rules, (number, row, unit_id), known)
        for number, row in enumerate(checked, 1)
    )
    refusal = _refusal(uow, event, rules)
    return UnitListDescription(stored, event, unit, columns, lines, refusal, asks)


def save_list(
    uow: UnitOfWork,
    event_id: EventId,
    unit_id: OrganisationId,
    rows: Sequence[Mapping[str, str]],
    version: int,
) -> int:
    """Keep the rows as they were typed, with or without problems; the list's new version.

    Needs LIST_EDIT. Audited as list.saved. Raises RuleViolation LST-01, LST-04; Conflict with the
    stored list when somebody else of the unit saved meanwhile.
    """
    _, rules = _open(uow, event_id, unit_id)
    stored = unit_lists.load(uow.session, event_id, unit_id, lock=True)
    require_unsealed(stored.state)
    kept = tidy_rows(rows, columns_of(asked(rules.conditions)))
    if kept == stored.rows and stored.version:
        return stored.version
    if stored.version != version:
        message = "Somebody of your unit changed this list meanwhile."
        raise Conflict(message, theirs=stored, ours=kept)
    _audit(uow, "list.saved", stored, rows=len(kept))
    return unit_lists.save_rows(uow.session, stored, kept, uow.actor.account_id, uow.now)


def merge_part(
    uow: UnitOfWork,
    event_id: EventId,
    unit_id: OrganisationId,
    changes: ListChanges,
) -> list[Mapping[str, str]]:
    """The stored rows with what was typed into a part of them.

    To be saved with the version that was shown: lines are those of that version. Needs LIST_EDIT.
    """
    _open(uow, event_id, unit_id)
    return changes.made_to(unit_lists.load(uow.session, event_id, unit_id).rows)


def enter_list(
    uow: UnitOfWork, event_id: EventId, unit_id: OrganisationId, version: int
) -> JobId | None:
    """Enter everybody on the list who is not entered yet: at once, or by a job if it is long.

    Every row is looked at before anybody is entered. Needs LIST_EDIT. Audited as list.entered.
    Tells the job, None when all is done.
    Raises RuleViolation LST-04, LST-05, ENT-01, PLC-01, REG-10; Conflict for an older version.
    Then nothing is written.
    """
    event, rules = _open(uow, event_id, unit_id)
    require_open(event, uow.now)
    require_single(is_team=rules.team.is_team)
    stored = unit_lists.load(uow.session, event_id, unit_id)
    require_unsealed(stored.state)
    if stored.version != version:
        raise Conflict("Somebody of your unit changed this list meanwhile.", theirs=stored)
    _require_enterable(uow, event, rules, stored)
    if len(stored.rows) <= AT_ONCE:
        enter_rows(uow, stored)
        return None
    require_unsealed(unit_lists.hold(uow.session, stored))
    unit_lists.save_state(uow.session, stored, ListState.ENTERING)
    title = competitions.organisation_name(uow.session, unit_id)
    key = f"{event_id}:{unit_id}"
    return jobs.enqueue(uow, ENTER, about=title, key=key, event_id=event_id, unit_id=unit_id)


def _require_enterable(
    uow: UnitOfWork, event: Event, rules: RegistrationRules, stored: StoredList
) -> None:
    """Raise RuleViolation unless everybody on the list could be entered now."""
    checked = list_rows.checked_rows(uow, rules, stored.rows)
    known = list_rows.known_people(uow, event.id, checked)
    unit_id = stored.organisation_id
    waiting = [row for row in checked if list_rows.number_in(row, known, unit_id) is None]
    _require_sound(uow, event, rules, (checked, waiting), known)
    if not rules.waiting_list:
        unit = entry_units.unit_of(uow, unit_id)
        require_room(places.room(uow, event, rules, unit), len(waiting))


def _require_sound(
    uow: UnitOfWork,
    event: Event,
    rules: RegistrationRules,
    rows: tuple[Sequence[CheckedRow], Sequence[CheckedRow]],
    known: Mapping[str, KnownPerson],
) -> None:
    """Raise RuleViolation LST-05 for rows with faults, or for those of who is to be entered now."""
    checked, waiting = rows
    faulty = sum(not row.is_sound for row in checked)
    faulty += sum(
        row.is_sound and list_rows.held_against(uow, event, rules, row, known).refuses
        for row in waiting
    )
    require_sound(len(checked), faulty)


def read_list(uow: UnitOfWork, event_id: EventId, unit_id: OrganisationId) -> StoredList:
    """The list as it is stored. Needs LIST_EDIT."""
    _open(uow, event_id, unit_id)
    return unit_lists.load(uow.session, event_id, unit_id)


def enter_rows(uow: UnitOfWork, stored: StoredList, start: int = 0) -> int:
    """Enter those of the next rows who are not entered yet; up to which row all are entered now.

    Takes how many rows at the head of the list are done. May be asked again after it was broken
    off. Needs LIST_EDIT. Audited as list.entered.
    Raises as `enter_list`; then none of these rows is entered.
    """
    event_id, unit_id = stored.event_id, stored.organisation_id
    event, rules = _open(uow, event_id, unit_id)
    events.load(uow.session, event_id, lock=True)
    state = unit_lists.hold(uow.session, stored)
    checked = list_rows.checked_rows(uow, rules, stored.rows[start : start + AT_ONCE])
    known = list_rows.known_people(uow, event_id, checked)
    waiting = [row for row in checked if list_rows.number_in(row, known, unit_id) is None]
    _require_sound(uow, event, rules, (checked, waiting), known)
    list_rows.enter_rows(uow, event, waiting, unit_id)
    entered, rows = start + len(checked), len(stored.rows)
    state = ListState.WRITING if entered == rows else state
    unit_lists.save_state(uow.session, stored, state, entered=entered)
    _audit(uow, "list.entered", stored, entered=entered, rows=rows)
    return entered


def stop_entering(uow: UnitOfWork, event_id: EventId, unit_id: OrganisationId) -> None:
    """Let the list be written again after a job could not finish. Needs LIST_EDIT."""
    _open(uow, event_id, unit_id)
    stored = unit_lists.load(uow.session, event_id, unit_id, lock=True)
    if stored.state is ListState.ENTERING:
        unit_lists.save_state(uow.session, stored, ListState.WRITING)


def seal_list(uow: UnitOfWork, event_id: EventId, unit_id: OrganisationId, version: int) -> str:
    """Freeze the list as it was entered; its digest.

    Needs LIST_SEAL. Audited as list.sealed with the digest.
    Raises RuleViolation LST-04, LST-06; Conflict for an older version.
    """
    event, rules = _open(uow, event_id, unit_id, Permission.LIST_SEAL)
    stored = unit_lists.load(uow.session, event_id, unit_id, lock=True)
    require_unsealed(stored.state)
    if stored.version != version:
        raise Conflict("Somebody of your unit changed this list meanwhile.", theirs=stored)
    checked = list_rows.checked_rows(uow, rules, stored.rows)
    known = list_rows.known_people(uow, event_id, checked)
    unit = competitions.organisation_name(uow.session, unit_id)
    entered = sum(list_rows.number_in(row, known, unit_id) is not None for row in checked)
    require_sealable(rows=len(checked), entered=entered)
    head = {"event": event.title, "event_id": event_id, "unit": unit}
    digest = seal_digest(head, stored.rows)
    facts = {"digest": digest, "sealed_at": uow.now, "sealed_by": uow.actor.account_id}
    unit_lists.save_state(uow.session, stored, ListState.SEALED, entered=entered, **facts)
    sealed, by = (head, stored.rows, digest), uow.actor.account_id
    list_requests.add_version(uow.session, stored, sealed, by, uow.now)
    _audit(uow, "list.sealed", stored, digest=digest, rows=len(checked))
    return digest


def reopen_list(uow: UnitOfWork, event_id: EventId, unit_id: OrganisationId, reason: str) -> None:
    """Take the seal back, so that the unit may change its list.

    Needs ENTRY_MANAGE in the event. Audited as list.reopened with the reason. Raises RuleViolation
    REG-08.
    """
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    stored = unit_lists.load(uow.session, event_id, unit_id, lock=True)
    said = require_reason(reason)
    columns = {"digest": "", "sealed_at": None, "sealed_by": None, "scan_file_id": None}
    unit_lists.save_state(uow.session, stored, ListState.WRITING, reopened_reason=said, **columns)
    _audit(uow, "list.reopened", stored, reason=said)


def _open(
    uow: UnitOfWork,
    event_id: EventId,
    unit_id: OrganisationId,
    needed: Permission = Permission.LIST_EDIT,
) -> tuple[Event, RegistrationRules]:
    uow.authorise(needed, organisations.scope_path(uow.session, unit_id))
    public_events.require_public(uow.session, event_id)
    event = events.load(uow.session, event_id)
    return event, registration_rules.newest(uow.session, event_id).rules


def _refusal(uow: UnitOfWork, event: Event, rules: RegistrationRules) -> RuleViolation | None:
    try:
        require_open(event, uow.now)
        require_single(is_team=rules.team.is_team)
    except RuleViolation as violation:
        return violation
    return None


def _line(
    uow: UnitOfWork,
    event: Event,
    rules: RegistrationRules,
    numbered: tuple[int, CheckedRow, OrganisationId],
    known: Mapping[str, KnownPerson],
) -> ListRow:
    line, row, unit_id = numbered
    entry_number = list_rows.number_in(row, known, unit_id)
    entry = list_rows.entry_in(row, known, unit_id)
    if entry is not None and entry.is_live and entry.problems:
        held = list_rows.unmet(uow, event, rules, entry)
        return ListRow(line, row.texts, row.issues, entry, held)
    if entry_number is not None or row.person is None:
        return ListRow(line, row.texts, row.issues, entry)
    held = list_rows.held_against(uow, event, rules, row, known)
    return ListRow(line, row.texts, (*row.issues, *held.taken), entry, held)


def _audit(uow: UnitOfWork, action: str, stored: StoredList, **detail: object) -> None:
    subject = f"organisation:{stored.organisation_id}"
    uow.audit(action, f"event:{stored.event_id}", subject, **detail)
