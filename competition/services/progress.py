"""Who has not marked what yet, by work code and judge's label; no entry is ever named here."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from competition.domain.identifiers import AppointmentId, EventId, WorkCode
from competition.domain.marking import AspectKind, MarkingScheme
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
    """One work's sheets in the order of the judges, and the aspects with grades far apart."""

    work_code: WorkCode
    cells: tuple[Cell, ...]
    apart: tuple[str, ...]
    is_idle: bool


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
        return sum(bool(work.apart) for work in self.works)


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
    return Progress(
        event.title,
        tuple(_judge(judge, needed, aspects) for judge in judges),
        works,
        permits(uow.actor, Permission.EVENT_VIEW, path),
    )


def _apart(
    uow: UnitOfWork, event_id: EventId, scheme: MarkingScheme
) -> dict[WorkCode, tuple[str, ...]]:
    """The aspects of each work whose grades differ by more than the scheme allows."""
    allowed = {a.id: a.max_spread for a in scheme.aspects if a.kind is AspectKind.JUDGEMENT}
    found: dict[WorkCode, list[str]] = defaultdict(list)
    if allowed:
        for (code, aspect), spread in rows.spreads(uow.session, event_id, allowed).items():
            if spread > allowed[aspect]:
                found[code].append(aspect)
    order = list(allowed)
    return {code: tuple(sorted(names, key=order.index)) for code, names in found.items()}


def _aspects(scheme: MarkingScheme, judge: Appointment) -> int:
    modules = (m for m in scheme.modules if judge.assignment.marks_module(m.id))
    return sum(len(module.aspects) for module in modules)


def _works(
    sheets: Iterable[SheetProgress],
    aspects: dict[AppointmentId, int],
    apart: dict[WorkCode, tuple[str, ...]],
    idle: Collection[WorkCode],
) -> tuple[WorkProgress, ...]:
    by_work: dict[WorkCode, dict[AppointmentId, SheetProgress]] = defaultdict(dict)
    for sheet in sheets:
        by_work[sheet.work_code][sheet.appointment_id] = sheet
    return tuple(
        WorkProgress(
            code,
            tuple(
                _cell(own.get(judge), many, is_apart=code in apart)
                for judge, many in aspects.items()
            ),
            apart.get(code, ()),
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
