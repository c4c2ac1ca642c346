"""The end of an account: what ties it, and taking away all that tells whose it was."""

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId, FileId
from competition.domain.own_data import Ties
from competition.domain.places import LIVE
from competition.domain.retention import ANONYMOUS
from competition.persistence import files
from competition.persistence.aged import hide_people
from competition.persistence.models.account_security import (
    DelegationRow,
    ExternalIdentityRow,
    OneTimeSecretRow,
    RecoveryCodeRow,
    SecondFactorRow,
)
from competition.persistence.models.accounts import AccountRow, RoleRow, SignInAttemptRow
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.judging import AppointmentRow
from competition.persistence.models.messages import DeliveryRow, MailAddressRow, MessageRow
from competition.persistence.models.messages import PreferenceRow as MessagePreferenceRow
from competition.persistence.models.people import MembershipRow, PersonDisputeRow, PersonRow
from competition.persistence.models.registration import EntrantRow, EntryDraftRow
from competition.persistence.models.retention import CorrectionRequestRow, RetentionHoldRow
from competition.persistence.models.sites import SiteWatchRow
from competition.persistence.retained import hide_names, is_published, remove_answers
from competition.persistence.sealing import keyring

OWNED = (
    EntryDraftRow,
    ExternalIdentityRow,
    MailAddressRow,
    MessagePreferenceRow,
    OneTimeSecretRow,
    RecoveryCodeRow,
    SecondFactorRow,
    SiteWatchRow,
)
"""Rows that are the account's alone and go with it."""


def ties(session: Session, account_id: AccountId) -> Ties:
    """What has to end before the account can."""
    held = select(RetentionHoldRow.competition_id).where(RetentionHoldRow.released_at.is_(None))
    mine = or_(EntryRow.account_id == account_id, _entered(account_id))
    events = select(EventRow.title).join(EntryRow, EntryRow.event_id == EventRow.id).where(mine)
    live = EntryRow.state.in_([state.value for state in LIVE])
    running = events.where(live, EventRow.state != "published").distinct()
    kept = events.where(EventRow.competition_id.in_(held)).distinct()
    roles = select(func.count(RoleRow.id)).where(RoleRow.account_id == account_id)
    lent = select(func.count(DelegationRow.id)).where(
        DelegationRow.delegate_id == account_id, DelegationRow.ended_at.is_(None)
    )
    judging = (
        select(func.count(AppointmentRow.id))
        .join(EventRow, EventRow.id == AppointmentRow.event_id)
        .where(AppointmentRow.account_id == account_id, EventRow.state != "published")
    )
    person = select(PersonRow.id).where(PersonRow.account_id == account_id)
    disputes = select(func.count(PersonDisputeRow.id)).where(
        PersonDisputeRow.state == "open",
        or_(PersonDisputeRow.account_id == account_id, PersonDisputeRow.person_id.in_(person)),
    )
    return Ties(
        tuple(session.scalars(running)),
        tuple(session.scalars(kept)),
        (session.scalar(roles) or 0) + (session.scalar(lent) or 0),
        session.scalar(judging) or 0,
        session.scalar(disputes) or 0,
    )


def count_entries(session: Session, account_id: AccountId) -> tuple[int, int]:
    """How many of the account's entries a standing ranking names, and how many none does."""
    query = select(func.count(EntryRow.id)).where(EntryRow.account_id == account_id)
    return (
        session.scalar(query.where(is_published())) or 0,
        session.scalar(query.where(~is_published())) or 0,
    )


def close(session: Session, account_id: AccountId, at: datetime) -> None:
    """Take away all that is only this person's; what rankings say stays, tied to nobody."""
    others = select(EntryRow.id).where(EntryRow.account_id == account_id, ~is_published())
    hidden = list(session.scalars(others))
    of_files = [f"{kind}:{entry_id}" for kind in ("entry", "left") for entry_id in hidden]
    for subject in (*of_files, f"account:{account_id}", f"own-data:{account_id}"):
        for facts in files.of_subject(session, subject):
            files.remove(session, FileId(facts.id))
    remove_answers(session, hidden, at)
    hide_names(session, hidden, at)
    session.execute(
        delete(CorrectionRequestRow).where(CorrectionRequestRow.account_id == account_id)
    )
    entries = update(EntryRow).where(EntryRow.account_id == account_id)
    session.execute(entries.values(account_id=None, version=EntryRow.version + 1))
    _forget_person(session, account_id, at)
    _forget_messages(session, account_id)
    for model in OWNED:
        session.execute(delete(model).where(model.account_id == account_id))
    _forget_account(session, account_id)


def _entered(account_id: AccountId) -> ColumnElement[bool]:
    return exists().where(
        EntrantRow.entry_id == EntryRow.id,
        EntrantRow.left_at.is_(None),
        PersonRow.id == EntrantRow.person_id,
        PersonRow.account_id == account_id,
    )


def _forget_person(session: Session, account_id: AccountId, at: datetime) -> None:
    ids = list(session.scalars(select(PersonRow.id).where(PersonRow.account_id == account_id)))
    members = update(MembershipRow).where(
        MembershipRow.person_id.in_(ids), MembershipRow.state.in_(["claimed", "confirmed"])
    )
    session.execute(members.values(state="left", answered_at=at))
    hide_people(session, ids)
    people = update(PersonRow).where(PersonRow.id.in_(ids))
    session.execute(people.values(account_id=None))
    claims = update(PersonDisputeRow).where(PersonDisputeRow.account_id == account_id)
    session.execute(claims.values(given_name=ANONYMOUS, given_phone_sealed=None))


def _forget_messages(session: Session, account_id: AccountId) -> None:
    ids = select(MessageRow.id).where(MessageRow.account_id == account_id)
    session.execute(delete(DeliveryRow).where(DeliveryRow.message_id.in_(ids)))
    session.execute(delete(MessageRow).where(MessageRow.account_id == account_id))


def _forget_account(session: Session, account_id: AccountId) -> None:
    row = session.get_one(AccountRow, account_id)
    tries = delete(SignInAttemptRow).where(SignInAttemptRow.login_index == row.login_index)
    session.execute(tries)
    name = f"closed:{secrets.token_hex(16)}"
    row.login_index, row.login_sealed = keyring().index(name), keyring().seal(ANONYMOUS)
    row.display_name, row.unit, row.password_hash, row.state = ANONYMOUS, "", "", "closed"
    session.flush()
