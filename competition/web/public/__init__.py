"""Pages for everyone."""

from competition.web.public import (
    eligibility,
    events,
    files,
    programme,
    ranking,
    sites,
    tickets,
)
from competition.web.public.blueprint import bp

__all__ = [
    "bp",
    "eligibility",
    "events",
    "files",
    "programme",
    "ranking",
    "sites",
    "tickets",
]
