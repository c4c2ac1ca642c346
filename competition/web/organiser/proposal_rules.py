"""Organisers' page about a season's rules for proposals: in words, with their fields."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.proposal_document import Kind, ProposalDocument
from competition.domain.proposal_issues import Surroundings, rule_name
from competition.domain.proposal_rules import (
    RULE_FIELDS,
    ProposalRules,
    Weight,
    read_rules,
    write_rules,
)
from competition.services import proposal_rules
from competition.services.proposal_rules import RulesDescription
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.formatting import day, decimal_text
from competition.web.forms import is_htmx
from competition.web.organiser.blueprint import bp
from competition.web.proposal_pages import issues_at
from competition.web.session import current_actor, request_time

WEIGHTS = {
    Weight.OFF: _l("not looked at"),
    Weight.WARNING: _l("warns"),
    Weight.ERROR: _l("blocks handing in"),
}
SECTIONS = {
    "naming": (_l("Naming rule"), ("naming", "naming_weight")),
    "window": (_l("When proposals are taken"), ("opens_on", "closes_on", "window_weight")),
    "days": (_l("Deadlines of the levels"), ("union_days", "city_days", "return_days")),
    "minimum": (
        _l("Minimum size"),
        ("worker_minimum", "student_minimum", "minimum_weight"),
    ),
    "theory": (_l("Weight of theory"), ("theory_ceiling", "theory_weight")),
    "repeat": (_l("Repetition"), ("repeat_weight", "most_trades", "trades_weight")),
    "conditions": (_l("Conditions for applicants"), ("conditions", "conditions_weight")),
}
LABELS = {
    "naming": _l("Pattern of the name"),
    "naming_weight": _l("Another name"),
    "opens_on": _l("First day of handing in"),
    "closes_on": _l("Last day of handing in"),
    "window_weight": _l("Outside of it"),
    "union_days": _l("District or industry union, days"),
    "city_days": _l("City, days"),
    "return_days": _l("Proposer after a return, days"),
    "worker_minimum": _l("Workers, at least"),
    "student_minimum": _l("Students, at least"),
    "minimum_weight": _l("Fewer"),
    "theory_ceiling": _l("At most, in %%"),
    "theory_weight": _l("More theory"),
    "repeat_weight": _l("The same occupation in the next season"),
    "most_trades": _l("Occupations of one proposer, at most"),
    "trades_weight": _l("More than that"),
    "conditions": _l("Conditions, one a line"),
    "conditions_weight": _l("Not all confirmed"),
}
EXAMPLE = ProposalDocument(trade="车工", organiser="云栖区总工会", hosts=("云栖区技师学院",))


@bp.get("/proposals/rules/<int:season>")
def edit_rules(season: int) -> str:
    """Show a season's rules in words with their fields."""
    found = _described(season)
    return _page(found, write_rules(found.rules))


@bp.post("/proposals/rules/<int:season>")
def save_rules(season: int) -> ResponseReturnValue:
    """Save a season's rules as a new version; while typing, only say them in words."""
    texts, found = _texts(), _described(season)
    rules, issues = read_rules(texts)
    if is_htmx():
        sentences = {} if issues else _sentences(rules, season)
        return render_template("organiser/proposals/_sentences.html", sentences=sentences)
    if issues:
        return _page(found, texts, issues=issues_at(issues)), 422
    base, reason = request.form.get("version", 0, type=int), request.form.get("reason", "")
    try:
        with unit_of_work(current_actor()) as uow:
            number = proposal_rules.save_rules(uow, season, texts, base, reason)
    except (Conflict, RuleViolation) as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return _page(_described(season), texts, problem=words(refusal)), status
    flash(gettext("Saved as version %(number)s.", number=number), "success")
    return redirect(url_for(".edit_rules", season=season))


def _described(season: int) -> RulesDescription:
    with reading(current_actor()) as uow:
        return proposal_rules.describe_rules(uow, season)


def _texts() -> dict[str, object]:
    form = request.form
    return {
        one.key: form.get(one.key, "").splitlines()
        if one.kind is Kind.NAMES
        else form.get(one.key, "")
        for one in RULE_FIELDS
    }


def _page(found: RulesDescription, texts: dict[str, object], **context: object) -> str:
    rules, unread = read_rules(texts)
    return render_template(
        "organiser/proposals/rules.html",
        found=found,
        texts=texts,
        sections=SECTIONS,
        labels=LABELS,
        weights=WEIGHTS,
        by_key={one.key: one for one in RULE_FIELDS},
        sentences=_sentences(found.rules if unread else rules, found.season),
        stored=_sentences(found.rules, found.season),
        reason=request.form.get("reason", ""),
        seasons=range(request_time().year, request_time().year + 3),
        **{"issues": {}, "problem": ""} | context,
    )


def _sentences(rules: ProposalRules, season: int) -> dict[str, list[str]]:
    """The rules in words, by section."""
    return {
        "naming": [_name(rules, season), *_weighed(_l("Another name"), rules.naming_weight)],
        "window": _window(rules),
        "days": [
            gettext(
                "A union has %(union)s days, the city %(city)s, the proposer %(back)s to answer"
                " a return.",
                union=rules.union_days,
                city=rules.city_days,
                back=rules.return_days,
            )
        ],
        "minimum": _minimum(rules),
        "theory": _theory(rules),
        "repeat": _repeat(rules),
        "conditions": _conditions(rules),
    }


def _name(rules: ProposalRules, season: int) -> str:
    example = rule_name(EXAMPLE, rules, Surroundings(season, request_time().date()))
    return str(gettext("A competition is called, for example, “%(name)s”.", name=example))


def _window(rules: ProposalRules) -> list[str]:
    if rules.opens_on is None and rules.closes_on is None:
        return [gettext("Proposals are taken at any time.")]
    opens, closes = day(rules.opens_on) or "…", day(rules.closes_on) or "…"
    span = gettext("Proposals are taken from %(first)s to %(last)s.", first=opens, last=closes)
    return [span, *_weighed(_l("Outside of it"), rules.window_weight)]


def _minimum(rules: ProposalRules) -> list[str]:
    any_ = gettext("any number")
    told = gettext(
        "A group of workers expects at least %(workers)s, one of students %(students)s.",
        workers=any_ if rules.worker_minimum is None else rules.worker_minimum,
        students=any_ if rules.student_minimum is None else rules.student_minimum,
    )
    return [told, *_weighed(_l("Fewer"), rules.minimum_weight)]


def _theory(rules: ProposalRules) -> list[str]:
    if rules.theory_ceiling is None:
        return [gettext("Theory may weigh as much as the proposer likes.")]
    most = decimal_text(rules.theory_ceiling)
    told = gettext("Theory weighs at most %(most)s %% of the total.", most=most)
    return [told, *_weighed(_l("More theory"), rules.theory_weight)]


def _repeat(rules: ProposalRules) -> list[str]:
    repeated = _weighed(_l("The same occupation in the next season"), rules.repeat_weight)
    if rules.most_trades is None:
        return [*repeated, gettext("A proposer may propose any number of occupations.")]
    many = gettext("A proposer may propose at most %(most)s occupations.", most=rules.most_trades)
    return [*repeated, many, *_weighed(_l("More than that"), rules.trades_weight)]


def _conditions(rules: ProposalRules) -> list[str]:
    many = len(rules.conditions)
    if not many:
        return [gettext("Applicants confirm nothing.")]
    told = ngettext(
        "Applicants confirm %(num)s condition.", "Applicants confirm %(num)s conditions.", many
    )
    return [told, *_weighed(_l("Not all confirmed"), rules.conditions_weight)]


def _weighed(what: object, weight: str) -> list[str]:
    return [gettext("%(what)s: %(weight)s.", what=str(what), weight=str(WEIGHTS[Weight(weight)]))]
