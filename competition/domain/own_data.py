"""What people may ask about their own data: a copy of all, a correction, the end of the account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from competition.domain.errors import NotFound, RuleViolation
from competition.domain.issues import Issue

PAUSE, KEPT = timedelta(days=1), timedelta(days=7)
TEXT, ANSWER = 600, 400


class RequestState(StrEnum):
    """Where a correction that was asked for stands: waiting, done, or refused with a reason."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Ties:
    """What still ties a person to the system: titles of events, and how many of the rest."""

    running: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    roles: int = 0
    appointments: int = 0
    disputes: int = 0


def require_pause(last: datetime | None, now: datetime) -> None:
    """Raise RuleViolation OWN-01 for a second copy within a day.

    Rule OWN-01: everybody gets a copy of all own data, one a day.
    """
    if last is not None and now - last < PAUSE:
        raise RuleViolation("OWN-01", "You asked for a copy today. Ask for the next one tomorrow.")


def require_kept(made_at: datetime, now: datetime) -> None:
    """Raise NotFound for a copy older than a week.

    Rule OWN-02: only the person whose data they are opens a copy, and for seven days.
    """
    if now - made_at >= KEPT:
        raise NotFound("This copy is not kept any more. Ask for a new one.")


def closing_issues(ties: Ties) -> list[Issue]:
    """What has to end before the account can; empty when nothing does.

    Rule OWN-03: an account ends only when no entry of its owner is under way or held, no role and
    no appointment is left, and nobody disputes whose data they are.
    """
    found: list[Issue] = []
    names: dict[str, object] = {"events": "、".join(ties.running)}
    if ties.running:
        message = "You are entered for %(events)s. Withdraw, or wait for the ranking."
        found.append(Issue("OWN-03", "entries", message, names))
    if ties.held:
        message = "The data of %(events)s are held while an objection is open."
        found.append(Issue("OWN-03", "held", message, {"events": "、".join(ties.held)}))
    if ties.roles:
        message = "You hold a role. Have it taken away by whoever gave it to you."
        found.append(Issue("OWN-03", "roles", message))
    if ties.appointments:
        message = "You are a judge of an event that is not finished."
        found.append(Issue("OWN-03", "judging", message))
    if ties.disputes:
        message = "It is being settled whose ID number it is. Wait for that."
        found.append(Issue("OWN-03", "disputes", message))
    return found


def require_closable(issues: Iterable[Issue]) -> None:
    """Raise RuleViolation OWN-03 with the first of the issues, if there is one."""
    for issue in issues:
        raise RuleViolation(issue.rule, issue.message, field=None, **issue.params)


def require_text(text: str, *, has_open: bool) -> str:
    """Give back what is asked for, cut.

    Raises RuleViolation OWN-04 when nothing or too much is written, or one is open already.
    Rule OWN-04: what cannot be changed directly is asked for in words, one request at a time.
    """
    cut = text.strip()
    if not cut or len(cut) > TEXT:
        message = "Write what is wrong and what it should be, in at most %(most)s characters."
        raise RuleViolation("OWN-04", message, field="text", most=TEXT)
    if has_open:
        message = "You have asked already. Wait for the answer."
        raise RuleViolation("OWN-04", message, field="text")
    return cut


def require_answer(state: RequestState, answer: str) -> str:
    """Give the answer back, cut.

    Raises RuleViolation OWN-05 for a request that is answered already, or without words.
    Rule OWN-05: a request is answered once, in words.
    """
    cut = answer.strip()
    if state is not RequestState.ASKED:
        raise RuleViolation("OWN-05", "This request is answered already.", field="answer")
    if not cut or len(cut) > ANSWER:
        message = "Write an answer of at most %(most)s characters."
        raise RuleViolation("OWN-05", message, field="answer", most=ANSWER)
    return cut
