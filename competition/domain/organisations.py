"""Organisations (单位) that hold competitions, and what kinds there are."""

from enum import StrEnum

from competition.domain.errors import RuleViolation

LONGEST = 120


class OrganisationKind(StrEnum):
    """Federation (总工会), district or industry union, or a unit."""

    FEDERATION = "federation"
    DISTRICT = "district"
    INDUSTRY = "industry"
    UNIT = "unit"


def require_name(name: str, *, taken: bool) -> str:
    """Give the name back, cut. Raises RuleViolation ORG-01 when it is missing, too long or taken.

    Rule ORG-01: every organisation has a name of its own.
    """
    cut = name.strip()
    if not cut or len(cut) > LONGEST:
        message = "Give a name of at most %(most)s characters."
        raise RuleViolation("ORG-01", message, field="name", most=LONGEST)
    if taken:
        raise RuleViolation("ORG-01", "There is an organisation of this name.", field="name")
    return cut
