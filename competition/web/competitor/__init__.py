"""A worker's own entries and results."""

from competition.web.competitor import (
    entering,
    entries,
    entry_questions,
    entry_team,
    person,
    places,
    replacements,
    tickets,
)
from competition.web.competitor.blueprint import bp

__all__ = [
    "bp",
    "entering",
    "entries",
    "entry_questions",
    "entry_team",
    "person",
    "places",
    "replacements",
    "tickets",
]
