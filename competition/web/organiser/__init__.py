"""The organising committee's pages."""

from competition.web.organiser import awards, competitions, events, policies, results, scheme
from competition.web.organiser.blueprint import bp

__all__ = ["awards", "bp", "competitions", "events", "policies", "results", "scheme"]
