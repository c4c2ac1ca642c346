"""A worker's own entries and results."""

from competition.web.competitor import entering, entries, tickets
from competition.web.competitor.blueprint import bp

__all__ = ["bp", "entering", "entries", "tickets"]
