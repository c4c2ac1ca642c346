"""Jobs in words: their kinds, what went wrong, how long the rest takes."""

from datetime import timedelta

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from competition.services.jobs import JobLine

KINDS = {
    "jobs.tidy": _l("Forget old jobs"),
    "messages.deliver": _l("Send messages"),
    "places.lapse": _l("Pass on places that nobody took"),
    "tickets": _l("Print admission tickets"),
    "retention.run": _l("Delete personal data whose time is over"),
    "own_data.copy": _l("Make a copy of a person's own data"),
    "own_data.forget": _l("Delete copies of own data after a week"),
    "entries.export": _l("Write a large export of entries"),
    "files.sweep": _l("Delete files that nobody keeps"),
    "entries.import": _l("Import entries"),
    "unit_lists.enter": _l("Enter a unit's list"),
    "accounts.reset": _l("Send a link for a new password"),
    "messages.resume": _l("Send again what did not get through"),
}
"""The words of every kind in competition.jobs.HANDLERS."""


def error_words(job: JobLine) -> str:
    """What went wrong as a person can use it; nothing where only the log can tell."""
    return str(gettext(job.error)) if " " in job.error else ""


def span_words(span: timedelta | None) -> str:
    """How long something takes, rounded up to what a person cares about."""
    if span is None:
        return ""
    seconds = int(span.total_seconds()) + 1
    if seconds < 60:
        return str(ngettext("%(num)s second", "%(num)s seconds", seconds))
    return str(ngettext("%(num)s minute", "%(num)s minutes", -(-seconds // 60)))
