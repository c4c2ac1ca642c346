"""Jobs in words: their kinds, what went wrong, how long the rest takes."""

from datetime import timedelta

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from competition.services import job_texts
from competition.services.jobs import JobLine

KINDS = {kind: _l(text) for kind, text in job_texts.KINDS.items()}
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
