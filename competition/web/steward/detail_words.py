"""What an audit record keeps beside its deed, as labelled lines to read."""

from collections.abc import Iterator
from datetime import date, datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.permissions import Role
from competition.web.formatting import day, moment
from competition.web.role_words import role_words
from competition.web.states import STATES

LABELS = {
    "account": _l("Account"),
    "after": _l("After"),
    "aspect": _l("Aspect"),
    "aspects": _l("Aspects"),
    "before": _l("Before"),
    "chief": _l("Chief judge"),
    "closes": _l("Entries close"),
    "competitions": _l("Competitions"),
    "digest": _l("Digest"),
    "entries": _l("Entries"),
    "events": _l("Events"),
    "factor": _l("Second factor"),
    "field": _l("Field"),
    "file": _l("File"),
    "gone": _l("Merged"),
    "held_on": _l("Day of the event"),
    "judges": _l("Judges"),
    "kind": _l("Kind"),
    "label": _l("Label"),
    "marks": _l("Marks"),
    "module": _l("Module"),
    "name": _l("Title"),
    "new": _l("After"),
    "nominations": _l("Nominations"),
    "number": _l("Number"),
    "old": _l("Before"),
    "opens": _l("Entries open"),
    "points": _l("Points"),
    "proposal": _l("Proposal"),
    "reason": _l("Reason"),
    "remark": _l("Remark"),
    "role": _l("Role"),
    "rows": _l("Rows"),
    "scope": _l("Where"),
    "season": _l("Season"),
    "state": _l("State"),
    "tickets": _l("Tickets"),
    "title": _l("Title"),
    "unit": _l("Unit"),
    "version": _l("Version"),
    "work": _l("Work"),
    "works": _l("Works"),
}
ROLES = {role.value: role for role in Role}


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
    return _dated(text)


def _dated(text: str) -> str:
    try:
        return day(date.fromisoformat(text)) if len(text) == 10 else _timed(text)
    except ValueError:
        return text


def _timed(text: str) -> str:
    return moment(datetime.fromisoformat(text)) if text[10:11] == "T" else text
