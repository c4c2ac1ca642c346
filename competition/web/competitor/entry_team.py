"""The team step of entering: who competes together, who may step in, who coaches."""

from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from competition.domain.entry_forms import Whom
from competition.domain.issues import Issue
from competition.domain.people import PersonDraft, check_person
from competition.domain.teams import EntrantRole, TeamRules, team_issues
from competition.services.entering import Invitation
from competition.web.competitor.blueprint import bp
from competition.web.competitor.entry_drafts import (
    TEAM,
    invitation_of,
    keep,
    on_from,
    step_lines,
    team_of,
)
from competition.web.errors import issue_words
from competition.web.formatting import SHANGHAI
from competition.web.forms import Form
from competition.web.session import request_time
from competition.web.team_words import ROLES

KEYS = ("role", "name", "id_number")


@dataclass(frozen=True, slots=True)
class Row:
    """One person's row: its texts, and what is wrong by key."""

    number: int
    texts: dict[str, str]
    issues: dict[str, str]


@bp.route("/events/<int:event_id>/enter/team", methods=["GET", "POST"])
def enter_team(event_id: int) -> ResponseReturnValue:
    """Ask for the persons of the team."""
    invitation, form = invitation_of(event_id), Form()
    rules = invitation.rules.team
    if invitation.refusal or not rules.is_team:
        return redirect(step_lines(invitation, "enter_event")[0].url)
    texts, issues = invitation.texts, list[Issue]()
    if form.validate_on_submit():
        texts, issues = _typed(rules), _issues(_typed(rules), rules)
        if not issues:
            keep(event_id, texts)
            return on_from(invitation, TEAM)
    page = render_template(
        "competitor/entries/team.html",
        form=form,
        invitation=invitation,
        event=invitation.about.event,
        steps=step_lines(invitation, TEAM),
        rows=_rows(texts, issues, invitation),
        roles=_roles(rules),
        problems=[issue_words(issue) for issue in issues if issue.path == "entrants"],
        asks_each=bool(invitation.questions.of(Whom.PERSON)),
    )
    return page, 422 if issues else 200


def _typed(rules: TeamRules) -> dict[str, str]:
    names = [f"entrants{number}-{key}" for number in range(rules.rows) for key in KEYS]
    return {name: request.form.get(name, "").strip()[:120] for name in names}


def _issues(texts: dict[str, str], rules: TeamRules) -> list[Issue]:
    team = team_of(texts, rules.rows)
    issues = team_issues(team, rules)
    today = request_time().astimezone(SHANGHAI).date()
    filled = [n for n in range(rules.rows) if _is_filled(texts, n)]
    for number, entrant in zip(filled, team, strict=True):
        _, found = check_person(PersonDraft(entrant.name, entrant.id_number), today)
        issues += [
            Issue(one.rule, f"entrants{number}-{one.path}", one.message, one.params)
            for one in found
        ]
    return issues


def _is_filled(texts: dict[str, str], number: int) -> bool:
    return any(texts.get(f"entrants{number}-{key}") for key in ("name", "id_number"))


def _rows(texts: dict[str, str], issues: list[Issue], invitation: Invitation) -> list[Row]:
    rules, rows = invitation.rules.team, []
    for number in range(rules.rows):
        own = {key: texts.get(f"entrants{number}-{key}", "") for key in KEYS}
        own["role"] = own["role"] or _usual_role(number, rules)
        if number == 0 and not own["name"]:
            own["name"] = texts.get("captain", "") or invitation.own.name
        wrong = {
            key: " ".join(
                issue_words(one) for one in issues if one.path == f"entrants{number}-{key}"
            )
            for key in KEYS
        }
        rows.append(Row(number, own, wrong))
    return rows


def _usual_role(number: int, rules: TeamRules) -> str:
    if number == 0:
        return EntrantRole.CAPTAIN
    if number < rules.most:
        return EntrantRole.MEMBER
    return EntrantRole.SUBSTITUTE if number < rules.most + rules.substitutes else EntrantRole.COACH


def _roles(rules: TeamRules) -> dict[str, object]:
    """The parts that a person can have in this event."""
    without = {EntrantRole.SUBSTITUTE: rules.substitutes, EntrantRole.COACH: rules.coaches}
    return {role.value: word for role, word in ROLES.items() if without.get(role, 1)}
