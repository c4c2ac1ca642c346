"""The words of states, in one place: one vocabulary for the whole system (docs/glossary.md)."""

from flask import Flask
from flask_babel import lazy_gettext as _l

STATES = {
    "draft": ("quiet", "pencil", _l("Draft")),
    "announced": ("pass", "speakerphone", _l("Announced")),
    "planned": ("quiet", "calendar", _l("Planned")),
    "submitted": ("info", "send", _l("Submitted")),
    "returned": ("warn", "arrow-back-up", _l("Returned")),
    "approved": ("pass", "check", _l("Approved")),
    "filed": ("pass", "folder", _l("Filed")),
    "rejected": ("stop", "x", _l("Rejected")),
    "open": ("pass", "door-enter", _l("Taking entries")),
    "closed": ("quiet", "lock", _l("Closed")),
    "running": ("info", "player-play", _l("Running")),
    "marking": ("info", "writing", _l("Being marked")),
    "marked": ("pass", "checks", _l("All marked")),
    "ranked": ("info", "list-numbers", _l("Ranked")),
    "rechecked": ("pass", "clipboard-check", _l("Rechecked")),
    "signed": ("pass", "signature", _l("Signed")),
    "withheld": ("quiet", "eye-off", _l("Not published")),
    "preview": ("quiet", "eye", _l("Preview")),
    "notice": ("info", "speakerphone", _l("Public notice")),
    "published": ("pass", "world", _l("Published")),
    "retracted": ("stop", "arrow-back-up", _l("Retracted")),
    "final": ("pass", "certificate", _l("Final")),
    "entered": ("info", "user-check", _l("Entered")),
    "accepted": ("pass", "user-check", _l("Accepted")),
    "declined": ("stop", "x", _l("Declined")),
    "waiting": ("warn", "clock", _l("Waiting list")),
    "offered": ("info", "mail", _l("A place is offered")),
    "withdrawn": ("quiet", "user-off", _l("Withdrawn")),
    "present": ("pass", "user-check", _l("Present")),
    "late": ("warn", "clock", _l("Late")),
    "absent": ("stop", "user-off", _l("Absent")),
    "disqualified": ("stop", "ban", _l("Disqualified")),
    "incomplete": ("warn", "alert-triangle", _l("Incomplete")),
    "guest": ("quiet", "user", _l("Out of competition")),
    "not_started": ("quiet", "circle", _l("Not started")),
    "partial": ("info", "progress", _l("Partly marked")),
    "complete": ("pass", "circle-check", _l("Complete")),
    "missing": ("warn", "alert-triangle", _l("Not marked")),
    "alarm": ("stop", "arrows-split", _l("Far apart")),
    "corrected": ("warn", "history", _l("Corrected")),
    "advances": ("pass", "arrow-up-right", _l("Advances")),
    "certain": ("pass", "lock-check", _l("Certain to advance")),
    "possible": ("info", "circle-dashed", _l("May still advance")),
    "no_longer": ("quiet", "minus", _l("Can no longer advance")),
    "reserve": ("warn", "clock", _l("Reserve")),
    "out": ("quiet", "minus", _l("Does not advance")),
    "proposed": ("pass", "stairs-up", _l("Proposed for promotion")),
    "not_proposed": ("quiet", "minus", _l("Not proposed")),
    "passed": ("pass", "check", _l("Passed")),
    "failed": ("stop", "x", _l("Not passed")),
    "unfinished": ("stop", "alert-circle", _l("Not finished")),
    "sending": ("info", "send", _l("Being sent")),
    "sent": ("pass", "check", _l("Sent")),
    "undelivered": ("stop", "alert-circle", _l("Not delivered")),
    "paused": ("warn", "hourglass", _l("Paused")),
    "queued": ("quiet", "clock", _l("Queued")),
    "done": ("pass", "check", _l("Done")),
    "active": ("pass", "check", _l("Active")),
    "invited": ("info", "mail", _l("Invited")),
    "lapsed": ("quiet", "clock", _l("Lapsed")),
    "suspended": ("stop", "ban", _l("Suspended")),
    "ended": ("quiet", "flag", _l("Ended")),
    "cancelled": ("stop", "ban", _l("Cancelled")),
    "requested": ("info", "send", _l("Asked for")),
    "member_claimed": ("warn", "clock", _l("Waiting for confirmation")),
    "member_confirmed": ("pass", "user-check", _l("Confirmed")),
    "member_refused": ("stop", "x", _l("Refused")),
    "member_left": ("quiet", "user-off", _l("Left")),
    "correction_asked": ("warn", "clock", _l("Asked")),
    "correction_open": ("warn", "clock", _l("Waiting for confirmation")),
    "correction_done": ("quiet", "check", _l("Changed")),
    "correction_confirmed": ("pass", "check", _l("Confirmed")),
    "correction_refused": ("stop", "x", _l("Refused")),
    "organisation_closed": ("quiet", "lock", _l("Closed organisation")),
    "merged": ("quiet", "arrow-narrow-right", _l("Merged")),
    "disputed": ("stop", "arrows-split", _l("ID number disputed")),
    "data_incomplete": ("warn", "alert-triangle", _l("Data incomplete")),
    "data_good": ("pass", "circle-check", _l("Data complete")),
    "error": ("stop", "alert-circle", _l("Error")),
    "warning": ("warn", "alert-triangle", _l("Warning")),
}
"""For each state its tone (pass, info, warn, stop, quiet), its icon, its word."""


def state_of(state: str) -> str:
    """A state as ``tone|icon|word`` in the reader's language; without a word when unknown."""
    tone, icon, word = STATES.get(state, ("quiet", "point", ""))
    return f"{tone}|{icon}|{word}"


def register_states(app: Flask) -> None:
    """Let templates ask for states."""
    app.jinja_env.globals["state_of"] = state_of
