"""What a proposal still lacks, and what of it the season's rules do not like: all at once.

Every issue stands at the field where it is put right. Errors keep a proposal from being handed in;
warnings are shown to the proposer and to everybody who reviews it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from competition.domain.issues import Issue, Severity
from competition.domain.proposal_document import (
    FIELDS,
    Kind,
    PartKind,
    PlannedRound,
    ProposalDocument,
    total,
)
from competition.domain.proposal_rules import ProposalRules, Weight, name_by_rule

HUNDRED = Decimal(100)
TITLE = 120


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules ask beyond the document.

    `others` are the occupation codes of the proposer's other proposals of the season, `earlier`
    those held or proposed in the season before; `industry` is the key industry in words;
    `knows_trade` whether the catalogue has the occupation.
    """

    season: int
    handed_in_on: date
    others: frozenset[str] = frozenset()
    earlier: frozenset[str] = frozenset()
    industry: str = ""
    knows_trade: bool = True


def competition_name(document: ProposalDocument, rules: ProposalRules, around: Surroundings) -> str:
    """The name of the competition: the proposer's own, or else the one by rule."""
    return document.title or rule_name(document, rules, around)


def rule_name(document: ProposalDocument, rules: ProposalRules, around: Surroundings) -> str:
    """The competition's name by the season's pattern (PRP-12)."""
    words = {
        "year": str(around.season),
        "organiser": document.organiser,
        "host": document.hosts[0] if document.hosts else "",
        "trade": document.trade,
        "industry": around.industry,
    }
    return name_by_rule(rules.naming, words)


def proposal_issues(
    document: ProposalDocument,
    unreadable: Iterable[Issue],
    rules: ProposalRules,
    around: Surroundings,
) -> tuple[Issue, ...]:
    """Everything that is to be said about a proposal, in the order of its fields.

    Takes the issues of reading (PRP-08); where a text cannot be read, it is not also missing.
    """
    issues = list(unreadable)
    told = {issue.path for issue in issues}
    issues += [issue for issue in _missing(document) if issue.path not in told]
    issues += [*_rounds(document, around.season), *_weights(document)]
    issues += [*_budget(document), *_partners(document)]
    issues += [*_names(document, rules, around), *_theory(document, rules)]
    issues += [*_minimum(document, rules), *_repeats(document, rules, around)]
    issues += [*_applicant(document, rules), *_window(rules, around)]
    order = {field.key: number for number, field in enumerate(FIELDS)}
    return tuple(sorted(issues, key=lambda issue: _position(issue.path, order)))


def _position(path: str, order: dict[str, int]) -> int:
    return order.get(path.partition("-")[0].rstrip("0123456789"), -1)


def _missing(document: ProposalDocument) -> list[Issue]:
    """Rule PRP-09: every field that is needed is filled in, in every row."""
    issues = []
    for field in FIELDS:
        value = getattr(document, field.key)
        if field.kind is Kind.ROWS:
            issues += [
                _needed(f"{field.key}{number}-{column.key}")
                for number, row in enumerate(value)
                for column in field.columns
                if column.is_needed and _is_empty(getattr(row, column.key))
            ]
        if field.is_needed and _is_empty(value):
            issues.append(_needed(field.key))
    return issues


def _is_empty(value: Any) -> bool:
    return value in (None, "", ())


def _needed(path: str) -> Issue:
    return Issue("PRP-09", path, "This is still missing.")


def _rounds(document: ProposalDocument, season: int) -> list[Issue]:
    """Rule PRP-18: a round ends after it starts, and begins after the round before it began.

    A round neither in the season's year nor in the next is probably mistyped: a warning.
    """
    issues, last = [], None
    for number, one in enumerate(document.rounds):
        if one.starts_on and one.ends_on and one.ends_on < one.starts_on:
            message = "The round ends before it starts."
            issues.append(Issue("PRP-18", f"rounds{number}-ends_on", message))
        if _begins_too_early(one, last):
            message = "The round begins before the one above it."
            issues.append(Issue("PRP-18", f"rounds{number}-starts_on", message))
        if one.starts_on and one.starts_on.year not in (season, season + 1):
            message = "Is the year right? The season is %(season)s."
            path = f"rounds{number}-starts_on"
            issues.append(Issue("PRP-18", path, message, {"season": season}, Severity.WARNING))
        last = one
    return issues


def _begins_too_early(one: PlannedRound, last: PlannedRound | None) -> bool:
    begins = last.starts_on if last else None
    return one.starts_on is not None and begins is not None and one.starts_on < begins


def _weights(document: ProposalDocument) -> list[Issue]:
    """Rule PRP-10: the weights of the parts add up to 100 per cent."""
    if not document.parts or document.weight == HUNDRED:
        return []
    message = "The weights add up to %(sum)s %%, not to 100 %%."
    return [Issue("PRP-10", "parts", message, {"sum": format(document.weight.normalize(), "f")})]


def _theory(document: ProposalDocument, rules: ProposalRules) -> list[Issue]:
    """Rule PRP-11: theory weighs no more than the season's ceiling."""
    ceiling = rules.theory_ceiling
    if ceiling is None or document.theory_weight <= ceiling:
        return []
    number = next(n for n, part in enumerate(document.parts) if part.kind == PartKind.THEORY)
    message = "Theory may weigh at most %(most)s %% of the total."
    most: dict[str, object] = {"most": format(ceiling.normalize(), "f")}
    return _weighed("PRP-11", f"parts{number}-weight", message, rules.theory_weight, most)


def _budget(document: ProposalDocument) -> list[Issue]:
    """Rule PRP-20: the sources of money add up to the costs."""
    costs, sources = total(document.costs), total(document.sources)
    if not document.costs or not document.sources or costs == sources:
        return []
    message = "The costs are %(costs)s yuan, the sources %(sources)s yuan: they must be equal."
    params: dict[str, object] = {"costs": f"{costs:,f}", "sources": f"{sources:,f}"}
    return [Issue("PRP-20", "sources", message, params)]


def _partners(document: ProposalDocument) -> list[Issue]:
    """Rule PRP-22: an invitational with other cities (区域联动) names them."""
    if document.regional != "yes" or document.partner_cities:
        return []
    return [Issue("PRP-22", "partner_cities", "Name the cities that take part.")]


def _names(document: ProposalDocument, rules: ProposalRules, around: Surroundings) -> list[Issue]:
    named = rule_name(document, rules, around)
    if len(competition_name(document, rules, around)) > TITLE:
        message = "The name has more than %(most)s characters: write a shorter one."
        return [Issue("PRP-12", "title", message, {"most": TITLE})]
    if document.title in ("", named):
        return []
    message = "By rule the name would be “%(name)s”."
    return _weighed("PRP-12", "title", message, rules.naming_weight, {"name": named})


def _minimum(document: ProposalDocument, rules: ProposalRules) -> list[Issue]:
    """Rule PRP-13: each group expects the season's minimum of entrants."""
    issues: list[Issue] = []
    for number, one in enumerate(document.groups):
        least = rules.minimum(one.group)
        if least is not None and one.entrants is not None and one.entrants < least:
            message = "A group needs at least %(least)s entrants; with fewer it is cancelled."
            path = f"groups{number}-entrants"
            issues += _weighed("PRP-13", path, message, rules.minimum_weight, {"least": least})
    return issues


def _repeats(document: ProposalDocument, rules: ProposalRules, around: Surroundings) -> list[Issue]:
    """Rules PRP-14 and PRP-15: occupations rotate, and a proposer takes on only so many.

    Rule PRP-24: the occupation is one of the catalogue (职业分类大典).
    """
    issues: list[Issue] = []
    if not document.trade_code:
        return issues
    if not around.knows_trade:
        message = "The catalogue has no such occupation. Choose one of the suggestions."
        return [Issue("PRP-24", "trade_code", message)]
    if document.trade_code in around.earlier:
        message = "There was a competition of this occupation in the season before."
        issues += _weighed("PRP-14", "trade_code", message, rules.repeat_weight)
    trades = around.others | {document.trade_code}
    if rules.most_trades is not None and len(trades) > rules.most_trades:
        message = "A proposer may propose at most %(most)s occupations in a season."
        most: dict[str, object] = {"most": rules.most_trades}
        issues += _weighed("PRP-15", "trade_code", message, rules.trades_weight, most)
    return issues


def _applicant(document: ProposalDocument, rules: ProposalRules) -> list[Issue]:
    """Rule PRP-16: the applicant confirms every condition that the season sets."""
    if all(condition in document.conditions for condition in rules.conditions):
        return []
    message = "Not every condition for applicants is confirmed."
    return _weighed("PRP-16", "conditions", message, rules.conditions_weight)


def _window(rules: ProposalRules, around: Surroundings) -> list[Issue]:
    """Rule PRP-17: proposals are handed in while the season takes them."""
    if rules.opens_on is not None and around.handed_in_on < rules.opens_on:
        message = "Proposals are taken from %(day)s on."
        return _weighed("PRP-17", "", message, rules.window_weight, {"day": rules.opens_on})
    if rules.closes_on is not None and around.handed_in_on > rules.closes_on:
        message = "Proposals were taken until %(day)s."
        return _weighed("PRP-17", "", message, rules.window_weight, {"day": rules.closes_on})
    return []


def _weighed(
    rule: str, path: str, message: str, weight: str, params: dict[str, object] | None = None
) -> list[Issue]:
    if weight == Weight.OFF:
        return []
    severity = Severity.ERROR if weight == Weight.ERROR else Severity.WARNING
    return [Issue(rule, path, message, params or {}, severity)]
