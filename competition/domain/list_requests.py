"""Late changes (封存后变更) of a sealed list: asked for by the unit, answered by the organisers.

Nothing of a sealed version changes: an approved change makes a new version with a new seal.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from competition.domain.errors import RuleViolation
from competition.domain.events import PREPARING, Event
from competition.domain.unit_lists import ListState

Row = Mapping[str, str]


class Change(StrEnum):
    """What a unit asks for: somebody more, somebody else in a row, or a row less."""

    ADD = "add"
    REPLACE = "replace"
    WITHDRAW = "withdraw"


class RequestState(StrEnum):
    """How far a request (变更申请) is; it is answered once."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: the kind of change, the row (counted from 1; 0 for a new one), who comes."""

    change: Change
    line: int = 0
    row: Row | None = None


def is_askable(event: Event, state: ListState, now: datetime, *, late: bool) -> bool:
    """Whether a unit may ask for a change now. Rule LST-10."""
    closes = event.entries.closes
    in_time = late or closes is None or now < closes
    return state is ListState.SEALED and event.state in PREPARING and in_time


def require_askable(event: Event, state: ListState, now: datetime, *, late: bool) -> None:
    """Raise RuleViolation LST-10 unless the unit may ask for a change.

    Takes whether the rules of the event allow it after entries have closed.
    Rule LST-10: changes of a sealed list are asked for until entries close; where the organisers
    say so also later; never once the codes are handed out.
    """
    if state is not ListState.SEALED:
        raise RuleViolation("LST-10", "The list is not sealed: change it directly.")
    if event.state not in PREPARING:
        raise RuleViolation("LST-10", "The codes are handed out: nothing can be changed any more.")
    if not is_askable(event, state, now, late=late):
        raise RuleViolation("LST-10", "Entries are closed, and this event takes no late changes.")


def require_line(wanted: Wanted, rows: Sequence[Row], waiting: Collection[int]) -> None:
    """Raise RuleViolation LST-11 unless the row exists and nothing is asked about it yet.

    Rule LST-11: a row has one open request at a time.
    """
    if wanted.change is Change.ADD:
        return
    if not 1 <= wanted.line <= len(rows):
        raise RuleViolation("LST-11", "There is no such row in the list.", field="line")
    if wanted.line in waiting:
        message = "A change of this row is asked for already. Wait for the answer."
        raise RuleViolation("LST-11", message, field="line")


def require_unanswered(state: RequestState) -> None:
    """Raise RuleViolation LST-12 for a request that is answered.

    Rule LST-12: a request is answered once, a refusal says why.
    """
    if state is not RequestState.OPEN:
        raise RuleViolation("LST-12", "This request was answered meanwhile.")


def changed_rows(rows: Sequence[Row], wanted: Wanted, before: Row | None) -> tuple[Row, ...]:
    """The rows of the new version.

    Takes the row as it was when the request was made; it is found by what it says, for rows above
    it may be gone by now. Raises RuleViolation LST-11 when it is gone itself.
    """
    if before is None:
        return (*rows, dict(wanted.row or {}))
    if before not in rows:
        raise RuleViolation("LST-11", "This row is no longer in the list.")
    at = list(rows).index(before)
    new = () if wanted.row is None else (dict(wanted.row),)
    return (*rows[:at], *new, *rows[at + 1 :])
