"""How one entry's result would come about if the ranking were published now."""

from competition.domain.advancement import advancing
from competition.domain.bundle_results import results_document
from competition.domain.computing import compute, compute_places
from competition.domain.errors import NotFound
from competition.domain.explanation import explain
from competition.domain.identifiers import EventId
from competition.domain.permissions import Permission
from competition.domain.promotion import promotions
from competition.domain.results import EventRecord
from competition.persistence import entries, events
from competition.persistence.queries.publications import PublishedLine
from competition.services.explanations import explanation_document
from competition.services.results import record_of_event
from competition.services.unit_of_work import UnitOfWork


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
