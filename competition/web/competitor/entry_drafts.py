"""An entry on its way: its steps, what was typed so far, and what it becomes when it is sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.conditions import asked
from competition.domain.entering import read_application
from competition.domain.entry_answers import Answer
from competition.domain.facts import Fact
from competition.domain.identifiers import EventId
from competition.domain.registration import EntryDraft
from competition.domain.teams import Entrant, EntrantRole, texts_at
from competition.services import entering
from competition.services.entering import Invitation, Said
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.session import current_actor

FACTS = {fact.value for fact in Fact}
ME, TEAM, ANSWERS, CHECK = "enter_event", "enter_team", "answer_questions", "check_entry"


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of entering; `state` is done, now or next."""

    label: str
    url: str
    state: str


def invitation_of(event_id: int) -> Invitation:
    """The event with what the worker has typed so far."""
    with reading(current_actor()) as uow:
        return entering.prepare_entering(uow, EventId(event_id))


def keep(event_id: int, texts: Mapping[str, str]) -> None:
    """Keep what was typed on one step."""
    with unit_of_work(current_actor()) as uow:
        entering.save_draft(uow, EventId(event_id), texts)


def names_of_steps(invitation: Invitation) -> list[str]:
    """The steps that this event asks for, in order."""
    team = [TEAM] if invitation.rules.team.is_team else []
    questions = [ANSWERS] if invitation.questions.questions else []
    return [ME, *team, *questions, CHECK]


def step_lines(invitation: Invitation, here: str) -> list[StepLine]:
    """The steps for the head of the page."""
    words = {
        ME: gettext("About you"),
        TEAM: gettext("Your team"),
        ANSWERS: gettext("Questions of this event"),
        CHECK: gettext("Check and send"),
    }
    names, event_id = names_of_steps(invitation), invitation.about.event.id
    at = names.index(here)
    return [
        StepLine(
            words[name],
            _url(name, event_id),
            "done" if number < at else ("now" if number == at else "next"),
        )
        for number, name in enumerate(names)
    ]


def on_from(invitation: Invitation, here: str) -> ResponseReturnValue:
    """Go to the step after this one."""
    names = names_of_steps(invitation)
    return redirect(_url(names[names.index(here) + 1], invitation.about.event.id))


def missing_step(invitation: Invitation) -> str | None:
    """The address of the first step that is not filled in yet."""
    texts = invitation.texts
    filled = {
        ME: bool(texts.get("name") and texts.get("unit")),
        TEAM: bool(texts.get("entrants0-name")),
        ANSWERS: answers_of(invitation)[0] == invitation.questions.number,
        CHECK: True,
    }
    for name in names_of_steps(invitation):
        if not filled[name]:
            return _url(name, invitation.about.event.id)
    return None


def answers_of(invitation: Invitation) -> tuple[int, dict[int, dict[str, Answer]]]:
    """The form version that was answered, 0 for none, and the answers by entrant."""
    text = invitation.texts.get("answers", "")
    if not text:
        return 0, {}
    document: dict[str, Any] = json.loads(text)
    return document["form"], {int(who): given for who, given in document["given"].items()}


def team_of(texts: Mapping[str, str], rows: int) -> tuple[Entrant, ...]:
    """The persons typed; a row without a name and a number is none."""
    found = []
    for number in range(rows):
        name, id_number = (
            texts.get(f"entrants{number}-{key}", "").strip() for key in ("name", "id_number")
        )
        role = texts.get(f"entrants{number}-role", "")
        if name or id_number:
            known = role if role in list(EntrantRole) else EntrantRole.MEMBER
            own = texts_at(texts, number) if number else {}
            facts = {key: own[key] for key in FACTS & own.keys() if own[key]}
            found.append(Entrant(EntrantRole(known), name, id_number, facts))
    return tuple(found)


def said_of(invitation: Invitation) -> Said:
    """What the worker says besides the entry itself."""
    number, answers = answers_of(invitation)
    wanted = {*asked(invitation.rules.conditions), Fact.BORN_ON, Fact.LEVEL}
    facts = {fact.value: invitation.texts.get(fact.value, "") for fact in wanted}
    if invitation.person is not None and invitation.person.born_on is not None:
        facts["born_on"] = invitation.person.born_on.isoformat()
    rows = invitation.rules.team.rows
    team = team_of(invitation.texts, rows) if invitation.rules.team.is_team else ()
    return Said({key: text for key, text in facts.items() if text}, team, number, answers)


def draft_of(invitation: Invitation) -> EntryDraft | None:
    """The entry itself; None when something of it cannot be read."""
    return read_application({key: invitation.texts.get(key, "") for key in ("name", "unit")})[0]


def _url(name: str, event_id: int) -> str:
    step = "me" if name == ME else None
    return url_for(f"competitor.{name}", event_id=event_id, step=step)
