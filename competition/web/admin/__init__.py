"""Administration of accounts and roles."""

from competition.web.admin.blueprint import bp

__all__ = ["bp"]
