"""What judges do: mark works known by their work code, submit the sheet, correct with a reason.

The word *entry* must not occur below this line: nothing here can tell whose work a code stands for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from competition.domain.errors import Conflict, NotFound, RuleViolation
from competition.domain.events import EventState
from competition.domain.identifiers import MarkSheetId
from competition.domain.issues import Issue
from competition.domain.judging import (
    MarkValue,
    SheetState,
    StoredMark,
    TypedMark,
    far_apart,
    mark_text,
    missing_aspects,
    read_mark,
    read_marks,
    require_complete,
    require_correction,
    require_open,
    settle,
)
from competition.domain.marking import Aspect, MarkingScheme, Module
from competition.domain.permissions import Permission
from competition.persistence import judging
from competition.persistence.judging import FoundSheet, MarkChange
from competition.persistence.mark_saving import OpenedSheet, changed_marks, open_sheet
from competition.services.unit_of_work import UnitOfWork


class MarksRefused(RuleViolation):
    """Some of the marks cannot be kept: every issue, each with its aspect as path."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__(issues[0].rule, "Nothing was saved yet")
        self.issues = tuple(issues)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet in the judge's list; never any mark or total."""

    sheet_id: MarkSheetId
    work_code: str
    event_title: str
    round_name: str
    competition_title: str
    modules: tuple[str, ...]
    state: SheetState
    marked: int
    aspects: int

    @property
    def is_started(self) -> bool:
        """Whether any aspect is marked."""
        return self.marked > 0


@dataclass(frozen=True, slots=True)
class AspectOnSheet:
    """One aspect with what the judge gave it; `far_apart` only once the sheet is submitted."""

    aspect: Aspect
    value: MarkValue | None = None
    version: int = 0
    first: MarkValue | None = None
    far_apart: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether the mark differs from the one that was submitted."""
        return self.first is not None and self.first != self.value


@dataclass(frozen=True, slots=True)
class ModuleOnSheet:
    """A module and its aspects, in the order of the scheme."""

    id: str
    title: str
    aspects: tuple[AspectOnSheet, ...]


@dataclass(frozen=True, slots=True)
class WorkAhead:
    """The work to be marked next."""

    sheet_id: MarkSheetId
    work_code: str


@dataclass(frozen=True, slots=True)
class MarkSheet:
    """One work to be marked by the actor: its code, its event, the aspects and their marks."""

    sheet_id: MarkSheetId
    work_code: str
    event_title: str
    round_name: str
    competition_title: str
    state: SheetState
    submitted_at: datetime | None
    may_change: bool
    modules: tuple[ModuleOnSheet, ...]
    next_sheet: WorkAhead | None = None

    @property
    def aspects(self) -> tuple[AspectOnSheet, ...]:
        """Every aspect of the sheet, in order."""
        return tuple(aspect for module in self.modules for aspect in module.aspects)

    @property
    def marked(self) -> int:
        """How many aspects have a mark."""
        return sum(aspect.value is not None for aspect in self.aspects)


@dataclass(frozen=True, slots=True)
class SheetSaved:
    """What is stored now for the aspects that were sent (None: no mark), and the progress."""

    marks: dict[str, StoredMark | None]
    marked: int
    aspects: int
    at: datetime


def list_sheets(uow: UnitOfWork) -> list[SheetLine]:
    """List the actor's own sheets of events that are being marked, by event and work code.

    Needs nothing: whoever judges no event sees an empty list.
    """
    if uow.actor.account_id is None:
        return []
    found = judging.sheets_of(uow.session, uow.actor.account_id)
    marked = judging.marked_aspects(uow.session, [sheet.id for sheet in found])
    return [_line(uow, sheet, marked[sheet.id]) for sheet in found]


def _line(uow: UnitOfWork, sheet: FoundSheet, marked: set[str]) -> SheetLine:
    modules = _modules(_scheme(uow, sheet), sheet)
    mine = {aspect.id for module in modules for aspect in module.aspects}
    return SheetLine(
        sheet_id=sheet.id,
        work_code=sheet.work_code,
        event_title=sheet.event_title,
        round_name=sheet.round_name,
        competition_title=sheet.competition_title,
        modules=tuple(module.title or module.id for module in modules),
        state=sheet.state,
        marked=len(mine & marked),
        aspects=len(mine),
    )


def describe_sheet(uow: UnitOfWork, sheet_id: MarkSheetId) -> MarkSheet:
    """Show one of the actor's own sheets with its aspects and marks.

    Needs MARK_ENTER. Raises NotFound for sheets of others, NotPermitted.
    """
    sheet = _own_sheet(uow, sheet_id)
    marks = judging.marks_of(uow.session, sheet_id)
    modules = _modules(_scheme(uow, sheet), sheet)
    apart = _far_apart(uow, sheet, modules)
    return MarkSheet(
        sheet_id=sheet.id,
        work_code=sheet.work_code,
        event_title=sheet.event_title,
        round_name=sheet.round_name,
        competition_title=sheet.competition_title,
        state=sheet.state,
        submitted_at=sheet.submitted_at,
        may_change=sheet.event_state is EventState.MARKING,
        modules=tuple(_module_on_sheet(module, marks, apart) for module in modules),
        next_sheet=_next_sheet(uow, sheet),
    )


def _module_on_sheet(
    module: Module, marks: Mapping[str, StoredMark], apart: frozenset[str]
) -> ModuleOnSheet:
    return ModuleOnSheet(
        module.id,
        module.title,
        tuple(_on_sheet(aspect, marks.get(aspect.id), apart) for aspect in module.aspects),
    )


def _on_sheet(aspect: Aspect, mark: StoredMark | None, apart: frozenset[str]) -> AspectOnSheet:
    if mark is None:
        return AspectOnSheet(aspect)
    return AspectOnSheet(aspect, mark.value, mark.version, mark.first, aspect.id in apart)


def _far_apart(uow: UnitOfWork, sheet: FoundSheet, modules: Sequence[Module]) -> frozenset[str]:
    """Aspects whose submitted grades are too far apart; told only to who has submitted."""
    if sheet.state is not SheetState.SUBMITTED:
        return frozenset()
    aspects = {aspect.id: aspect for module in modules for aspect in module.aspects}
    grades = judging.submitted_grades(uow.session, sheet.event_id, sheet.work_code, aspects)
    return frozenset(id_ for id_, given in grades.items() if far_apart(aspects[id_], given))


def _next_sheet(uow: UnitOfWork, sheet: FoundSheet) -> WorkAhead | None:
    """The actor's next open sheet after this one, in the order of the list, else the first."""
    others = [s for s in judging.sheets_of(uow.session, sheet.account_id) if s.id != sheet.id]
    still_open = [s for s in others if s.state is SheetState.OPEN]
    here = (sheet.event_id, sheet.work_code)
    after = [s for s in still_open if (s.event_id, s.work_code) > here]
    return next((WorkAhead(s.id, s.work_code) for s in after or still_open), None)


def enter_marks(uow: UnitOfWork, sheet_id: MarkSheetId, typed: Sequence[TypedMark]) -> SheetSaved:
    """Save what a judge typed on an open sheet; an empty text clears the mark.

    Needs MARK_ENTER and the sheet to be the actor's own. Audited as marks.entered when anything
    changes; sending the same again changes nothing.
    A unit of work that looks first is enough. Raises NotFound, NotPermitted, RuleViolation EVT-03
    or JDG-06, MarksRefused with every issue, Conflict (JDG-05) with both versions by aspect; then
    nothing is written.
    """
    opened = _open_own_sheet(uow, sheet_id)
    sheet, stored = opened.sheet, opened.marks
    require_open(sheet.state)
    aspects = _aspects(uow, sheet)
    values, issues = read_marks(aspects, typed)
    if issues:
        raise MarksRefused(issues)
    changes = _settled(stored, values, typed)
    if changes:
        texts = {a: mark_text(v) or None for a, v in changes.items()}
        writing = changed_marks(opened, changes, uow.now)
        uow.audit_with(
            writing, "marks.entered", _chain(sheet_id), work=sheet.work_code, marks=texts
        )
        stored = _after(stored, changes, sheet.version + 1)
    marked = sum(aspect_id in stored for aspect_id in aspects)
    return SheetSaved({a: stored.get(a) for a in values}, marked, len(aspects), uow.now)


def _settled(
    stored: Mapping[str, StoredMark],
    values: Mapping[str, MarkValue | None],
    typed: Sequence[TypedMark],
) -> dict[str, MarkValue | None]:
    """What changes; raises Conflict with both versions of each aspect when anything collides."""
    settlement = settle(stored, values, {mark.aspect_id: mark.base_version for mark in typed})
    if settlement.conflicts:
        raise Conflict(
            "Another device changed this mark meanwhile. Choose which value stands.",
            theirs={a: stored.get(a) for a in settlement.conflicts},
            ours={a: values[a] for a in settlement.conflicts},
        )
    return settlement.changes


def _after(
    stored: Mapping[str, StoredMark], changes: Mapping[str, MarkValue | None], version: int
) -> dict[str, StoredMark]:
    kept = {a: mark for a, mark in stored.items() if a not in changes}
    new = {a: StoredMark(value, version) for a, value in changes.items() if value is not None}
    return kept | new


def submit_sheet(uow: UnitOfWork, sheet_id: MarkSheetId) -> None:
    """Submit an own sheet in which nothing is missing; submitting twice changes nothing.

    Needs MARK_ENTER. Audited as sheet.submitted. Raises NotFound, NotPermitted, RuleViolation
    EVT-03 or JDG-07; then nothing is written.
    """
    opened = _open_own_sheet(uow, sheet_id)
    sheet, marks = opened.sheet, opened.marks
    if sheet.state is SheetState.SUBMITTED:
        return
    require_complete(missing_aspects(_aspects(uow, sheet).values(), marks))
    judging.save_submitted(uow.session, sheet_id, sheet.version + 1, uow.now)
    texts = {a: mark_text(m.value) for a, m in marks.items()}
    uow.audit("sheet.submitted", _chain(sheet_id), work=sheet.work_code, marks=texts)


def correct_mark(
    uow: UnitOfWork, sheet_id: MarkSheetId, typed: TypedMark, reason: str
) -> SheetSaved:
    """Change one mark of an own submitted sheet, with a reason; its first value stays beside it.

    Needs MARK_ENTER. Audited as mark.corrected; the change is kept with its reason.
    Raises NotFound, NotPermitted, RuleViolation EVT-03, JDG-01 to JDG-04 (field: the aspect) or
    JDG-06, Conflict; then nothing is written.
    """
    opened = _open_own_sheet(uow, sheet_id)
    sheet, stored = opened.sheet, opened.marks
    aspects = _aspects(uow, sheet)
    aspect = aspects.get(typed.aspect_id)
    if aspect is None:
        raise NotFound("This aspect is not on your sheet.")
    reason = reason.strip()
    value = require_correction(sheet.state, read_mark(aspect, typed.text), reason)
    if _settled(stored, {aspect.id: value}, [typed]):
        old = stored[aspect.id].value
        change = MarkChange(sheet.id, aspect.id, old, value, reason, sheet.account_id, uow.now)
        stored = _write_correction(uow, opened, change)
    return SheetSaved({aspect.id: stored[aspect.id]}, len(stored), len(aspects), uow.now)


def _write_correction(
    uow: UnitOfWork, opened: OpenedSheet, change: MarkChange
) -> dict[str, StoredMark]:
    writing = changed_marks(opened, {change.aspect_id: change.new}, uow.now)
    judging.add_change(uow.session, change)
    detail = {
        "aspect": change.aspect_id,
        "old": mark_text(change.old),
        "new": mark_text(change.new),
    }
    detail |= {"work": opened.sheet.work_code, "reason": change.reason}
    uow.audit_with(writing, "mark.corrected", _chain(change.sheet_id), **detail)
    return judging.marks_of(uow.session, change.sheet_id)


def _own_sheet(uow: UnitOfWork, sheet_id: MarkSheetId) -> FoundSheet:
    sheet = judging.find_sheet(uow.session, sheet_id)
    _require_own(uow, sheet)
    return sheet


def _open_own_sheet(uow: UnitOfWork, sheet_id: MarkSheetId) -> OpenedSheet:
    """The actor's own sheet of an event that is being marked, held by a unit that writes."""
    opened = open_sheet(uow.session, sheet_id, _chain(sheet_id))
    _require_own(uow, opened.sheet)
    _require_marking(opened.sheet)
    return opened


def _require_own(uow: UnitOfWork, sheet: FoundSheet) -> None:
    """For anyone but its judge there is no such sheet."""
    if sheet.account_id != uow.actor.account_id:
        raise NotFound("There is no such mark sheet.")
    uow.authorise(Permission.MARK_ENTER, sheet.scope_path)


def _require_marking(sheet: FoundSheet) -> None:
    if sheet.event_state is not EventState.MARKING:
        raise RuleViolation("EVT-03", "Marks can be entered only while the event is marked.")


def _scheme(uow: UnitOfWork, sheet: FoundSheet) -> MarkingScheme:
    return judging.scheme_of(uow.session, sheet.scheme)


def _modules(scheme: MarkingScheme, sheet: FoundSheet) -> tuple[Module, ...]:
    """The modules that the judge marks; an appointment without modules means all."""
    if not sheet.modules:
        return scheme.modules
    return tuple(module for module in scheme.modules if module.id in sheet.modules)


def _aspects(uow: UnitOfWork, sheet: FoundSheet) -> dict[str, Aspect]:
    modules = _modules(_scheme(uow, sheet), sheet)
    return {aspect.id: aspect for module in modules for aspect in module.aspects}


def _chain(sheet_id: MarkSheetId) -> str:
    return f"sheet:{sheet_id}"
