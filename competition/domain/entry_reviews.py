"""The review desk (审核台): who decides about an entry, when that stands, how it is taken back.

Where the organisers ask for two reviewers (复审), the first one's decision is a recommendation
(初审意见) until somebody else agrees.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import AccountId
from competition.domain.issues import Issue
from competition.domain.places import Step
from competition.domain.registration import REMARK_LENGTH

MOST_TOGETHER = 500
UNDO = timedelta(minutes=30)
MOST_REASONS, TITLE_LENGTH = 40, 40


class Decision(StrEnum):
    """What a reviewer says to an entry: let it in, send it back to be completed, turn it down."""

    ACCEPT = "accept"
    RETURN = "return"
    DECLINE = "decline"


STEPS = {
    Decision.ACCEPT: Step.ACCEPT,
    Decision.RETURN: Step.RETURN,
    Decision.DECLINE: Step.DECLINE,
}
"""The step of an entry to which a decision leads once it stands."""

REASONED = (Decision.RETURN, Decision.DECLINE)
"""Decisions that tell the worker why."""


class Turn(StrEnum):
    """Whose turn it is with an entry: the first reviewer's, a second one's, anybody's but mine."""

    FIRST = "first"
    SECOND = "second"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What one reviewer has said and nobody has confirmed yet."""

    decision: Decision
    reviewer_id: AccountId | None


def turn_of(recommended: Recommendation | None, reader_id: AccountId | None) -> Turn:
    """Whose turn it is, as the reader sees it. Rule REV-02."""
    if recommended is None:
        return Turn.FIRST
    return Turn.OWN if recommended.reviewer_id == reader_id else Turn.SECOND


def settles(
    decision: Decision,
    recommended: Recommendation | None,
    reviewer_id: AccountId | None,
    *,
    needs_two: bool,
) -> bool:
    """Tell whether the decision stands at once; otherwise it is a recommendation.

    Raises RuleViolation REV-02 for somebody who would confirm the own recommendation.
    Rule REV-01: where two reviewers are asked for, an entry is accepted or declined only when two
    agree; another opinion is a new recommendation. One alone may send an entry back.
    Rule REV-02: the one who confirms (复审) is another account than the one who recommended.
    """
    if not needs_two or decision is Decision.RETURN:
        return True
    if recommended is None or recommended.decision is not decision:
        return False
    if reviewer_id is None or reviewer_id == recommended.reviewer_id:
        raise RuleViolation(
            "REV-02", "You recommended this yourself. Somebody else has to confirm it."
        )
    return True


def holds(seen_version: int, version: int) -> bool:
    """Whether a recommendation given for one version of an entry still counts.

    Rule REV-03: a recommendation falls when the entry changes.
    """
    return seen_version == version


def require_some_entries(count: int) -> None:
    """Raise RuleViolation REV-04 unless so many entries can be decided together.

    Rule REV-04: between 1 and 500 entries are decided together.
    """
    if not 0 < count <= MOST_TOGETHER:
        message = "Choose between 1 and %(most)s entries."
        raise RuleViolation("REV-04", message, field="ids", most=MOST_TOGETHER)


def require_recent(made_at: datetime, now: datetime) -> None:
    """Raise RuleViolation REV-05 when the time to take decisions back is over.

    Rule REV-05: a decision can be taken back for 30 minutes.
    """
    if now - made_at > UNDO:
        message = "A decision can be taken back for %(minutes)s minutes; that time is over."
        raise RuleViolation("REV-05", message, minutes=int(UNDO.total_seconds()) // 60)


def require_untouched(left_version: int, version: int, *, is_newest: bool) -> None:
    """Raise RuleViolation REV-06 for an entry that somebody has touched since the decision.

    Rule REV-06: a decision is taken back only while nothing has happened to the entry since.
    """
    if not is_newest or left_version != version:
        raise RuleViolation("REV-06", "Something has happened to this entry since.")


@dataclass(frozen=True, slots=True)
class Reason:
    """A reusable reason (常用理由): what it is for, what reviewers call it, what workers read."""

    decision: Decision
    title: str
    text: str


def read_reasons(
    rows: Sequence[Mapping[str, str]],
) -> tuple[tuple[Reason, ...] | None, list[Issue]]:
    """Read reasons from rows of texts: decision, title, text; an empty row is left out.

    Returns the reasons, or None with every issue; an issue's path is ``reasons[2].title``.
    Rule REV-07: a reason is for sending back or declining, has a title of at most 40 characters
    that stands once, and a text of at most 400; there are at most 40.
    """
    issues: list[Issue] = []
    found: list[Reason] = []
    for at, row in enumerate(rows):
        title, text = row.get("title", "").strip(), row.get("text", "").strip()
        if not title and not text:
            continue
        decision = row.get("decision", "")
        before = [one.title for one in found if one.decision == decision]
        issues += _reason_issues(f"reasons[{at}]", decision, title, text)
        if title in before:
            issues.append(Issue("REV-07", f"reasons[{at}].title", "This title stands twice."))
        elif decision in REASONED:
            found.append(Reason(Decision(decision), title, text))
    if len(found) > MOST_REASONS:
        most: dict[str, object] = {"most": MOST_REASONS}
        issues.append(Issue("REV-07", "reasons", "There are at most %(most)s reasons.", most))
    return (None if issues else tuple(found)), issues


def _reason_issues(path: str, decision: str, title: str, text: str) -> Iterable[Issue]:
    if decision not in REASONED:
        yield Issue("REV-07", f"{path}.decision", "Choose what the reason is for.")
    for name, typed, most in (("title", title, TITLE_LENGTH), ("text", text, REMARK_LENGTH)):
        if not 0 < len(typed) <= most:
            message = "Write between 1 and %(most)s characters."
            yield Issue("REV-07", f"{path}.{name}", message, {"most": most})


def compose(template: str, typed: str) -> str:
    """The reason that the worker reads: the chosen template and what was typed, once each."""
    typed = typed.strip()
    if not template or template in typed:
        return typed
    return f"{template} {typed}" if typed else template
