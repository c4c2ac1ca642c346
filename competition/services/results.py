"""Results: building an event's record from what is stored, previewing, publishing, retracting.

Decoding happens here and in `blind_codes` only. What is published is frozen: the bundle with its
digest, and each entry's line with its explanation. Later changes cannot reach it.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from competition.domain.advancement import Advancement, advancing
from competition.domain.bundle_results import results_document
from competition.domain.bundles import bundle_document
from competition.domain.computing import Computation, compute, compute_places
from competition.domain.entries import Standing
from competition.domain.errors import Conflict, RuleViolation
from competition.domain.events import Event, EventState
from competition.domain.explanation import explain_each
from competition.domain.identifiers import EntryId, EventId
from competition.domain.issues import Issue
from competition.domain.mark_table import MarkTable
from competition.domain.permissions import Permission
from competition.domain.promotion import Proposal, promotions
from competition.domain.publication import (
    Difference,
    differences,
    outcomes,
    publication_issues,
    require_fitting,
    require_publishable,
    require_retractable,
)
from competition.domain.ranking import PLACED
from competition.domain.results import EventRecord, EventResults, OpenItem, Result
from competition.domain.what_if import Change, compare
from competition.domain.what_if import Outcome as What
from competition.persistence import (
    appointments,
    blind_codes,
    competitions,
    deductions,
    entries,
    event_rules,
    events,
    publications,
)
from competition.persistence.blind_codes import DecodedSheet
from competition.persistence.entries import RankedEntry
from competition.persistence.publications import NewPublication, Publication, PublishedRow
from competition.services.explanations import explanation_document
from competition.services.unit_of_work import UnitOfWork

__all__ = ["Publication"]


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One entry's result with the name that people know it by, and what of it is open.

    `unsubmitted` counts the sheets of its work that judges have not handed in.
    """

    result: Result
    name: str
    unit: str
    open: tuple[OpenItem, ...]
    unsubmitted: int


@dataclass(frozen=True, slots=True)
class ResultsPreview:
    """What publishing now would show. `digest` names exactly these results."""

    state: EventState
    lines: tuple[PreviewLine, ...]
    modules: tuple[tuple[str, str], ...]
    places: int
    open: int
    issues: tuple[Issue, ...]
    changes: tuple[Difference, ...]
    publication: Publication | None
    digest: str
    aspects: Mapping[str, str]

    @property
    def placed(self) -> int:
        """How many entries have a place of their own."""
        return sum(line.result.standing in PLACED and not line.open for line in self.lines)

    @property
    def advancing(self) -> int:
        """How many entries would advance."""
        return sum(bool(line.result.advances) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Published:
    """A frozen ranking: its number within the event, the digest of its bundle, its lines."""

    number: int
    digest: str
    entries: int


def record_of_event(uow: UnitOfWork, event_id: EventId) -> EventRecord:
    """Everything that the event's results follow from, as stored now; entry ids are numbers.

    Authorises nothing: for use cases that have done so. Takes part: accepted entries only.
    """
    return _record(uow, events.load(uow.session, event_id))[0]


def judges_of_entries(uow: UnitOfWork, event_id: EventId) -> dict[EntryId, list[str]]:
    """The labels of the judges who have a sheet for each entry's work.

    Authorises nothing: for use cases that have done so.
    """
    found: dict[EntryId, list[str]] = {}
    for sheet in blind_codes.decoded_sheets(uow.session, event_id):
        found.setdefault(sheet.entry_id, []).append(sheet.judge)
    return found


def preview_results(uow: UnitOfWork, event_id: EventId) -> ResultsPreview:
    """Compute the ranking as it would be published now. Needs RESULT_COMPUTE; writes nothing."""
    uow.authorise(Permission.RESULT_COMPUTE, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id)
    record, ranked = _record(uow, event)
    results = compute(record)
    newest = publications.newest(uow.session, event_id)
    before = publications.outcomes(uow.session, newest.id) if newest else {}
    unsubmitted = _unsubmitted(uow, event_id)
    return ResultsPreview(
        state=event.state,
        lines=_lines(results, ranked, unsubmitted),
        modules=tuple((module.id, module.title) for module in record.scheme.modules),
        places=record.scheme.rounding.places,
        open=len(results.open),
        issues=tuple(publication_issues(results, unsubmitted.total())),
        changes=differences(before, outcomes(results)) if newest else (),
        publication=newest,
        digest=_digest(_written(results_document(results, record))),
        aspects={aspect.id: aspect.title for aspect in record.scheme.aspects},
    )


def preview_standing(
    uow: UnitOfWork, event_id: EventId, number: str, standing: Standing
) -> tuple[Change, ...]:
    """Tell what another standing of one entry would change in the ranking as it is now.

    Needs RESULT_COMPUTE; writes nothing. An event that is not marked yet has no ranking to change.
    """
    uow.authorise(Permission.RESULT_COMPUTE, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id)
    if event.state is not EventState.MARKING:
        return ()
    record, _ = _record(uow, event)
    changed = tuple(
        replace(entry, standing=standing) if entry.id == number else entry
        for entry in record.entries
    )
    found = compare(record, replace(record, entries=changed))
    return tuple(change for change in found if change.outcome is not What.STANDING)


def publish_results(
    uow: UnitOfWork, event_id: EventId, remark: str = "", *, seen: str | None = None
) -> Published:
    """Compute the ranking, freeze it, and make it public.

    Takes the digest of the preview that the actor saw, to publish exactly that.
    Needs RESULT_PUBLISH. Audited as results.published with the bundle's digest.
    Raises Conflict when somebody was quicker or the results are no longer those seen, RuleViolation
    EVT-01, PUB-01, or PUB-02 while something is open and the remark does not say why. Then nothing
    is written.
    """
    uow.authorise(Permission.RESULT_PUBLISH, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id, lock=True)
    if event.state is EventState.PUBLISHED:
        raise Conflict("The ranking was published meanwhile.")
    event.require_transition(EventState.PUBLISHED)
    record, ranked = _record(uow, event)
    results = compute(record)
    document = results_document(results, record)
    if seen is not None and seen != _digest(_written(document)):
        raise Conflict("The results changed since your preview. Look at them again.")
    issues = publication_issues(results, _unsubmitted(uow, event_id).total())
    said = require_publishable(issues, remark)
    bundle = _written(bundle_document(record, published=document))
    digest = _digest(bundle)
    new = NewPublication(bundle, digest, said, uow.now, uow.actor.account_id)
    rows = _published_rows(record, document, ranked)
    number = publications.add(uow.session, event_id, new, rows)
    events.save_state(uow.session, event, EventState.PUBLISHED)
    facts: dict[str, object] = {"number": number, "digest": digest, "entries": len(rows)}
    facts |= {"remark": said, "open": len(results.open)}
    uow.audit("results.published", f"event:{event_id}", f"event:{event_id}", **facts)
    return Published(number, digest, len(rows))


def retract_results(uow: UnitOfWork, event_id: EventId, reason: str) -> None:
    """Take the published ranking back; marking is open again.

    Needs RESULT_PUBLISH. Audited as results.retracted with the reason.
    Raises RuleViolation PUB-03 when nothing is published or no reason is given.
    """
    uow.authorise(Permission.RESULT_PUBLISH, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id, lock=True)
    said = require_retractable(event.state, reason)
    newest = publications.newest(uow.session, event_id)
    if newest is None or newest.retracted_at is not None:
        raise RuleViolation("PUB-03", "There is no published ranking to retract.")
    publications.retract(uow.session, newest.id, said, uow.now, uow.actor.account_id)
    events.save_state(uow.session, event, EventState.MARKING)
    facts = {"number": newest.number, "reason": said}
    uow.audit("results.retracted", f"event:{event_id}", f"event:{event_id}", **facts)


def _record(uow: UnitOfWork, event: Event) -> tuple[EventRecord, tuple[RankedEntry, ...]]:
    session = uow.session
    rules = event_rules.load(session, event.id)
    require_fitting(rules.misfits)
    ranked = entries.ranked(session, event.id)
    table = MarkTable((one.entry.id for one in ranked), rules.scheme.aspects)
    rows = {one.id: row for row, one in enumerate(ranked)}
    sheets = blind_codes.decoded_sheets(session, event.id)
    _take_marks(table, rows, sheets, blind_codes.raw_marks(session, event.id))
    taken = deductions.deductions(session, event.id)
    multiplied = deductions.difficulties(session, event.id)
    about = {
        "competition": competitions.load(session, event.competition_id).details.title,
        "group": event.group.value,
        "round": event.round_name,
    }
    record = EventRecord(
        scheme=rules.scheme,
        policies=rules.policies,
        entries=tuple(one.entry for one in ranked),
        marks=table,
        difficulties=tuple(one.difficulty for one in multiplied),
        deductions=tuple(one.deduction for one in taken),
        title=event.title,
        about={key: text for key, text in about.items() if text},
    )
    return record, ranked


def _take_marks(
    table: MarkTable,
    rows: Mapping[EntryId, int],
    sheets: Iterable[DecodedSheet],
    marks: Iterable[tuple[int, str, int | None, str | None]],
) -> None:
    """Put decoded marks into the table: four columns of numbers, values in thousandths.

    Marks of entries that are not ranked, or of aspects that the scheme no longer has, stay out.
    """
    places = {
        sheet.sheet_id: (rows[sheet.entry_id], table.judge_number(sheet.judge))
        for sheet in sheets
        if sheet.entry_id in rows
    }
    numbers, labels = table.aspect_numbers, table.labels
    cells = [
        (*places[sheet], numbers[aspect], label if value is None else value)
        for sheet, aspect, value, label in marks
        if sheet in places and aspect in numbers
    ]
    if cells:
        entries_, judges, aspects, given = zip(*cells, strict=True)
        values = [_number(value, labels[at]) for value, at in zip(given, aspects, strict=True)]
        table.extend(entries_, aspects, judges, values)


def _number(value: int | str | None, labels: tuple[str, ...] | None) -> int:
    """What the table keeps: thousandths, or the position of the label chosen."""
    if isinstance(value, int):
        return value
    assert labels is not None and value is not None  # noqa: S101, PT018 -- a label was chosen
    return labels.index(value)


def _lines(
    results: EventResults, ranked: Iterable[RankedEntry], unsubmitted: Mapping[EntryId, int]
) -> tuple[PreviewLine, ...]:
    known = {one.entry.id: one for one in ranked}
    open_items: dict[str, list[OpenItem]] = {}
    for item in results.open:
        open_items.setdefault(item.entry, []).append(item)
    return tuple(
        PreviewLine(
            result,
            known[result.entry].name,
            known[result.entry].entry.unit or "",
            tuple(open_items.get(result.entry, ())),
            unsubmitted.get(known[result.entry].id, 0),
        )
        for result in results.results
    )


def _unsubmitted(uow: UnitOfWork, event_id: EventId) -> Counter[EntryId]:
    """Count the sheets that are not submitted for each entry whose work is ranked."""
    sheets = Counter(appointments.unsubmitted(uow.session, event_id))
    return Counter(
        {
            work.entry_id: sheets[work.work_code]
            for work in blind_codes.decoded(uow.session, event_id)
            if work.standing in PLACED
        }
    )


def _published_rows(
    record: EventRecord, document: Mapping[str, object], ranked: Iterable[RankedEntry]
) -> list[PublishedRow]:
    computation = compute_places(record)
    reasons, proposals = _reasons(record, computation)
    known = {one.entry.id: one for one in ranked}
    rows = []
    results = document["results"]
    assert isinstance(results, list)  # noqa: S101 -- a results document lists results
    explained = explain_each(record, (line["entry"] for line in results), computation)
    for line, explanation in zip(results, explained, strict=True):
        number = line["entry"]
        written = explanation_document(
            explanation,
            reasons.reasons.get(number) if reasons else None,
            proposals.get(number),
        )
        one = known[number]
        unit = one.entry.unit or ""
        row = PublishedRow(number, one.name, unit, line["place"], line["total"], line, written)
        rows.append(row)
    return rows


def _reasons(
    record: EventRecord, computation: Computation
) -> tuple[Advancement | None, dict[str, Proposal]]:
    ranked, policies = computation.ranked, record.policies
    advancement = None
    if policies.advance:
        advancement = advancing(ranked, policies.advance, record.scheme.better)
    return advancement, promotions(ranked, policies) if policies.promotions else {}


def _written(document: object) -> bytes:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def _digest(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()
