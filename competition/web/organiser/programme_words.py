"""The words of the annual programme: progress, steps of the board, facts that change."""

from flask_babel import lazy_gettext as _l

from competition.domain.programme import Progress
from competition.domain.season_board import BoardStep, Dot

PROGRESS_WORDS = {
    Progress.DRAFT.value: _l("Not in the programme"),
    Progress.PLANNED.value: _l("In the programme"),
    Progress.ANNOUNCED.value: _l("Announced"),
    Progress.RUNNING.value: _l("Running"),
    Progress.ENDED.value: _l("Ended"),
    Progress.CANCELLED.value: _l("Cancelled"),
}
STEP_WORDS = {
    BoardStep.PLAN: _l("Planned"),
    BoardStep.ANNOUNCEMENT: _l("Announced"),
    BoardStep.PREPARATION: _l("Prepared"),
    BoardStep.ENTRIES: _l("Entries open"),
    BoardStep.CLOSING: _l("Entries closed"),
    BoardStep.CODES: _l("Work coded"),
    BoardStep.MARKING: _l("Marked"),
    BoardStep.RANKING: _l("Ranking published"),
    BoardStep.REPORT: _l("Reported"),
}
DOT_WORDS = {
    Dot.DONE: _l("done"),
    Dot.NOW: _l("now"),
    Dot.LATE: _l("late"),
    Dot.NEXT: _l("to come"),
}
FACT_WORDS = {
    "title": _l("Title"),
    "starts_on": _l("First day"),
    "ends_on": _l("Last day"),
    "place": _l("Place"),
    "host": _l("Host"),
    "partners": _l("Co-organisers"),
    "entrants": _l("Expected entrants"),
    "cancelled": _l("Cancelled"),
}
OCCASION_WORDS = {
    "begins": _l("begins"),
    "ends": _l("ends"),
    "held": _l("contest day"),
    "closes": _l("entries close"),
}
