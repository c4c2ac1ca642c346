"""Proposals: rows in and out, the versions that were handed in, the draft as it is typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.identifiers import (
    AccountId,
    CompetitionId,
    FileId,
    OrganisationId,
    ProposalId,
)
from competition.domain.proposals import Position, Proposal, ProposalState
from competition.persistence.models.proposals import ProposalRow, ProposalVersionRow


@dataclass(frozen=True, slots=True)
class Facts:
    """What lists show and filter by, taken from the document."""

    title: str = ""
    competition_class: str = ""
    level: str = ""
    trade_code: str = ""
    trade: str = ""
    industry: str = ""


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version that was handed in: its number, its texts, who handed it in and when."""

    number: int
    texts: dict[str, object]
    rules_number: int
    submitted_by: AccountId | None
    submitted_at: datetime


def load(session: Session, proposal_id: ProposalId, *, lock: bool = False) -> Proposal:
    """Load the proposal, held against other writers if `lock`. Raises NotFound."""
    return proposal_of(_row_of(session, proposal_id, lock=lock))


def of_competition(session: Session, competition_id: CompetitionId) -> Proposal | None:
    """The proposal of which the competition came."""
    query = select(ProposalRow).where(ProposalRow.competition_id == competition_id)
    row = session.scalar(query.order_by(ProposalRow.id.desc()).limit(1))
    return None if row is None else proposal_of(row)


def load_many(session: Session, proposal_ids: Iterable[int]) -> tuple[Proposal, ...]:
    """Load proposals in order of their ids, held against others; unknown ids are left out."""
    query = select(ProposalRow).where(ProposalRow.id.in_(set(proposal_ids)))
    rows = session.scalars(query.order_by(ProposalRow.id).with_for_update())
    return tuple(map(proposal_of, rows))


def proposal_of(row: ProposalRow) -> Proposal:
    """A row as the domain knows it."""
    return Proposal(
        id=ProposalId(row.id),
        organisation_id=OrganisationId(row.organisation_id),
        season=row.season,
        position=Position(
            ProposalState(row.state),
            row.stage,
            _organisation(row.stage_organisation_id),
            row.due_at,
            _account(row.reviewer_id),
        ),
        texts=row.texts,
        title=row.title,
        version=row.version,
        turn=row.turn,
        number=row.number,
        submitted_by=_account(row.submitted_by),
        competition_id=None if row.competition_id is None else CompetitionId(row.competition_id),
    )


def add(  # noqa: PLR0917 -- one row, its columns
    session: Session,
    organisation_id: OrganisationId,
    union_id: OrganisationId | None,
    season: int,
    texts: dict[str, object],
    account_id: AccountId | None,
    at: datetime,
) -> ProposalId:
    """Store a new draft."""
    row = ProposalRow(
        organisation_id=organisation_id,
        union_id=union_id,
        season=season,
        texts=texts,
        created_by=account_id,
        created_at=at,
        changed_by=account_id,
        changed_at=at,
    )
    session.add(row)
    session.flush()
    return ProposalId(row.id)


def untouched(
    session: Session, organisation_id: OrganisationId, season: int, account_id: AccountId | None
) -> ProposalId | None:
    """The draft that this account began there for the season and never wrote in; else None."""
    query = select(ProposalRow.id).where(
        ProposalRow.organisation_id == organisation_id,
        ProposalRow.season == season,
        ProposalRow.created_by == account_id,
        ProposalRow.state == ProposalState.DRAFT.value,
        ProposalRow.changed_at == ProposalRow.created_at,
        ProposalRow.version == 1,
    )
    found = session.scalar(query.order_by(ProposalRow.id).limit(1))
    return None if found is None else ProposalId(found)


def save_texts(  # noqa: PLR0917 -- one row, its columns
    session: Session,
    proposal_id: ProposalId,
    texts: dict[str, object],
    facts: Facts,
    account_id: AccountId | None,
    at: datetime,
) -> int:
    """Store what was typed; returns the draft's new version."""
    row = _row_of(session, proposal_id, lock=True)
    row.texts, row.version = texts, row.version + 1
    row.title, row.competition_class, row.level = facts.title, facts.competition_class, facts.level
    row.trade_code, row.trade, row.industry = facts.trade_code, facts.trade, facts.industry
    row.changed_by, row.changed_at = account_id, at
    session.flush()
    return row.version


def save_position(
    session: Session, proposal_id: ProposalId, position: Position, at: datetime
) -> int:
    """Store where the proposal is now; returns its new turn."""
    row = _row_of(session, proposal_id, lock=True)
    row.state, row.stage = position.state.value, position.stage
    row.stage_organisation_id, row.due_at = position.organisation_id, position.due_at
    row.reviewer_id, row.changed_at = position.reviewer_id, at
    row.turn += 1
    session.flush()
    return row.turn


def save_reviewer(session: Session, proposal_id: ProposalId, account_id: AccountId | None) -> None:
    """Store who looks at the proposal at its present level."""
    _row_of(session, proposal_id, lock=True).reviewer_id = account_id
    session.flush()


def save_competition(
    session: Session, proposal_id: ProposalId, competition_id: CompetitionId | None
) -> None:
    """Store which competition came of the proposal."""
    _row_of(session, proposal_id, lock=True).competition_id = competition_id
    session.flush()


def add_version(  # noqa: PLR0917 -- one row, its columns
    session: Session,
    proposal_id: ProposalId,
    texts: dict[str, object],
    rules_number: int,
    account_id: AccountId | None,
    at: datetime,
) -> int:
    """Store what is handed in as the next version; returns its number."""
    row = _row_of(session, proposal_id, lock=True)
    row.number, row.submitted_by = row.number + 1, account_id
    session.add(
        ProposalVersionRow(
            proposal_id=proposal_id,
            number=row.number,
            document=texts,
            rules_number=rules_number,
            submitted_by=account_id,
            submitted_at=at,
        )
    )
    session.flush()
    return row.number


def versions(session: Session, proposal_id: ProposalId) -> tuple[StoredVersion, ...]:
    """The versions that were handed in, the oldest first."""
    query = select(ProposalVersionRow).where(ProposalVersionRow.proposal_id == proposal_id)
    return tuple(map(_version, session.scalars(query.order_by(ProposalVersionRow.number))))


def names_file(session: Session, proposal_id: ProposalId, file_id: FileId) -> bool:
    """Whether a version that was handed in names the file."""
    known = (
        _listed(version.texts.get("attachments")) for version in versions(session, proposal_id)
    )
    return any(row.get("file_id") == str(file_id) for rows in known for row in rows)


def _listed(raw: object) -> Sequence[dict[str, str]]:
    return raw if isinstance(raw, list) else ()


def _version(row: ProposalVersionRow) -> StoredVersion:
    by = _account(row.submitted_by)
    return StoredVersion(row.number, row.document, row.rules_number, by, row.submitted_at)


def _account(number: int | None) -> AccountId | None:
    return None if number is None else AccountId(number)


def _organisation(number: int | None) -> OrganisationId | None:
    return None if number is None else OrganisationId(number)


def _row_of(session: Session, proposal_id: ProposalId, *, lock: bool) -> ProposalRow:
    query = select(ProposalRow).where(ProposalRow.id == proposal_id)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound("There is no such proposal.")
    return row
