"""The organising committee's pages."""

from competition.web.organiser import competitions, events, scheme
from competition.web.organiser.blueprint import bp

__all__ = ["bp", "competitions", "events", "scheme"]
