"""The audit actions in words."""

from flask_babel import lazy_gettext as _l

ACTIONS = {
    "account.registered": _l("opened an account"),
    "account.password_changed": _l("changed the password"),
    "account.blocked": _l("blocked an account"),
    "account.unblocked": _l("unblocked an account"),
    "role.granted": _l("granted a role"),
    "role.revoked": _l("took a role away"),
    "session.opened": _l("signed in"),
    "session.closed": _l("signed out"),
    "session.refused": _l("failed to sign in"),
    "entry.submitted": _l("entered an event"),
    "entry.withdrawn": _l("withdrew the own entry"),
    "session.revoked": _l("signed another browser out"),
    "awards.exported": _l("exported advancement and prizes"),
    "catalogue.imported": _l("imported a catalogue"),
    "catalogue.loaded": _l("loaded a catalogue"),
    "codes.issued": _l("handed out work codes"),
    "codes.viewed": _l("looked at the list of work codes"),
    "codes.withdrawn": _l("took the work codes back"),
    "competition.announced": _l("announced a competition"),
    "competition.created": _l("created a competition"),
    "competition.edited": _l("edited a competition"),
    "deduction.entered": _l("entered a deduction"),
    "deduction.withdrawn": _l("took a deduction back"),
    "demonstration.loaded": _l("loaded the demonstration city"),
    "difficulty.entered": _l("set a difficulty"),
    "difficulty.withdrawn": _l("took a difficulty back"),
    "entries.exported": _l("exported the entries"),
    "entries.imported": _l("imported entries"),
    "entry.accepted": _l("accepted an entry"),
    "entry.added": _l("added an entry"),
    "entry.declined": _l("declined an entry"),
    "entry.edited": _l("edited an entry"),
    "entry.standing_changed": _l("changed an entry's standing"),
    "event.created": _l("created an event"),
    "event.edited": _l("edited an event"),
    "event.entries_closed": _l("closed entries"),
    "event.entries_opened": _l("opened entries"),
    "judge.appointed": _l("appointed a judge"),
    "judge.removed": _l("took an appointment back"),
    "mark.corrected": _l("corrected a submitted mark"),
    "marks.entered": _l("entered marks"),
    "organisation.created": _l("wrote down an organisation"),
    "policies.saved": _l("saved the policies"),
    "results.published": _l("published a ranking"),
    "results.retracted": _l("took a ranking back"),
    "scheme.saved": _l("saved the marking scheme"),
    "sheet.submitted": _l("submitted a mark sheet"),
}


def action_words(action: str) -> str:
    """The action as people read it."""
    return str(ACTIONS[action]) if action in ACTIONS else action
