"""Signing in and out, one's own account."""

from competition.web.account import (
    identity,
    invitations,
    jobs,
    message_settings,
    messages,
    profile,
    registration,
    resets,
    roles,
    second_factor,
    sign_in,
)
from competition.web.account.blueprint import bp

__all__ = [
    "bp",
    "identity",
    "invitations",
    "jobs",
    "message_settings",
    "messages",
    "profile",
    "registration",
    "resets",
    "roles",
    "second_factor",
    "sign_in",
]
