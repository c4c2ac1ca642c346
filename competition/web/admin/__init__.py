"""Administration of accounts and roles."""

from competition.web.admin import accounts, second_factors
from competition.web.admin.blueprint import bp

__all__ = ["accounts", "bp", "second_factors"]
