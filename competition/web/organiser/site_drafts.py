"""First texts of public pages, made from the proposal of which the competition came."""

from collections.abc import Mapping

from competition.domain.identifiers import CompetitionId
from competition.domain.proposal_document import BY_KEY, ProposalDocument
from competition.domain.sites import PageKind
from competition.services import site_proposals
from competition.services.unit_of_work import reading
from competition.web.proposal_pages import names_for
from competition.web.proposal_words import LABELS, lines_of
from competition.web.session import current_actor

FIELDS: dict[PageKind, tuple[str, ...]] = {
    PageKind.ANNOUNCEMENT: (
        "purpose",
        "organiser",
        "hosts",
        "co_organisers",
        "partner_cities",
        "groups",
        "conditions",
        "rounds",
        "honours",
    ),
    PageKind.TECHNICAL: ("trade", "basis", "basis_level", "parts"),
    PageKind.CONTACT: ("contact", "phone"),
}
"""What of a proposal stands on which page; money, judges and plans for safety stand on none."""


def first_text(competition_id: int, kind: PageKind) -> str:
    """The text to begin a page with; empty where the proposal says nothing for it."""
    with reading(current_actor()) as uow:
        found = site_proposals.describe_proposed(uow, CompetitionId(competition_id))
    if found is None or kind not in FIELDS:
        return ""
    return page_text(found, kind, names_for(found))


def page_text(document: ProposalDocument, kind: PageKind, names: Mapping[str, str]) -> str:
    """The fields of a page in the small markup of public pages, each under its name."""
    parts = []
    for key in FIELDS[kind]:
        lines = lines_of(BY_KEY[key], getattr(document, key), names)
        body = "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else "".join(lines)
        if body:
            parts.append(f"# {LABELS[key]}\n{body}")
    return "\n".join(parts)
