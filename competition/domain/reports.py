"""The report of a competition (竞赛总结): what is handed in after it has ended.

The national reporting set: a work summary with a technical analysis of each event, the nominations
for honours, and the basic data of the competition, which the system counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from competition.domain.errors import RuleViolation
from competition.domain.issues import Issue
from competition.domain.programme import Progress

LEAST_SUMMARY, LONGEST = 50, 20_000
MOST_NOMINATIONS = 200
COLUMNS = ("name", "unit", "event", "honour", "reason")
NEEDED = ("name", "unit", "honour")


class ReportState(StrEnum):
    """A draft is being written; what is handed in does not change."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"


@dataclass(frozen=True, slots=True)
class Nomination:
    """Somebody who is nominated for an honour (推荐), and why."""

    name: str
    unit: str
    honour: str
    event: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What organisers write: the summary, an analysis by event id, the nominations."""

    summary: str = ""
    analyses: Mapping[int, str] = field(default_factory=dict)
    nominations: Sequence[Nomination] = ()
    state: ReportState = ReportState.DRAFT

    def require_open(self) -> None:
        """Raise RuleViolation RPT-01 once it is handed in.

        Rule RPT-01: a report that is handed in does not change.
        """
        if self.state is ReportState.HANDED_IN:
            raise RuleViolation("RPT-01", "The report is handed in: it does not change any more.")


def reading_issues(report: Report, rows: Sequence[Mapping[str, str]]) -> list[Issue]:
    """What is wrong with what was typed, before a draft is saved.

    Rule RPT-02: a nomination names person, unit and honour; texts have at most 20,000 characters.
    """
    found = [
        Issue("RPT-02", f"nominations-{at}-{key}", "This is needed for a nomination.")
        for at, row in enumerate(rows)
        if any(row.values())
        for key in NEEDED
        if not row.get(key)
    ]
    texts = {"summary": report.summary, **{f"analysis-{k}": v for k, v in report.analyses.items()}}
    most: dict[str, object] = {"most": LONGEST}
    found += [
        Issue("RPT-02", path, "The text has more than %(most)s characters.", most)
        for path, text in texts.items()
        if len(text) > LONGEST
    ]
    return found


def read_nominations(rows: Sequence[Mapping[str, str]]) -> tuple[Nomination, ...]:
    """The nominations among the rows; empty rows and rows that lack something are left out."""
    filled = [row for row in rows if all(row.get(key) for key in NEEDED)]
    return tuple(Nomination(**{key: row.get(key, "") for key in COLUMNS}) for row in filled)


def handing_in_issues(
    report: Report, progress: Progress, events: Mapping[int, str]
) -> tuple[Issue, ...]:
    """Say what keeps the report from being handed in.

    Takes the title of each event that was held, by id.
    Rule RPT-03: a report is handed in after the end, with a summary and every event's analysis.
    """
    found = []
    if progress not in {Progress.ENDED, Progress.CANCELLED}:
        found.append(Issue("RPT-03", "state", "The competition has not ended yet."))
    if len(report.summary.strip()) < LEAST_SUMMARY:
        least: dict[str, object] = {"least": LEAST_SUMMARY}
        message = "Write a work summary of at least %(least)s characters."
        found.append(Issue("RPT-03", "summary", message, least))
    for event_id, title in events.items():
        if not report.analyses.get(event_id, "").strip():
            params: dict[str, object] = {"event": title}
            message = 'The technical analysis of "%(event)s" is missing.'
            found.append(Issue("RPT-03", f"analysis-{event_id}", message, params))
    return tuple(found)
