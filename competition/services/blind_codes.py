"""Handing out work codes (加密) with the mark sheets, listing them, taking them back.

Recusal is settled here, the one place that sees both sides: a judge gets no sheet for a work of
the unit not to be marked, and never learns why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import choice

from competition.domain.blind_codes import (
    CODED,
    draw_codes,
    panel_issues,
    require_no_marks,
    waiting_issues,
)
from competition.domain.errors import Conflict, RuleViolation
from competition.domain.events import Event, EventState
from competition.domain.identifiers import AppointmentId, EventId, WorkCode
from competition.domain.issues import Issue, errors
from competition.domain.permissions import Permission
from competition.domain.preparation import Readiness, handing_out_issues
from competition.persistence import appointments, blind_codes, entries, event_rules, events
from competition.persistence.appointments import Appointment
from competition.persistence.blind_codes import DecodedWork
from competition.persistence.entries import RankedEntry
from competition.services.unit_of_work import UnitOfWork

__all__ = ["DecodedWork"]


@dataclass(frozen=True, slots=True)
class Recusal:
    """How many works a judge stays away from, and of which unit."""

    label: str
    unit: str
    works: int


@dataclass(frozen=True, slots=True)
class CodePlan:
    """What handing out would do, or has done: works, judges, sheets, recusals, what is missing."""

    state: EventState
    works: int
    judges: int
    sheets: int
    recusals: tuple[Recusal, ...]
    issues: tuple[Issue, ...]
    marks: int


@dataclass(frozen=True, slots=True)
class _Plan:
    works: tuple[RankedEntry, ...]
    judges: tuple[Appointment, ...]
    issues: tuple[Issue, ...]

    def sheets_of(self, work: RankedEntry) -> list[AppointmentId]:
        unit = work.entry.unit or ""
        return [judge.id for judge in self.judges if not judge.assignment.is_recused(unit)]


def describe_codes(uow: UnitOfWork, event_id: EventId) -> CodePlan:
    """Tell what handing out would do, or did, without telling who has which code.

    Needs CODE_ISSUE.
    """
    event = _open(uow, event_id)
    plan = _plan(uow, event)
    units = [work.entry.unit or "" for work in plan.works]
    recusals = [
        Recusal(judge.assignment.label, judge.assignment.unit, away)
        for judge in plan.judges
        if (away := sum(judge.assignment.is_recused(unit) for unit in units))
    ]
    return CodePlan(
        event.state,
        len(plan.works),
        len(plan.judges),
        sum(len(plan.sheets_of(work)) for work in plan.works),
        tuple(recusals),
        plan.issues,
        appointments.count_marks(uow.session, event_id),
    )


def issue_codes(uow: UnitOfWork, event_id: EventId) -> int:
    """Hand out work codes and empty mark sheets; marking begins. Tells how many codes.

    Needs CODE_ISSUE. Audited as codes.issued with numbers only, no code.
    Raises RuleViolation EVT-01 unless entries are closed, EVT-06 or COD-04 for what is missing;
    Conflict when codes are out already. Then nothing is written.
    """
    event = _open(uow, event_id, lock=True)
    if event.state is EventState.MARKING:
        raise Conflict("The codes were handed out meanwhile.")
    event.require_transition(EventState.MARKING)
    plan = _plan(uow, event)
    for issue in errors(plan.issues):
        raise RuleViolation(issue.rule, issue.message, field=issue.path, **dict(issue.params))
    _code(uow, event_id, plan, plan.works, frozenset())
    events.save_state(uow.session, event, EventState.MARKING)
    return len(plan.works)


def code_late_works(uow: UnitOfWork, event_id: EventId) -> int:
    """Hand out codes and sheets to works that are to be marked after all. Tells how many.

    An entry set back from absent to competing has none yet. Does nothing outside marking.
    Needs CODE_ISSUE. Audited as codes.issued. Raises RuleViolation COD-04 for too few judges.
    """
    event = _open(uow, event_id, lock=True)
    if event.state is not EventState.MARKING:
        return 0
    coded = blind_codes.decoded(uow.session, event_id)
    plan = _plan(uow, event)
    has_code = {work.entry_id for work in coded}
    late = [work for work in plan.works if work.id not in has_code]
    if late:
        for issue in errors(plan.issues):
            raise RuleViolation(issue.rule, issue.message, field=issue.path, **dict(issue.params))
        _code(uow, event_id, plan, late, frozenset(work.work_code for work in coded))
    return len(late)


def _code(
    uow: UnitOfWork,
    event_id: EventId,
    plan: _Plan,
    works: Sequence[RankedEntry],
    taken: frozenset[WorkCode],
) -> None:
    codes = draw_codes(len(works), choice, taken)
    pairs = list(zip(codes, works, strict=True))
    blind_codes.add(uow.session, event_id, ((code, work.id) for code, work in pairs))
    sheets = [(code, judge) for code, work in pairs for judge in plan.sheets_of(work)]
    appointments.add_sheets(uow.session, event_id, sheets)
    detail = {"works": len(codes), "judges": len(plan.judges), "sheets": len(sheets)}
    uow.audit("codes.issued", f"event:{event_id}", f"event:{event_id}", **detail)


def decode_works(uow: UnitOfWork, event_id: EventId) -> tuple[DecodedWork, ...]:
    """List which work code belongs to whom, by entry number.

    Needs CODE_ISSUE. Audited as codes.viewed every time, so open it in a writing unit of work.
    """
    _open(uow, event_id)
    found = blind_codes.decoded(uow.session, event_id)
    if found:
        uow.audit("codes.viewed", f"event:{event_id}", works=len(found))
    return found


def withdraw_codes(uow: UnitOfWork, event_id: EventId) -> None:
    """Take all codes and empty sheets back; the event is closed for entries again.

    Needs CODE_ISSUE. Audited as codes.withdrawn.
    Raises RuleViolation EVT-01 unless the event is being marked, COD-05 once a mark exists.
    """
    event = _open(uow, event_id, lock=True)
    if event.state is not EventState.MARKING:
        raise RuleViolation("EVT-01", "This step is not possible in the event's present state.")
    require_no_marks(appointments.count_marks(uow.session, event_id))
    appointments.remove_sheets(uow.session, event_id)
    blind_codes.remove(uow.session, event_id)
    events.save_state(uow.session, event, EventState.CLOSED)
    uow.audit("codes.withdrawn", f"event:{event_id}")


def list_idle_works(uow: UnitOfWork, event_id: EventId) -> frozenset[WorkCode]:
    """The works that nobody needs to mark any more: absent, withdrawn, disqualified.

    Needs PROGRESS_VIEW. Tells codes only, and not which of the three it is.
    """
    uow.authorise(Permission.PROGRESS_VIEW, events.scope_path(uow.session, event_id))
    found = blind_codes.decoded(uow.session, event_id)
    return frozenset(work.work_code for work in found if work.standing not in CODED)


def _open(uow: UnitOfWork, event_id: EventId, *, lock: bool = False) -> Event:
    uow.authorise(Permission.CODE_ISSUE, events.scope_path(uow.session, event_id))
    return events.load(uow.session, event_id, lock=lock)


def _plan(uow: UnitOfWork, event: Event) -> _Plan:
    scheme = event_rules.load(uow.session, event.id).scheme
    judges = appointments.of_event(uow.session, event.id)
    accepted = entries.ranked(uow.session, event.id)
    works = tuple(work for work in accepted if work.entry.standing in CODED)
    ready = Readiness(
        state=event.state,
        held_on=event.held_on,
        entries=event.entries,
        aspects=len(scheme.aspects),
        accepted=len(works),
        judges=len(judges),
    )
    issues = handing_out_issues(ready)
    if event.state is not EventState.MARKING:
        issues += waiting_issues(entries.count_waiting(uow.session, event.id))
    if judges and works:
        units = {work.entry.unit or "" for work in works}
        issues += panel_issues(scheme, [judge.assignment for judge in judges], units)
    return _Plan(works, judges, tuple(issues))
