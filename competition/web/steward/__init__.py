"""Supervision."""

from competition.web.steward import audit
from competition.web.steward.blueprint import bp

__all__ = ["audit", "bp"]
