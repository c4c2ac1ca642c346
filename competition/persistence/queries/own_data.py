"""Everything that is stored about one person, section by section; a fixed number of queries."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId
from competition.persistence.models.account_security import ExternalIdentityRow, SecondFactorRow
from competition.persistence.models.accounts import (
    AccountRow,
    AccountSessionRow,
    RoleRow,
    SignInAttemptRow,
)
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.competitions import CompetitionRow, EventRow, OrganisationRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.entry_reviews import EntryReviewRow
from competition.persistence.models.judging import AppointmentRow
from competition.persistence.models.messages import MailAddressRow, MessageRow, PreferenceRow
from competition.persistence.models.people import MembershipRow, PersonCorrectionRow, PersonRow
from competition.persistence.models.publications import PublicationRow, PublishedResultRow
from competition.persistence.models.registration import EntrantRow, EntryDraftRow
from competition.persistence.models.retention import CorrectionRequestRow
from competition.persistence.models.sites import SiteWatchRow
from competition.persistence.sealing import keyring

Rows = list[dict[str, object]]
Query = Select[*tuple[Any, ...]]
MOST = 20_000


def about(session: Session, account_id: AccountId) -> dict[str, Rows]:
    """All sections in the order in which people read them; sealed fields are readable."""
    own = {"account_id": account_id}
    person = PersonRow.account_id == account_id
    found = {
        "account": _read(session, _account(own), {"sign_in_name": "login_sealed"}),
        "person": _read(
            session, _person(person), {"id_number": "id_sealed", "phone": "phone_sealed"}
        ),
        "memberships": _read(session, _memberships(person)),
        "corrections": _read(
            session, _corrections(person), {"before": "before_sealed", "after": "after_sealed"}
        ),
        "entries": _read(session, _entries(account_id)),
        "teams": _read(session, _teams(person)),
        "results": _read(session, _results(account_id)),
        "drafts": _read(session, _drafts(own), {"typed": "texts_sealed"}),
        "requests": _read(session, _requests(own), {"text": "text_sealed"}),
        "reviews": _read(session, _reviews(account_id)),
        "roles": _read(session, select(*_some(RoleRow, ROLE)).filter_by(**own)),
        "appointments": _read(session, _appointments(own)),
        "messages": _read(session, _messages(own)),
        "mail": _read(session, _mail(own), {"address": "address_sealed"}),
        "preferences": _read(session, select(*_some(PreferenceRow, WANTED)).filter_by(**own)),
        "watched": _read(session, _watched(own)),
        "identities": _read(
            session, select(*_some(ExternalIdentityRow, IDENTITY)).filter_by(**own)
        ),
        "second_factor": _read(
            session, select(SecondFactorRow.made_at, SecondFactorRow.confirmed_at).filter_by(**own)
        ),
        "sessions": _read(session, select(*_some(AccountSessionRow, SESSION)).filter_by(**own)),
        "sign_ins": _read(session, _sign_ins(own)),
        "deeds": _read(session, _deeds(account_id)),
    }
    for draft in found["drafts"]:
        draft["typed"] = json.loads(str(draft["typed"]))
    return found


ROLE = ("role", "scope_kind", "scope_id", "granted_at", "valid_from", "valid_until")
WANTED = ("category", "channel", "wanted")
IDENTITY = ("issuer", "subject", "linked_at")
SESSION = ("opened_at", "seen_at", "expires_at", "agent")
ENTRY = (
    "number",
    "name",
    "unit",
    "state",
    "standing",
    "level",
    "age",
    "honours",
    "remark",
    "facts",
)
OWN = ("measures", "ended", "created_at")


def _read(session: Session, query: Query, sealed: Mapping[str, str] | None = None) -> Rows:
    names = {column: name for name, column in (sealed or {}).items()}
    return [
        {names.get(key, key): _plain(value) for key, value in row.items()}
        for row in session.execute(query.limit(MOST)).mappings()
    ]


def _plain(value: object) -> object:
    """The value; sealed ones are the only bytes in these sections."""
    return keyring().unseal(value) if isinstance(value, bytes) else value


def _some(model: type[Any], names: Sequence[str]) -> list[Any]:
    return [getattr(model, name) for name in names]


def _account(own: Mapping[str, object]) -> Query:
    names = ("display_name", "unit", "state", "locale", "created_at", "login_sealed")
    return select(*_some(AccountRow, names)).where(AccountRow.id == own["account_id"])


def _person(person: Any) -> Query:
    names = ("name", "id_kind", "id_sealed", "phone_sealed", "born_on", "sex", "created_at")
    return select(*_some(PersonRow, names)).where(person)


def _memberships(person: Any) -> Query:
    row = MembershipRow
    return (
        select(
            OrganisationRow.name.label("unit"), row.state, row.asked_at, row.answered_at, row.reason
        )
        .join(OrganisationRow, OrganisationRow.id == row.organisation_id)
        .join(PersonRow, PersonRow.id == row.person_id)
        .where(person)
        .order_by(row.id)
    )


def _corrections(person: Any) -> Query:
    names = ("field", "before_sealed", "after_sealed", "state", "made_at", "reason")
    return (
        select(*_some(PersonCorrectionRow, names))
        .join(PersonRow, PersonRow.id == PersonCorrectionRow.person_id)
        .where(person)
        .order_by(PersonCorrectionRow.id)
    )


def _of_event(query: Query) -> Query:
    """With the names of the competition and the event."""
    titles = (CompetitionRow.title.label("competition"), EventRow.title.label("event"))
    return query.add_columns(*titles).join(
        CompetitionRow, CompetitionRow.id == EventRow.competition_id
    )


def _entries(account_id: AccountId) -> Query:
    query = select(EntryRow.id, *_some(EntryRow, ENTRY + OWN))
    query = _of_event(query.join(EventRow, EventRow.id == EntryRow.event_id))
    return query.where(EntryRow.account_id == account_id).order_by(EntryRow.id)


def _teams(person: Any) -> Query:
    names = ("role", "name", "joined_at", "left_at", "reason")
    query = (
        select(EntryRow.number, EntryRow.state, *_some(EntrantRow, names))
        .join(EntryRow, EntryRow.id == EntrantRow.entry_id)
        .join(EventRow, EventRow.id == EntryRow.event_id)
        .join(PersonRow, PersonRow.id == EntrantRow.person_id)
    )
    return _of_event(query).where(person).order_by(EntrantRow.id)


def _results(account_id: AccountId) -> Query:
    row = PublishedResultRow
    query = (
        select(row.entry_number.label("number"), row.name, row.unit, row.place, row.total)
        .join(PublicationRow, PublicationRow.id == row.publication_id)
        .join(
            EntryRow,
            (EntryRow.event_id == PublicationRow.event_id) & (EntryRow.number == row.entry_number),
        )
        .join(EventRow, EventRow.id == EntryRow.event_id)
    )
    query = _of_event(query).add_columns(PublicationRow.published_at)
    mine = EntryRow.account_id == account_id
    return query.where(mine, PublicationRow.retracted_at.is_(None)).order_by(row.id)


def _drafts(own: Mapping[str, object]) -> Query:
    query = select(EntryDraftRow.texts_sealed, EntryDraftRow.saved_at)
    query = query.join(EventRow, EventRow.id == EntryDraftRow.event_id)
    return _of_event(query).where(EntryDraftRow.account_id == own["account_id"])


def _requests(own: Mapping[str, object]) -> Query:
    names = ("text_sealed", "state", "asked_at", "answer", "answered_at")
    query = (
        select(*_some(CorrectionRequestRow, names))
        .join(EntryRow, EntryRow.id == CorrectionRequestRow.entry_id)
        .join(EventRow, EventRow.id == EntryRow.event_id)
    )
    return _of_event(query).where(CorrectionRequestRow.account_id == own["account_id"])


def _reviews(account_id: AccountId) -> Query:
    """What reviewers decided about the own entries, once it held; not who they are."""
    names = ("decision", "reason", "made_at", "undone_at")
    query = (
        select(EntryRow.number, *_some(EntryReviewRow, names))
        .join(EntryRow, EntryRow.id == EntryReviewRow.entry_id)
        .join(EventRow, EventRow.id == EntryRow.event_id)
    )
    own = EntryRow.account_id == account_id
    return _of_event(query).where(own, EntryReviewRow.is_final).order_by(EntryReviewRow.id)


def _appointments(own: Mapping[str, object]) -> Query:
    query = select(*_some(AppointmentRow, ("label", "is_chief", "unit")))
    query = query.join(EventRow, EventRow.id == AppointmentRow.event_id)
    return _of_event(query).where(AppointmentRow.account_id == own["account_id"])


def _messages(own: Mapping[str, object]) -> Query:
    names = ("created_at", "read_at", "template", "params")
    query = select(*_some(MessageRow, names)).where(MessageRow.account_id == own["account_id"])
    return query.order_by(MessageRow.id)


def _mail(own: Mapping[str, object]) -> Query:
    row = MailAddressRow
    return select(row.address_sealed).where(
        row.account_id == own["account_id"], row.address_sealed.is_not(None)
    )


def _watched(own: Mapping[str, object]) -> Query:
    return (
        select(CompetitionRow.title.label("competition"), SiteWatchRow.since)
        .join(CompetitionRow, CompetitionRow.id == SiteWatchRow.competition_id)
        .where(SiteWatchRow.account_id == own["account_id"])
    )


def _sign_ins(own: Mapping[str, object]) -> Query:
    return (
        select(SignInAttemptRow.at, SignInAttemptRow.succeeded)
        .join(AccountRow, AccountRow.login_index == SignInAttemptRow.login_index)
        .where(AccountRow.id == own["account_id"])
        .order_by(SignInAttemptRow.id)
    )


def _deeds(account_id: AccountId) -> Query:
    names = ("at", "action", "subject")
    query = select(*_some(AuditRecordRow, names)).where(AuditRecordRow.account_id == account_id)
    return query.order_by(AuditRecordRow.id)
