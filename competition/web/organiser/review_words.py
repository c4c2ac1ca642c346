"""The words of the review desk, and how its filters stand in an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.entry_reviews import Decision, Reason
from competition.domain.errors import CompetitionError, RuleViolation
from competition.services.review_queue import AGES, QueueFilter
from competition.web.errors import words
from competition.web.organiser.entry_words import STATES

DECISIONS = {
    Decision.ACCEPT: _l("Accept"),
    Decision.RETURN: _l("Send back"),
    Decision.DECLINE: _l("Decline"),
}
DONE = {
    Decision.ACCEPT: _l("accepted"),
    Decision.RETURN: _l("sent back"),
    Decision.DECLINE: _l("declined"),
}
RECOMMENDED = {
    Decision.ACCEPT: _l("recommended to accept"),
    Decision.DECLINE: _l("recommended to decline"),
}
TURNS = {
    "": _l("For me"),
    "first": _l("First review"),
    "second": _l("Second review"),
    "own": _l("Recommended by me"),
}
ISSUES = {
    "finding": _l("Conditions not met"),
    "document": _l("Documents missing"),
    "none": _l("Nothing to object to"),
}
START = (
    (Decision.RETURN, _l("Photo"), _l("The photo cannot be used. Send a clear, recent portrait.")),
    (
        Decision.RETURN,
        _l("Certificate missing"),
        _l("The certificate of your skill level is missing. Send a picture or a PDF of it."),
    ),
    (
        Decision.RETURN,
        _l("Certificate unreadable"),
        _l("The certificate cannot be read. Send a sharp picture of the whole page."),
    ),
    (
        Decision.RETURN,
        _l("Data differ"),
        _l("What you typed differs from your documents. Compare them and correct it."),
    ),
    (
        Decision.RETURN,
        _l("Employer's proof missing"),
        _l("The proof of employment with your unit's stamp is missing. Send it."),
    ),
    (
        Decision.DECLINE,
        _l("Conditions not met"),
        _l("You do not meet the conditions of entry of this event."),
    ),
    (
        Decision.DECLINE,
        _l("Other trade"),
        _l("Your trade is not the one of this event. Choose the event of your trade."),
    ),
    (
        Decision.DECLINE,
        _l("Entered twice"),
        _l("You are entered already, by your unit or in another event of this competition."),
    ),
    (
        Decision.DECLINE,
        _l("Unit's list"),
        _l("Your unit has not named you. Ask its union to enter you by its list."),
    ),
)
"""What a reviewer may say before the competition has reasons of its own."""

KEYS = ("state", "turn", "issue", "days", "unit", "event", "over")


@dataclass(frozen=True, slots=True)
class DeskAddress:
    """What the address asks of the desk: the filter, and how it is carried from page to page."""

    wanted: QueueFilter
    carried: Mapping[str, Any]


def asked(event_id: int = 0) -> DeskAddress:
    """Read the filters of the address.

    Takes the event on whose desk the reader is; one that came over the competition's queue
    (``over=competition``) stays there.
    """
    args = {key: request.args.get(key, "").strip() for key in KEYS}
    args["state"] = args["state"] if args["state"] in STATES else "submitted"
    args["turn"] = args["turn"] if args["turn"] in TURNS else ""
    args["issue"] = args["issue"] if args["issue"] in ISSUES else ""
    days = int(args["days"]) if args["days"] in map(str, AGES) else 0
    only = event_id
    if args["over"] or not event_id:
        only = int(args["event"]) if args["event"].isascii() and args["event"].isdigit() else 0
    wanted = QueueFilter(
        args["state"],
        args["turn"],
        args["issue"],
        days,
        args["unit"],
        only,
        request.args.get("after", 0, type=int),
    )
    return DeskAddress(wanted, {key: text for key, text in args.items() if text and _counts(key)})


def _counts(key: str) -> bool:
    return key != "state" or request.args.get("state", "submitted") != "submitted"


def queue_url(competition_id: int, event_id: int, carried: Mapping[str, Any]) -> str:
    """The queue that the reader came from."""
    if "over" in carried:
        return url_for("organiser.list_reviews", competition_id=competition_id, **carried)
    return url_for("organiser.list_event_reviews", event_id=event_id, **carried)


def start_reasons() -> tuple[Reason, ...]:
    """The reasons to start from, in the reader's language."""
    return tuple(Reason(decision, str(title), str(text)) for decision, title, text in START)


def refused(refusal: CompetitionError | None) -> dict[str, str]:
    """Why nothing was done, for the page: at the field of the reason, or above everything."""
    text = words(refusal) if refusal else ""
    at_reason = isinstance(refusal, RuleViolation) and refusal.field == "reason"
    return {"refusal": "" if at_reason else text, "reason_problem": text if at_reason else ""}


def told(decision: Decision, *, is_final: bool) -> str:
    """What became of an entry, in one or two words."""
    words = DONE if is_final else RECOMMENDED
    return str(words.get(decision, gettext("sent back")))
