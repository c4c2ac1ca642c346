"""A worker's own entries and results."""

from competition.web.competitor import (
    corrections,
    entering,
    entries,
    entry_questions,
    entry_team,
    own_data,
    person,
    places,
    replacements,
    tickets,
)
from competition.web.competitor.blueprint import bp

__all__ = [
    "bp",
    "corrections",
    "entering",
    "entries",
    "entry_questions",
    "entry_team",
    "own_data",
    "person",
    "places",
    "replacements",
    "tickets",
]
