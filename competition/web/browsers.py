"""A browser in words."""

from flask_babel import gettext

from competition.domain.browsers import browser_name


def browser_words(agent: str) -> str:
    """Program and system of a browser, or that it is unknown."""
    return browser_name(agent) or str(gettext("unknown"))
