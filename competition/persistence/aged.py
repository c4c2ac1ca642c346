"""Personal data that belong to no competition and go by their own age: where they stand.

Sessions that still hold, corrections and disputes nobody has decided, people whom a unit counts
among its own: they are not found, however old they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from competition.domain.retention import ANONYMOUS, Kind
from competition.persistence.models.account_security import InvitationRow, OneTimeSecretRow
from competition.persistence.models.accounts import AccountSessionRow, SignInAttemptRow
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.messages import DeliveryRow, MessageRow
from competition.persistence.models.people import (
    MembershipRow,
    PersonCorrectionRow,
    PersonDisputeRow,
    PersonRow,
)
from competition.persistence.models.registration import EntrantRow
from competition.persistence.models.retention import RetentionHoldRow


@dataclass(frozen=True, slots=True)
class AgedStore:
    """The ids of the rows from before an instant, and how they go."""

    rows: Callable[[datetime], Select[Any]]
    remove: Callable[[Session, Sequence[int]], None]


def _messages(before: datetime) -> Select[Any]:
    return select(MessageRow.id).where(MessageRow.created_at < before)


def _attempts(before: datetime) -> Select[Any]:
    return select(SignInAttemptRow.id).where(SignInAttemptRow.at < before)


def _sessions(before: datetime) -> Select[Any]:
    return select(AccountSessionRow.id).where(AccountSessionRow.expires_at < before)


def _invitations(before: datetime) -> Select[Any]:
    return select(InvitationRow.id).where(InvitationRow.expires_at < before)


def _secrets(before: datetime) -> Select[Any]:
    return select(OneTimeSecretRow.id).where(OneTimeSecretRow.expires_at < before)


def _corrections(before: datetime) -> Select[Any]:
    row = PersonCorrectionRow
    return select(row.id).where(
        row.state != "open",
        func.coalesce(row.answered_at, row.made_at) < before,
        or_(row.before_sealed.is_not(None), row.after_sealed.is_not(None)),
    )


def _disputes(before: datetime) -> Select[Any]:
    row = PersonDisputeRow
    return select(row.id).where(
        row.state != "open", row.answered_at < before, row.given_name != ANONYMOUS
    )


def _people(before: datetime) -> Select[Any]:
    """People without an account whom no unit counts and whom nobody has entered for so long."""
    belongs = exists().where(
        MembershipRow.person_id == PersonRow.id, MembershipRow.state.in_(["claimed", "confirmed"])
    )
    disputed = exists().where(
        PersonDisputeRow.person_id == PersonRow.id, PersonDisputeRow.state == "open"
    )
    held = select(RetentionHoldRow.competition_id).where(RetentionHoldRow.released_at.is_(None))
    lately = exists().where(
        EntrantRow.person_id == PersonRow.id,
        EntryRow.id == EntrantRow.entry_id,
        EventRow.id == EntryRow.event_id,
        or_(
            EventRow.held_on.is_(None),
            EventRow.held_on >= before.date(),
            EventRow.competition_id.in_(held),
        ),
    )
    return select(PersonRow.id).where(
        PersonRow.account_id.is_(None),
        PersonRow.created_at < before,
        PersonRow.name != ANONYMOUS,
        ~belongs,
        ~disputed,
        ~lately,
    )


def _remove_messages(session: Session, ids: Sequence[int]) -> None:
    session.execute(delete(DeliveryRow).where(DeliveryRow.message_id.in_(ids)))
    session.execute(delete(MessageRow).where(MessageRow.id.in_(ids)))


def _remover(
    model: type[SignInAttemptRow | AccountSessionRow | InvitationRow | OneTimeSecretRow],
) -> Callable[[Session, Sequence[int]], None]:
    def remove(session: Session, ids: Sequence[int]) -> None:
        session.execute(delete(model).where(model.id.in_(ids)))

    return remove


def _clear_corrections(session: Session, ids: Sequence[int]) -> None:
    rows = update(PersonCorrectionRow).where(PersonCorrectionRow.id.in_(ids))
    session.execute(rows.values(before_sealed=None, after_sealed=None))


def _clear_disputes(session: Session, ids: Sequence[int]) -> None:
    rows = update(PersonDisputeRow).where(PersonDisputeRow.id.in_(ids))
    session.execute(rows.values(given_name=ANONYMOUS, given_phone_sealed=None))


def hide_people(session: Session, ids: Sequence[int]) -> None:
    """Take from people's records all that tells who they are; what refers to them stays whole."""
    rows = update(PersonRow).where(PersonRow.id.in_(ids))
    session.execute(
        rows.values(
            name=ANONYMOUS,
            id_kind=None,
            id_index=None,
            id_sealed=None,
            phone_index=None,
            phone_sealed=None,
            born_on=None,
            sex=None,
            version=PersonRow.version + 1,
        )
    )
    corrections = select(PersonCorrectionRow.id).where(PersonCorrectionRow.person_id.in_(ids))
    _clear_corrections(session, list(session.scalars(corrections)))


AGED_STORES: dict[Kind, tuple[AgedStore, ...]] = {
    Kind.PEOPLE: (AgedStore(_people, hide_people),),
    Kind.CORRECTIONS: (
        AgedStore(_corrections, _clear_corrections),
        AgedStore(_disputes, _clear_disputes),
    ),
    Kind.MESSAGES: (AgedStore(_messages, _remove_messages),),
    Kind.SIGN_INS: (
        AgedStore(_attempts, _remover(SignInAttemptRow)),
        AgedStore(_sessions, _remover(AccountSessionRow)),
    ),
    Kind.INVITATIONS: (
        AgedStore(_invitations, _remover(InvitationRow)),
        AgedStore(_secrets, _remover(OneTimeSecretRow)),
    ),
}
