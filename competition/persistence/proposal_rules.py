"""A season's rules for proposals, in versions, and who stands where in the organisation tree."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId, OrganisationId
from competition.domain.organisations import OrganisationKind
from competition.domain.proposals import Link
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.competitions import OrganisationRow
from competition.persistence.models.proposals import ProposalRulesRow


@dataclass(frozen=True, slots=True)
class StoredRules:
    """A version of a season's rules as texts; number 0 are those that come with the software."""

    season: int
    number: int
    texts: dict[str, object]
    reason: str = ""
    made_by: str = ""
    made_at: datetime | None = None


def newest(session: Session, season: int) -> StoredRules | None:
    """The newest rules of the season, or else of the season before it that has some."""
    query = (
        select(ProposalRulesRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == ProposalRulesRow.made_by)
        .where(ProposalRulesRow.season <= season)
        .order_by(ProposalRulesRow.season.desc(), ProposalRulesRow.number.desc())
    )
    found = session.execute(query.limit(1)).one_or_none()
    if found is None:
        return None
    row, name = found
    return StoredRules(row.season, row.number, row.document, row.reason, name or "", row.made_at)


def add(  # noqa: PLR0917 -- one row, its columns
    session: Session,
    season: int,
    number: int,
    texts: dict[str, object],
    reason: str,
    account_id: AccountId | None,
    at: datetime,
) -> None:
    """Store a version of a season's rules."""
    session.add(
        ProposalRulesRow(
            season=season,
            number=number,
            document=texts,
            reason=reason,
            made_by=account_id,
            made_at=at,
        )
    )
    session.flush()


def links(session: Session, organisation_id: OrganisationId) -> tuple[Link, ...]:
    """The organisation itself and all above it, from below to the top."""
    columns = OrganisationRow.id, OrganisationRow.kind, OrganisationRow.name
    own = select(*columns, OrganisationRow.parent_id, literal(0).label("height"))
    above = own.where(OrganisationRow.id == organisation_id).cte("above", recursive=True)
    higher = select(*columns, OrganisationRow.parent_id, above.c.height + 1).join(
        above, OrganisationRow.id == above.c.parent_id
    )
    above = above.union_all(higher.where(above.c.height < 8))
    query = select(above.c.id, above.c.kind, above.c.name).order_by(above.c.height)
    return tuple(
        Link(OrganisationId(row.id), OrganisationKind(row.kind), row.name)
        for row in session.execute(query)
    )


def city(session: Session) -> Link | None:
    """The federation of the installation: the first one that has nobody above."""
    query = select(OrganisationRow.id, OrganisationRow.name).where(
        OrganisationRow.kind == OrganisationKind.FEDERATION.value,
        OrganisationRow.parent_id.is_(None),
    )
    row = session.execute(query.order_by(OrganisationRow.id).limit(1)).one_or_none()
    return Link(OrganisationId(row.id), OrganisationKind.FEDERATION, row.name) if row else None
