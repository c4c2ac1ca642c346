"""Changes after approval: asked for with a reason, decided once, kept as history."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from competition.domain.competitions import CompetitionDetails, Level
from competition.domain.errors import NotPermitted
from competition.domain.events import EventState
from competition.domain.identifiers import CompetitionId
from competition.domain.permissions import Permission, permits
from competition.domain.programme import (
    ChangeState,
    Plan,
    PlanState,
    asked_change,
    changed_plan,
    require_reason,
)
from competition.persistence import competitions, events, programme
from competition.persistence.programme import StoredChange
from competition.services import messages
from competition.services.programme import city_scopes
from competition.services.programme_messages import tell_concerned
from competition.services.unit_of_work import UnitOfWork

__all__ = ["StoredChange"]


@dataclass(frozen=True, slots=True)
class ChangeDescription:
    """A change, and what the actor may do with it."""

    stored: StoredChange
    may_decide: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class ChangeHistory:
    """A competition's facts as they stand, its changes, and whether the actor may ask for one."""

    facts: dict[str, str]
    changes: tuple[StoredChange, ...]
    may_ask: bool
    state: PlanState
    title: str


def describe_changes(uow: UnitOfWork, competition_id: CompetitionId) -> ChangeHistory:
    """Show the history of a competition's changes. Needs PROGRAMME_VIEW. Raises NotFound."""
    path = events.competition_path(uow.session, competition_id)
    uow.authorise(Permission.PROGRAMME_VIEW, path)
    stored = programme.load_plan(uow.session, competition_id)
    plan = stored.plan if stored else Plan()
    details = competitions.load(uow.session, competition_id).details
    return ChangeHistory(
        facts_of(details, plan),
        programme.changes_of(uow.session, competition_id),
        permits(uow.actor, Permission.COMPETITION_EDIT, path),
        plan.state,
        details.title,
    )


def list_open_changes(uow: UnitOfWork) -> tuple[StoredChange, ...]:
    """List every change that waits for a decision. Needs PROGRAMME_EDIT for the city."""
    uow.authorise(Permission.PROGRAMME_EDIT, city_scopes(uow))
    return programme.open_changes(uow.session)


def ask_change(
    uow: UnitOfWork, competition_id: CompetitionId, facts: Mapping[str, str], reason: str
) -> int:
    """Ask for a change of what is in the programme. Returns its number.

    Needs COMPETITION_EDIT. Audited as programme.change_requested.
    Raises NotFound, NotPermitted, RuleViolation PRG-01, PRG-02, PRG-04; then nothing is written.
    """
    uow.authorise(Permission.COMPETITION_EDIT, events.competition_path(uow.session, competition_id))
    stored = programme.load_plan(uow.session, competition_id, lock=True)
    plan = stored.plan if stored else Plan()
    plan.require_planned()
    found = competitions.load(uow.session, competition_id)
    change = asked_change(facts_of(found.details, plan), facts, reason)
    after = {key: pair[1] for key, pair in change.facts.items()}
    changed_plan(plan, after, found.details.season)
    account = uow.actor.account_id
    change_id = programme.add_change(uow.session, competition_id, change, account, uow.now)
    _audit(uow, "programme.change_requested", competition_id, change_id, change.reason)
    return change_id


def describe_change(uow: UnitOfWork, change_id: int) -> ChangeDescription:
    """Show one change. Needs PROGRAMME_VIEW. Raises NotFound, NotPermitted."""
    stored = programme.load_change(uow.session, change_id)
    path = events.competition_path(uow.session, stored.competition_id)
    uow.authorise(Permission.PROGRAMME_VIEW, path)
    is_open = stored.change.state is ChangeState.REQUESTED
    return ChangeDescription(
        stored,
        is_open and permits(uow.actor, Permission.PROGRAMME_EDIT, city_scopes(uow)),
        is_open and stored.requested_by_id == uow.actor.account_id,
    )


def decide_change(uow: UnitOfWork, change_id: int, words: str, *, approve: bool) -> None:
    """Approve a change, which then holds at once, or decline it; the asker is told.

    Of an announced competition those who follow or have entered it are told what holds now;
    the events of a cancelled one take no entries any more.

    Needs PROGRAMME_EDIT for the city. Audited as programme.change_approved or _declined.
    Raises NotFound, NotPermitted, RuleViolation PRG-01, PRG-04 without words for a refusal, PRG-05.
    """
    uow.authorise(Permission.PROGRAMME_EDIT, city_scopes(uow))
    stored = programme.load_change(uow.session, change_id, lock=True)
    stored.change.require_open()
    if not approve:
        require_reason(words)
    state = ChangeState.APPROVED if approve else ChangeState.DECLINED
    if approve:
        plan = _apply(uow, stored)
        if plan.state is PlanState.CANCELLED:
            _close_events(uow, stored)
        tell_concerned(uow, stored.competition_id, plan, stored.change.facts)
    programme.decide_change(
        uow.session, stored, state, words.strip(), by=uow.actor.account_id, at=uow.now
    )
    action = f"programme.change_{state.value}"
    _audit(uow, action, stored.competition_id, change_id, words.strip())
    if stored.requested_by_id is not None:
        messages.notify(
            uow,
            stored.requested_by_id,
            action,
            link=f"/organiser/programme/changes/{change_id}",
            competition=stored.competition,
            words=words.strip(),
        )


def withdraw_change(uow: UnitOfWork, change_id: int) -> None:
    """Take back a change that one has asked for. Audited as programme.change_withdrawn.

    Raises NotFound, NotPermitted for anybody else, RuleViolation PRG-05.
    """
    stored = programme.load_change(uow.session, change_id, lock=True)
    if uow.actor.account_id is None or stored.requested_by_id != uow.actor.account_id:
        raise NotPermitted("You are not permitted to do this here.")
    stored.change.require_open()
    account = uow.actor.account_id
    programme.decide_change(uow.session, stored, ChangeState.WITHDRAWN, "", by=account, at=uow.now)
    _audit(uow, "programme.change_withdrawn", stored.competition_id, change_id, "")


def facts_of(details: CompetitionDetails, plan: Plan) -> dict[str, str]:
    """What changes only by request, as texts."""
    return {
        "title": details.title,
        "level": details.level.value,
        "competition_class": str(details.competition_class),
        "starts_on": plan.starts_on.isoformat() if plan.starts_on else "",
        "ends_on": plan.ends_on.isoformat() if plan.ends_on else "",
        "place": plan.place,
        "host": plan.host,
        "partners": plan.partners,
        "entrants": "" if plan.entrants is None else str(plan.entrants),
        "cancelled": "yes" if plan.state is PlanState.CANCELLED else "",
    }


def _apply(uow: UnitOfWork, stored: StoredChange) -> Plan:
    id_ = stored.competition_id
    after = {key: pair[1] for key, pair in stored.change.facts.items()}
    found = programme.load_plan(uow.session, id_, lock=True)
    details = competitions.load(uow.session, id_, lock=True).details
    plan = changed_plan(found.plan if found else Plan(), after, details.season)
    programme.save_plan(uow.session, id_, plan)
    changed = replace(
        details,
        title=after.get("title") or details.title,
        level=Level(after.get("level") or details.level),
        competition_class=int(after.get("competition_class") or details.competition_class),
    )
    if changed != details:
        competitions.save(uow.session, id_, changed)
    return plan


def _close_events(uow: UnitOfWork, stored: StoredChange) -> None:
    for event_id in events.open_of(uow.session, stored.competition_id):
        event = events.load(uow.session, event_id, lock=True)
        events.save_state(uow.session, event, EventState.CLOSED)
        uow.audit("event.entries_closed", f"event:{event_id}", reason=stored.change.reason)


def _audit(
    uow: UnitOfWork, action: str, competition_id: CompetitionId, change_id: int, reason: str
) -> None:
    chain = f"competition:{competition_id}"
    uow.audit(action, chain, f"change:{change_id}", reason=reason)
