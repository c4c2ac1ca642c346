"""Entering oneself (个人报名): when a worker may enter an event, and take the entry back."""

from collections.abc import Collection, Mapping
from datetime import datetime

from competition.domain.errors import RuleViolation
from competition.domain.events import Event, EventState
from competition.domain.issues import Issue
from competition.domain.places import LIVE
from competition.domain.registration import EntryDraft, EntryState, read_draft

NO_NUMBER = "0"


def is_open(event: Event, at: datetime) -> bool:
    """Tell whether workers may enter at this instant. Rule ENT-01."""
    return event.state is EventState.OPEN and event.entries.is_open(at)


def require_open(event: Event, at: datetime) -> None:
    """Raise RuleViolation ENT-01 unless workers may enter at this instant.

    Rule ENT-01: workers enter while the event is open and its entry window is.
    """
    if is_open(event, at):
        return
    opens = event.entries.opens
    if event.state is EventState.OPEN and opens is not None and at < opens:
        raise RuleViolation("ENT-01", "Entries for this event are not open yet.")
    raise RuleViolation("ENT-01", "Entries for this event are closed.")


def require_first(state: EntryState | None) -> None:
    """Raise RuleViolation ENT-02 when the account has an entry in the event already.

    Takes the state of the entry it has, if any; a withdrawn one may be made again.
    Rule ENT-02: one entry for each account in an event.
    """
    if state in LIVE:
        raise RuleViolation("ENT-02", "You have entered this event already.")
    if state is EntryState.DECLINED:
        raise RuleViolation("ENT-02", "Your entry for this event was declined.")


def require_not_judging(*, judges: bool) -> None:
    """Raise RuleViolation ENT-03 for somebody who judges the event.

    Rule ENT-03: who judges an event does not compete in it.
    """
    if judges:
        raise RuleViolation("ENT-03", "You judge this event and cannot compete in it.")


def require_declaration(*, declared: bool) -> None:
    """Raise RuleViolation ENT-04 unless the worker stands for what was typed.

    Rule ENT-04: who enters declares that the data are true.
    """
    if not declared:
        raise RuleViolation(
            "ENT-04", "Please declare that what you typed is true.", field="declared"
        )


def require_real_name(*, complete: bool) -> None:
    """Raise RuleViolation ENT-06 where a complete record is asked for and there is none.

    Rule ENT-06: where the organisers say so, name, ID number and phone are known before entering.
    """
    if not complete:
        raise RuleViolation(
            "ENT-06",
            "This event asks for your name, ID number and phone. Complete your data first.",
        )


def require_in_no_other(names: Collection[str]) -> None:
    """Raise RuleViolation ENT-07 when some of these are part of another entry of the event.

    Rule ENT-07: a person is part of one entry of an event.
    """
    if names:
        raise RuleViolation(
            "ENT-07", "%(name)s is part of another entry of this event.", name="、".join(names)
        )


def may_withdraw(event: Event, state: EntryState, at: datetime) -> bool:
    """Tell whether the worker may take the entry back at this instant. Rule ENT-05."""
    return state in LIVE and is_open(event, at)


def require_withdrawable(event: Event, state: EntryState, at: datetime) -> None:
    """Raise RuleViolation ENT-05 when the entry can no longer be taken back.

    Rule ENT-05: an entry is taken back by the worker until entries close; later by the organiser.
    """
    if state not in LIVE:
        raise RuleViolation("ENT-05", "This entry has been answered or withdrawn already.")
    if not is_open(event, at):
        raise RuleViolation("ENT-05", "Entries are closed. Ask the organiser to withdraw yours.")


def require_answers(*, answered: bool) -> None:
    """Raise RuleViolation ENT-08 while the event's own questions are not answered.

    Rule ENT-08: an entry answers the questions of the event's present form.
    """
    if not answered:
        raise RuleViolation("ENT-08", "This event asks more. Answer its questions first.")


def read_application(texts: Mapping[str, str]) -> tuple[EntryDraft | None, list[Issue]]:
    """Read what a worker typed: name, unit. The number is given when it is stored, level and age
    follow from the facts.

    Returns the draft, or None with every issue; see `registration.read_draft`.
    """
    return read_draft({**texts, "number": NO_NUMBER})
