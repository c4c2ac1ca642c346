"""All that a worker typed for an entry, in words, to be checked before it is sent."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from competition.domain.conditions import asked
from competition.domain.entry_forms import Asked
from competition.domain.facts import NONE, Fact, read_facts
from competition.services import files
from competition.services.entering import Invitation
from competition.services.unit_of_work import reading
from competition.web.award_wording import LEVELS
from competition.web.competitor.entry_drafts import answers_of, said_of
from competition.web.eligibility_words import RESIDENCES, STATUSES
from competition.web.entry_answers import said
from competition.web.fact_forms import LABELS
from competition.web.formatting import SHANGHAI, day
from competition.web.session import current_actor, request_time
from competition.web.team_words import ROLES

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """One step's answers, and where to change them."""

    title: str
    url: str
    pairs: list[Pair]


def summary_of(invitation: Invitation) -> list[Section]:
    """What was typed, step by step."""
    event_id = invitation.about.event.id
    texts, facts = invitation.texts, said_of(invitation).facts
    me = [(gettext("Name"), texts.get("name", "")), (gettext("Unit"), texts.get("unit", ""))]
    me += [_fact(fact, facts) for fact in (Fact.BORN_ON, Fact.LEVEL)]
    sections = [
        Section(gettext("About you"), url_for(".enter_event", event_id=event_id, step="me"), me)
    ]
    further = [f for f in asked(invitation.rules.conditions) if f not in (Fact.BORN_ON, Fact.LEVEL)]
    if further:
        url = url_for("public.check_eligibility", event_id=event_id)
        pairs = [_fact(fact, facts) for fact in further]
        sections.append(Section(gettext("For the conditions of entry"), url, pairs))
    if invitation.rules.team.is_team:
        pairs = [(str(ROLES[one.role]), one.name) for one in said_of(invitation).entrants]
        url = url_for(".enter_team", event_id=event_id)
        sections.append(Section(gettext("Your team"), url, pairs))
    answers = _answers(invitation)
    if answers:
        url = url_for(".answer_questions", event_id=event_id)
        sections.append(Section(gettext("Questions of this event"), url, answers))
    return sections


def _fact(fact: Fact, facts: object) -> Pair:
    texts = dict(facts) if isinstance(facts, dict) else {}
    text = str(texts.get(fact.value, ""))
    if fact is Fact.BORN_ON and text:
        today = request_time().astimezone(SHANGHAI).date()
        text = day(read_facts(texts, (fact.value,), today)[0].born_on) or text
    known: dict[str, object] = {
        **{str(key): word for key, word in RESIDENCES.items()},
        **{str(key): word for key, word in STATUSES.items()},
        **LEVELS,
        NONE: gettext("none yet") if fact is Fact.LEVEL else gettext("none of these"),
    }
    lines = [str(known.get(line, line)) for line in text.split("\n") if line]
    return str(LABELS[fact]), "、".join(lines)


def _answers(invitation: Invitation) -> list[Pair]:
    found = []
    _, given = answers_of(invitation)
    names = _file_names(invitation)
    for who, answers in sorted(given.items()):
        for question in invitation.questions.questions:
            if question.key not in answers:
                continue
            answer, is_file = answers[question.key], question.asked is Asked.FILE
            text = names.get(str(answer), "") if is_file else said(question, answer)
            label = f"{question.label} ({who})" if who > 1 else question.label
            found.append((label, text))
    return found


def _file_names(invitation: Invitation) -> dict[str, str]:
    """What the files are called that wait to be sent, or that an earlier entry has."""
    with reading(current_actor()) as uow:
        known = {**files.list_waiting(uow), **invitation.files}
    return {str(file_id): facts.name for file_id, facts in known.items()}
