"""Supervision."""

from competition.web.steward import audit, authority
from competition.web.steward.blueprint import bp

__all__ = ["audit", "authority", "bp"]
