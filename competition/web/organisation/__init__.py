"""The pages of units, district unions and industry unions."""

from competition.web.organisation import (
    closings,
    desk,
    disputes,
    imports,
    list_answers,
    list_changes,
    members,
    proposal_steps,
    proposals,
    quality,
    statistics,
    tree,
    unit_lists,
)
from competition.web.organisation.blueprint import bp

__all__ = [
    "bp",
    "closings",
    "desk",
    "disputes",
    "imports",
    "list_answers",
    "list_changes",
    "members",
    "proposal_steps",
    "proposals",
    "quality",
    "statistics",
    "tree",
    "unit_lists",
]
