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
}


def action_words(action: str) -> str:
    """The action as people read it."""
    return str(ACTIONS[action]) if action in ACTIONS else action
