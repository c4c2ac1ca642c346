"""Competitions and the organisations that hold them: rows in and out."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.competitions import Competition, CompetitionDetails, Level
from competition.domain.errors import NotFound
from competition.domain.events import CompetitionState
from competition.domain.identifiers import CompetitionId, OrganisationId
from competition.persistence.models.competitions import CompetitionRow, OrganisationRow


def load(session: Session, competition_id: CompetitionId, *, lock: bool = False) -> Competition:
    """Load the competition, held against other writers if `lock`. Raises NotFound."""
    row = _row_of(session, competition_id, lock=lock)
    details = CompetitionDetails(
        organisation_id=OrganisationId(row.organisation_id),
        title=row.title,
        season=row.season,
        level=Level(row.level),
        competition_class=row.competition_class,
        about=row.about,
    )
    return Competition(competition_id, details, CompetitionState(row.state), row.version)


def add(session: Session, details: CompetitionDetails, at: datetime) -> CompetitionId:
    """Store a new competition as a draft."""
    row = CompetitionRow(state=CompetitionState.DRAFT.value, created_at=at)
    _fill(row, details)
    session.add(row)
    session.flush()
    return CompetitionId(row.id)


def save(session: Session, competition_id: CompetitionId, details: CompetitionDetails) -> None:
    """Store what organisers wrote down."""
    _fill(_row_of(session, competition_id, lock=True), details)
    session.flush()


def save_state(session: Session, competition_id: CompetitionId, state: CompetitionState) -> None:
    """Store the competition's state."""
    _row_of(session, competition_id, lock=True).state = state.value
    session.flush()


def organisations(session: Session) -> tuple[tuple[OrganisationId, str], ...]:
    """Every organisation that is active with its name: the top of the tree first, then by name."""
    query = (
        select(OrganisationRow.id, OrganisationRow.name)
        .where(OrganisationRow.state == "active")
        .order_by(OrganisationRow.parent_id.is_not(None), OrganisationRow.name)
    )
    return tuple((OrganisationId(row.id), row.name) for row in session.execute(query))


def organisation_name(session: Session, organisation_id: OrganisationId) -> str:
    """The organisation's name; empty when there is none."""
    query = select(OrganisationRow.name).where(OrganisationRow.id == organisation_id)
    return session.scalar(query) or ""


def _fill(row: CompetitionRow, details: CompetitionDetails) -> None:
    row.organisation_id = details.organisation_id
    row.title = details.title
    row.season = details.season
    row.level = details.level.value
    row.competition_class = details.competition_class
    row.about = details.about


def _row_of(session: Session, competition_id: CompetitionId, *, lock: bool) -> CompetitionRow:
    query = select(CompetitionRow).where(CompetitionRow.id == competition_id)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound("There is no such competition.")
    return row


def federations(session: Session) -> tuple[OrganisationId, ...]:
    """The organisations that stand for the whole city."""
    query = select(OrganisationRow.id).where(OrganisationRow.kind == "federation")
    return tuple(OrganisationId(id_) for id_ in session.scalars(query))
