"""An event's rules in words, for the note beside its page and its ranking."""

from flask_babel import gettext

from competition.services.publications import EventPage
from competition.web.wording import policy_sections, scheme_sentences


def rules_of(page: EventPage) -> list[tuple[str, tuple[str, ...]]]:
    """Titles with their sentences; what the event has no rules about is left out."""
    if not page.scheme.modules:
        return []
    scheme = (str(gettext("From marks to the total")), tuple(scheme_sentences(page.scheme)))
    policies = policy_sections(page.policies, page.scheme)
    return [scheme, *((title, tuple(sentences)) for title, sentences in policies if sentences)]
