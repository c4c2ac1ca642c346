"""Administration of accounts and roles, and of the catalogues."""

from competition.web.admin import accounts, catalogues, second_factors
from competition.web.admin.blueprint import bp

__all__ = ["accounts", "bp", "catalogues", "second_factors"]
