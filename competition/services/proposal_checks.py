"""What is to be said about a proposal: its document, its name, its issues by the season's rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competition.domain.issues import Issue
from competition.domain.proposal_document import ProposalDocument
from competition.domain.proposal_issues import Surroundings, competition_name, proposal_issues
from competition.domain.proposal_rules import ProposalRules, read_rules
from competition.domain.proposal_texts import read_document
from competition.domain.proposals import BEIJING, Link, Proposal, review_chain
from competition.persistence import catalogues
from competition.persistence import proposal_rules as rules_rows
from competition.persistence.proposals import Facts
from competition.persistence.queries import proposals as queries
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SeasonRules:
    """The rules that hold for a season, and the version and season that they were set in."""

    rules: ProposalRules
    season: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class CheckedProposal:
    """A proposal's document with its name and everything that is to be said about it."""

    document: ProposalDocument
    title: str
    issues: tuple[Issue, ...]
    rules: SeasonRules

    @property
    def facts(self) -> Facts:
        """What lists show of it."""
        one = self.document
        return Facts(
            self.title[:120],
            one.competition_class,
            one.level,
            one.trade_code,
            one.trade,
            one.industry,
        )

    def days(self, chain: Sequence[Link]) -> tuple[int, ...]:
        """The days of each level, and last those of the proposer for a returned proposal."""
        rules = self.rules.rules
        return (*(rules.days_of(link.kind) for link in chain), rules.return_days or 0)


def rules_of(uow: UnitOfWork, season: int) -> SeasonRules:
    """The rules of the season; before any were set, those of the season before, or the usual."""
    stored = rules_rows.newest(uow.session, season)
    if stored is None:
        return SeasonRules(ProposalRules())
    rules, _ = read_rules(stored.texts)
    return SeasonRules(rules, stored.season, stored.number)


def check(uow: UnitOfWork, proposal: Proposal, texts: Mapping[str, object]) -> CheckedProposal:
    """Read texts of the proposal and find every issue."""
    document, unreadable = read_document(texts)
    found, around = rules_of(uow, proposal.season), _surroundings(uow, proposal, document)
    issues = proposal_issues(document, unreadable, found.rules, around)
    title = competition_name(document, found.rules, around)
    return CheckedProposal(document, title, issues, found)


def chain_of(uow: UnitOfWork, proposal: Proposal) -> tuple[Link, ...]:
    """The levels that look at the proposal, in their order."""
    own, *above = rules_rows.links(uow.session, proposal.organisation_id)
    return review_chain(own, above, rules_rows.city(uow.session))


def _surroundings(uow: UnitOfWork, proposal: Proposal, document: ProposalDocument) -> Surroundings:
    code, session = document.trade_code, uow.session
    industries = {one.code: one.name for one in catalogues.industries(session)}
    return Surroundings(
        season=proposal.season,
        handed_in_on=uow.now.astimezone(BEIJING).date(),
        others=queries.other_trades(
            session, proposal.organisation_id, proposal.season, proposal.id
        ),
        earlier=queries.held_trades(session, proposal.season - 1, code),
        industry=industries.get(document.industry, ""),
        knows_trade=_knows(uow, code),
    )


def _knows(uow: UnitOfWork, code: str) -> bool:
    """Whether the catalogue has the occupation; an empty catalogue knows them all."""
    if not code or catalogues.occupations(uow.session, [code]):
        return True
    return not catalogues.search_occupations(uow.session, "", 1)
