"""What organisers do with the rules of registration: see them, save a new version."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from competition.domain.conditions import Condition
from competition.domain.errors import Conflict
from competition.domain.events import PREPARING, Event
from competition.domain.identifiers import EventId
from competition.domain.permissions import Permission, permits
from competition.domain.registration_rules import RegistrationRules
from competition.persistence import events, registration_rules, schemes
from competition.persistence.registration_rules import StoredRules
from competition.services import places
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RulesDescription:
    """The newest rules of an event's registration, and whether they may still change."""

    number: int
    rules: RegistrationRules
    event: Event
    may_edit: bool
    made_by: str
    made_at: datetime | None


def describe_rules(uow: UnitOfWork, event_id: EventId) -> RulesDescription:
    """Show the rules. Needs EVENT_VIEW. Raises NotFound, NotPermitted."""
    path = events.scope_path(uow.session, event_id)
    uow.authorise(Permission.EVENT_VIEW, path)
    event, newest = (
        events.load(uow.session, event_id),
        registration_rules.newest(uow.session, event_id),
    )
    return RulesDescription(
        newest.number,
        newest.rules,
        event,
        event.state in PREPARING and permits(uow.actor, Permission.POLICIES_EDIT, path),
        schemes.name_of(uow.session, newest.made_by) if newest.number else "",
        newest.made_at,
    )


def save_settings(
    uow: UnitOfWork, event_id: EventId, settings: RegistrationRules, base: int
) -> int:
    """Save new settings on top of version `base`; the conditions stay. Gives the new number.

    New places go to who waits. Needs POLICIES_EDIT. Audited as registration.rules_saved.
    Raises NotFound, RuleViolation EVT-02 once marking has begun, Conflict with the newest version
    when that is not `base`.
    """
    event, newest = _for_change(uow, event_id, base, settings)
    changed = replace(settings, conditions=newest.rules.conditions)
    number = _save(uow, event, newest, changed)
    places.fill_places(uow, event)
    return number


def save_conditions(
    uow: UnitOfWork, event_id: EventId, conditions: Sequence[Condition], base: int
) -> int:
    """Save new conditions on top of version `base`; the settings stay. Gives the new number.

    A condition without a key is a new one and gets a key that was never used in the event.
    Needs POLICIES_EDIT. Audited as registration.rules_saved.
    Raises NotFound, RuleViolation EVT-02 once marking has begun, Conflict with the newest version
    when that is not `base`.
    """
    event, newest = _for_change(uow, event_id, base, conditions)
    keys = registration_rules.keys_used(uow.session, event_id)
    last = max((int(key[1:]) for key in keys if key[1:].isdigit()), default=0)
    named = []
    for condition in conditions:
        if condition.key not in keys:
            last += 1
            condition = replace(condition, key=f"c{last}")  # noqa: PLW2901 -- its key is given here
        named.append(condition)
    return _save(uow, event, newest, replace(newest.rules, conditions=tuple(named)))


def _for_change(
    uow: UnitOfWork, event_id: EventId, base: int, ours: object
) -> tuple[Event, StoredRules]:
    uow.authorise(Permission.POLICIES_EDIT, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id, lock=True)
    event.require_preparing()
    newest = registration_rules.newest(uow.session, event_id)
    if newest.number != base:
        raise Conflict("The rules of entry were changed meanwhile.", theirs=newest, ours=ours)
    return event, newest


def _save(uow: UnitOfWork, event: Event, newest: StoredRules, rules: RegistrationRules) -> int:
    number = newest.number + 1
    made = StoredRules(number, rules, uow.actor.account_id, uow.now)
    registration_rules.add(uow.session, event.id, made)
    uow.audit("registration.rules_saved", f"event:{event.id}", version=number)
    return number
