"""Supervision."""

from competition.web.steward.blueprint import bp

__all__ = ["bp"]
