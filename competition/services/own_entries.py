"""What workers see of their own entries, and taking one back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from competition.domain.entering import may_withdraw, require_withdrawable
from competition.domain.entry_forms import EntryForm
from competition.domain.events import PREPARING, EventState
from competition.domain.identifiers import EntryId, EventId, FileId
from competition.domain.places import LIVE, Ending, Step, is_replaceable
from competition.domain.registration import EntryState
from competition.domain.registration_rules import RegistrationRules
from competition.persistence import entries, events, registration_rules
from competition.persistence.entries import StoredEntry
from competition.persistence.files import FileFacts
from competition.persistence.queries import own_entries, public_events, publications
from competition.persistence.queries.own_entries import OwnEntryLine
from competition.persistence.queries.public_events import PublicEvent
from competition.persistence.queries.publications import PresentPublication, PublishedLine
from competition.services import entry_forms
from competition.services.eligibility import EntryEligibility, describe_eligibility
from competition.services.entrants import StoredEntrant, list_entrants
from competition.services.entry_forms import Answered
from competition.services.newcomers import asks_persons
from competition.services.places import (
    Turn,
    describe_turn,
    end_entry,
    fill_places,
    note,
    own_account,
    own_entry,
)
from competition.services.unit_of_work import UnitOfWork

__all__ = ["OwnEntryLine"]


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """A worker's entry, and its line of the ranking once that is published."""

    stored: StoredEntry
    about: PublicEvent
    may_withdraw: bool
    turn: Turn
    entrants: tuple[StoredEntrant, ...]
    rules: RegistrationRules
    may_replace: bool
    publication: PresentPublication | None
    line: PublishedLine | None
    answers: Mapping[int, Answered]
    forms: Mapping[int, EntryForm]
    files: Mapping[FileId, FileFacts]
    left: Mapping[int, Answered]
    asks_persons: bool
    eligibility: EntryEligibility | None = None


ToldAnswers = tuple[
    Mapping[int, Answered],
    Mapping[int, EntryForm],
    Mapping[FileId, FileFacts],
    Mapping[int, Answered],
    bool,
]


def withdraw_entry(uow: UnitOfWork, entry_id: EntryId) -> None:
    """Take one's own entry back; its place goes to the next on the waiting list.

    Needs ENTRY_SUBMIT and that the entry is one's own. Audited as entry.withdrawn.
    Raises NotFound, RuleViolation ENT-05.
    """
    stored = own_entry(uow, entry_id)
    event = events.load(uow.session, stored.event_id, lock=True)
    stored = entries.load(uow.session, entry_id, fresh=True)
    require_withdrawable(event, stored.state, uow.now)
    end_entry(uow, stored, Step.WITHDRAW, Ending.BY_WORKER)
    note(uow, "entry.withdrawn", stored)
    fill_places(uow, event)


def list_own_entries(uow: UnitOfWork) -> tuple[OwnEntryLine, ...]:
    """List one's own entries, the newest first. Needs ENTRY_SUBMIT."""
    return own_entries.own_lines(uow.session, own_account(uow))


def describe_own_entry(uow: UnitOfWork, entry_id: EntryId) -> OwnEntry:
    """Show one's own entry, with the result once it is published.

    Needs ENTRY_SUBMIT and that the entry is one's own. Raises NotFound.
    """
    stored = own_entry(uow, entry_id)
    about = public_events.public_event(uow.session, stored.event_id)
    publication = publications.present(uow.session, stored.event_id)
    rules = registration_rules.newest(uow.session, stored.event_id).rules
    may_replace = stored.state in LIVE and is_replaceable(
        about.event.state, rules.replace_until, uow.now
    )
    line = None
    if publication is not None and stored.state is EntryState.ACCEPTED:
        line = publications.line(uow.session, publication, stored.draft.number)
    told = told_answers(uow, stored)
    return OwnEntry(
        stored,
        about,
        may_withdraw(about.event, stored.state, uow.now),
        describe_turn(uow, stored),
        list_entrants(uow, stored),
        rules,
        may_replace,
        publication,
        line,
        *(told if rules.team.is_team else _without_left(told)),
        _eligibility(uow, about.event.state, stored),
    )


def _without_left(told: ToldAnswers) -> ToldAnswers:
    """The same without what somebody else said who took part alone before."""
    answers, forms, known, left, asks = told
    silent = {number: replace(one, answers={}) for number, one in left.items()}
    return answers, forms, known, silent, asks


def _eligibility(
    uow: UnitOfWork, state: EventState, stored: StoredEntry
) -> EntryEligibility | None:
    """How the entry stands to the conditions, as long as that decides anything."""
    if state not in PREPARING or stored.state not in LIVE:
        return None
    return describe_eligibility(uow, stored.event_id, stored)


def told_answers(uow: UnitOfWork, stored: StoredEntry) -> ToldAnswers:
    """What an entry answered by entrant, the forms that asked, the files; what was set aside.

    Last, whether the event still asks something of everybody who takes part.

    The caller authorises.
    """
    answers = entry_forms.list_answers(uow, stored.id)
    left = entry_forms.list_left(uow, stored.id)
    numbers = {one.form_number for one in (*answers.values(), *left.values())}
    forms = {n: entry_forms.form_version(uow, stored.event_id, n) for n in numbers}
    known = entry_forms.list_answer_files(uow, stored.id) if answers or left else {}
    return answers, forms, known, left, asks_persons(uow, stored)


def own_number(uow: UnitOfWork, event_id: EventId) -> str | None:
    """The number of one's own accepted entry in the event, if there is one. Anyone may ask."""
    if uow.actor.account_id is None:
        return None
    found = own_entries.find_own(uow.session, event_id, uow.actor.account_id)
    if found is None or found[1] is not EntryState.ACCEPTED:
        return None
    return entries.load(uow.session, found[0]).draft.number
