"""What organisers do with judges: appoint them, list them, take an appointment back."""

from dataclasses import dataclass

from competition.domain.appointments import (
    NewAppointment,
    next_label,
    require_impartial,
    unknown_judge,
)
from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId, AppointmentId, EventId
from competition.domain.marking import Module
from competition.domain.permissions import Permission
from competition.persistence import appointments, entries, event_rules, events
from competition.persistence.appointments import Appointment
from competition.persistence.queries import entries as lists
from competition.services.accounts import NewAccount, find_account, register_account
from competition.services.unit_of_work import UnitOfWork

__all__ = ["Appointment", "NewAppointment"]


@dataclass(frozen=True, slots=True)
class JudgeList:
    """The judges of an event, what a new one starts from, and whether they may still change."""

    judges: tuple[Appointment, ...]
    modules: tuple[Module, ...]
    label: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Appointed:
    """A new appointment, and whether an account was opened for it."""

    id: AppointmentId
    is_new_account: bool


def list_judges(uow: UnitOfWork, event_id: EventId) -> JudgeList:
    """List the judges of the event by label. Needs JUDGE_APPOINT."""
    _authorise(uow, event_id)
    judges = appointments.of_event(uow.session, event_id)
    return JudgeList(
        judges,
        event_rules.load(uow.session, event_id).scheme.modules,
        next_label([judge.assignment.label for judge in judges]),
        lists.units(uow.session, event_id),
    )


def appoint_judge(
    uow: UnitOfWork,
    event_id: EventId,
    login: str,
    appointment: NewAppointment,
    new_account: NewAccount | None = None,
) -> Appointed:
    """Appoint the account with this sign-in name; `new_account` is opened when nobody has it.

    Needs JUDGE_APPOINT. Audited as judge.appointed.
    Raises RuleViolation EVT-02 once codes are handed out, APP-01 to APP-04, ACC-01 or ACC-04;
    then nothing is written.
    """
    _authorise(uow, event_id)
    events.load(uow.session, event_id, lock=True).require_preparing()
    judges = appointments.of_event(uow.session, event_id)
    modules = [module.id for module in event_rules.load(uow.session, event_id).scheme.modules]
    appointment.require_sound([judge.assignment.label for judge in judges], modules)
    account_id, is_new = _account(uow, login, new_account)
    require_impartial(
        competes=entries.competes(uow.session, event_id, account_id),
        is_appointed=account_id in {judge.account_id for judge in judges},
    )
    appointment_id = appointments.add(uow.session, event_id, account_id, appointment)
    detail = {"label": appointment.label, "chief": appointment.is_chief}
    _audit(uow, "judge.appointed", event_id, appointment_id, **detail, account=account_id)
    return Appointed(appointment_id, is_new)


def remove_judge(uow: UnitOfWork, event_id: EventId, appointment_id: AppointmentId) -> None:
    """Take an appointment back. Needs JUDGE_APPOINT. Audited as judge.removed.

    Raises RuleViolation EVT-02 once codes are handed out, NotFound.
    """
    _authorise(uow, event_id)
    events.load(uow.session, event_id, lock=True).require_preparing()
    found = appointments.load(uow.session, appointment_id)
    if found.event_id != event_id:
        raise NotFound("There is no such appointment.")
    appointments.remove(uow.session, appointment_id)
    detail = {"label": found.assignment.label, "account": found.account_id}
    _audit(uow, "judge.removed", event_id, appointment_id, **detail)


def _account(uow: UnitOfWork, login: str, new: NewAccount | None) -> tuple[AccountId, bool]:
    """The account with this sign-in name, and whether it was opened just now."""
    found = find_account(uow, login)
    if found is not None:
        return found, False
    if new is None:
        raise unknown_judge()
    return register_account(uow, new), True


def _authorise(uow: UnitOfWork, event_id: EventId) -> None:
    uow.authorise(Permission.JUDGE_APPOINT, events.scope_path(uow.session, event_id))


def _audit(
    uow: UnitOfWork, action: str, event_id: EventId, appointment_id: AppointmentId, **detail: object
) -> None:
    uow.audit(action, f"event:{event_id}", f"appointment:{appointment_id}", **detail)
