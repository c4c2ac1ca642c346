"""What organisers do with entries: list, add, edit, change the standing, import."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from competition.domain.entries import Standing
from competition.domain.errors import Conflict, NotFound, RuleViolation
from competition.domain.events import PREPARING, Event
from competition.domain.identifiers import EntryId, EventId
from competition.domain.issues import Issue
from competition.domain.permissions import Permission
from competition.domain.places import CountedUnit, require_room
from competition.domain.registration import (
    EntryDraft,
    next_number,
    read_draft,
    repeated_numbers,
    repeated_people,
    require_accepted,
    require_changeable_standing,
    require_open_to_entries,
    require_reason,
    require_some,
)
from competition.persistence import entries, event_rules, events, registration_rules
from competition.persistence.entries import StoredEntry
from competition.persistence.queries import entries as lists
from competition.persistence.queries.entries import EntryCounts, EntryFilter, EntryLine
from competition.services import entry_units, places
from competition.services.unit_of_work import UnitOfWork

__all__ = ["EntryCounts", "EntryFilter", "EntryLine", "StoredEntry"]
PAGE, MOST_FAULTY = 50, 1_000
AT_ONCE = 2_000
"""So many rows of an import are stored between two words on how far it is."""


@dataclass(frozen=True, slots=True)
class EntryList:
    """One page of an event's entries. `after` is where the next page starts, None on the last."""

    entries: tuple[EntryLine, ...]
    matching: int
    counts: EntryCounts
    measures: tuple[str, ...]
    after: str | None
    may_add: bool


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What an empty form starts from: the number proposed, known units, measures to be asked."""

    number: str
    units: tuple[str, ...]
    measures: tuple[str, ...]


def list_entries(uow: UnitOfWork, event_id: EventId, wanted: EntryFilter) -> EntryList:
    """List one page of the entries that fit the filter. Needs ENTRY_MANAGE."""
    event = _open(uow, event_id)
    found = lists.lines(uow.session, event_id, wanted, PAGE + 1)
    page, counted = found[:PAGE], lists.counts(uow.session, event_id)
    is_whole = len(found) <= PAGE and not wanted.after
    matching = len(found) if is_whole else lists.matching(wanted, counted)
    if matching is None:
        matching = lists.count(uow.session, event_id, wanted)
    return EntryList(
        page,
        matching,
        counted,
        event_rules.load(uow.session, event_id).measures,
        page[-1].number if len(found) > PAGE else None,
        event.state in PREPARING,
    )


def export_entries(
    uow: UnitOfWork, event_id: EventId, wanted: EntryFilter
) -> tuple[tuple[EntryLine, ...], tuple[str, ...]]:
    """All entries that fit the filter, and the names of their measures.

    Needs ENTRY_MANAGE. Audited as entries.exported, because names leave the house.
    """
    _open(uow, event_id)
    found = lists.lines(uow.session, event_id, replace(wanted, after=""))
    uow.audit("entries.exported", f"event:{event_id}", entries=len(found))
    return found, event_rules.load(uow.session, event_id).measures


def prepare_entry(uow: UnitOfWork, event_id: EventId) -> NewEntry:
    """Propose what a new entry starts from. Needs ENTRY_MANAGE. Raises REG-06."""
    require_open_to_entries(_open(uow, event_id).state)
    return NewEntry(
        next_number(entries.last_numbers(uow.session, event_id)),
        lists.units(uow.session, event_id),
        event_rules.load(uow.session, event_id).measures,
    )


def describe_entry(uow: UnitOfWork, event_id: EventId, entry_id: EntryId) -> StoredEntry:
    """One entry of the event. Needs ENTRY_MANAGE. Raises NotFound."""
    _open(uow, event_id)
    return _entry(uow, event_id, entry_id)


def list_measures(uow: UnitOfWork, event_id: EventId) -> tuple[str, ...]:
    """The measures that the event's tie keys name. Needs ENTRY_MANAGE."""
    _open(uow, event_id)
    return event_rules.load(uow.session, event_id).measures


def add_entry(uow: UnitOfWork, event_id: EventId, draft: EntryDraft) -> EntryId:
    """Add an accepted entry. Needs ENTRY_MANAGE. Audited as entry.added.

    Raises RuleViolation REG-05 for a taken number, REG-06 once codes are handed out; then
    nothing is written.
    """
    event = _open(uow, event_id, lock=True)
    require_open_to_entries(event.state)
    unit = _require_free(uow, event, draft)
    entry_id = entries.add(uow.session, event_id, draft, uow.now)
    entries.save_unit(uow.session, entry_id, unit.id)
    _audit(uow, "entry.added", event_id, entry_id, number=draft.number)
    return entry_id


def edit_entry(
    uow: UnitOfWork, event_id: EventId, entry_id: EntryId, draft: EntryDraft, version: int
) -> None:
    """Change an entry; its standing and remark stay. Needs ENTRY_MANAGE. Audited as entry.edited.

    After codes are handed out, number and unit stay as well: sheets were dealt by the unit.
    Raises Conflict for a stale version, RuleViolation REG-05, REG-06 or REG-07.
    """
    event = _open(uow, event_id, lock=True)
    stored = _entry(uow, event_id, entry_id)
    require_changeable_standing(event.state)
    before = stored.draft
    if (draft.number, draft.unit) != (before.number, before.unit):
        require_open_to_entries(event.state)
        _require_free(uow, event, draft, but=entry_id)
    kept = replace(draft, standing=before.standing, remark=before.remark)
    entries.save(uow.session, entry_id, kept, version)
    if kept.unit != before.unit:
        unit = entry_units.unit_named(uow, kept.unit)
        entries.save_unit(uow.session, entry_id, unit.id)
    names = ("number", "name", "unit", "level", "age", "honours", "measures")
    changed = [name for name in names if getattr(kept, name) != getattr(before, name)]
    _audit(uow, "entry.edited", event_id, entry_id, number=draft.number, changed=changed)


def set_standing(
    uow: UnitOfWork, event_id: EventId, entry_id: EntryId, standing: Standing, reason: str
) -> None:
    """Change how an accepted entry takes part: competing, guest, absent, withdrawn, disqualified.

    Needs ENTRY_MANAGE. Audited as entry.standing_changed.
    Raises RuleViolation REG-07 while the ranking is published, REG-08 without a reason, REG-11
    for an entry that is not accepted.
    """
    event = _open(uow, event_id, lock=True)
    require_changeable_standing(event.state)
    said = require_reason(reason)
    stored = _entry(uow, event_id, entry_id)
    require_accepted(stored.state)
    entries.save_standing(uow.session, entry_id, standing, said)
    if standing is Standing.WITHDRAWN:
        places.fill_places(uow, event)
    before = stored.draft.standing.value
    facts = {"number": stored.draft.number, "before": before, "after": standing.value}
    _audit(uow, "entry.standing_changed", event_id, entry_id, **facts, reason=said)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row as it was read from a workbook: its line, its texts, cells that hold no text."""

    line: int
    texts: dict[str, str]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class StagedRow:
    """One row of a workbook: its line, its texts; what is wrong and what is odd, by key."""

    line: int
    texts: dict[str, str]
    problems: dict[str, tuple[Issue, ...]]
    doubts: dict[str, tuple[Issue, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StagedEntries:
    """A workbook of entries, read and checked but not stored."""

    rows: tuple[StagedRow, ...]
    measures: tuple[str, ...]
    drafts: tuple[EntryDraft, ...]

    @property
    def faulty(self) -> int:
        """How many rows cannot be imported."""
        return sum(bool(row.problems) for row in self.rows)

    @property
    def doubtful(self) -> int:
        """How many rows can be imported but should be looked at first."""
        return sum(bool(row.doubts) for row in self.rows)

    @property
    def shown(self) -> tuple[StagedRow, ...]:
        """The rows with a problem or a doubt, at most a thousand, and the first of the others."""
        faulty = [row for row in self.rows if row.problems or row.doubts][:MOST_FAULTY]
        sound = [row for row in self.rows if not (row.problems or row.doubts)][:PAGE]
        return tuple(sorted([*faulty, *sound], key=lambda row: row.line))


def preview_import(uow: UnitOfWork, event_id: EventId, read: Sequence[ReadRow]) -> StagedEntries:
    """Check rows of a workbook against the rules and the stored entries; store nothing.

    Needs ENTRY_MANAGE. Raises RuleViolation REG-06 once codes are handed out.
    """
    event = _open(uow, event_id)
    require_open_to_entries(event.state)
    return _staged(uow, event_id, read)


def import_entries(
    uow: UnitOfWork,
    event_id: EventId,
    read: Sequence[ReadRow],
    digest: str,
) -> int:
    """Store all rows of a workbook, or none, and tell how many.

    Takes the rows as previewed and the digest of the file they came from.
    Needs ENTRY_MANAGE. Audited as entries.imported with the digest.
    Raises RuleViolation REG-06, REG-10, REG-12 when there is nothing to import; Conflict when a
    row that was sound at the preview no longer is.
    """
    _open(uow, event_id, lock=True)
    return store_staged(uow, event_id, _staged(uow, event_id, read), digest)


def store_staged(
    uow: UnitOfWork,
    event_id: EventId,
    staged: StagedEntries,
    digest: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Store the entries of a workbook that was checked a moment ago; tells how far it is.

    Needs, raises and audits as `import_entries`.
    """
    event = _open(uow, event_id, lock=True)
    require_open_to_entries(event.state)
    taken = entries.numbers(uow.session, event_id)
    if staged.faulty or repeated_numbers(staged.drafts, taken):
        raise Conflict("The entries were changed meanwhile. Upload the workbook again.")
    require_some(staged.drafts)
    units = entry_units.units_named(uow, {draft.unit for draft in staged.drafts})
    _require_seats(uow, event, [units[draft.unit] for draft in staged.drafts])
    ids = {name: unit.id for name, unit in units.items()}
    for start in range(0, len(staged.drafts), AT_ONCE):
        progress(start, len(staged.drafts))
        some = staged.drafts[start : start + AT_ONCE]
        entries.add_many(uow.session, event_id, some, uow.now, ids)
    progress(len(staged.drafts), len(staged.drafts))
    uow.audit("entries.imported", f"event:{event_id}", entries=len(staged.rows), file=digest)
    return len(staged.drafts)


def _staged(uow: UnitOfWork, event_id: EventId, read: Sequence[ReadRow]) -> StagedEntries:
    measures = event_rules.load(uow.session, event_id).measures
    issues: list[list[Issue]] = []
    drafts: dict[int, EntryDraft] = {}
    for position, row in enumerate(read):
        draft, found = read_draft(row.texts, measures)
        issues.append([*row.issues, *found])
        if draft is not None:
            drafts[position] = draft
    positions = list(drafts)
    taken = entries.numbers(uow.session, event_id)
    for number, issue in repeated_numbers(drafts.values(), taken).items():
        issues[positions[number]].append(issue)
    known = entries.people(uow.session, event_id)
    doubts = {
        positions[place]: _by_path([issue])
        for place, issue in repeated_people(drafts.values(), known).items()
    }
    rows = tuple(
        StagedRow(row.line, row.texts, _by_path(found), doubts.get(position, {}))
        for position, (row, found) in enumerate(zip(read, issues, strict=True))
    )
    return StagedEntries(rows, measures, tuple(drafts.values()))


def _by_path(issues: Sequence[Issue]) -> dict[str, tuple[Issue, ...]]:
    paths = dict.fromkeys(issue.path for issue in issues)
    return {path: tuple(issue for issue in issues if issue.path == path) for path in paths}


def _open(uow: UnitOfWork, event_id: EventId, *, lock: bool = False) -> Event:
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    return events.load(uow.session, event_id, lock=lock)


def _entry(uow: UnitOfWork, event_id: EventId, entry_id: EntryId) -> StoredEntry:
    stored = entries.load(uow.session, entry_id)
    if stored.event_id != event_id:
        raise NotFound("There is no such entry.")
    return stored


def _require_free(
    uow: UnitOfWork, event: Event, draft: EntryDraft, but: EntryId | None = None
) -> CountedUnit:
    taken = entries.numbers(uow.session, event.id, but=but)
    for issue in repeated_numbers([draft], taken).values():
        raise RuleViolation(issue.rule, issue.message, field="number", number=draft.number)
    unit = entry_units.unit_named(uow, draft.unit)
    if but is None:
        _require_seat(uow, event, unit, 1)
    return unit


def _require_seats(uow: UnitOfWork, event: Event, wanted: Sequence[CountedUnit]) -> None:
    """Places for all of these, in the event and under the quota of each one's unit."""
    rules = registration_rules.newest(uow.session, event.id).rules
    by_key = {unit.key: unit for unit in wanted}
    for key, many in Counter(unit.key for unit in wanted).items():
        if rules.seats_of(*by_key[key].all_names) is not None:
            require_room(places.room(uow, event, rules, by_key[key]), many)
    _require_seat(uow, event, CountedUnit(""), len(wanted))


def _require_seat(uow: UnitOfWork, event: Event, unit: CountedUnit, wanted: int) -> None:
    rules = registration_rules.newest(uow.session, event.id).rules
    require_room(places.room(uow, event, rules, unit), wanted)


def _audit(
    uow: UnitOfWork, action: str, event_id: EventId, entry_id: EntryId, **detail: object
) -> None:
    uow.audit(action, f"event:{event_id}", f"entry:{entry_id}", **detail)
