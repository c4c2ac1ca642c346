"""Administration of accounts and roles."""

from competition.web.admin import accounts
from competition.web.admin.blueprint import bp

__all__ = ["accounts", "bp"]
