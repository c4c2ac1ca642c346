"""Who has not marked what yet, by work code and judge's label; no entry is ever named here."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from competition.domain.identifiers import AppointmentId, EventId, WorkCode
from competition.domain.marking import Aspect, AspectKind, MarkingScheme
from competition.domain.permissions import Permission, permits
from competition.persistence import appointments, event_rules, events
from competition.persistence.appointments import Appointment
from competition.persistence.queries import progress as rows
from competition.persistence.queries.progress import SheetProgress
from competition.services.blind_codes import list_idle_works
from competition.services.unit_of_work import UnitOfWork


class CellState(StrEnum):
    """How one judge's sheet for one work stands; ALARM: submitted, and grades are far apart."""

    NONE = "none"
    NOT_STARTED = "not_started"
    PARTIAL = "partial"
    SUBMITTED = "submitted"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Cell:
    """One sheet: its state, and how many of its aspects are marked."""

    state: CellState
    marks: int = 0
    aspects: int = 0


@dataclass(frozen=True, slots=True)
class WorkProgress:
    """One work's sheets in the order of the judges."""

    work_code: WorkCode
    cells: tuple[Cell, ...]
    is_idle: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An aspect of a work whose submitted grades are too far apart, with each judge's grade.

    Without the grades for who has a sheet for this work still to submit.
    """

    work_code: WorkCode
    aspect: Aspect
    grades: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class JudgeProgress:
    """How many sheets a judge has, and has submitted; works that are not are `missing`."""

    label: str
    name: str
    sheets: int
    submitted: int
    marks: int
    aspects: int
    missing: tuple[WorkCode, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole event: judges, works, and the counts over all sheets that are still needed."""

    title: str
    judges: tuple[JudgeProgress, ...]
    works: tuple[WorkProgress, ...]
    disagreements: tuple[Disagreement, ...]
    may_manage: bool

    @property
    def sheets(self) -> int:
        """How many sheets there are to submit."""
        return sum(judge.sheets for judge in self.judges)

    @property
    def submitted(self) -> int:
        """How many sheets are submitted."""
        return sum(judge.submitted for judge in self.judges)

    @property
    def marks(self) -> int:
        """How many marks have been entered."""
        return sum(judge.marks for judge in self.judges)

    @property
    def aspects(self) -> int:
        """How many marks there will be."""
        return sum(judge.aspects for judge in self.judges)

    @property
    def alarms(self) -> int:
        """How many works have grades far apart."""
        return len({one.work_code for one in self.disagreements})


def describe_progress(uow: UnitOfWork, event_id: EventId) -> Progress:
    """Tell how far marking has come. Needs PROGRESS_VIEW. Raises NotFound, NotPermitted.

    Works that nobody needs to mark any more are listed, and not counted.
    """
    path = events.scope_path(uow.session, event_id)
    uow.authorise(Permission.PROGRESS_VIEW, path)
    event = events.load(uow.session, event_id)
    scheme = event_rules.load(uow.session, event_id).scheme
    judges = appointments.of_event(uow.session, event_id)
    sheets = rows.sheets(uow.session, event_id)
    idle = list_idle_works(uow, event_id)
    apart = _apart(uow, event_id, scheme)
    aspects = {judge.id: _aspects(scheme, judge) for judge in judges}
    works = _works(sheets, aspects, apart, idle)
    needed = [sheet for sheet in sheets if sheet.work_code not in idle]
    own = {judge.id for judge in judges if judge.account_id == uow.actor.account_id}
    waiting = {s.work_code for s in sheets if s.appointment_id in own and s.state != "submitted"}
    return Progress(
        event.title,
        tuple(_judge(judge, needed, aspects) for judge in judges),
        works,
        _disagreements(scheme, judges, apart, waiting),
        permits(uow.actor, Permission.EVENT_VIEW, path),
    )


Apart = dict[tuple[WorkCode, str], dict[AppointmentId, Decimal]]
"""Each judge's grade for the aspects of works where they differ by more than is allowed."""


def _apart(uow: UnitOfWork, event_id: EventId, scheme: MarkingScheme) -> Apart:
    allowed = {a.id: a.max_spread for a in scheme.aspects if a.kind is AspectKind.JUDGEMENT}
    spreads = rows.spreads(uow.session, event_id, allowed) if allowed else {}
    wide = {key for key, spread in spreads.items() if spread > allowed[key[1]]}
    if not wide:
        return {}
    works, aspects = {code for code, _ in wide}, {aspect for _, aspect in wide}
    grades = rows.submitted_grades(uow.session, event_id, works, aspects)
    return {key: given for key, given in grades.items() if key in wide}


def _disagreements(
    scheme: MarkingScheme, judges: Iterable[Appointment], apart: Apart, hidden: Collection[WorkCode]
) -> tuple[Disagreement, ...]:
    labels = {judge.id: judge.assignment.label for judge in judges}
    aspects = {aspect.id: aspect for aspect in scheme.aspects}
    order = list(aspects)
    found = (
        Disagreement(
            code,
            aspects[aspect],
            ()
            if code in hidden
            else tuple((label, given[id_]) for id_, label in labels.items() if id_ in given),
        )
        for (code, aspect), given in apart.items()
    )
    return tuple(sorted(found, key=lambda one: (one.work_code, order.index(one.aspect.id))))


def _aspects(scheme: MarkingScheme, judge: Appointment) -> int:
    modules = (m for m in scheme.modules if judge.assignment.marks_module(m.id))
    return sum(len(module.aspects) for module in modules)


def _works(
    sheets: Iterable[SheetProgress],
    aspects: dict[AppointmentId, int],
    apart: Apart,
    idle: Collection[WorkCode],
) -> tuple[WorkProgress, ...]:
    by_work: dict[WorkCode, dict[AppointmentId, SheetProgress]] = defaultdict(dict)
    for sheet in sheets:
        by_work[sheet.work_code][sheet.appointment_id] = sheet
    alarmed = {(code, judge) for (code, _aspect), given in apart.items() for judge in given}
    return tuple(
        WorkProgress(
            code,
            tuple(
                _cell(own.get(judge), many, is_apart=(code, judge) in alarmed)
                for judge, many in aspects.items()
            ),
            code in idle,
        )
        for code, own in by_work.items()
    )


def _cell(sheet: SheetProgress | None, aspects: int, *, is_apart: bool) -> Cell:
    if sheet is None:
        return Cell(CellState.NONE)
    if sheet.state == "submitted":
        state = CellState.ALARM if is_apart else CellState.SUBMITTED
    else:
        state = CellState.PARTIAL if sheet.marks else CellState.NOT_STARTED
    return Cell(state, sheet.marks, aspects)


def _judge(
    judge: Appointment, sheets: Iterable[SheetProgress], aspects: dict[AppointmentId, int]
) -> JudgeProgress:
    own = [sheet for sheet in sheets if sheet.appointment_id == judge.id]
    missing = tuple(sheet.work_code for sheet in own if sheet.state != "submitted")
    return JudgeProgress(
        judge.assignment.label,
        judge.name,
        len(own),
        len(own) - len(missing),
        sum(sheet.marks for sheet in own),
        len(own) * aspects[judge.id],
        missing,
    )
