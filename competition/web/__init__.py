"""Pages, one blueprint per audience."""

from flask import Blueprint

from competition.web import (
    account,
    admin,
    competitor,
    home,
    judge,
    language,
    organiser,
    public,
    steward,
)


def blueprints() -> list[Blueprint]:
    """Every blueprint of the application."""
    audiences = (home, public, account, competitor, organiser, judge, steward, admin, language)
    return [audience.bp for audience in audiences]
