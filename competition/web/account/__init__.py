"""Signing in and out, one's own account."""

from competition.web.account.blueprint import bp

__all__ = ["bp"]
