"""What waits at the review desk (审核台): a competition's queue, and one entry in it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from competition.domain.entry_forms import Asked, EntryForm, Whom
from competition.domain.entry_reviews import STEPS, Decision, Turn, turn_of
from competition.domain.errors import NotPermitted
from competition.domain.events import PREPARING, Event
from competition.domain.identifiers import CompetitionId, EntryId, EventId, FileId
from competition.domain.permissions import Permission, Scope, ScopeKind, permits
from competition.domain.places import may
from competition.domain.registration_rules import RegistrationRules
from competition.persistence import (
    competitions,
    entry_forms,
    entry_reviews,
    events,
    registration_rules,
)
from competition.persistence.entries import StoredEntry
from competition.persistence.entry_reviews import StoredReview
from competition.persistence.files import FileFacts
from competition.persistence.queries import entry_reviews as queries
from competition.persistence.queries.entry_reviews import (
    AGES,
    DeskLine,
    Field,
    QueueFilter,
    QueueLine,
    Tally,
)
from competition.services import eligibility, entrants, places
from competition.services.competitions import reach_of
from competition.services.eligibility import EntryEligibility
from competition.services.entrants import StoredEntrant
from competition.services.entry_forms import Answered, list_answer_files
from competition.services.entry_reviews import Seen, recommendation, seen_of
from competition.services.newcomers import Parts, newcomers_of
from competition.services.own_entries import told_answers
from competition.services.unit_of_work import UnitOfWork

__all__ = ["AGES", "DeskLine", "QueueFilter", "QueueLine", "StoredReview"]
PAGE = 50
ISSUES = ("finding", "document", "none")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries each choice of a filter would show, the other filters as they are."""

    states: Mapping[str, int]
    turns: Mapping[str, int]
    issues: Mapping[str, int]
    days: Mapping[int, int]
    events: Mapping[int, int]
    fitting: int


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue. `after` is where the next page starts, None on the last."""

    competition_id: CompetitionId
    title: str
    events: Mapping[EventId, str]
    lines: tuple[QueueLine, ...]
    counts: Counts
    after: int | None


@dataclass(frozen=True, slots=True)
class ReviewScreen:
    """All that a reviewer looks at before deciding about one entry, and the way on."""

    event: Event
    competition: str
    stored: StoredEntry
    seen: Seen
    rules: RegistrationRules
    entrants: tuple[StoredEntrant, ...]
    eligibility: EntryEligibility
    answers: Mapping[int, Answered]
    forms: Mapping[int, EntryForm]
    files: Mapping[FileId, FileFacts]
    left: Mapping[int, Answered]
    asks_persons: bool
    lacking: tuple[str, ...]
    reviews: tuple[StoredReview, ...]
    recommended: StoredReview | None
    turn: Turn
    decisions: frozenset[Decision]
    before: tuple[EntryId, EventId] | None
    after: tuple[EntryId, EventId] | None
    fitting: int
    may_manage: bool


def list_desks(uow: UnitOfWork) -> tuple[DeskLine, ...]:
    """The events whose entries the actor may review, where somebody waits longest first.

    Needs ENTRY_REVIEW somewhere. Raises NotPermitted.
    """
    reach = reach_of(uow.actor, Permission.ENTRY_REVIEW)
    if not reach:
        raise NotPermitted("You are not permitted to do this here.")
    return queries.desks(uow.session, reach)


def list_queue(
    uow: UnitOfWork, competition_id: CompetitionId, wanted: QueueFilter, page: int = PAGE
) -> Queue:
    """List one page of what waits in the competition's events that the actor may review.

    Needs ENTRY_REVIEW in one of them. Raises NotFound.
    """
    titles = reviewable(uow, competition_id)
    field = field_of(uow, titles)
    found = queries.lines(uow.session, field, wanted, page + 1)
    counts = count_by(queries.tallies(uow.session, field, wanted), wanted)
    return Queue(
        competition_id,
        competitions.load(uow.session, competition_id).details.title,
        titles,
        found[:page],
        replace(counts, states=queries.states(uow.session, field)),
        found[page - 1].id if len(found) > page else None,
    )


def list_fitting(
    uow: UnitOfWork, competition_id: CompetitionId, wanted: QueueFilter, most: int
) -> tuple[EntryId, ...]:
    """The entries that fit the filter, at most so many. Needs ENTRY_REVIEW. Raises NotFound."""
    field = field_of(uow, reviewable(uow, competition_id))
    return queries.ids(uow.session, field, wanted, most)


def find_next(
    uow: UnitOfWork, competition_id: CompetitionId, wanted: QueueFilter, entry_id: EntryId
) -> tuple[EntryId, EventId] | None:
    """The entry after this one in the queue, or the first one; None when nothing waits.

    Needs ENTRY_REVIEW. Raises NotFound.
    """
    field = field_of(uow, reviewable(uow, competition_id))
    following = queries.neighbours(uow.session, field, wanted, entry_id)[1]
    if following is not None:
        return following
    first = queries.lines(uow.session, field, replace(wanted, after=0), 1)
    return (first[0].id, first[0].event_id) if first else None


def describe_review(
    uow: UnitOfWork, event_id: EventId, entry_id: EntryId, wanted: QueueFilter
) -> ReviewScreen:
    """Show an entry to its reviewer, with its place in the queue. Needs ENTRY_REVIEW.

    Raises NotFound.
    """
    path = events.scope_path(uow.session, event_id)
    uow.authorise(Permission.ENTRY_REVIEW, path)
    event, stored = events.load(uow.session, event_id), places.of_event(uow, event_id, entry_id)
    reviews = entry_reviews.history(uow.session, entry_id)
    newest = next((one for one in reviews if one.stands), None)
    recommended = recommendation(stored, newest)
    before = recommended.recommendation if recommended else None
    field = field_of(uow, reviewable(uow, event.competition_id))
    counts = count_by(queries.tallies(uow.session, field, wanted), wanted)
    answers, forms, _, left, asks_persons = told_answers(uow, stored)
    files = list_answer_files(uow, entry_id)
    rules = registration_rules.newest(uow.session, event_id).rules
    form = entry_forms.newest(uow.session, event_id)
    people = entrants.list_entrants(uow, stored)
    silent = _silent(Parts(rules, people, answers, left, asks_persons), form)
    return ReviewScreen(
        event,
        competitions.load(uow.session, event.competition_id).details.title,
        stored,
        seen_of(stored, recommended),
        rules,
        people,
        eligibility.describe_eligibility(uow, event_id, stored),
        answers,
        forms,
        files,
        left,
        asks_persons,
        lacking_documents(form, {**answers, **silent}, files, is_team=rules.team.is_team),
        reviews,
        recommended,
        turn_of(before, uow.actor.account_id),
        frozenset(d for d in Decision if event.state in PREPARING and may(STEPS[d], stored.state)),
        *queries.neighbours(uow.session, field, wanted, entry_id),
        counts.fitting,
        permits(uow.actor, Permission.ENTRY_MANAGE, path),
    )


def reviewable(uow: UnitOfWork, competition_id: CompetitionId) -> dict[EventId, str]:
    """The competition's events whose entries the actor may review, with their titles.

    Raises NotFound, NotPermitted where there is none.
    """
    path = events.competition_path(uow.session, competition_id)
    titles = queries.event_titles(uow.session, competition_id)
    if permits(uow.actor, Permission.ENTRY_REVIEW, path):
        uow.authorise(Permission.ENTRY_REVIEW, path)
        return titles
    own = {
        event_id: title
        for event_id, title in titles.items()
        if permits(uow.actor, Permission.ENTRY_REVIEW, [Scope(ScopeKind.EVENT, event_id)])
    }
    if not own:
        raise NotPermitted("You are not permitted to do this here.")
    return own


def competition_of(uow: UnitOfWork, event_id: EventId) -> CompetitionId:
    """The competition of an event whose entries the actor may review. Raises NotFound."""
    uow.authorise(Permission.ENTRY_REVIEW, events.scope_path(uow.session, event_id))
    return events.load(uow.session, event_id).competition_id


def field_of(uow: UnitOfWork, event_ids: Iterable[EventId]) -> Field:
    """Where the queue looks. The caller has authorised."""
    ids = tuple(event_ids)
    forms = entry_forms.newest_of(uow.session, ids)
    asked = {
        event_id: (len(_documents(form, Whom.TEAM)), len(_documents(form, Whom.PERSON)))
        for event_id, form in forms.items()
    }
    needed = {event_id: pair for event_id, pair in asked.items() if any(pair)}
    return Field(ids, needed, uow.actor.account_id, uow.now)


def count_by(tallies: Iterable[Tally], wanted: QueueFilter) -> Counts:
    """Count what each choice of a filter would show, the others as they are."""
    turns, issues = Counter[str](), Counter[str]()
    days, by_event = Counter[int](), Counter[int]()
    for one in tallies:
        missed = _missed(one, wanted)
        if missed <= {"turn"}:
            turns.update(dict.fromkeys(_turns(one), one.count))
        if missed <= {"issue"}:
            issues.update(dict.fromkeys(["", *_issues(one)], one.count))
        if missed <= {"days"}:
            days.update({age: one.count for age in (0, *AGES) if one.age >= age})
        if missed <= {"event"}:
            by_event.update({0: one.count, one.event_id: one.count})
    return Counts({}, turns, issues, days, by_event, issues[wanted.issue])


def _silent(parts: Parts, form: EntryForm) -> dict[int, Answered]:
    """The places of those who took over a part and have sent nothing yet."""
    found = newcomers_of(parts)
    return {one.place: Answered(form.number, {}) for one in found if one.answered is None}


def lacking_documents(
    form: EntryForm,
    answers: Mapping[int, Answered],
    files: Mapping[FileId, FileFacts],
    *,
    is_team: bool,
) -> tuple[str, ...]:
    """The documents that the event asks for and the entry has not sent, by their questions."""
    present = {str(file_id) for file_id in files}
    nobody = Answered(form.number, {})
    persons = [one for who, one in sorted(answers.items()) if who or not is_team] or [nobody]
    asked = [(key, persons) for key in _documents(form, Whom.PERSON)]
    asked += [(key, [answers.get(0, nobody)]) for key in _documents(form, Whom.TEAM)]
    found = [
        key for key, given in asked for one in given if str(one.answers.get(key)) not in present
    ]
    labels = {one.key: one.label for one in form.questions}
    return tuple(dict.fromkeys(labels[key] for key in found))


def _documents(form: EntryForm, whom: Whom) -> list[str]:
    """The keys of the files that everybody has to send."""
    return [
        one.key
        for one in form.of(whom)
        if one.asked is Asked.FILE and one.required and one.shown_if is None
    ]


def _missed(one: Tally, wanted: QueueFilter) -> set[str]:
    """The filters that such entries do not fit."""
    fits = {
        "turn": wanted.turn in _turns(one),
        "issue": wanted.issue in ("", *_issues(one)),
        "days": one.age >= wanted.days,
        "event": wanted.event_id in (0, one.event_id),
    }
    return {name for name, fit in fits.items() if not fit}


def _turns(one: Tally) -> list[str]:
    return [one.turn.value] + [""] * (one.turn is not Turn.OWN)


def _issues(one: Tally) -> list[str]:
    found = ["finding"] * one.has_finding + ["document"] * one.lacks_document
    return found or ["none"]
