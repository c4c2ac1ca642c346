"""Who may enter: conditions held against what a worker says, at typing time and at closing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from competition.domain.conditions import Condition, Effect, Kind, asked, titles_of
from competition.domain.eligibility import Eligibility, Verdict, evaluate, position_of, together
from competition.domain.errors import NotFound
from competition.domain.events import Event
from competition.domain.facts import Fact, Facts, read_facts, whole_years
from competition.domain.identifiers import AccountId, EntryId, EventId, PersonId
from competition.domain.issues import Issue
from competition.domain.permissions import Permission
from competition.domain.registration import EntryDraft, require_open_to_entries, require_reason
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import EntrantRole, texts_at
from competition.persistence import (
    eligibility,
    entrants,
    entries,
    entry_drafts,
    events,
    people,
    registration_rules,
)
from competition.persistence.eligibility import Change, Lifting
from competition.persistence.entrants import StoredEntrant
from competition.persistence.entries import EligibilityFacts, StoredEntry
from competition.persistence.queries import public_events
from competition.persistence.queries.public_events import PublicEvent
from competition.services import messages
from competition.services.unit_of_work import UnitOfWork

__all__ = ["Change", "Lifting"]
CITY_TIME = ZoneInfo("Asia/Shanghai")
NO_HONOURS = Effect.NO_HONOURS
BASIC = (Fact.BORN_ON.value, Fact.LEVEL.value)
"""What every entry tells, whatever the conditions ask."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is asked, what was said, and what follows from it; no eligibility before anything is.

    `known` are facts that the system knows better: from the ID number.
    """

    about: PublicEvent
    asked: tuple[Fact, ...]
    titles: tuple[str, ...]
    texts: dict[str, str]
    issues: tuple[Issue, ...]
    eligibility: Eligibility
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judged:
    """One person of an entry who is held against the conditions, with what was said of them."""

    position: int
    name: str
    texts: Mapping[str, str]
    account_id: AccountId | None = None
    person_id: PersonId | None = None


@dataclass(frozen=True, slots=True)
class EntryEligibility:
    """How an entry stands to the conditions now, and what was lifted for it."""

    eligibility: Eligibility
    liftings: tuple[Lifting, ...]
    rules_number: int


def check_oneself(uow: UnitOfWork, event_id: EventId, texts: Mapping[str, str]) -> Answer:
    """Tell whether one may enter a public event. For everyone, also before signing in.

    What is not typed is taken from what the signed-in worker typed before. Raises NotFound.
    """
    about = public_events.public_event(uow.session, event_id)
    rules = registration_rules.newest(uow.session, event_id).rules
    account_id = uow.actor.account_id
    person = people.by_account(uow.session, account_id) if account_id is not None else None
    saved = entry_drafts.load(uow.session, account_id, event_id)[0] if account_id else {}
    said = {**saved, **texts}
    known = frozenset[str]()
    if person is not None and person.born_on is not None:
        said["born_on"], known = person.born_on.isoformat(), frozenset({"born_on"})
    wanted = asked(rules.conditions)
    facts, issues = read_facts(said, wanted, today(uow))
    facts = _with_history(uow, event_id, facts, account_id, person.id if person else None)
    return Answer(
        about,
        wanted,
        titles_of(rules.conditions),
        {key: said.get(key, "") for key in wanted},
        tuple(issues),
        evaluate(rules.conditions, facts, about.event.held_on),
        known,
    )


def try_conditions(
    uow: UnitOfWork, event_id: EventId, conditions: Collection[Condition], texts: Mapping[str, str]
) -> tuple[Eligibility, tuple[Issue, ...]]:
    """Hold conditions that are being edited against a test person. Needs POLICIES_EDIT."""
    uow.authorise(Permission.POLICIES_EDIT, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id)
    facts, issues = read_facts(texts, asked(conditions), today(uow))
    place = texts.get("best_place", "")
    best = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else 0
    return evaluate(conditions, replace(facts, best_place=best), event.held_on), tuple(issues)


def check_texts(
    uow: UnitOfWork,
    event: Event,
    rules: RegistrationRules,
    texts: Mapping[str, str],
    who: tuple[AccountId | None, PersonId | None],
) -> tuple[Eligibility, Facts]:
    """Hold what was said against the rules. For use cases that have authorised."""
    facts, _ = read_facts(texts, {*asked(rules.conditions), *BASIC}, today(uow))
    if any(test.kind is Kind.WINNER for one in rules.conditions for test in one.tests):
        facts = _with_history(uow, event.id, facts, *who)
    return evaluate(rules.conditions, facts, event.held_on), facts


def check_people(
    uow: UnitOfWork, event: Event, rules: RegistrationRules, judged: Sequence[Judged]
) -> Eligibility:
    """Hold everybody who may compete for an entry against the rules. Rule ELG-15.

    For use cases that have authorised.
    """
    parts = []
    for one in judged:
        who = one.account_id, one.person_id
        found, _ = check_texts(uow, event, rules, one.texts, who)
        parts.append(found.about(one.position, one.name if len(judged) > 1 else ""))
    return together(parts)


def check_entry(
    uow: UnitOfWork, event: Event, rules: RegistrationRules, stored: StoredEntry
) -> Eligibility:
    """Hold the persons of a stored entry against the rules. For use cases that have authorised."""
    persons = entrants.of_entry(uow.session, stored.id)
    judged = _judged(stored.account_id, stored.check.facts, persons)
    return check_people(uow, event, rules, judged)


def forget_liftings(uow: UnitOfWork, entry_id: EntryId, position: int) -> None:
    """Let all count again for a position at which another person stands now."""
    for lifting in eligibility.liftings(uow.session, entry_id):
        if position_of(lifting.key) == position:
            eligibility.restore(uow.session, entry_id, lifting.key)


def describe_eligibility(
    uow: UnitOfWork, event_id: EventId, stored: StoredEntry
) -> EntryEligibility:
    """How an entry stands to the event's conditions now. The caller has authorised."""
    newest = registration_rules.newest(uow.session, event_id)
    event = events.load(uow.session, event_id)
    found = check_entry(uow, event, newest.rules, stored)
    liftings = eligibility.liftings(uow.session, stored.id)
    return EntryEligibility(found, liftings, newest.number)


def store_check(
    uow: UnitOfWork,
    entry_id: EntryId,
    texts: Mapping[str, str],
    found: Eligibility,
    rules_number: int,
) -> None:
    """Keep with the entry what was said and what follows. The caller has authorised."""
    counted = not_lifted(uow, entry_id, found)
    before = entries.load(uow.session, entry_id).check.failed
    facts = EligibilityFacts(dict(texts), rules_number, failed_keys(found), len(counted.refusing))
    entries.save_check(uow.session, entry_id, facts, honours=_honours(counted, before))


def not_lifted(uow: UnitOfWork, entry_id: EntryId, found: Eligibility) -> Eligibility:
    """What counts of it for the entry. The caller has authorised."""
    return found.without(one.key for one in eligibility.liftings(uow.session, entry_id))


def failed_keys(found: Eligibility) -> tuple[str, ...]:
    """The keys of all findings that are not met, whatever their conditions do."""
    return tuple(f.key for f in found.findings if f.verdict is Verdict.UNMET)


def lift_condition(
    uow: UnitOfWork, event_id: EventId, entry_id: EntryId, key: str, reason: str
) -> None:
    """Lift a condition for one entry, in a team for the one person of the key, with the reason.

    Needs ENTRY_MANAGE. Audited as condition.lifted.
    Raises NotFound for an unknown condition, RuleViolation REG-06, REG-08.
    """
    stored = _for_change(uow, event_id, entry_id)
    said = require_reason(reason)
    found = describe_eligibility(uow, event_id, stored).eligibility.findings
    if key not in {finding.key for finding in found}:
        raise NotFound("There is no such condition.")
    lifting = Lifting(key, said, "", uow.now)
    eligibility.lift(uow.session, entry_id, lifting, uow.actor.account_id)
    _check_again(uow, event_id, stored)
    uow.audit(
        "condition.lifted", f"event:{event_id}", f"entry:{entry_id}", condition=key, reason=said
    )


def counted(
    uow: UnitOfWork, entry_id: EntryId | None, found: Eligibility, names: Sequence[str]
) -> Eligibility:
    """What still counts when an entry is filled in again by persons of these names, in order.

    What was lifted for a person who is no longer at this position counts again.
    """
    if entry_id is None:
        return found
    before = {
        one.position: one.name
        for one in entrants.of_entry(uow.session, entry_id)
        if one.left_at is None
    }
    for lifting in eligibility.liftings(uow.session, entry_id):
        position = position_of(lifting.key)
        if names[position : position + 1] != [before.get(position)]:
            eligibility.restore(uow.session, entry_id, lifting.key)
    return not_lifted(uow, entry_id, found)


def restore_condition(uow: UnitOfWork, event_id: EventId, entry_id: EntryId, key: str) -> None:
    """Let a lifted condition count again for the entry.

    Needs ENTRY_MANAGE. Audited as condition.restored. Raises NotFound, RuleViolation REG-06.
    """
    stored = _for_change(uow, event_id, entry_id)
    eligibility.restore(uow.session, entry_id, key)
    _check_again(uow, event_id, stored)
    uow.audit("condition.restored", f"event:{event_id}", f"entry:{entry_id}", condition=key)


def recheck_entries(uow: UnitOfWork, event: Event) -> int:
    """Hold all live entries against the newest rules, and record whose answer changed.

    For use cases that have authorised and hold the event, such as closing its entries. Audited as
    entries.rechecked when anything changed; whose entry is refused by now is told of it.
    Tells how many changed.
    """
    newest = registration_rules.newest(uow.session, event.id)
    lifted = eligibility.lifted_keys(uow.session, event.id)
    persons = entrants.of_event(uow.session, event.id)
    changed = 0
    for entry in eligibility.to_check(uow.session, event.id):
        if not entry.rules_number and not newest.number:
            continue
        judged = _judged(entry.account_id, entry.facts, persons.get(entry.id, ()))
        found = check_people(uow, event, newest.rules, judged)
        after = failed_keys(found)
        if set(after) == set(entry.failed):
            continue
        counted = found.without(lifted.get(entry.id, ()))
        facts = EligibilityFacts(entry.facts, newest.number, after, len(counted.refusing))
        honours = _honours(counted, entry.failed)
        entries.save_check(uow.session, entry.id, facts, honours=honours)
        made = newest.number, uow.now
        eligibility.add_change(uow.session, event.id, entry, after, made)
        if counted.refusing and entry.account_id is not None:
            link = f"/me/entries/{entry.id}"
            messages.notify(uow, entry.account_id, "entry.unfit", link=link, event=event.title)
        changed += 1
    if changed:
        uow.audit("entries.rechecked", f"event:{event.id}", changed=changed)
    return changed


def with_facts(draft: EntryDraft, facts: Facts, event: Event) -> EntryDraft:
    """The draft with the level and the age on the event's day that the facts tell."""
    if facts.level is not None:
        draft = replace(draft, level=facts.level or None)
    if facts.born_on is not None and event.held_on is not None:
        draft = replace(draft, age=whole_years(facts.born_on, event.held_on))
    return draft


def with_texts(
    uow: UnitOfWork, draft: EntryDraft, texts: Mapping[str, str], event: Event
) -> EntryDraft:
    """The draft with the level and the age that these texts tell."""
    return with_facts(draft, read_facts(texts, BASIC, today(uow))[0], event)


def list_changes(uow: UnitOfWork, event_id: EventId) -> tuple[Change, ...]:
    """Whose answer changed when the entries were checked again. Needs ENTRY_MANAGE."""
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    return eligibility.changes(uow.session, event_id)


def today(uow: UnitOfWork) -> date:
    """The day in the city."""
    return uow.now.astimezone(CITY_TIME).date()


def _judged(
    account_id: AccountId | None, facts: Mapping[str, str], persons: Sequence[StoredEntrant]
) -> list[Judged]:
    """Those of a stored entry who may compete; an account stands for its first person only."""
    replaced = {one.position for one in persons if one.left_at is not None}
    return [
        Judged(
            one.position,
            one.name,
            texts_at(facts, one.position),
            None if one.position or replaced & {0} else account_id,
            one.person_id,
        )
        for one in persons
        if one.left_at is None and one.role is not EntrantRole.COACH
    ] or [Judged(0, "", texts_at(facts, 0), account_id)]


def _honours(counted: Eligibility, before: Collection[str]) -> bool | None:
    """Whether awards are open to an entry; None leaves what the organisers wrote down."""
    if not counted.honours:
        return False
    skipping = {f.key for f in counted.findings if f.condition.effect is NO_HONOURS}
    return True if skipping & set(before) else None


def _with_history(
    uow: UnitOfWork,
    event_id: EventId,
    facts: Facts,
    account_id: AccountId | None,
    person_id: PersonId | None,
) -> Facts:
    best = eligibility.best_place(uow.session, event_id, account_id, person_id)
    return replace(facts, best_place=best)


def _for_change(uow: UnitOfWork, event_id: EventId, entry_id: EntryId) -> StoredEntry:
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id, lock=True)
    require_open_to_entries(event.state)
    stored = entries.load(uow.session, entry_id)
    if stored.event_id != event_id:
        raise NotFound("There is no such entry.")
    return stored


def _check_again(uow: UnitOfWork, event_id: EventId, stored: StoredEntry) -> None:
    found = describe_eligibility(uow, event_id, stored)
    store_check(uow, stored.id, stored.check.facts, found.eligibility, found.rules_number)
