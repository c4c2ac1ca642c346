"""What organisers see before the ranking is public: how one line comes about, who is through."""

from dataclasses import dataclass

from competition.domain.advancement import advancing
from competition.domain.bundle_results import results_document
from competition.domain.computing import compute, compute_places
from competition.domain.errors import NotFound
from competition.domain.explanation import explain
from competition.domain.forecast import Chance, Outlook, expected_seats, forecast
from competition.domain.identifiers import EntryId, EventId
from competition.domain.marking import MarkingScheme
from competition.domain.permissions import Permission
from competition.domain.policies import Policies
from competition.domain.promotion import promotions
from competition.domain.results import EventRecord
from competition.persistence import appointments, entries, events
from competition.persistence.queries.publications import PublishedLine
from competition.services.explanations import explanation_document
from competition.services.results import judges_of_entries, record_of_event
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OutlookLine:
    """What one competing entry may still come to."""

    number: str
    name: str
    unit: str
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class EventOutlook:
    """Every competing entry, the best chances first, under the rules that decide.

    `seats` counts those there will be once everyone has a place; None: no limit, or no seats.
    """

    lines: tuple[OutlookLine, ...]
    scheme: MarkingScheme
    policies: Policies
    seats: int | None

    @property
    def advances(self) -> bool:
        """Whether anybody may advance from this event."""
        return self.policies.advance is not None

    def count(self, chance: Chance) -> int:
        """How many entries have this chance."""
        return sum(line.outlook.chance is chance for line in self.lines)


def preview_outlook(uow: UnitOfWork, event_id: EventId) -> EventOutlook:
    """Tell who advances whatever happens, who still may, and who is out. Needs RESULT_COMPUTE.

    Marks that judges have entered count as given; those of their sheets that are missing may still
    be anything. Rules FOR-01, FOR-02.
    """
    uow.authorise(Permission.RESULT_COMPUTE, events.scope_path(uow.session, event_id))
    record = record_of_event(uow, event_id)
    known = {one.entry.id: one for one in entries.ranked(uow.session, event_id)}
    order = [known[entry.id].id for entry in record.entries]
    found = forecast(record, _panel_sizes(uow, event_id, record, order))
    lines = (
        OutlookLine(number, known[number].name, known[number].entry.unit or "", outlook)
        for number, outlook in found.items()
    )
    first = sorted(lines, key=lambda line: (line.outlook.best_place, line.outlook.worst_place))
    policy = record.policies.advance
    limits = [] if policy is None else [n for n in expected_seats(record, policy) if n is not None]
    return EventOutlook(tuple(first), record.scheme, record.policies, min(limits, default=None))


def _panel_sizes(
    uow: UnitOfWork, event_id: EventId, record: EventRecord, order: list[EntryId]
) -> dict[str, list[int]]:
    """How many judges have each aspect of each entry to mark, in the order of the record."""
    judges = {
        judge.assignment.label: judge.assignment
        for judge in appointments.of_event(uow.session, event_id)
    }
    sheets = judges_of_entries(uow, event_id)
    sizes: dict[str, list[int]] = {}
    for module in record.scheme.modules:
        marking = {label for label, judge in judges.items() if judge.marks_module(module.id)}
        counts = [len(marking.intersection(sheets.get(entry, ()))) for entry in order]
        sizes |= {aspect.id: counts for aspect in module.aspects}
    return sizes


def explain_preview(uow: UnitOfWork, event_id: EventId, number: str) -> PublishedLine:
    """Explain one entry's line of the preview, in the form in which it would be published.

    Needs RESULT_COMPUTE; writes nothing. Raises NotFound for an entry that does not take part.
    """
    uow.authorise(Permission.RESULT_COMPUTE, events.scope_path(uow.session, event_id))
    record = record_of_event(uow, event_id)
    lines = results_document(compute(record), record)["results"]
    assert isinstance(lines, list)  # noqa: S101 -- a results document lists results
    at = next((n for n, line in enumerate(lines) if line["entry"] == number), None)
    if at is None:
        raise NotFound("There is no such entry in this ranking.")
    names = {one.entry.id: one.name for one in entries.ranked(uow.session, event_id)}
    units = {entry.id: entry.unit or "" for entry in record.entries}
    line = lines[at]
    return PublishedLine(
        at + 1,
        number,
        names[number],
        units[number],
        line["place"],
        line["total"],
        line,
        _explained(record, number),
    )


def _explained(record: EventRecord, number: str) -> dict[str, object]:
    computation, policies = compute_places(record), record.policies
    ranked = computation.ranked
    cut = None
    if policies.advance:
        cut = advancing(ranked, policies.advance, record.scheme.better).reasons.get(number)
    proposal = promotions(ranked, policies).get(number) if policies.promotions else None
    return explanation_document(explain(record, number, computation), cut, proposal)
