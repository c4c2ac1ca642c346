"""The words of the annual programme: progress, steps of the board, facts that change."""

from flask_babel import gettext, ngettext, pgettext
from flask_babel import lazy_gettext as _l

from competition.domain.programme import Progress
from competition.domain.season_board import BoardStep, Dot
from competition.services.programme import SeasonFigures
from competition.web.organiser.competition_forms import CLASS_NAMES
from competition.web.proposal_words import LEVEL_NAMES

PROGRESS_WORDS = {
    Progress.DRAFT.value: _l("Not in the programme"),
    Progress.PLANNED.value: _l("In the programme"),
    Progress.ANNOUNCED.value: _l("Announced"),
    Progress.RUNNING.value: _l("Running"),
    Progress.ENDED.value: _l("Ended"),
    Progress.CANCELLED.value: _l("Cancelled"),
}
STEP_WORDS = {
    BoardStep.PLAN: _l("Plan"),
    BoardStep.ANNOUNCEMENT: _l("Announcement"),
    BoardStep.PREPARATION: _l("Preparation"),
    BoardStep.ENTRIES: _l("Taking entries"),
    BoardStep.CLOSING: _l("Closing entries"),
    BoardStep.CODES: _l("Work codes"),
    BoardStep.MARKING: _l("Marking"),
    BoardStep.RANKING: _l("Publishing the ranking"),
    BoardStep.REPORT: _l("Report"),
}
DOT_WORDS = {
    Dot.DONE: _l("done"),
    Dot.NOW: _l("now"),
    Dot.LATE: _l("late"),
    Dot.NEXT: _l("to come"),
}
FACT_WORDS = {
    "title": _l("Title"),
    "level": _l("Level"),
    "competition_class": _l("Class"),
    "starts_on": _l("First day"),
    "ends_on": _l("Last day"),
    "place": _l("Venue"),
    "host": _l("Host"),
    "partners": _l("Co-organisers"),
    "entrants": _l("Expected entrants"),
    "cancelled": _l("Cancelled"),
}
FACT_VALUES: dict[str, dict[str, object]] = {
    "level": {key.value: name for key, name in LEVEL_NAMES.items()},
    "competition_class": {str(key): name for key, name in CLASS_NAMES.items()},
    "cancelled": {"": _l("no"), "yes": _l("yes")},
}
"""What stands for a fact's value where the value itself is no word."""

OCCASION_WORDS = {
    "begins": _l("begins"),
    "ends": _l("ends"),
    "held": _l("contest day"),
    "closes": _l("entries close"),
}


def season_words(figures: SeasonFigures) -> str:
    """How many competitions the season has, and proposals that are none: yet, or ever."""
    parts = [
        ngettext("%(num)s competition", "%(num)s competitions", figures.competitions),
        ngettext(
            "%(num)s proposal not decided yet", "%(num)s proposals not decided yet", figures.waiting
        ),
        ngettext(
            "%(num)s proposal still being written",
            "%(num)s proposals still being written",
            figures.drafts,
        ),
        ngettext(
            "%(num)s proposal declined or withdrawn",
            "%(num)s proposals declined or withdrawn",
            figures.ended,
        ),
    ]
    counts = (1, figures.waiting, figures.drafts, figures.ended)
    shown = [words for words, count in zip(parts, counts, strict=True) if count]
    if len(shown) == 1:
        return str(shown[0])
    everything = gettext("%(total)s in all", total=figures.total)
    return str(gettext(": ")).join((everything, pgettext("between clauses", ", ").join(shown)))
