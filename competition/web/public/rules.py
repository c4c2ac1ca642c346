"""An event's rules in words, for the note beside its page and its ranking."""

from flask_babel import gettext

from competition.services.publications import EventPage
from competition.web.wording import scheme_sentences


def rules_of(page: EventPage) -> list[tuple[str, tuple[str, ...]]]:
    """Titles with their sentences; what the event has no rules about is left out."""
    found: list[tuple[str, tuple[str, ...]]] = []
    if page.scheme.modules:
        found.append((str(gettext("From marks to the total")), scheme_sentences(page.scheme)))
    return [(title, sentences) for title, sentences in found if sentences]
