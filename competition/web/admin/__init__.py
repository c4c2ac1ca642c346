"""Administration of accounts and roles, of the catalogues, of background tasks and webhooks."""

from competition.web.admin import (
    accounts,
    catalogues,
    invitations,
    jobs,
    second_factors,
    webhooks,
)
from competition.web.admin.blueprint import bp

__all__ = [
    "accounts",
    "bp",
    "catalogues",
    "invitations",
    "jobs",
    "second_factors",
    "webhooks",
]
