"""What an audit record keeps beside its deed, as labelled lines to read."""

from collections.abc import Iterator
from datetime import date, datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.permissions import Role, Scope, ScopeKind
from competition.web.formatting import day, moment
from competition.web.job_wording import KINDS as JOBS
from competition.web.organisation.frame import KINDS as ORGANISATIONS
from competition.web.proposal_words import LABELS as PROPOSED
from competition.web.proposal_words import LEVEL_NAMES, STEPS
from competition.web.public.sites import PAGES
from competition.web.role_words import place_words, role_words
from competition.web.states import STATES

LABELS = {
    "about": _l("What about"),
    "account": _l("Account"),
    "added": _l("Added"),
    "addresses": _l("Addresses"),
    "after": _l("After"),
    "again": _l("Entered again"),
    "aspect": _l("Aspect"),
    "aspects": _l("Aspects"),
    "before": _l("Before"),
    "but": _l("All but session"),
    "changed": _l("Changed"),
    "characters": _l("Characters"),
    "chief": _l("Chief judge"),
    "closes": _l("Entries close"),
    "competitions": _l("Competitions"),
    "condition": _l("Condition"),
    "days": _l("Days kept"),
    "digest": _l("Digest"),
    "dismissed": _l("Requests dismissed"),
    "ends_on": _l("Last day"),
    "entered": _l("Rows entered"),
    "entries": _l("Entries"),
    "events": _l("Events"),
    "factor": _l("Second factor"),
    "field": _l("Field"),
    "fields": _l("Fields"),
    "file": _l("File"),
    "gone": _l("Merged"),
    "held_on": _l("Day of the event"),
    "host": _l("Host name"),
    "industry": _l("Industry"),
    "issuer": _l("Identity provider"),
    "judges": _l("Judges"),
    "kept": _l("Goes on"),
    "kind": _l("Kind"),
    "label": _l("Label"),
    "left": _l("Still left"),
    "level": _l("Level"),
    "marks": _l("Marks"),
    "module": _l("Module"),
    "modules": _l("Modules"),
    "moved": _l("Moved"),
    "name": _l("Title"),
    "new": _l("After"),
    "nominations": _l("Nominations"),
    "number": _l("Number"),
    "old": _l("Before"),
    "on_behalf_of": _l("On behalf of"),
    "open": _l("Open items"),
    "opens": _l("Entries open"),
    "origin": _l("Came from"),
    "page": _l("Page"),
    "plan": _l("Plan"),
    "points": _l("Points"),
    "proposal": _l("Proposal"),
    "publication": _l("Publication"),
    "questions": _l("Questions"),
    "reason": _l("Reason"),
    "reasons": _l("Reasons"),
    "remark": _l("Remark"),
    "reviewer": _l("Reviewer"),
    "role": _l("Role"),
    "rows": _l("Rows"),
    "scope": _l("Where"),
    "season": _l("Season"),
    "seats": _l("Number of places"),
    "session": _l("Session"),
    "sheets": _l("Mark sheets"),
    "source": _l("Copied from"),
    "starts_on": _l("First day"),
    "state": _l("State"),
    "step": _l("Step of the proposal"),
    "taken_back": _l("Taken back"),
    "tickets": _l("Tickets"),
    "title": _l("Title"),
    "turn": _l("Turn"),
    "unit": _l("Unit"),
    "until": _l("Until"),
    "version": _l("Version"),
    "waits": _l("Waits for"),
    "work": _l("Work"),
    "works": _l("Works"),
}
SCOPES = {kind.value: kind for kind in ScopeKind}
ROLES = {role.value: role for role in Role}
VALUES: dict[str, dict[str, object]] = {
    "field": {**PROPOSED},
    "kind": {**JOBS, **ORGANISATIONS},
    "level": {level.value: words for level, words in LEVEL_NAMES.items()},
    "page": {**PAGES},
    "step": {step.value: words for step, words in STEPS.items()},
}
"""What stands for a value that is no word, by the name under which the record keeps it."""


def detail_lines(detail: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Label and value of all that the record keeps and that is not empty.

    A name without words stays as the record has it, so that nothing is left out.
    """
    for key, value in detail.items():
        if isinstance(value, dict):
            yield from detail_lines(value)
        elif value not in ("", None, [], ()):
            yield str(LABELS.get(key, key)), _said(key, value)


def _said(key: str, value: object) -> str:
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, list | tuple):
        return str(gettext(", ")).join(_said(key, one) for one in value)
    text = str(value)
    if key == "role" and text in ROLES:
        return role_words(ROLES[text])
    if key == "state" and text in STATES:
        return str(STATES[text][2])
    if key == "scope":
        return _place(text)
    return str(VALUES.get(key, {}).get(text) or _dated(text))


def _place(text: str) -> str:
    kind, _, number = text.partition(":")
    if kind not in SCOPES or not number.isdigit():
        return text
    return place_words(Scope(SCOPES[kind], int(number)), {})


def _dated(text: str) -> str:
    try:
        return day(date.fromisoformat(text)) if len(text) == 10 else _timed(text)
    except ValueError:
        return text


def _timed(text: str) -> str:
    return moment(datetime.fromisoformat(text)) if text[10:11] == "T" else text
