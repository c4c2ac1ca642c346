"""Administration: accounts, roles, catalogues, background tasks, retention, webhooks."""

from competition.web.admin import (
    accounts,
    catalogues,
    invitations,
    jobs,
    retention,
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
    "retention",
    "second_factors",
    "webhooks",
]
