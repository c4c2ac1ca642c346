"""The persons of an entry: who they are in the record of people, and who takes whose part."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from competition.domain.eligibility import Eligibility, require_eligible
from competition.domain.entering import require_in_no_other
from competition.domain.errors import NotFound, RuleViolation
from competition.domain.events import Event
from competition.domain.identifiers import AccountId, EntryId, EventId, PersonId
from competition.domain.people import PersonDraft, require_person_name
from competition.domain.permissions import Permission, permits
from competition.domain.places import (
    LIVE,
    CountedUnit,
    require_one_event,
    require_replaceable,
)
from competition.domain.registration import require_reason
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import (
    COMPETING,
    Entrant,
    EntrantRole,
    answers_at,
    told_facts,
    with_texts_at,
)
from competition.persistence import entrants, entries, events, registration_rules
from competition.persistence import people as persons
from competition.persistence.entrants import NewEntrant, StoredEntrant
from competition.persistence.entries import StoredEntry
from competition.persistence.registration_rules import StoredRules
from competition.services import (
    eligibility,
    entry_forms,
    entry_owners,
    entry_units,
    people,
    places,
)
from competition.services.unit_of_work import UnitOfWork

__all__ = ["StoredEntrant"]


def find_people(
    uow: UnitOfWork, drafts: Sequence[Entrant], known: Mapping[str, PersonId] | None = None
) -> tuple[NewEntrant, ...]:
    """Who these are in the record of people; whose ID number is not given is known by name only.

    Takes persons known by name from before, such as those of an entry that is filled in again.

    For use cases that have authorised. Raises RuleViolation at the field of the person at fault.
    """
    found = []
    for number, draft in enumerate(drafts):
        person_id = (known or {}).get(draft.name)
        if draft.id_number:
            try:
                given = PersonDraft(draft.name, draft.id_number)
                person_id = people.find_or_add_person(uow, given, "entry")
            except RuleViolation as refusal:
                field = f"entrants{number}-{refusal.field or 'id_number'}"
                raise RuleViolation(
                    refusal.rule, refusal.message, field=field, **refusal.params
                ) from refusal
        found.append(NewEntrant(draft.role, draft.name, person_id))
    return tuple(found)


def oneself(uow: UnitOfWork, account_id: AccountId, name: str) -> NewEntrant:
    """The signed-in worker as the one who competes."""
    person = persons.by_account(uow.session, account_id)
    return NewEntrant(EntrantRole.MEMBER, name, person.id if person else None)


def require_free(
    uow: UnitOfWork,
    event: Event,
    rules: RegistrationRules,
    who: tuple[AccountId | None, Collection[PersonId]],
    but: EntryId | None = None,
) -> None:
    """Raise RuleViolation for persons who are part of another entry already.

    They are held against other entries of theirs until this unit of work ends.
    Raises ENT-07 within the event, PLC-09 within the competition where one event is the rule.
    """
    entrants.hold(uow.session, *who)
    check_free(uow, event, rules, who, but=but)


def check_free(
    uow: UnitOfWork,
    event: Event,
    rules: RegistrationRules,
    who: tuple[AccountId | None, Collection[PersonId]],
    *,
    but: EntryId | None = None,
    name: str = "",
) -> None:
    """The same for now, without holding anybody; a refusal names the person of a team."""
    account_id, person_ids = who
    require_in_no_other(entrants.in_event(uow.session, event.id, person_ids, but))
    if rules.one_event:
        others = entrants.other_events(uow.session, event.id, account_id, person_ids)
        require_one_event(others, name)


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who takes whose part, why, and what the new person says for the conditions."""

    entrant_id: int
    new: Entrant
    reason: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def replace_entrant(uow: UnitOfWork, entry_id: EntryId, wanted: Replacement) -> None:
    """Let somebody else take a person's part in an entry, who is checked like everybody.

    What the other answered and sent is set aside; the new person sends own answers
    (`newcomers.send_answers`). Needs that the entry is one's own, until the deadline of
    replacements; or ENTRY_MANAGE, with a reason. Audited as entrant.replaced. Who may compete is
    held against the conditions: they refuse a worker, and are shown to organisers as problems of
    the entry; so does another unit.
    Raises NotFound, RuleViolation PLC-07, REG-08, REG-09, TEA-04, TEA-05, ENT-07, PLC-09, ELG-14.
    """
    stored = entries.load(uow.session, entry_id)
    event = events.load(uow.session, stored.event_id, lock=True)
    by_organiser, said = may_manage(uow, stored), wanted.reason.strip()
    stored = entries.load(uow.session, entry_id, fresh=True)
    newest = registration_rules.newest(uow.session, event.id)
    require_replaceable(event.state, newest.rules.replace_until, uow.now, by_organiser=by_organiser)
    if by_organiser:
        require_reason(said)
    if stored.state not in LIVE:
        raise RuleViolation("REG-09", "This entry has been answered or withdrawn already.")
    old = _in_entry(uow, entry_id, wanted.entrant_id)
    person = _newcomer(uow, entry_id, wanted.new)
    if old.role is not EntrantRole.COACH:
        ids = () if person.person_id is None else (person.person_id,)
        require_free(uow, event, newest.rules, (None, ids), entry_id)
    new = NewEntrant(old.role, person.name, person.person_id)
    _change_person(uow, entry_id, (old, new), (newest.rules, said))
    found = _take_over(uow, event, newest, stored, (old, wanted))
    if not by_organiser:
        require_eligible(found.at(old.position))
        _require_own_unit(uow, newest.rules, stored, (old.position, new))
    places.note(uow, "entrant.replaced", stored, role=old.role.value, reason=said)
    is_team = newest.rules.team.is_team
    if by_organiser:
        link = "" if is_team else "/me/entries"
        places.tell(uow, stored, "entry.person_replaced", link, event=event.title, reason=said)
    if not is_team:
        entry_owners.change_owner(uow, entry_id, new.person_id)


def _change_person(
    uow: UnitOfWork,
    entry_id: EntryId,
    change: tuple[StoredEntrant, NewEntrant],
    why: tuple[RegistrationRules, str],
) -> None:
    """Write down who comes in; what the other answered is set aside."""
    (old, new), (rules, said) = change, why
    entrants.replace(uow.session, old.id, new, uow.now, said)
    place = answers_at(old.position, is_team=rules.team.is_team)
    entry_forms.set_aside(uow, entry_id, place, old.id)


def _require_own_unit(
    uow: UnitOfWork,
    rules: RegistrationRules,
    stored: StoredEntry,
    person: tuple[int, NewEntrant],
) -> None:
    """Raise RuleViolation TEA-05 for somebody of another unit than the one that entered."""
    unit = CountedUnit(stored.draft.unit, stored.place.unit_id)
    for issue in entry_units.strangers(uow, rules, unit, [person]):
        raise RuleViolation(issue.rule, issue.message, field="name", **issue.params)


def _take_over(
    uow: UnitOfWork,
    event: Event,
    newest: StoredRules,
    stored: StoredEntry,
    change: tuple[StoredEntrant, Replacement],
) -> Eligibility:
    """Let the entry say what is true of the new person, and hold it against the conditions."""
    old, wanted = change
    own = told_facts(replace(wanted.new, facts=wanted.facts), eligibility.today(uow))
    texts = with_texts_at(stored.check.facts, old.position, own)
    if old.role is EntrantRole.CAPTAIN or (old.role in COMPETING and old.position == 0):
        named = replace(stored.draft, name=wanted.new.name)
        draft = eligibility.with_texts(uow, named, own, event)
        entries.save(uow.session, stored.id, draft, stored.version)
    eligibility.forget_liftings(uow, stored.id, old.position)
    changed = replace(stored, check=replace(stored.check, facts=texts))
    found = eligibility.check_entry(uow, event, newest.rules, changed)
    if newest.number:
        eligibility.store_check(uow, stored.id, texts, found, newest.number)
    return found


def _newcomer(uow: UnitOfWork, entry_id: EntryId, draft: Entrant) -> NewEntrant:
    """Who this is. Raises RuleViolation TEA-04 for somebody who is part of this entry already."""
    require_person_name(draft.name)
    try:
        (person,) = find_people(uow, [draft])
    except RuleViolation as refusal:
        path = (refusal.field or "").removeprefix("entrants0-")
        raise RuleViolation(refusal.rule, refusal.message, field=path, **refusal.params) from None
    known = person.person_id
    for one in entrants.of_entry(uow.session, entry_id):
        is_same = one.person_id == known if known and one.person_id else one.name == person.name
        if one.left_at is None and is_same:
            message = "%(name)s stands twice in this entry."
            raise RuleViolation("TEA-04", message, field="name", name=person.name)
    return person


def list_entrants(uow: UnitOfWork, stored: StoredEntry) -> tuple[StoredEntrant, ...]:
    """Who is and was part of the entry. The caller has authorised."""
    return entrants.of_entry(uow.session, stored.id)


def _in_entry(uow: UnitOfWork, entry_id: EntryId, entrant_id: int) -> StoredEntrant:
    for one in entrants.of_entry(uow.session, entry_id):
        if one.id == entrant_id and one.left_at is None:
            return one
    raise NotFound("There is no such person in this entry.")


def may_manage(uow: UnitOfWork, stored: StoredEntry) -> bool:
    """Tell whether an organiser acts, or whoever entered. Raises NotFound for anybody else."""
    path = events.scope_path(uow.session, EventId(stored.event_id))
    if permits(uow.actor, Permission.ENTRY_MANAGE, path):
        return True
    places.own_entry(uow, stored.id)
    return False
