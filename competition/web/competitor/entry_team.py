"""The team step of entering: who competes together, who may step in, who coaches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.conditions import asked, titles_of
from competition.domain.eligibility import Eligibility
from competition.domain.entry_forms import Whom
from competition.domain.facts import Fact, read_facts
from competition.domain.identifiers import EventId
from competition.domain.issues import Issue
from competition.domain.people import PersonDraft, check_person
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import EntrantRole, TeamRules, team_issues, texts_at
from competition.services import teams
from competition.services.entering import Invitation
from competition.services.unit_of_work import reading
from competition.web.competitor.blueprint import bp
from competition.web.competitor.entry_drafts import (
    TEAM,
    invitation_of,
    keep,
    on_from,
    said_of,
    step_lines,
    team_of,
)
from competition.web.eligibility_words import FindingLine, finding_lines, missing_facts
from competition.web.errors import issue_words
from competition.web.fact_forms import fact_form, show_facts, show_issues, typed_facts
from competition.web.formatting import SHANGHAI
from competition.web.forms import Form, is_htmx
from competition.web.session import current_actor, request_time
from competition.web.team_words import ROLES

KEYS = ("role", "name", "id_number")


@dataclass(frozen=True, slots=True)
class Row:
    """One person's row: its texts, what is wrong by key, what is asked, what was found."""

    number: int
    texts: dict[str, str]
    issues: dict[str, str]
    facts: Form | None
    findings: list[FindingLine]


@dataclass(frozen=True, slots=True)
class Typed:
    """A team as it was typed, with everything that is wrong in it and what the conditions say."""

    texts: dict[str, str]
    issues: tuple[Issue, ...] = ()
    found: Eligibility = Eligibility()


@bp.route("/events/<int:event_id>/enter/team", methods=["GET", "POST"])
def enter_team(event_id: int) -> ResponseReturnValue:
    """Ask for the persons of the team; as a part of the page, say how each one stands."""
    invitation, form = invitation_of(event_id), Form()
    if invitation.refusal or not invitation.rules.team.is_team:
        return redirect(step_lines(invitation, "enter_event")[0].url)
    if not form.is_submitted():
        return _page(form, invitation, Typed(invitation.texts, (), _found(invitation)))
    typed = _checked(invitation, _typed(invitation))
    if is_htmx():
        rows = _rows(typed, invitation)
        return render_template("competitor/entries/_team_said.html", rows=rows)
    if form.validate() and not typed.issues:
        keep(event_id, typed.texts)
        return on_from(invitation, TEAM)
    return _page(form, invitation, typed), 422


def _typed(invitation: Invitation) -> dict[str, str]:
    """What was typed, the rows without a person left out; the first one is the worker."""
    rules, rows = invitation.rules, [_row_typed(0, invitation.rules)]
    rows[0]["name"] = invitation.texts.get("name", "") or invitation.own.name
    rows[0].pop("id_number", None)
    filled = (_row_typed(number, rules) for number in range(1, rules.team.rows))
    rows += [row for row in filled if row["name"] or row["id_number"]]
    blank = dict.fromkeys(_keys(rules), "")
    rows += [blank] * (rules.team.rows - len(rows))
    return {f"entrants{n}-{key}": row.get(key, "") for n, row in enumerate(rows) for key in blank}


def _keys(rules: RegistrationRules) -> tuple[str, ...]:
    return (*KEYS, *(fact.value for fact in asked(rules.conditions)))


def _row_typed(number: int, rules: RegistrationRules) -> dict[str, str]:
    prefix = f"entrants{number}-"
    row = {key: request.form.get(prefix + key, "").strip()[:120] for key in KEYS}
    if number and row["role"] != EntrantRole.COACH:
        wanted = asked(rules.conditions)
        form = fact_form(wanted, titles_of(rules.conditions))(prefix=prefix)
        row |= typed_facts(form, wanted)
    return row


def _checked(invitation: Invitation, texts: dict[str, str]) -> Typed:
    """Everything that is wrong: the make-up, what cannot be read, what the conditions refuse."""
    rules, issues = invitation.rules, list[Issue]()
    team = team_of(texts, rules.team.rows)
    today = request_time().astimezone(SHANGHAI).date()
    for number, one in enumerate(team):
        _, found = check_person(PersonDraft(one.name, one.id_number), today)
        _, unread = read_facts(one.facts, asked(rules.conditions), today)
        issues += _at(number, [*found, *unread])
    event_id = EventId(invitation.about.event.id)
    with reading(current_actor()) as uow:
        check = teams.check_team(uow, event_id, said_of(invitation).facts, team, _unit(invitation))
    for number in range(1, len(team)):
        at_fault = {issue.path for issue in issues}
        own = _at(number, missing_facts(check.eligibility.at(number)))
        issues += [one for one in own if one.path not in at_fault]
    issues += [*team_issues(team, rules.team), *check.issues]
    return Typed(texts, tuple(issues), check.eligibility)


def _unit(invitation: Invitation) -> str:
    """The unit that was typed for the team; of no account where one has confirmed the worker."""
    return invitation.texts.get("unit") or invitation.own.unit


def _at(number: int, issues: Iterable[Issue]) -> list[Issue]:
    return [
        Issue(one.rule, f"entrants{number}-{one.path}", one.message, one.params, one.severity)
        for one in issues
    ]


def _found(invitation: Invitation) -> Eligibility:
    """How the team that was typed before stands; nothing is found before one is."""
    team = team_of(invitation.texts, invitation.rules.team.rows)
    if not team[1:]:
        return Eligibility()
    event_id = EventId(invitation.about.event.id)
    with reading(current_actor()) as uow:
        return teams.check_team(uow, event_id, said_of(invitation).facts, team).eligibility


def _page(form: Form, invitation: Invitation, typed: Typed) -> str:
    rules = invitation.rules.team
    return render_template(
        "competitor/entries/team.html",
        form=form,
        invitation=invitation,
        event=invitation.about.event,
        steps=step_lines(invitation, TEAM),
        rows=_rows(typed, invitation),
        roles=_roles(rules),
        problems=_problems(typed),
        asks_each=bool(invitation.questions.of(Whom.PERSON)),
    )


def _problems(typed: Typed) -> list[tuple[str, str]]:
    """All that is wrong for the head of the page: the field that it leads to, and the words."""
    lines = []
    for issue in typed.issues:
        number, _, key = issue.path.removeprefix("entrants").partition("-")
        words = issue_words(issue)
        if number.isdigit():
            words = gettext("Person %(number)s: %(words)s", number=int(number) + 1, words=words)
        lines.append((issue.path if key else "", words))
    return lines


def _rows(typed: Typed, invitation: Invitation) -> list[Row]:
    return [_row(number, typed, invitation) for number in range(invitation.rules.team.rows)]


def _row(number: int, typed: Typed, invitation: Invitation) -> Row:
    own = {key: typed.texts.get(f"entrants{number}-{key}", "") for key in KEYS}
    own["role"] = own["role"] or _usual_role(number, invitation.rules.team)
    if number == 0:
        own["name"] = invitation.texts.get("name", "") or invitation.own.name
    prefix = f"entrants{number}-"
    issues = [one for one in typed.issues if one.path.startswith(prefix)]
    wrong = {
        key: " ".join(issue_words(one) for one in issues if one.path == prefix + key)
        for key in KEYS
    }
    facts = _facts_form(number, own["role"], typed.texts, invitation.rules)
    if facts is not None:
        bare = [Issue(i.rule, i.path.removeprefix(prefix), i.message, i.params) for i in issues]
        show_issues(facts, [issue for issue in bare if issue.path in facts])
    return Row(number, own, wrong, facts, finding_lines(typed.found.at(number)))


def _facts_form(
    number: int, role: str, texts: Mapping[str, str], rules: RegistrationRules
) -> Form | None:
    """What the conditions ask of this person; the worker has said it already."""
    wanted = asked(rules.conditions)
    if not number or not wanted or role == EntrantRole.COACH:
        return None
    made = fact_form(wanted, titles_of(rules.conditions))
    form = made(formdata=None, prefix=f"entrants{number}-")
    show_facts(form, texts_at(texts, number), wanted)
    for fact in wanted:
        form[fact.value].flags.required = fact is not Fact.BORN_ON
    return form


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
