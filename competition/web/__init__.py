"""Pages, one blueprint per audience."""

from flask import Blueprint

from competition.web import (
    account,
    admin,
    competitor,
    files,
    home,
    judge,
    language,
    organisation,
    organiser,
    public,
    steward,
    styleguide,
)


def blueprints(*, development: bool) -> list[Blueprint]:
    """Every blueprint of the application; the style page only in development."""
    desks = (organisation, organiser, judge, steward, admin)
    audiences = (home, public, account, competitor, *desks, files, language)
    found = [audience.bp for audience in audiences]
    return [*found, styleguide.bp] if development else found
