"""A competition (竞赛): what is held in a season, before any of its events is thought of."""

from dataclasses import dataclass
from enum import StrEnum

from competition.domain.errors import RuleViolation
from competition.domain.events import CompetitionState
from competition.domain.identifiers import CompetitionId, OrganisationId


class Level(StrEnum):
    """How wide a competition reaches (竞赛级别), narrowest first."""

    UNIT = "unit"
    DISTRICT = "district"
    INDUSTRY = "industry"
    CITY = "city"
    PROVINCE = "province"
    NATION = "nation"


@dataclass(frozen=True, slots=True)
class CompetitionDetails:
    """What organisers write down about a competition; its class is 1 or 2 (一类, 二类)."""

    organisation_id: OrganisationId
    title: str
    season: int
    level: Level = Level.CITY
    competition_class: int = 1
    about: str = ""


@dataclass(frozen=True, slots=True)
class Competition:
    """A competition with its state and the version that an edit must be based on."""

    id: CompetitionId
    details: CompetitionDetails
    state: CompetitionState
    version: int

    def require_draft(self) -> None:
        """Raise RuleViolation CMP-01 unless the competition may still be announced.

        Rule CMP-01: a competition is announced once; what is public does not become a draft again.
        """
        if self.state is not CompetitionState.DRAFT:
            raise RuleViolation("CMP-01", "This competition is announced already.")
