"""The public pages (公开页面) of a competition: which there are, and what becomes public when."""

from enum import StrEnum

from competition.domain.errors import NotFound, RuleViolation
from competition.domain.events import CompetitionState
from competition.domain.site_text import require_length

TITLE_LENGTH = 120


class PageKind(StrEnum):
    """The pages that organisers write; timetable, downloads and news make themselves."""

    ANNOUNCEMENT = "announcement"
    TECHNICAL = "technical"
    FAQ = "faq"
    CONTACT = "contact"


def require_public(state: CompetitionState) -> None:
    """Raise NotFound unless the competition is announced.

    Rule SIT-04: nothing of a competition is public before it is announced.
    """
    if state is not CompetitionState.ANNOUNCED:
        raise NotFound("There is no such competition.")


def require_text(text: str) -> str:
    """Give a text that is to be published back, cut.

    Raises RuleViolation SIT-01 when it is too long, SIT-05 when there is none.
    Rule SIT-05: an empty page is not published; what is public was written first.
    """
    plain = require_length(text)
    if not plain:
        raise RuleViolation("SIT-05", "Write the text first.", field="text")
    return plain


def require_title(title: str) -> str:
    """Give the title of a piece of news back, cut. Raises RuleViolation SIT-05."""
    cut = " ".join(title.split())
    if not cut or len(cut) > TITLE_LENGTH:
        raise RuleViolation(
            "SIT-05",
            "Write a title of at most %(most)s characters.",
            field="title",
            most=TITLE_LENGTH,
        )
    return cut
