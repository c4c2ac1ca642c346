"""Real-name data quality of a unit, a union, the federation."""

from dataclasses import dataclass

from competition.domain.data_quality import Quality
from competition.domain.identifiers import OrganisationId
from competition.domain.permissions import Permission
from competition.persistence.queries import organisations as queries
from competition.persistence.queries.organisations import QualityLine
from competition.services.members import authorise_in
from competition.services.unit_of_work import UnitOfWork

__all__ = ["QualityLine"]


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The quality of all people of an organisation, and of each one right below it."""

    whole: Quality
    parts: tuple[QualityLine, ...]


def describe_quality(uow: UnitOfWork, organisation_id: OrganisationId) -> QualityReport:
    """Count complete, confirmed and disputed people. Needs MEMBER_VIEW there."""
    authorise_in(uow, Permission.MEMBER_VIEW, organisation_id)
    return QualityReport(
        queries.quality_of(uow.session, organisation_id),
        queries.quality_below(uow.session, organisation_id),
    )
