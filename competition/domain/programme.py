"""The annual programme (年度竞赛计划): what is planned for a season, and how far it has come."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from competition.domain.errors import RuleViolation
from competition.domain.events import CompetitionState, EventState
from competition.domain.issues import Issue


class PlanState(StrEnum):
    """Whether a competition belongs to the programme."""

    DRAFT = "draft"
    PLANNED = "planned"
    CANCELLED = "cancelled"


class Progress(StrEnum):
    """How far a competition has come, as its readers see it; in this order."""

    DRAFT = "draft"
    PLANNED = "planned"
    ANNOUNCED = "announced"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


LISTED = frozenset(Progress) - {Progress.DRAFT}
"""What the published programme speaks of; a draft is its organisers' own."""

BUSY = frozenset({EventState.OPEN, EventState.CLOSED, EventState.MARKING})
REASON_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """What the programme knows of a competition: trade, industry, days, place, hosts, size."""

    state: PlanState = PlanState.DRAFT
    occupation_code: str = ""
    industry_code: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    place: str = ""
    host: str = ""
    partners: str = ""
    entrants: int | None = None
    contact: str = ""

    def require_sound(self, season: int) -> None:
        """Raise RuleViolation PRG-01 for an end before the start, or a day far from the season.

        Rule PRG-01: a planned competition does not end before it begins, and lies at most a year
        beside its season.
        """
        for field_, day in (("starts_on", self.starts_on), ("ends_on", self.ends_on)):
            if day and abs(day.year - season) > 1:
                message = "Is the year right? The season is %(season)s."
                raise RuleViolation("PRG-01", message, field=field_, season=season)
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise RuleViolation("PRG-01", "The end lies before the beginning.", field="ends_on")

    def require_planned(self) -> None:
        """Raise RuleViolation PRG-02 unless the competition is in the programme.

        Rule PRG-02: only what was approved and taken into the programme changes by request.
        """
        if self.state is not PlanState.PLANNED:
            raise RuleViolation("PRG-02", "This competition is not in the programme.")

    def require_held(self) -> None:
        """Raise RuleViolation PRG-10 when the competition is cancelled.

        Rule PRG-10: events of a cancelled competition take no entries.
        """
        if self.state is PlanState.CANCELLED:
            raise RuleViolation("PRG-10", "The competition is cancelled: no event takes entries.")


def progress_of(
    plan: PlanState, competition: CompetitionState, events: Iterable[EventState]
) -> Progress:
    """Tell how far a competition has come.

    Rule PRG-03: it runs from the first event that opens until the last one's ranking is published.
    """
    if plan is PlanState.CANCELLED:
        return Progress.CANCELLED
    if competition is CompetitionState.DRAFT:
        return Progress.PLANNED if plan is PlanState.PLANNED else Progress.DRAFT
    states = list(events)
    if states and all(state is EventState.PUBLISHED for state in states):
        return Progress.ENDED
    if any(state in BUSY or state is EventState.PUBLISHED for state in states):
        return Progress.RUNNING
    return Progress.ANNOUNCED


class ChangeState(StrEnum):
    """Where a change that was asked for stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


CHANGEABLE = (
    "title",
    "level",
    "competition_class",
    "starts_on",
    "ends_on",
    "place",
    "host",
    "partners",
    "entrants",
    "cancelled",
)
"""What changes only by request once a competition is in the programme, in the order of the form."""

PUBLIC_FACTS = frozenset({"title", "starts_on", "ends_on", "place", "cancelled"})
"""What those who follow or have entered a competition hear of when it changes."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the programme: each fact as it was and as it shall be, and the reason."""

    facts: Mapping[str, tuple[str, str]]
    reason: str
    state: ChangeState = ChangeState.REQUESTED

    def require_open(self) -> None:
        """Raise RuleViolation PRG-05 when it is decided or withdrawn.

        Rule PRG-05: a change is decided once; what was decided stays in the history.
        """
        if self.state is not ChangeState.REQUESTED:
            raise RuleViolation("PRG-05", "This change is decided already.")


def asked_change(before: Mapping[str, str], after: Mapping[str, str], reason: str) -> Change:
    """Compare the facts and make the change that is asked for.

    Raises RuleViolation PRG-04 when nothing changes, or the reason is missing.
    Rule PRG-04: a change after approval names what changes, from what to what, and why.
    """
    facts = {
        key: (before.get(key, ""), after.get(key, ""))
        for key in CHANGEABLE
        if before.get(key, "") != after.get(key, "")
    }
    if not facts:
        raise RuleViolation("PRG-04", "Nothing would change.")
    require_reason(reason)
    return Change(facts, reason.strip())


def require_kept(state: PlanState, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Raise RuleViolation PRG-09 at the first fact of a planned competition that would change.

    Takes facts by name, as texts; what only one side names is left alone.
    Rule PRG-09: what the programme says of a competition is not edited past a change request, and
    its season not at all.
    """
    if state is PlanState.DRAFT:
        return
    changed = [key for key in (*CHANGEABLE, "season") if before.get(key) != after.get(key)]
    for key in changed:
        if key == "season":
            message = "It is in this season's programme. Cancel it here and copy it into the other."
        else:
            message = "It is in the programme: ask for this change instead of editing it."
        raise RuleViolation("PRG-09", message, field=key)


def require_reason(reason: str) -> str:
    """Give the reason back, cut. Raises RuleViolation PRG-04 when it says next to nothing."""
    cut = reason.strip()
    if len(cut) < REASON_LENGTH:
        raise RuleViolation("PRG-04", "Give the reason in a few words.", field="reason")
    return cut


def changed_plan(plan: Plan, facts: Mapping[str, str], season: int) -> Plan:
    """The plan after a change; facts that are no part of it are left alone.

    Raises RuleViolation PRG-01 for days that do not fit each other or the season.
    """
    changes: dict[str, object] = {
        key: facts[key] for key in ("place", "host", "partners") if key in facts
    }
    for key in ("starts_on", "ends_on"):
        if key in facts:
            changes[key] = date.fromisoformat(facts[key]) if facts[key] else None
    if "entrants" in facts:
        changes["entrants"] = int(facts["entrants"]) if facts["entrants"] else None
    if facts.get("cancelled") == "yes":
        changes["state"] = PlanState.CANCELLED
    changed = replace(plan, **changes)  # type: ignore[arg-type]  # each value has its field's type
    changed.require_sound(season)
    return changed


@dataclass(frozen=True, slots=True)
class ProgrammeFilter:
    """Which competitions of a season to list; what is empty does not narrow."""

    season: int
    search: str = ""
    industry: str = ""
    district: int = 0
    trade: str = ""
    progress: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class EditionFilter:
    """Which competitions of a published edition to show; what is empty does not narrow."""

    search: str = ""
    district: str = ""
    industry: str = ""
    trade: str = ""

    def fits(self, line: Mapping[str, Any]) -> bool:
        """Whether a line of the edition is wanted."""
        texts = (line["title"], line["organiser"], line["host"], line["place"], *line["trades"])
        return (
            any(self.search.casefold() in text.casefold() for text in texts)
            and self.district in {"", line["district"]}
            and self.industry in {"", line["industry"]}
            and (not self.trade or self.trade in line["trades"])
        )


@dataclass(frozen=True, slots=True)
class EditionDraft:
    """What would be published: the season, its lines, and what the last edition was."""

    season: int
    lines: Sequence[Mapping[str, object]]
    last_number: int = 0
    last_lines: Sequence[Mapping[str, object]] = field(default_factory=tuple)

    def issues(self) -> list[Issue]:
        """Say what keeps the edition from being published.

        Rule PRG-06: an edition lists at least one competition and differs from the one before.
        """
        if not self.lines:
            return [Issue("PRG-06", "lines", "No competition of this season is in the programme.")]
        if self.last_number and list(self.lines) == list(self.last_lines):
            params: dict[str, object] = {"number": self.last_number}
            return [Issue("PRG-06", "lines", "Nothing changed since edition %(number)s.", params)]
        return []

    def differences(self) -> tuple[list[str], list[str], list[str]]:
        """The titles that the edition adds, changes and leaves out, against the last one."""
        before = {line["id"]: line for line in self.last_lines}
        now = {line["id"]: line for line in self.lines}
        added = [str(line["title"]) for key, line in now.items() if key not in before]
        changed = [
            str(line["title"]) for key, line in now.items() if key in before and before[key] != line
        ]
        gone = [str(line["title"]) for key, line in before.items() if key not in now]
        return added, changed, gone


def title_of_copy(title: str, season: int, target: int) -> str:
    """The title of a copy in another season: the year in it is moved, and nothing else.

    Rule PRG-07: a copy carries everything but people and results into the new season.
    """
    return re.sub(rf"(?<!\d){season}(?!\d)", str(target), title)


def require_season(source: int, target: int) -> int:
    """How many years a copy moves. Raises RuleViolation PRG-08 unless its season is later.

    Rule PRG-08: a competition is copied into a later season.
    """
    if target <= source:
        raise RuleViolation("PRG-08", "Choose a later season.", field="season")
    return target - source


def moved(day: date | None, years: int) -> date | None:
    """The same day some years on; the 29th of February becomes the 28th."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
